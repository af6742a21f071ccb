//! One view per entity, for the company's application: a column per field, visible records only.

use std::fmt::Write;

use roster::model::Entity;
use rusqlite::{Connection, OptionalExtension};

use super::database::in_transaction;
use super::failure::Outcome;
use super::row::OWN;

/// The statement that makes the view of an entity.
///
/// Columns: `tenant`, `connection`, the entity's fields by their OneRoster names as text (null where the column never
/// came), `metadata` (own fields as a JSON object of texts; null without any), `stableKey` (32 hex digits), `firstSeen`, `lastChanged`, `run`.
fn view(entity: Entity) -> String {
    let mut sql =
        format!("CREATE VIEW \"{entity}\" AS SELECT tenant, connection, sourced_id AS \"sourcedId\"");
    for field in entity.fields().iter().filter(|field| field.stored && field.name != "sourcedId") {
        // Writing to a String cannot fail.
        let _ = write!(sql, ", fields ->> '{0}' AS \"{0}\"", field.name);
    }
    let _ = write!(sql, ", fields ->> '{OWN}' AS \"{OWN}\"");
    let _ = write!(
        sql,
        ", lower(hex(key)) AS \"stableKey\", first_seen AS \"firstSeen\", last_changed AS \"lastChanged\", run \
         FROM record WHERE entity = '{entity}' AND removed_at IS NULL"
    );
    sql
}

/// Makes the views that are missing and replaces those of another schema.
pub(crate) fn refresh(connection: &mut Connection) -> Outcome<()> {
    in_transaction(connection, |db| {
        for entity in Entity::ALL.iter().filter(|entity| entity.is_roster()) {
            let stored = "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?1";
            let stored: Option<String> =
                db.query_row(stored, [entity.name()], |row| row.get(0)).optional()?;
            let wanted = view(*entity);
            if stored.as_deref() != Some(&wanted) {
                db.execute_batch(&format!("DROP VIEW IF EXISTS \"{entity}\"; {wanted}"))?;
            }
        }
        Ok(())
    })
}

//! What an application asks of a roster, answered by the indexes.

use roster_pipeline::{ConnectionKey, PortResult};

use super::RosterTable;
use super::indexes::{Lookup, Relation, role_prefix};
use super::item::read;
use super::keys::id_of;
use crate::dynamo::item::{Item, ItemKey, SK, maybe_text, s};
use crate::dynamo::table::table_failed;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The `sourcedId` of the person or class that was asked for.
    pub sourced_id: String,
    /// The `sourcedId` of the record that says so: a role, a relationship, an enrollment; of a person, the person's own.
    pub by: String,
}

/// The application's questions. Answers come in the order of their sort keys, removed records never; the indexes follow a
/// write within moments, not at once. Costs half a read unit per 4 KB of keys, about 25 answers.
impl RosterTable {
    /// Students of a school, by their roles.
    pub async fn students_of_school(
        &self,
        connection: &ConnectionKey,
        school: &str,
    ) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::AtOrg, school, Some("student")).await
    }

    /// Adults of a student, by their relationships; whether one may pick the student up is in the relationship.
    pub async fn guardians_of_student(
        &self,
        connection: &ConnectionKey,
        student: &str,
    ) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::OfStudent, student, None).await
    }

    /// Classes of a teacher, by enrollments.
    pub async fn classes_of_teacher(
        &self,
        connection: &ConnectionKey,
        teacher: &str,
    ) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::OfUser, teacher, Some("teacher")).await
    }

    /// Students of a class, by enrollments.
    pub async fn students_of_class(&self, connection: &ConnectionKey, class: &str) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::InClass, class, Some("student")).await
    }

    /// People with an e-mail address, whatever the case of its letters. Several may share one.
    pub async fn people_by_email(&self, connection: &ConnectionKey, email: &str) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::Email, email, None).await
    }

    /// People with a number in the SIS (`identifier`).
    pub async fn people_by_number(&self, connection: &ConnectionKey, number: &str) -> PortResult<Vec<Found>> {
        self.ask(connection, Relation::Number, number, None).await
    }

    async fn ask(
        &self,
        connection: &ConnectionKey,
        relation: Relation,
        value: &str,
        role: Option<&str>,
    ) -> PortResult<Vec<Found>> {
        let (index, pk, sk) = match relation.lookup() {
            Lookup::First => ("gsi1", "gsi1pk", "gsi1sk"),
            Lookup::Second => ("gsi2", "gsi2pk", "gsi2sk"),
        };
        let mut query = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .index_name(index)
            .expression_attribute_values(":of", s(relation.partition(connection, value)));
        let prefix = role.map(role_prefix).unwrap_or_default();
        query = match role {
            Some(_) => query
                .key_condition_expression(format!("{pk} = :of AND begins_with({sk}, :role)"))
                .expression_attribute_values(":role", s(&prefix)),
            None => query.key_condition_expression(format!("{pk} = :of")),
        };
        let (mut found, mut from) = (Vec::new(), None);
        loop {
            let sent = query.clone().set_exclusive_start_key(from).send().await;
            let answer =
                sent.map_err(|e| table_failed(&format!("{} found by index", relation.entity()), e))?;
            for item in answer.items.unwrap_or_default() {
                found.extend(match in_keys(&item, sk, &prefix) {
                    Some(whole) => Some(whole),
                    None => self.in_record(relation, item).await?,
                });
            }
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(found);
            }
        }
    }

    /// Where an ID is too long to be in a key, it is in the record; `None` if that is removed by now.
    async fn in_record(&self, relation: Relation, item: Item) -> PortResult<Option<Found>> {
        let entity = relation.entity();
        let Some(item) = self.table.get(&format!("record of {entity}"), &ItemKey::of(&item)?).await? else {
            return Ok(None);
        };
        let stored = read(entity, &item)?;
        let found = Found {
            sourced_id: stored.record.get(relation.answer()).unwrap_or_default().to_owned(),
            by: stored.record.sourced_id().to_owned(),
        };
        Ok(stored.removed_at.is_none().then_some(found))
    }
}

fn in_keys(item: &Item, sk: &str, prefix: &str) -> Option<Found> {
    Some(Found {
        sourced_id: id_of(maybe_text(item, sk)?.strip_prefix(prefix)?)?.to_owned(),
        by: id_of(maybe_text(item, SK)?)?.to_owned(),
    })
}

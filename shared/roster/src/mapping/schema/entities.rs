//! Records in the schema: entities and their fields.

use super::each;
use super::parts::{Key, flag, need, object, refer, said, words};
use crate::mapping::bind::names_itself;
use crate::mapping::limits::MAX_OWN_NAME;
use crate::mapping::load::{STATUS, USER_ORGS, USER_ROLE, entities, targets};
use crate::mapping::node::Node;
use crate::model::Entity;

pub(super) fn record() -> Node {
    let mut record = object(vec![
        need("entity", words(entities().map(Entity::name))),
        Key::may(
            "only",
            said("Rows that do not meet all of these become no such record.", refer("conditions")),
        ),
        Key::may("each", said("The record stands once for each of these, as {each} in its texts.", each())),
        Key::may("repeats", said("Whether several rows may tell of one record.", flag())),
        Key::may(
            "unless",
            said(
                "The \"file\" of an entry of \"files\": where it came, there is no such record.",
                refer("filled"),
            ),
        ),
        need("fields", said("Where each field comes from.", Node::object([("type", Node::text("object"))]))),
    ]);
    if let Node::Object(pairs) = &mut record {
        pairs.push(("allOf".to_owned(), Node::List(entities().map(fields_if).collect())));
    }
    record
}

/// Which fields an entity has.
fn fields_if(entity: Entity) -> Node {
    let is = Node::object([("const", Node::text(entity.name()))]);
    let condition = Node::object([
        ("properties", Node::object([("entity", is)])),
        ("required", Node::List(vec![Node::text("entity")])),
    ]);
    let fields = Node::object([("fields", refer(&definition(entity)))]);
    Node::object([("if", condition), ("then", Node::object([("properties", fields)]))])
}

fn definition(entity: Entity) -> String {
    format!("{entity}Fields")
}

/// The fields of all entities.
pub(super) fn all_fields() -> impl Iterator<Item = (String, Node)> {
    entities().map(|entity| (definition(entity), fields(entity)))
}

fn fields(entity: Entity) -> Node {
    let keys = targets(entity).map(|name| key(entity, name)).collect();
    let own = format!("^metadata\\.[A-Za-z0-9][A-Za-z0-9_.-]{{0,{}}}$", MAX_OWN_NAME - 1);
    let mut fields = said(entity.doc(), object(keys));
    if let Node::Object(pairs) = &mut fields {
        pairs.push(("patternProperties".to_owned(), Node::Object(vec![(own, refer("fieldValue"))])));
        if entity == Entity::Users {
            let one = |needs: &str| Node::List(vec![Node::text(needs)]);
            let both = Node::object([(USER_ROLE, one(USER_ORGS)), (USER_ORGS, one(USER_ROLE))]);
            pairs.push(("dependentRequired".to_owned(), both));
        }
    }
    fields
}

fn key(entity: Entity, name: &'static str) -> Key {
    let field = entity.field(name).map(|at| (at, &entity.fields()[at]));
    let doc = match (field, name) {
        (Some((_, field)), _) => field.doc,
        (None, STATUS) => "active or tobedeleted.",
        (None, USER_ROLE) => "What the person is at each of its orgs; becomes roles.",
        (None, _) => "The orgs of the person, with commas, the first being the main one; become roles.",
    };
    let made = |at: usize| at == 0 && !names_itself(entity).is_empty();
    let schema = said(doc, refer("fieldValue"));
    match field {
        Some((at, field)) if field.essential && !made(at) => need(name, schema),
        Some(_) | None => Key::may(name, schema),
    }
}

#[cfg(test)]
mod tests {
    use crate::mapping::schema;

    #[test]
    fn every_entity_and_every_field_is_in_the_schema() {
        let schema = schema();
        for entity in super::entities() {
            assert!(schema.contains(&format!("\"#/$defs/{entity}Fields\"")), "{entity}");
            for name in super::targets(entity) {
                assert!(schema.contains(&format!("\"{name}\": {{")), "{entity}.{name}");
            }
        }
        assert!(!schema.contains("\"password\""));
    }
}

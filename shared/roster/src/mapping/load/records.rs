//! Records of a file: what kind they are, which rows become one, and where their fields come from.

use super::object::{Object, listed};
use super::path::Path;
use super::targets::{USER_ORGS, USER_ROLE};
use super::{Loader, each, targets};
use crate::mapping::bind::names_itself;
use crate::mapping::document::{FieldMapping, FieldTarget, RecordMapping, Repeats, Source, Write};
use crate::mapping::limits::{MAX_FIELDS, MAX_RECORDS, MAX_WORK};
use crate::mapping::node::Node;
use crate::model::Entity;

const RECORD_KEYS: &[&str] = &["entity", "only", "each", "repeats", "unless", "fields"];

impl Loader {
    pub(super) fn records(&mut self, at: &Path<'_>, node: Option<&Node>) -> Option<Vec<RecordMapping>> {
        let Some(node) = node else { return Some(Vec::new()) };
        let mut records = Some(Vec::new());
        self.work = 0;
        for (i, node) in self.read.list(at, node, 0..=MAX_RECORDS)?.iter().enumerate() {
            let made = self.record_or_each(&at.index(i), node);
            records = records.zip(made).map(|(mut records, made)| {
                records.extend(made);
                records
            });
            if records.as_ref().is_some_and(|records: &Vec<_>| records.len() > MAX_RECORDS) {
                self.read
                    .errors
                    .add(at, || format!("one row becomes at most {MAX_RECORDS} records, after \"each\""));
                return None;
            }
        }
        if self.work > MAX_WORK {
            let work = self.work;
            self.read.errors.add(at, || {
                format!("{work} values, steps and parts of templates for one row, after \"each\"; at most {MAX_WORK} are done")
            });
        }
        records
    }

    /// One record, or one for each text of its `each`.
    fn record_or_each(&mut self, at: &Path<'_>, node: &Node) -> Option<Vec<RecordMapping>> {
        let texts = self.each(at, node)?;
        if texts.is_empty() {
            return Some(vec![self.record(at, node)?]);
        }
        let mut records = Vec::with_capacity(texts.len());
        for text in texts {
            let filled = each::with(node, &text);
            self.read.errors.each = Some(text);
            let record = self.record(at, &filled);
            self.read.errors.each = None;
            // What is wrong with one is wrong with all of them.
            records.push(record?);
        }
        Some(records)
    }

    fn record(&mut self, at: &Path<'_>, node: &Node) -> Option<RecordMapping> {
        let object = self.read.object(at, node, RECORD_KEYS)?;
        let name = self.read.needed(at, object, "entity");
        let entity = name.and_then(|node| {
            let at = at.key("entity");
            let name = self.read.text(&at, node)?;
            self.entity(&at, name)
        });
        let only = self.conditions(&at.key("only"), object.get("only"));
        let repeats = match object.get("repeats") {
            Some(node) => self.read.flag(&at.key("repeats"), node),
            None => Some(false),
        };
        let repeats = if repeats? { Repeats::Expected } else { Repeats::Unexpected };
        let unless = match object.get("unless") {
            Some(node) => Some(self.read.filled(&at.key("unless"), node)?.to_owned()),
            None => None,
        };
        self.unlesses.extend(unless.clone().map(|file| (at.to_string(), file)));
        let entity = entity?;
        let fields = self.read.needed(at, object, "fields")?;
        let fields = self.fields(&at.key("fields"), fields, entity);
        Some(RecordMapping { entity, only: only?, repeats, unless, fields: fields? })
    }

    fn fields(&mut self, at: &Path<'_>, node: &Node, entity: Entity) -> Option<Vec<FieldMapping>> {
        let object = self.read.any_object(at, node, "an object with the fields of the record")?;
        let pairs = object.pairs();
        if pairs.len() > MAX_FIELDS {
            self.read.errors.add(at, || format!("{} fields; a record has at most {MAX_FIELDS}", pairs.len()));
            return None;
        }
        let fields = pairs.iter().map(|(name, node)| self.field(&at.key(name), (entity, name), node));
        let fields = fields.collect::<Vec<_>>();
        self.missing(at, object, entity);
        fields.into_iter().collect()
    }

    fn field(&mut self, at: &Path<'_>, (entity, name): (Entity, &str), node: &Node) -> Option<FieldMapping> {
        let target = match targets::target(entity, name) {
            Ok(target) => target,
            Err(fault) => {
                self.read.errors.add(at, || fault);
                return None;
            }
        };
        let field = self.field_value(at, node)?;
        let field = FieldMapping { target, ..field };
        self.key_is_sound(at, &field);
        self.constant_is_known(at, entity, &field);
        Some(field)
    }

    /// Notes what would make one record of many, or none.
    fn key_is_sound(&mut self, at: &Path<'_>, field: &FieldMapping) {
        if field.target != FieldTarget::Field(0) {
            return;
        }
        if field.write != Write::Always {
            self.read
                .errors
                .add(&at.key("write"), || "the ID of a record always counts; leave this out".to_owned());
        }
        let blank_too = field.value.default.as_deref().is_some_and(|text| !text.is_empty());
        if blank_too && !matches!(field.value.source, Source::Constant(_)) {
            self.read.errors.add(&at.key("default"), || {
                "every row without an ID would become the same record; leave this out".to_owned()
            });
        }
    }

    /// Notes fields without which there is no record.
    fn missing(&mut self, at: &Path<'_>, object: Object<'_>, entity: Entity) {
        let made = !names_itself(entity).is_empty();
        let needed =
            entity.fields().iter().enumerate().filter(|(i, field)| field.essential && !(*i == 0 && made));
        for (_, field) in needed.filter(|(_, field)| object.get(field.name).is_none()) {
            self.read.errors.add(at, || {
                let all = entity.fields().iter().enumerate();
                let all = all.filter(|(i, field)| field.essential && !(*i == 0 && made));
                let all = listed(all.map(|(_, field)| field.name));
                format!("{} is missing: there are no {entity} without {all}", field.name)
            });
        }
        if entity == Entity::Users && object.get(USER_ROLE).is_some() != object.get(USER_ORGS).is_some() {
            self.read
                .errors
                .add(at, || format!("{USER_ROLE} and {USER_ORGS} go together: what a person is, and where"));
        }
    }
}

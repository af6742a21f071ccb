//! A record mapping while it is put together.

use roster::mapping::{Condition, FieldMapping, FieldTarget, RecordMapping, Repeats, Value};
use roster::model::Entity;

use super::Context;
use crate::suggest::hundredths;
use crate::target::Entry;

/// A record mapping under construction.
pub(super) struct Building {
    record: RecordMapping,
}

impl Building {
    pub(super) fn new(entity: Entity, repeats: Repeats) -> Building {
        let (only, fields) = (Vec::new(), Vec::new());
        Building { record: RecordMapping { entity, only, repeats, unless: None, fields } }
    }

    /// A field, if it has a value and was not set before.
    pub(super) fn set(&mut self, name: &str, value: Option<Value>, confidence: Option<f32>) {
        let target = match (name, self.record.entity) {
            ("role", Entity::Users) => Some(FieldTarget::UserRole),
            ("orgSourcedIds", Entity::Users) => Some(FieldTarget::UserOrgs),
            ("status", _) => Some(FieldTarget::Status),
            _ => match name.strip_prefix("metadata.") {
                Some(own) if self.record.entity.field(name).is_none() => {
                    Some(FieldTarget::Own(own.to_owned()))
                }
                _ => self.record.entity.field(name).map(FieldTarget::Field),
            },
        };
        let (Some(target), Some(value)) = (target, value) else { return };
        if self.record.fields.iter().any(|field| field.target == target) {
            return;
        }
        let mut field = FieldMapping::new(target, value);
        field.confidence = confidence.map(hundredths);
        self.record.fields.push(field);
    }

    /// A field from the column that feeds it, if any.
    pub(super) fn copy(&mut self, context: &Context<'_>, file: usize, entry: Entry, field: &str) {
        let plan = &context.plans[file];
        let Some(column) = plan.column(entry, field) else { return };
        let confidence = plan.feed(column).map(|feed| feed.confidence);
        let value = super::values::of(context, (file, column), self.record.entity, field);
        self.set(field, value, confidence);
    }

    /// Only rows like this become one.
    pub(super) fn only(&mut self, condition: Condition) {
        self.record.only.push(condition);
    }

    pub(super) fn done(self) -> RecordMapping {
        self.record
    }
}

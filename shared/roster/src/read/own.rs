//! Own fields of a row: those that a mapping or the operator's profile names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::row::Fields;
use super::rows::{BlockOut, Place};
use crate::model::{encode_value, own_json};

/// An own field and the column that it comes from.
#[derive(Debug)]
pub(crate) struct OwnPlan {
    /// Without `metadata.`.
    pub(crate) name: Arc<str>,
    pub(crate) column: Option<usize>,
}

/// Appends the own fields of a row to its record; nothing if none of their columns came.
pub(super) fn push(fields: &Fields<'_>, place: &Place<'_>, out: &mut BlockOut) {
    let mut own: BTreeMap<&str, &str> = BTreeMap::new();
    for plan in &place.plan.own {
        if let Some(trouble) = fields.trouble(plan.column) {
            out.findings.push(super::mapped::finding(trouble, (plan.column, &plan.name), place));
        } else if let Some(text) = fields.get(plan.column) {
            own.insert(&plan.name, text.trim());
        }
    }
    if !own.is_empty() {
        let json = own_json(own);
        encode_value(&mut out.bytes, Some(&json));
    }
}

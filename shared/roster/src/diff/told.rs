//! What is told of records that come again, and the sinks that findings of a file go to.

use super::Purpose;
use super::entity::Seen;
use super::keys::row_hash;
use crate::finding::Finding;
use crate::model::{Entity, Values, encode_value};
use crate::read::{FindingSink, Outcome, RowRef};
use crate::rules;

/// The role of a user's later row: the person's first row names the primary one.
pub(super) fn demoted(row: &RowRef, bytes: &[u8]) -> Option<(RowRef, Vec<u8>)> {
    let kind = Entity::Roles.field("roleType")?;
    if row.entity != Entity::Roles || Values::over(bytes).nth(kind).flatten() != Some("primary") {
        return None;
    }
    let mut changed = Vec::with_capacity(bytes.len() + 2);
    for (at, value) in Values::over(bytes).enumerate() {
        encode_value(&mut changed, if at == kind { Some("secondary") } else { value });
    }
    Some((RowRef { row: row_hash(&changed), ..*row }, changed))
}

pub(super) fn repeated(
    (row, bytes): (&RowRef, &[u8]),
    seen: Seen,
    file: &std::sync::Arc<str>,
    (main, strictness, purpose): (Entity, crate::read::Strictness, Purpose),
) -> Option<Finding> {
    // Derived records repeat wherever two rows imply the same; that is no fault of the file.
    if row.entity != main {
        return None;
    }
    let id = match row.outcome {
        Outcome::Accepted => Values::over(bytes).next().flatten().unwrap_or(""),
        _ => std::str::from_utf8(bytes).unwrap_or(""),
    };
    let (rule, message) = match seen {
        Seen::First => return None,
        Seen::Repeated => {
            (&rules::repeated_record::RULE, "the same record came before, with the same values")
        }
        Seen::Conflicting => (
            &rules::conflicting_record::RULE,
            match purpose {
                Purpose::Roster => "the same ID came before, with other values; the first row counts",
                Purpose::Supplement => "the same ID came before, with other values; neither row counts",
            },
        ),
    };
    let severity = strictness.severity(rule);
    Some(Finding {
        rule,
        severity,
        file: file.clone(),
        entity: Some(main),
        line: Some(row.line),
        column: Some(1),
        field: Some("sourcedId".into()),
        record: Some(id.chars().take(rules::overlong_id::LIMIT).collect::<String>().into()),
        message: message.to_owned(),
    })
}

pub(super) struct SharedSink<'a> {
    pub(super) sink: &'a mut dyn FindingSink,
}

impl FindingSink for SharedSink<'_> {
    fn find(&mut self, finding: Finding) {
        self.sink.find(finding);
    }
}

/// Lets the reader and the comparison write findings in turns.
pub(super) struct CellSink<'c, 'a, 'b>(pub(super) &'c std::cell::RefCell<&'b mut SharedSink<'a>>);

impl FindingSink for CellSink<'_, '_, '_> {
    fn find(&mut self, finding: Finding) {
        self.0.borrow_mut().find(finding);
    }
}

//! Values that could not be made, as findings.

use std::sync::Arc;

use super::super::plan::FieldPlan;
use super::super::rows::{BlockOut, Place};
use crate::finding::{Finding, Severity};
use crate::mapping::bind::{Grave, Trouble};
use crate::rules;
/// A value that could not be made; true if there is no record without it.
pub(in crate::read) fn troubled(
    trouble: Trouble,
    field: &FieldPlan,
    place: &Place<'_>,
    out: &mut BlockOut,
) -> bool {
    let mut found = finding(trouble, (field.column, &field.name), place);
    if field.field.essential {
        found.severity = Severity::Error;
    }
    let fatal = found.severity == Severity::Error;
    // A row that ends before an optional column says nothing of it, and was reported as short.
    if fatal || trouble != Trouble::CutOff {
        out.findings.push(found);
    }
    fatal
}

/// Why a value could not be made, as a finding. The value is not quoted: anything may stand in a column.
pub(in crate::read) fn finding(
    trouble: Trouble,
    at: (Option<usize>, &Arc<str>),
    place: &Place<'_>,
) -> Finding {
    let name = at.1;
    let path = place.plan.mapped.as_ref().map(|mapped| mapped.path_of(at.0)).unwrap_or_default();
    let graver = |grave: Grave, finding: Finding| match grave {
        Grave::Error => Finding { severity: Severity::Error, ..finding },
        Grave::Warning => finding,
    };
    match trouble {
        Trouble::CutOff => place.find(&rules::missing_value::RULE, at, format!("the row ends before {name}")),
        Trouble::UnknownCode(grave) => {
            let message = format!("the mapping has no answer for the code in {name}: {path}");
            graver(grave, place.find(&rules::unknown_code::RULE, at, message))
        }
        Trouble::NoDate => {
            let message = format!("the date in {name} fits no pattern of the mapping: {path}");
            place.find(&rules::unread_date::RULE, at, message)
        }
        Trouble::NoRow(grave) => {
            let message = format!("the other file has no row for the value in {name}: {path}");
            graver(grave, place.find(&rules::unmatched_lookup::RULE, at, message))
        }
    }
}

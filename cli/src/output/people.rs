//! Who comes and goes, by role and grade.

use roster::changes::People;
use serde::Serialize;

use super::{Align, Table, count};

/// People of one role and grade, as programs read them.
#[derive(Debug, Serialize)]
pub(crate) struct PeopleJson<'a> {
    role: &'a str,
    grade: &'a str,
    lost: u64,
    gained: u64,
}

/// For programs.
pub(crate) fn json(people: &People) -> Vec<PeopleJson<'_>> {
    let line = people.0.iter().map(|(who, flow)| PeopleJson {
        role: &who.role,
        grade: &who.grade,
        lost: flow.lost,
        gained: flow.gained,
    });
    line.collect()
}

/// For people.
pub(crate) fn text(people: &People) -> String {
    if people.is_empty() {
        return "Nobody comes or goes.\n".to_owned();
    }
    let heading =
        [("people", Align::Left), ("grade", Align::Left), ("lost", Align::Right), ("gained", Align::Right)];
    let mut table = Table::new(&heading);
    for (who, flow) in &people.0 {
        let role = if who.role.is_empty() { "without a role" } else { &who.role };
        table.row([role.to_owned(), who.grade.clone(), count(flow.lost), count(flow.gained)]);
    }
    table.to_string()
}

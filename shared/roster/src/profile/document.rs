//! Own kinds of record, and the groups of roles that may require fields.

use super::field::OwnField;

/// A kind of record of the operator's own, each about one person: a bus, a locker, a court order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKind {
    /// The word in a record's `kind`, and the name of its CSV file.
    pub name: String,
    /// What it is, in one line; may be empty.
    pub doc: String,
    /// Whether its records are kept.
    pub storing: Storing,
    /// Its fields, by name.
    pub fields: Vec<OwnField>,
}

/// Whether what was checked is also kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Storing {
    /// It becomes part of the roster.
    #[default]
    Stored,
    /// It is checked and dropped: it never leaves the delivery.
    Dropped,
}

/// Roles of which the same is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleGroup {
    /// `student`.
    Student,
    /// `guardian`, `parent` and `relative`.
    Contact,
    /// Everybody else.
    Staff,
}

impl RoleGroup {
    /// All of them.
    pub const ALL: [RoleGroup; 3] = [RoleGroup::Student, RoleGroup::Contact, RoleGroup::Staff];

    /// The group of a role, named by a word of OneRoster 1.1 or 1.2 in any case of letters.
    pub fn of(role: &str) -> RoleGroup {
        let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(role));
        match (is(&["student"]), is(&["guardian", "parent", "relative", "contact"])) {
            (true, _) => RoleGroup::Student,
            (false, true) => RoleGroup::Contact,
            (false, false) => RoleGroup::Staff,
        }
    }

    /// The word in a profile.
    pub const fn word(self) -> &'static str {
        match self {
            RoleGroup::Student => "student",
            RoleGroup::Contact => "contact",
            RoleGroup::Staff => "staff",
        }
    }
}

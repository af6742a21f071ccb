//! Why the brake may hold: one stable code each.

use std::fmt;

/// A kind of reason. Codes and names are stable; codes are never used again for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Too large a share of the records would be removed.
    Removals,
    /// Too large a share of the people would get other names, addresses or IDs.
    IdentityUpdates,
    /// Too large a share of the rows is in error.
    InvalidRows,
    /// A file came without rows where the roster has records.
    ZeroRows,
    /// Everybody of a school would be removed.
    SchoolEmptied,
    /// A required file did not come.
    FileMissing,
    /// A column is gone that feeds a key, role, school or required field.
    ColumnLost,
    /// A file is shorter than before and its last row is broken.
    FileTruncated,
    /// IDs look different from those of the roster.
    IdsChangedShape,
    /// A first delivery holds what belongs to another tenant.
    OtherTenant,
    /// A delta builds on one that was discarded.
    BrokenChain,
    /// Many records go and come again under other IDs.
    IdsReissued,
    /// Columns that a mapping finds by their place are not where they were.
    PositionsChanged,
    /// One ID came twice with different values, and the connection wants a person to look.
    ConflictingIds,
}

impl Cause {
    /// Every cause, in the order of the codes.
    pub const ALL: [Cause; 14] = [
        Cause::Removals,
        Cause::IdentityUpdates,
        Cause::InvalidRows,
        Cause::ZeroRows,
        Cause::SchoolEmptied,
        Cause::FileMissing,
        Cause::ColumnLost,
        Cause::FileTruncated,
        Cause::IdsChangedShape,
        Cause::OtherTenant,
        Cause::BrokenChain,
        Cause::IdsReissued,
        Cause::PositionsChanged,
        Cause::ConflictingIds,
    ];

    /// The stable code, such as `B001`.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Removals => "B001",
            Cause::IdentityUpdates => "B002",
            Cause::InvalidRows => "B003",
            Cause::ZeroRows => "B004",
            Cause::SchoolEmptied => "B005",
            Cause::FileMissing => "B006",
            Cause::ColumnLost => "B007",
            Cause::FileTruncated => "B008",
            Cause::IdsChangedShape => "B009",
            Cause::OtherTenant => "B010",
            Cause::BrokenChain => "B011",
            Cause::IdsReissued => "B012",
            Cause::PositionsChanged => "B013",
            Cause::ConflictingIds => "B014",
        }
    }

    /// The stable name, such as `removals`.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Removals => "removals",
            Cause::IdentityUpdates => "identity-updates",
            Cause::InvalidRows => "invalid-rows",
            Cause::ZeroRows => "zero-rows",
            Cause::SchoolEmptied => "school-emptied",
            Cause::FileMissing => "file-missing",
            Cause::ColumnLost => "column-lost",
            Cause::FileTruncated => "file-truncated",
            Cause::IdsChangedShape => "ids-changed-shape",
            Cause::OtherTenant => "other-tenant",
            Cause::BrokenChain => "broken-chain",
            Cause::IdsReissued => "ids-reissued",
            Cause::PositionsChanged => "positions-changed",
            Cause::ConflictingIds => "conflicting-ids",
        }
    }

    /// What a person can do about it, in one or two sentences.
    pub fn help(self) -> &'static str {
        match self {
            Cause::Removals | Cause::SchoolEmptied => {
                "If they have really left, approve the run; if the export was cut short, send the whole set again."
            }
            Cause::IdentityUpdates => {
                "Check that the columns and IDs still mean the same people; approve the run only if they do."
            }
            Cause::InvalidRows => "See the findings, correct the export and send it again.",
            Cause::ZeroRows => {
                "Send the file with its rows; approve the run only if the records are really gone."
            }
            Cause::FileMissing => "Send the whole set again.",
            Cause::ColumnLost => "Put the column back, or change the mapping if it is gone for good.",
            Cause::FileTruncated => "It was probably cut off on its way: send it again.",
            Cause::IdsChangedShape => {
                "If the IDs were changed on purpose, have them renamed before the run is approved."
            }
            Cause::OtherTenant => "Nothing is applied until an operator has checked whose files these are.",
            Cause::IdsReissued => {
                "Look at the proposed ID changes and apply them, so that the records keep their history; approve the run \
                 only if these are other records."
            }
            Cause::PositionsChanged => {
                "Have the columns put back as they were, or make a mapping for them as they are now."
            }
            Cause::ConflictingIds => {
                "Have the export corrected so that each ID comes once; if the run is approved, the first row of each counts."
            }
            Cause::BrokenChain => "Ask for a bulk delivery: it says all there is, and replaces what waits.",
        }
    }

    /// Whether only removals are in question, so that the rest of the change set may go ahead.
    pub fn is_about_removals(self) -> bool {
        match self {
            Cause::Removals | Cause::SchoolEmptied => true,
            Cause::IdentityUpdates
            | Cause::InvalidRows
            | Cause::ZeroRows
            | Cause::FileMissing
            | Cause::ColumnLost
            | Cause::FileTruncated
            | Cause::IdsChangedShape
            | Cause::OtherTenant
            | Cause::BrokenChain
            | Cause::IdsReissued
            | Cause::PositionsChanged
            | Cause::ConflictingIds => false,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_count_up_and_names_differ() {
        for (place, cause) in Cause::ALL.into_iter().enumerate() {
            assert_eq!(cause.code(), format!("B{:03}", place + 1));
            let same = Cause::ALL.into_iter().filter(|other| other.name() == cause.name()).count();
            assert_eq!(same, 1, "{cause}");
            assert!(cause.help().ends_with('.'), "{cause}");
        }
    }
}

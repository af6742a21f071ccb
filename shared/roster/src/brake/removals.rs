//! Whether a connection removes records at all, and how soon.

use std::num::NonZeroU32;

/// When a record that no longer comes may be removed. What it forbids is never planned, so no limit sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removals {
    /// Adds-only mode: never.
    Never,
    /// After this many complete deliveries in a row without the record; 1 is at once.
    After(NonZeroU32),
}

/// Why a record may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absence {
    /// A delta says `tobedeleted`.
    Stated,
    /// This many complete deliveries in a row, this one included, did not have it.
    Missed(u32),
}

impl Removals {
    /// At the first complete delivery without the record.
    pub const AT_ONCE: Removals = Removals::After(NonZeroU32::MIN);

    /// Whether the removal goes into the change set.
    pub fn plans(self, absence: Absence) -> bool {
        match (self, absence) {
            (Removals::Never, Absence::Stated | Absence::Missed(_)) => false,
            (Removals::After(_), Absence::Stated) => true,
            (Removals::After(deliveries), Absence::Missed(missed)) => missed >= deliveries.get(),
        }
    }
}

impl Default for Removals {
    fn default() -> Removals {
        Removals::AT_ONCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_only_never_removes_and_others_only_after_n_deliveries_without_the_record() {
        let after = |n| Removals::After(NonZeroU32::new(n).unwrap());
        for (removals, absence, planned) in [
            (Removals::Never, Absence::Stated, false),
            (Removals::Never, Absence::Missed(99), false),
            (Removals::AT_ONCE, Absence::Missed(1), true),
            (after(3), Absence::Missed(2), false),
            (after(3), Absence::Missed(3), true),
            (after(3), Absence::Missed(4), true),
            (after(3), Absence::Stated, true),
        ] {
            assert_eq!(removals.plans(absence), planned, "{removals:?} {absence:?}");
        }
        assert_eq!(Removals::default(), Removals::AT_ONCE);
    }
}

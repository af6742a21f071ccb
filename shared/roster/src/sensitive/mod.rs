//! Columns that a roster has no business with: recognised by name and by values, and taken out of what is stored.

mod headers;
mod redact;
mod redact_archive;
mod survey;
mod values;

use std::fmt;

pub use redact::{Redaction, Taken, redact};
pub use redact_archive::redact_archive;
pub use survey::{Sample, SensitiveColumn, Use, columns};
pub(crate) use survey::{report, unwanted};
pub(crate) use values::is_social_security;

/// What kind of thing a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Social Security numbers and other numbers of the state for a person.
    SocialSecurity,
    /// Passwords and secret answers.
    Passwords,
    /// Who eats free or at a reduced price.
    MealStatus,
    /// Illnesses, medication, allergies, immunizations, doctors, insurance.
    Health,
    /// Disabilities, special education, 504 plans.
    Disability,
    /// Discipline, suspensions, arrests.
    Discipline,
    /// Income, welfare, bank accounts.
    Income,
    /// Religion.
    Religion,
    /// Immigration and citizenship.
    Immigration,
    /// Homeless, in foster care, a migrant family.
    FamilySituation,
    /// Sexual orientation and gender identity.
    Orientation,
    /// Court orders.
    CourtOrders,
}

impl Category {
    /// Every category.
    pub const ALL: [Category; 12] = [
        Category::SocialSecurity,
        Category::Passwords,
        Category::MealStatus,
        Category::Health,
        Category::Disability,
        Category::Discipline,
        Category::Income,
        Category::Religion,
        Category::Immigration,
        Category::FamilySituation,
        Category::Orientation,
        Category::CourtOrders,
    ];

    /// Its stable name, such as `meal-status`.
    pub const fn name(self) -> &'static str {
        match self {
            Category::SocialSecurity => "social-security",
            Category::Passwords => "passwords",
            Category::MealStatus => "meal-status",
            Category::Health => "health",
            Category::Disability => "disability",
            Category::Discipline => "discipline",
            Category::Income => "income",
            Category::Religion => "religion",
            Category::Immigration => "immigration",
            Category::FamilySituation => "family-situation",
            Category::Orientation => "orientation",
            Category::CourtOrders => "court-orders",
        }
    }

    /// What people call it; reads well after "the column holds".
    pub const fn title(self) -> &'static str {
        match self {
            Category::SocialSecurity => "Social Security numbers",
            Category::Passwords => "passwords",
            Category::MealStatus => "meal status",
            Category::Health => "health data",
            Category::Disability => "disability or special education data",
            Category::Discipline => "discipline data",
            Category::Income => "income or bank data",
            Category::Religion => "religion",
            Category::Immigration => "immigration or citizenship data",
            Category::FamilySituation => "data about a family's situation",
            Category::Orientation => "sexual orientation or gender identity",
            Category::CourtOrders => "court orders",
        }
    }

    /// What stands in a stored file where a value was.
    pub fn mark(self) -> String {
        format!("[removed: {}]", self.name())
    }

    /// The category of the [`Category::mark`] in a value, beside quotes and line breaks that stayed.
    fn of_mark(value: &str) -> Option<Category> {
        let (name, _) = value.split_once("[removed: ")?.1.split_once(']')?;
        Category::ALL.into_iter().find(|category| category.name() == name)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What shows that a column is sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Its name.
    Header,
    /// Its values.
    Values,
}

/// A column that is sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sensitive {
    /// What it holds.
    pub category: Category,
    /// What shows it.
    pub evidence: Evidence,
}

/// Whether a column is sensitive, by its name and by some of its values. Values alone are enough only where their shape is
/// certain; blank ones say nothing.
pub fn judge(header: &str, values: &[&str]) -> Option<Sensitive> {
    let by = |evidence| move |category| Sensitive { category, evidence };
    let by_name = headers::judge(header).map(by(Evidence::Header));
    by_name.or_else(|| values::judge(values).map(by(Evidence::Values)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_what_was_there_and_is_never_split_by_a_delimiter() {
        for category in Category::ALL {
            let mark = category.mark();
            assert_eq!(Category::of_mark(&mark), Some(category));
            assert!(mark.is_ascii() && !mark.contains([',', ';', '\t', '|', '"', '\n']), "{mark}");
            assert_eq!(judge("Field7", &[&mark, ""]).map(|s| s.category), Some(category));
        }
    }

    #[test]
    fn the_name_counts_before_the_values() {
        let found = judge("Lunch Status", &["123-45-6789"; 5]);
        let want = Sensitive { category: Category::MealStatus, evidence: Evidence::Header };
        assert_eq!(found, Some(want));
        let found = judge("Field7", &["123-45-6789"; 5]);
        let want = Sensitive { category: Category::SocialSecurity, evidence: Evidence::Values };
        assert_eq!(found, Some(want));
        assert_eq!(judge("Field7", &["", ""]), None);
    }
}

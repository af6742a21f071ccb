//! What values say for or against a meaning, and what they mean on their own. Sums of log-odds: 3 is very sure, 0 nothing.

use crate::concept::{Concept, Subject};
use crate::header::Reading;
use crate::profile::Profile;
use crate::shape::Look;

/// Log-odds of a name's strength.
pub(crate) fn of_name(strength: f32) -> f32 {
    7.0 * (strength - 0.5)
}

/// A confidence between 0 and 0.99 from a sum of log-odds.
pub(crate) fn confidence(odds: f32) -> f32 {
    (1.0 / (1.0 + (-odds).exp())).min(0.99)
}

/// What the values say for (above 0) or against (below) a meaning; 0 where there are none.
pub(crate) fn of_values(concept: Concept, subject: Subject, profile: &Profile) -> f32 {
    match profile.looks.seen() {
        0 => 0.0,
        _ => of_filled(concept, subject, profile),
    }
}

fn of_filled(concept: Concept, subject: Subject, profile: &Profile) -> f32 {
    let share = |look| profile.share(look);
    let either = |share: f32, good: f32, bad: f32| match share {
        s if s >= 0.8 => good,
        s if s < 0.25 => bad,
        _ => bad / 4.0,
    };
    let digits = share(Look::Digits);
    match concept {
        Concept::Email => either(share(Look::Email), 2.0, -5.0),
        Concept::BirthDate | Concept::StartDate | Concept::EndDate => {
            either(profile.dates.share(), 1.5, -6.0)
        }
        Concept::Modified => 0.5,
        Concept::Sex => few(profile, either(share(Look::Sex), 1.5, -3.0), 8),
        Concept::Grade => few(profile, either(share(Look::Grade), 1.0, -2.0), 40),
        Concept::Phone | Concept::WorkPhone | Concept::Mobile => either(share(Look::Phone), 1.5, -4.0),
        Concept::GivenName
        | Concept::FamilyName
        | Concept::PreferredGivenName
        | Concept::PreferredFamilyName => name(profile, digits),
        Concept::MiddleName | Concept::PreferredMiddleName => -5.0 * digits,
        Concept::FullName => full_name(profile, digits),
        Concept::Name => thing_name(profile, subject, digits),
        Concept::Id
        | Concept::Number
        | Concept::Guid
        | Concept::StateId
        | Concept::Code
        | Concept::MasterId => person_id(profile, subject),
        Concept::Hispanic
        | Concept::RaceIndian
        | Concept::RaceAsian
        | Concept::RaceBlack
        | Concept::RacePacific
        | Concept::RaceWhite
        | Concept::RaceTwo
        | Concept::Primary
        | Concept::Enabled => few(profile, either(share(Look::Bool), 1.0, -2.5), 6),
        Concept::LivesWith => few(profile, either(share(Look::Bool), 1.0, -1.0), 20),
        Concept::MayPickUp => few(profile, either(share(Look::PickUp), 1.0, -2.5), 8),
        Concept::Race => few(profile, either(share(Look::Race), 1.0, -0.5), 40),
        Concept::Relationship => few(profile, either(share(Look::Contact), 1.5, -0.5), 60) - 1.5 * digits,
        // Numbers may stand for anything.
        Concept::Role | Concept::Status if digits > 0.9 => few(profile, 0.0, 12),
        Concept::Role => few(profile, either(share(Look::Role), 1.0, -0.3), 60),
        Concept::Status => few(profile, either(share(Look::Active), 0.7, -1.0), 12),
        Concept::Priority => priority(profile, digits),
        Concept::ImageUrl => either(share(Look::Url), 1.5, -0.7),
        Concept::Title if share(Look::Salutation) > 0.7 => -6.0,
        Concept::Title | Concept::Department | Concept::Subject => -3.0 * digits - 4.0 * share(Look::Email),
        Concept::Username => -2.0 * share(Look::Words) - 3.0 * profile.dates.share() + 0.3,
        Concept::SchoolYear => either(share(Look::Year) + share(Look::SchoolYear), 1.0, -2.0),
        Concept::HomeLanguage => either(share(Look::Language), 1.5, -0.3) - 2.0 * digits,
        Concept::Type => typed(profile, subject),
        Concept::Room | Concept::Period => {
            -4.0 * share(Look::Email) - if profile.are_dates() { 3.0 } else { 0.0 }
        }
        Concept::RoleType => 0.5,
        Concept::UserIds
        | Concept::Password
        | Concept::BirthCountry
        | Concept::BirthState
        | Concept::BirthCity
        | Concept::Residence
        | Concept::Pronouns
        | Concept::Parent
        | Concept::PrimarySchool
        | Concept::Description
        | Concept::SubjectCode
        | Concept::SchoolYearId
        | Concept::Agents
        | Concept::Resources
        | Concept::Profile
        | Concept::Employment
        | Concept::Sensitive
        | Concept::Ignore => 0.0,
    }
}

/// A code has few different values.
fn few(profile: &Profile, odds: f32, most: usize) -> f32 {
    if profile.different() > most { odds.min(0.0) - 1.5 } else { odds }
}

fn name(profile: &Profile, digits: f32) -> f32 {
    let against = digits + profile.share(Look::Email) + profile.share(Look::LastFirst);
    let looks = profile.share(Look::Name);
    if looks >= 0.8 { 0.7 - 4.0 * against } else { -5.0 * against }
}

fn full_name(profile: &Profile, digits: f32) -> f32 {
    let whole = profile.share(Look::LastFirst) + profile.share(Look::Words);
    if whole >= 0.7 { 0.8 } else { -1.5 - 4.0 * (digits + profile.share(Look::Email)) }
}

fn thing_name(profile: &Profile, subject: Subject, digits: f32) -> f32 {
    match subject {
        Subject::School => {
            1.5 * profile.share(Look::Schoolish) - 4.0 * digits - 2.0 * profile.share(Look::Capitals)
        }
        Subject::Class | Subject::Course | Subject::Term => 0.3 - 1.5 * digits - profile.share(Look::Code),
        Subject::Student | Subject::Staff | Subject::Contact | Subject::Person => full_name(profile, digits),
        Subject::Any | Subject::District | Subject::Year | Subject::Enrollment | Subject::Other => {
            -2.0 * digits
        }
    }
}

fn id(profile: &Profile) -> f32 {
    match profile.may_be_id() {
        true => 0.3,
        // An ID that is an e-mail address is one all the same.
        false if profile.share(Look::Email) > 0.8 => -0.7,
        false => -3.0,
    }
}

/// A person's ID differs from row to row.
fn person_id(profile: &Profile, subject: Subject) -> f32 {
    let is_person = matches!(subject, Subject::Any | Subject::Student | Subject::Staff | Subject::Person);
    if is_person && profile.looks.seen() > 1 && profile.different() == 1 { -5.0 } else { id(profile) }
}

fn priority(profile: &Profile, digits: f32) -> f32 {
    if digits > 0.9 && profile.longest <= 2 { 1.0 } else { -3.0 }
}

fn typed(profile: &Profile, subject: Subject) -> f32 {
    let look = match subject {
        Subject::Term | Subject::Year => Look::Session,
        Subject::Class | Subject::Course => Look::ClassType,
        Subject::Contact => Look::Contact,
        Subject::Any
        | Subject::School
        | Subject::District
        | Subject::Student
        | Subject::Staff
        | Subject::Person
        | Subject::Enrollment
        | Subject::Other => Look::Org,
    };
    if profile.share(look) > 0.8 { 1.0 } else { -0.7 }
}

/// What values mean where the name says nothing.
pub(crate) fn guesses(profile: &Profile) -> Vec<Reading> {
    let share = |look| profile.share(look);
    let few = profile.different() <= 12 && profile.different() > 1;
    let mut out = Vec::new();
    let mut guess = |holds: bool, subject, concept, strength| {
        if holds {
            out.push(Reading { subject, concept, strength });
        }
    };
    if profile.looks.seen() < 2 {
        return out;
    }
    let text = share(Look::Digits) < 0.1;
    guess(share(Look::Email) > 0.9, Subject::Any, Concept::Email, 0.6);
    guess(share(Look::Phone) > 0.9 && !profile.is_key(), Subject::Any, Concept::Phone, 0.45);
    guess(share(Look::LastFirst) > 0.9, Subject::Any, Concept::FullName, 0.6);
    guess(share(Look::Sex) > 0.95 && few && text, Subject::Any, Concept::Sex, 0.5);
    guess(
        share(Look::Contact) > 0.9 && profile.longest > 2 && few,
        Subject::Any,
        Concept::Relationship,
        0.55,
    );
    guess(share(Look::Schoolish) > 0.9 && share(Look::Words) > 0.9, Subject::School, Concept::Name, 0.55);
    guess(
        share(Look::Grade) > 0.95 && profile.different() > 3 && profile.different() <= 20,
        Subject::Any,
        Concept::Grade,
        0.5,
    );
    guess(share(Look::Url) > 0.9, Subject::Any, Concept::ImageUrl, 0.3);
    guess(profile.dates.share() > 0.95, Subject::Any, Concept::BirthDate, 0.42);
    let given = share(Look::Given);
    let is_name = share(Look::Name) > 0.9 && profile.longest > 3 && profile.different() > 3;
    guess(is_name && given > 0.35, Subject::Any, Concept::GivenName, 0.5 + 0.3 * given);
    guess(is_name && given < 0.3, Subject::Any, Concept::FamilyName, 0.45);
    guess(profile.is_key() && profile.may_be_id() && !is_name, Subject::Any, Concept::Id, 0.5);
    out
}

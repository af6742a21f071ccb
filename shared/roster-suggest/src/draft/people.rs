//! Records of people: users with what they are and where, their demographics, and the contacts inside of their rows.

use roster::mapping::{Codes, Other, RecordMapping, Repeats, Source, Step, Value};
use roster::model::Entity;

use super::Context;
use super::ids::person;
use super::record::Building;
use super::values::codes;
use super::{contacts, schools};
use crate::kind::Kind;
use crate::shape::Look;
use crate::target::Entry;

const COPIED: &[&str] = &[
    "middleName",
    "identifier",
    "email",
    "sms",
    "phone",
    "grades",
    "password",
    "userMasterIdentifier",
    "preferredGivenName",
    "preferredMiddleName",
    "preferredFamilyName",
    "pronouns",
    "primaryOrgSourcedId",
    "agentSourcedIds",
    "userIds",
    "metadata.title",
    "metadata.department",
    "metadata.homeLanguage",
    "metadata.imageUrl",
    "metadata.email2",
    "metadata.email3",
    "metadata.email4",
    "metadata.phone2",
    "metadata.phone3",
    "metadata.phone4",
    "metadata.phone5",
];

const DEMOGRAPHICS: &[&str] = &[
    "birthDate",
    "sex",
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
    "demographicRaceTwoOrMoreRaces",
    "hispanicOrLatinoEthnicity",
    "countryOfBirthCode",
    "stateOfBirthAbbreviation",
    "cityOfBirth",
    "publicSchoolResidenceStatus",
];

/// What the rows of a file of people become.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    let kind = context.plans[file].kind;
    let Some(entry) = person(kind) else { return Vec::new() };
    let Some(key) = context.key(file) else { return Vec::new() };
    let mut user = Building::new(Entity::Users, repeats(context, file, key));
    let confidence = context.plans[file].feed(key).map(|feed| feed.confidence);
    user.set("sourcedId", Some(context.id(kind, file, key)), confidence);
    common(context, file, entry, &mut user);
    user.set("username", username(context, file, entry, key), None);
    // Where roles stand in a file of their own, or nowhere, they are not here.
    let is_unsaid = kind == Kind::People && context.plans[file].column(entry, "role").is_none();
    if !context.has_kind(Kind::Roles) && !is_unsaid {
        user.set("role", Some(role(context, file, kind, entry)), None);
        user.set("orgSourcedIds", Some(schools::of_person(context, file, entry)), None);
    }
    let mut records = vec![user.done()];
    records.extend(demographics(context, file, context.id(kind, file, key), repeats(context, file, key)));
    records.extend(schools::derived(context, file));
    records.extend(contacts::inline(context, file, key));
    records
}

/// Whether rows repeat a key.
pub(super) fn repeats(context: &Context<'_>, file: usize, key: usize) -> Repeats {
    let profile = &context.files[file].columns[key].profile;
    if profile.uniqueness() > 0.98 { Repeats::Unexpected } else { Repeats::Expected }
}

/// Names, addresses, numbers and own fields.
pub(super) fn common(context: &Context<'_>, file: usize, entry: Entry, user: &mut Building) {
    let plan = &context.plans[file];
    match plan.column(entry, "enabledUser") {
        Some(column) => {
            let value = super::values::of(context, (file, column), Entity::Users, "enabledUser");
            let value = value.map(|value| Value { default: Some("true".to_owned()), ..value });
            user.set("enabledUser", value, plan.feed(column).map(|feed| feed.confidence));
        }
        None => user.set("enabledUser", Some(Value::constant("true")), None),
    }
    names(context, file, entry, user);
    for field in COPIED {
        user.copy(context, file, entry, field);
    }
}

fn names(context: &Context<'_>, file: usize, entry: Entry, user: &mut Building) {
    user.copy(context, file, entry, "givenName");
    user.copy(context, file, entry, "familyName");
    let plan = &context.plans[file];
    let Some(column) = plan.column(entry, "fullName") else { return };
    let profile = &context.files[file].columns[column].profile;
    let confidence = plan.feed(column).map(|feed| feed.confidence);
    let whole = || Value::of(Source::Column(vec![context.column(file, column)]));
    let part = |by: &str, take| whole().then(Step::Split { by: by.to_owned(), take }).then(Step::Squeeze);
    let (given, family) = if profile.share(Look::LastFirst) > 0.5 {
        (part(",", 2), part(",", 1))
    } else {
        (part(" ", 1), part(" ", -1))
    };
    user.set("givenName", Some(given), confidence);
    user.set("familyName", Some(family), confidence);
}

/// A login is needed: the e-mail address or the ID where there is no other.
fn username(context: &Context<'_>, file: usize, entry: Entry, key: usize) -> Option<Value> {
    let plan = &context.plans[file];
    let places = [plan.column(entry, "username"), plan.column(entry, "email"), Some(key)];
    let mut values: Vec<Value> = Vec::new();
    for column in places.into_iter().flatten() {
        let value = Value::of(Source::Column(vec![context.column(file, column)]));
        if !values.contains(&value) {
            values.push(value);
        }
    }
    match values.len() {
        1 => values.pop(),
        _ => Some(Value::of(Source::First(values))),
    }
}

fn role(context: &Context<'_>, file: usize, kind: Kind, entry: Entry) -> Value {
    let usual = match kind {
        Kind::Students => "student",
        _ => "teacher",
    };
    let plan = &context.plans[file];
    let Some(column) = plan.column(entry, "role").filter(|_| kind != Kind::Students) else {
        return Value::constant(usual);
    };
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    let profile = &context.files[file].columns[column].profile;
    let mut table = codes(profile, "role");
    if table.is_empty() && context.files[file].columns[column].name.to_lowercase().contains("status") {
        table = codes(profile, "staffstatus");
    }
    if table.is_empty() && profile.share(Look::Bool) > 0.9 {
        // Whether somebody teaches: a yes or no.
        table = codes(profile, "bool");
        for word in table.values_mut() {
            *word = if word == "true" { "teacher".to_owned() } else { "aide".to_owned() };
        }
    }
    if table.is_empty() {
        return Value::constant(usual);
    }
    match kind {
        // In a file of staff alone, a code that is not known is that of some other staff.
        Kind::Staff => {
            let value = value.then(Step::Codes(Codes { table, other: Other::Blank }));
            Value { default: Some("aide".to_owned()), ..value }
        }
        _ => value.then(Step::Codes(Codes { table, other: Other::Warn })),
    }
}

fn demographics(context: &Context<'_>, file: usize, id: Value, repeats: Repeats) -> Option<RecordMapping> {
    if !context.plans[file].has(Entry::Demographics) {
        return None;
    }
    let mut record = Building::new(Entity::Demographics, repeats);
    record.set("sourcedId", Some(id), None);
    for field in DEMOGRAPHICS {
        record.copy(context, file, Entry::Demographics, field);
    }
    Some(record.done())
}

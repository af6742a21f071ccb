//! One value of a row: judged by its field's kind, repaired where that is certain, or dropped.

use std::borrow::Cow;

use super::plan::{FieldPlan, FilePlan, Strictness};
use super::rows::{BlockOut, Place};
use crate::diff::key_hash;
use crate::finding::{Rule, Severity};
use crate::model::{Entity, Kind};
use crate::rules::{self, Checked};

/// What becomes of a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// It stays, perhaps in canonical form.
    Kept(Cow<'a, str>),
    /// It cannot be used; the value known from before stays.
    Dropped,
    /// Without it there is no record.
    Fatal,
}

/// Judges the value of a field. `text` is as it stands in the row.
pub(super) fn judge<'a>(
    text: &'a str,
    field: &FieldPlan,
    place: &Place<'_>,
    out: &mut BlockOut,
) -> Value<'a> {
    let trimmed = trim(text, field, place, out);
    if trimmed.is_empty() {
        return blank(field, place, out);
    }
    if is_list(field.kind) && trimmed.contains(',') {
        if let Checked::Repaired(list) = rules::invalid_list::check(trimmed) {
            return mended(trimmed, list.into_owned(), (field, place), out);
        }
    } else if field.kind == Kind::Text && rules::scientific_notation::check(trimmed) == Checked::Bad {
        let message = format!("{} looks like a number that a spreadsheet has shortened", field.name);
        out.findings.push(place.find(
            &rules::scientific_notation::RULE,
            (field.column, &field.name),
            message,
        ));
    }
    sound(trimmed, field, place, out)
}

/// A list without its empty elements and spaces.
fn mended<'a>(
    text: &str,
    list: String,
    (field, place): (&FieldPlan, &Place<'_>),
    out: &mut BlockOut,
) -> Value<'a> {
    let rule = &rules::invalid_list::RULE;
    let severity = match place.plan.strictness {
        Strictness::Strict => rule.strict,
        Strictness::Tolerant => Severity::Notice,
    };
    let message = format!("{} {} has empty elements or spaces in its list", field.name, shown(text, field));
    out.findings.push(place.find_as(severity, rule, (field.column, &field.name), message));
    match (severity, list.is_empty()) {
        (Severity::Error, _) => Value::Fatal,
        (Severity::Warning | Severity::Notice, true) => blank(field, place, out),
        (Severity::Warning | Severity::Notice, false) => match sound(&list, field, place, out) {
            Value::Kept(value) => Value::Kept(Cow::Owned(value.into_owned())),
            Value::Dropped => Value::Dropped,
            Value::Fatal => Value::Fatal,
        },
    }
}

fn is_list(kind: Kind) -> bool {
    match kind {
        Kind::RefList(_)
        | Kind::TextList
        | Kind::UserIds
        | Kind::OpenEnumList(_)
        | Kind::Grades
        | Kind::ScoreScale => true,
        Kind::Id
        | Kind::Ref(_)
        | Kind::Text
        | Kind::Enum(_)
        | Kind::OpenEnum(_)
        | Kind::Bool
        | Kind::Date
        | Kind::DateTime
        | Kind::Year
        | Kind::Integer
        | Kind::Float
        | Kind::Email => false,
    }
}

fn sound<'a>(trimmed: &'a str, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> Value<'a> {
    let checked = check(trimmed, field, place.plan);
    match (checked, place.plan.strictness) {
        (Checked::Good, _) => {}
        (Checked::Repaired(value), Strictness::Tolerant) => {
            let message = format!(
                "{} is written {} and read as {}",
                field.name,
                shown(trimmed, field),
                shown(&value, field)
            );
            let at = (field.column, &field.name);
            out.findings.push(place.find_as(Severity::Notice, rule_of(field), at, message));
            return resolve(value, field, place, out);
        }
        (Checked::Repaired(_) | Checked::Bad, _) => return bad(trimmed, field, place, out),
    }
    resolve(Cow::Borrowed(trimmed), field, place, out)
}

fn trim<'a>(text: &'a str, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> &'a str {
    let edge = |b: Option<&u8>| b.is_some_and(|b| *b <= b' ' || *b >= 0x80);
    if !edge(text.as_bytes().first()) && !edge(text.as_bytes().last()) {
        return text;
    }
    let Checked::Repaired(Cow::Borrowed(trimmed)) = rules::padded_value::check(text) else { return text };
    let message = format!("{} has spaces or invisible characters around its value", field.name);
    out.findings.push(place.find(&rules::padded_value::RULE, (field.column, &field.name), message));
    trimmed
}

fn blank<'a>(field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> Value<'a> {
    if !field.required {
        return Value::Kept(Cow::Borrowed(""));
    }
    let rule = &rules::missing_value::RULE;
    let message = format!("{} is blank", field.name);
    let severity = match field.field.essential {
        true => Severity::Error,
        false => place.plan.strictness.severity(rule),
    };
    out.findings.push(place.find_as(severity, rule, (field.column, &field.name), message));
    match severity {
        Severity::Error => Value::Fatal,
        Severity::Warning | Severity::Notice => Value::Kept(Cow::Borrowed("")),
    }
}

fn bad<'a>(text: &str, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> Value<'a> {
    let rule = rule_of(field);
    let severity = match field.field.essential {
        true => Severity::Error,
        false => place.plan.strictness.severity(rule),
    };
    let message = format!("{} {} is not {}", field.name, shown(text, field), wanted(field.kind));
    out.findings.push(place.find_as(severity, rule, (field.column, &field.name), message));
    match severity {
        Severity::Error => Value::Fatal,
        Severity::Warning => Value::Dropped,
        Severity::Notice => Value::Kept(Cow::Owned(text.to_owned())),
    }
}

/// A value as a message may show it: personal ones are withheld, dates that cannot be read are not. In a row that is
/// shifted, a mail address or a phone number stands in any column.
pub(super) fn shown(text: &str, field: &FieldPlan) -> String {
    let open = !field.field.personal || matches!(field.kind, Kind::Date | Kind::Bool);
    let open = open && !is_mail(text) && !is_phone(text);
    match open {
        true => format!("\"{}\"", text.chars().take(60).collect::<String>()),
        false => "(withheld)".to_owned(),
    }
}

fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.'))
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.starts_with(['+', '('])
        && digits >= 7
        && text.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c))
}

fn rule_of(field: &FieldPlan) -> &'static Rule {
    match field.kind {
        Kind::Id | Kind::Ref(_) | Kind::RefList(_) => &rules::invalid_guid::RULE,
        Kind::Enum(_) | Kind::OpenEnum(_) if field.field.name == "role" => &rules::unknown_role::RULE,
        Kind::Enum(_) | Kind::OpenEnum(_) | Kind::OpenEnumList(_) => &rules::invalid_enum::RULE,
        Kind::TextList | Kind::Text => &rules::invalid_list::RULE,
        Kind::UserIds => &rules::invalid_user_id::RULE,
        Kind::Bool => &rules::invalid_boolean::RULE,
        Kind::Date => &rules::invalid_date::RULE,
        Kind::DateTime => &rules::invalid_datetime::RULE,
        Kind::Year => &rules::invalid_year::RULE,
        Kind::Integer => &rules::invalid_integer::RULE,
        Kind::Float => &rules::invalid_float::RULE,
        Kind::Grades => &rules::invalid_grade::RULE,
        Kind::Email => &rules::invalid_email::RULE,
        Kind::ScoreScale => &rules::malformed_score_scale::RULE,
    }
}

fn wanted(kind: Kind) -> String {
    match kind {
        Kind::Id | Kind::Ref(_) | Kind::RefList(_) => "an ID of letters, digits, . - _ / and @".into(),
        Kind::Enum(words) => format!("one of {}", words.join(", ")),
        Kind::OpenEnum(words) | Kind::OpenEnumList(words) => {
            format!("one of {}, or a word beginning with ext:", words.join(", "))
        }
        Kind::Text | Kind::TextList => "a list without empty elements".into(),
        Kind::UserIds => "a list of {type:id}".into(),
        Kind::Bool => "true or false".into(),
        Kind::Date => "a date like 2026-08-15".into(),
        Kind::DateTime => "a time like 2026-08-15T06:00:00Z".into(),
        Kind::Year => "a year like 2027".into(),
        Kind::Integer => "a whole number".into(),
        Kind::Float => "a number".into(),
        Kind::Grades => "a grade like KG, 01 or 12".into(),
        Kind::Email => "an e-mail address".into(),
        Kind::ScoreScale => "a list of {grade:score}".into(),
    }
}

#[inline]
fn check<'a>(text: &'a str, field: &FieldPlan, plan: &FilePlan) -> Checked<'a> {
    match field.kind {
        Kind::Text => Checked::Good,
        Kind::Id | Kind::Ref(_) => id(text, plan),
        Kind::RefList(_) => each(text, |element| id(element, plan)),
        Kind::TextList => Checked::Good,
        Kind::UserIds => each(text, rules::invalid_user_id::check),
        Kind::Enum(words) => rules::invalid_enum::check(text, words, rules::invalid_enum::Words::Closed),
        Kind::OpenEnum(words) => rules::invalid_enum::check(text, words, rules::invalid_enum::Words::Open),
        Kind::OpenEnumList(words) => {
            each(text, |element| rules::invalid_enum::check(element, words, rules::invalid_enum::Words::Open))
        }
        Kind::Bool => rules::invalid_boolean::check(text),
        Kind::Date => rules::invalid_date::check(text),
        Kind::DateTime => rules::invalid_datetime::check(text),
        Kind::Year => rules::invalid_year::check(text),
        Kind::Integer => rules::invalid_integer::check(text),
        Kind::Float => rules::invalid_float::check(text),
        Kind::Grades => each(text, |element| rules::invalid_grade::check(element, plan.version)),
        Kind::Email => rules::invalid_email::check(text),
        Kind::ScoreScale => each(text, rules::malformed_score_scale::check),
    }
}

/// Which characters an ID may have is OneRoster's to say, not a mapping's.
fn id<'a>(text: &'a str, plan: &FilePlan) -> Checked<'a> {
    match (plan.strictness, &plan.mapped) {
        (Strictness::Strict, None) => rules::invalid_guid::check(text),
        (Strictness::Tolerant, _) | (Strictness::Strict, Some(_)) => Checked::Good,
    }
}

/// Checks a list element by element. Its elements have no spaces around them and none is blank.
fn each<'a>(text: &'a str, check: impl Fn(&'a str) -> Checked<'a>) -> Checked<'a> {
    if !text.contains(',') {
        return check(text);
    }
    if text.split(',').all(|element| check(element) == Checked::Good) {
        return Checked::Good;
    }
    let (mut parts, mut repaired) = (Vec::with_capacity(4), false);
    for element in text.split(',') {
        match check(element) {
            Checked::Good => parts.push(Cow::Borrowed(element)),
            Checked::Repaired(value) => {
                repaired = true;
                parts.push(value);
            }
            Checked::Bad => return Checked::Bad,
        }
    }
    match repaired {
        true => Checked::Repaired(Cow::Owned(parts.join(","))),
        false => Checked::Good,
    }
}

/// Follows references and puts sets in order.
fn resolve<'a>(value: Cow<'a, str>, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> Value<'a> {
    match field.kind {
        Kind::Ref(_) | Kind::Id => match &field.target {
            Some(known) if !known.contains(key_hash(&value)) => unresolved(&value, field, place, out),
            Some(_) | None => Value::Kept(value),
        },
        Kind::RefList(_) => references(value, field, place, out),
        Kind::UserIds => Value::Kept(in_order(value)),
        _ => Value::Kept(value),
    }
}

fn unresolved<'a>(id: &str, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> Value<'a> {
    let severity = match field.field.essential {
        true => Severity::Error,
        false => place.plan.strictness.severity(field.unknown),
    };
    out.findings.push(place.find_as(
        severity,
        field.unknown,
        (field.column, &field.name),
        not_there(id, field, place.plan),
    ));
    match severity {
        Severity::Error => Value::Fatal,
        Severity::Warning | Severity::Notice => Value::Kept(Cow::Borrowed("")),
    }
}

fn not_there(id: &str, field: &FieldPlan, plan: &FilePlan) -> String {
    let shown: String = id.chars().take(80).collect();
    match field.kind {
        Kind::Ref(to) | Kind::RefList(to) => format!("{} \"{shown}\" {}", field.name, plan.not_in(to)),
        _ => format!("{} \"{shown}\" {}", field.name, plan.not_in(Entity::Users)),
    }
}

fn references<'a>(
    value: Cow<'a, str>,
    field: &FieldPlan,
    place: &Place<'_>,
    out: &mut BlockOut,
) -> Value<'a> {
    if !value.contains(',') {
        return match &field.target {
            Some(known) if !known.contains(key_hash(&value)) => unresolved(&value, field, place, out),
            Some(_) | None => Value::Kept(value),
        };
    }
    let mut kept: Vec<&str> = Vec::with_capacity(4);
    let (mut lost, mut fatal) = (false, false);
    for element in value.split(',').map(str::trim).filter(|e| !e.is_empty()) {
        match &field.target {
            Some(known) if !known.contains(key_hash(element)) => {
                fatal |= unresolved(element, field, place, out) == Value::Fatal;
                lost = true;
            }
            Some(_) | None => kept.push(element),
        }
    }
    match (fatal, lost || !kept.is_sorted() || value.contains(' ')) {
        (true, _) => Value::Fatal,
        (false, false) => Value::Kept(value),
        (false, true) => {
            kept.sort_unstable();
            kept.dedup();
            Value::Kept(Cow::Owned(kept.join(",")))
        }
    }
}

/// Whether the elements of a list have no spaces around them and none belongs before another.
fn is_in_order(list: &str) -> bool {
    let mut before = "";
    list.split(',').all(|element| {
        let good = before <= element && element.trim().len() == element.len();
        before = element;
        good
    })
}

fn in_order(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains(',') || is_in_order(&value) {
        return value;
    }
    let mut parts: Vec<&str> = value.split(',').map(str::trim).collect();
    match parts.is_sorted() && !value.contains(", ") {
        true => value,
        false => {
            parts.sort_unstable();
            parts.dedup();
            Cow::Owned(parts.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_and_phone_numbers_are_known_wherever_they_stand() {
        for (text, personal) in [
            ("mia@example.org", true),
            ("(441) 555-0111", true),
            ("+1 441 555 0111", true),
            ("s1", false),
            ("1001", false),
            ("185b17e1-1b7f-4ead-8f72-f601780b60a8", false),
            ("4415550111", false),
            ("@home", false),
            ("(1)", false),
        ] {
            assert_eq!(is_mail(text) || is_phone(text), personal, "{text}");
        }
    }
}

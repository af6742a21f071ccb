//! Which values of a record a reader may see, and how the others are shown.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::model::{Entity, Field, Kind};

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The district's IT staff, and whoever has its login: personal values are masked.
    District,
    /// The operator's own people, who decide about a held run: they see who is concerned.
    Operator,
}

/// The value of a field as an audience may see it.
///
/// For a district, names, usernames, mail, phone, birth dates and demographics are masked; IDs, codes, schools and dates that
/// cannot be read are not. Nobody sees a password.
pub fn mask<'v>(audience: Audience, entity: Entity, field: &Field, value: &'v str) -> Cow<'v, str> {
    match (shape(entity, field, value), audience) {
        _ if value.is_empty() => Cow::Borrowed(value),
        (Shape::Secret, _) | (Shape::Hidden, Audience::District) => Cow::Borrowed("…"),
        (Shape::Initial, Audience::District) => initial(value),
        (Shape::Open, _) | (Shape::Hidden | Shape::Initial, Audience::Operator) => Cow::Borrowed(value),
    }
}

/// How much of a value may be shown.
enum Shape {
    /// All of it.
    Open,
    /// Its first letter: `M…`.
    Initial,
    /// That there is one.
    Hidden,
    /// That there is one, to anybody.
    Secret,
}

fn shape(entity: Entity, field: &Field, value: &str) -> Shape {
    if !field.stored {
        return Shape::Secret;
    }
    if !field.personal || is_id(field) {
        return Shape::Open;
    }
    match field.kind {
        Kind::Date if value.parse::<Date>().is_err() => Shape::Open,
        Kind::Text | Kind::Email if entity == Entity::Users && !is_number(field) => Shape::Initial,
        Kind::Id
        | Kind::Ref(_)
        | Kind::RefList(_)
        | Kind::Text
        | Kind::TextList
        | Kind::UserIds
        | Kind::Enum(_)
        | Kind::OpenEnum(_)
        | Kind::OpenEnumList(_)
        | Kind::Bool
        | Kind::Date
        | Kind::DateTime
        | Kind::Year
        | Kind::Integer
        | Kind::Float
        | Kind::Grades
        | Kind::Email
        | Kind::ScoreScale => Shape::Hidden,
    }
}

/// Fields that are marked as personal because they point at a person, but are IDs all the same.
fn is_id(field: &Field) -> bool {
    matches!(field.name, "identifier" | "userIds" | "userMasterIdentifier")
}

/// Fields of which the first character says either nothing or everything.
fn is_number(field: &Field) -> bool {
    matches!(field.name, "sms" | "phone" | "pronouns")
}

fn initial(value: &str) -> Cow<'_, str> {
    let first = value.chars().next().filter(|c| c.is_alphanumeric());
    Cow::Owned(first.into_iter().chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(audience: Audience, entity: Entity, name: &str, value: &str) -> String {
        let field = &entity.fields()[entity.field(name).expect(name)];
        mask(audience, entity, field, value).into_owned()
    }

    #[test]
    fn a_district_sees_no_names_mail_phone_or_birth_dates() {
        use Entity::{Demographics, Users};
        for (entity, field, value, want) in [
            (Users, "givenName", "Mia", "M…"),
            (Users, "familyName", "Öztürk", "Ö…"),
            (Users, "middleName", "=x", "…"),
            (Users, "preferredGivenName", "Zed", "Z…"),
            (Users, "username", "mia.o", "m…"),
            (Users, "email", "mia@example.org", "m…"),
            (Users, "phone", "+1 555 0100", "…"),
            (Users, "sms", "5550100", "…"),
            (Users, "pronouns", "she", "…"),
            (Demographics, "birthDate", "2014-02-03", "…"),
            (Demographics, "sex", "female", "…"),
            (Demographics, "asian", "true", "…"),
            (Demographics, "cityOfBirth", "Springfield", "…"),
            (Users, "givenName", "", ""),
        ] {
            assert_eq!(shown(Audience::District, entity, field, value), want, "{field}");
        }
    }

    #[test]
    fn ids_codes_schools_and_unreadable_dates_are_shown() {
        use Entity::{Classes, Demographics, Enrollments, Orgs, Roles, Users};
        for (entity, field, value) in [
            (Users, "sourcedId", "student:0042"),
            (Users, "identifier", "0042"),
            (Users, "userIds", "{LDAP:0042}"),
            (Users, "userMasterIdentifier", "m-42"),
            (Users, "grades", "07"),
            (Users, "agentSourcedIds", "c1,c2"),
            (Demographics, "birthDate", "31/02/2014"),
            (Demographics, "sourcedId", "0042"),
            (Classes, "classCode", "MATH-7B"),
            (Enrollments, "schoolSourcedId", "s1"),
            (Orgs, "name", "Lincoln High"),
            (Roles, "role", "teacher"),
        ] {
            assert_eq!(shown(Audience::District, entity, field, value), value, "{field}");
        }
    }

    #[test]
    fn every_personal_field_is_masked_unless_it_is_an_id() {
        for entity in Entity::ALL {
            for field in entity.fields().iter().filter(|f| f.personal && !is_id(f)) {
                let value = if field.kind == Kind::Date { "2014-02-03" } else { "Value" };
                let masked = mask(Audience::District, *entity, field, value);
                assert!(masked.ends_with('…') && masked.chars().count() <= 2, "{entity}.{}", field.name);
            }
        }
    }

    #[test]
    fn the_operator_sees_who_it_is_but_no_password() {
        assert_eq!(shown(Audience::Operator, Entity::Users, "familyName", "Öztürk"), "Öztürk");
        assert_eq!(shown(Audience::Operator, Entity::Users, "password", "hunter2"), "…");
    }
}

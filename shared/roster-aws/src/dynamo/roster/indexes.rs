//! By which of the application's questions a record is found: the keys of the two overloaded indexes.

use roster::model::{Entity, Record};
use roster_pipeline::ConnectionKey;

use super::keys::{prefix, text_key};

/// What an application asks for; the word in the index's partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Roles held at an org.
    AtOrg,
    /// Enrollments in a class.
    InClass,
    /// Enrollments of a person.
    OfUser,
    /// Relationships of a student.
    OfStudent,
    /// People by e-mail address, in lower case.
    Email,
    /// People by their number in the SIS.
    Number,
}

/// Which of the two indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    /// `gsi1`.
    First,
    /// `gsi2`.
    Second,
}

impl Relation {
    /// The index that answers.
    pub(super) const fn lookup(self) -> Lookup {
        match self {
            Relation::AtOrg | Relation::InClass | Relation::OfStudent | Relation::Email => Lookup::First,
            Relation::OfUser | Relation::Number => Lookup::Second,
        }
    }

    /// The records that it finds.
    pub(super) const fn entity(self) -> Entity {
        match self {
            Relation::AtOrg => Entity::Roles,
            Relation::InClass | Relation::OfUser => Entity::Enrollments,
            Relation::OfStudent => Entity::Relationships,
            Relation::Email | Relation::Number => Entity::Users,
        }
    }

    /// The field of such a record that holds the answer.
    pub(super) const fn answer(self) -> &'static str {
        match self {
            Relation::AtOrg | Relation::InClass => "userSourcedId",
            Relation::OfUser => "classSourcedId",
            Relation::OfStudent => "adultSourcedId",
            Relation::Email | Relation::Number => "sourcedId",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Relation::AtOrg => "atOrg",
            Relation::InClass => "inClass",
            Relation::OfUser => "ofUser",
            Relation::OfStudent => "ofStudent",
            Relation::Email => "email",
            Relation::Number => "number",
        }
    }

    /// The partition of the index that holds the answers for a value.
    pub(super) fn partition(self, connection: &ConnectionKey, value: &str) -> String {
        let value = match self {
            Relation::Email => text_key(&value.trim().to_lowercase()),
            Relation::AtOrg
            | Relation::InClass
            | Relation::OfUser
            | Relation::OfStudent
            | Relation::Number => text_key(value),
        };
        format!("{}{}#{value}", prefix(connection), self.word())
    }
}

/// A key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LookupKey {
    pub(super) partition: String,
    pub(super) sort: String,
}

/// The keys of a record in the first and the second index; `None` where it answers no question there.
pub(super) fn lookup_keys(connection: &ConnectionKey, record: &Record) -> [Option<LookupKey>; 2] {
    let field = |name: &str| record.get(name).filter(|value| !value.is_empty());
    // A role with the separator in it is nobody's word and would be found under another's.
    let role = field("role").filter(|role| !role.contains('#') && role.len() <= LONGEST_ROLE);
    let key = |relation: Relation, of: &str| {
        let partition = relation.partition(connection, field(of)?);
        let answer = text_key(field(relation.answer())?);
        Some(LookupKey { partition, sort: answer })
    };
    let key_by_role = |relation: Relation, of: &str| {
        let LookupKey { partition, sort } = key(relation, of)?;
        Some(LookupKey { partition, sort: format!("{}{sort}", role_prefix(role?)) })
    };
    match record.entity() {
        Entity::Roles => [key_by_role(Relation::AtOrg, "orgSourcedId"), None],
        Entity::Enrollments => {
            [key_by_role(Relation::InClass, "classSourcedId"), key_by_role(Relation::OfUser, "userSourcedId")]
        }
        Entity::Relationships => [key(Relation::OfStudent, "studentSourcedId"), None],
        Entity::Users => [key(Relation::Email, "email"), key(Relation::Number, "identifier")],
        Entity::Orgs
        | Entity::AcademicSessions
        | Entity::Courses
        | Entity::Classes
        | Entity::Demographics
        | Entity::OwnRecords
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::ClassResources
        | Entity::CourseResources
        | Entity::UserResources
        | Entity::Categories
        | Entity::LineItems
        | Entity::Results
        | Entity::ScoreScales
        | Entity::LineItemScoreScales
        | Entity::ResultScoreScales
        | Entity::LineItemLearningObjectiveIds
        | Entity::ResultLearningObjectiveIds => [None, None],
    }
}

/// Room for an ID of 1,000 bytes in a sort key of 1,024; the longest word of OneRoster has 21.
const LONGEST_ROLE: usize = 23;

/// What the sort key of an answer in a role begins with.
pub(super) fn role_prefix(role: &str) -> String {
    format!("{role}#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_by_what_applications_ask_for() {
        let maple = ConnectionKey::new("maple-usd", "main").unwrap();
        let text = |key: &Option<LookupKey>| key.as_ref().map(|k| format!("{} {}", k.partition, k.sort));
        type Pairs = &'static [(&'static str, &'static str)];
        let cases: [(Entity, Pairs, [Option<&str>; 2]); 8] = [
            (
                Entity::Roles,
                &[("userSourcedId", "u1"), ("role", "student"), ("orgSourcedId", "s1")],
                [Some("atOrg#s1 student#u1"), None],
            ),
            (
                Entity::Roles,
                &[("userSourcedId", "u1"), ("role", "ext:a#b"), ("orgSourcedId", "s1")],
                [None; 2],
            ),
            (
                Entity::Enrollments,
                &[("classSourcedId", "c1"), ("userSourcedId", "u1"), ("role", "teacher")],
                [Some("inClass#c1 teacher#u1"), Some("ofUser#u1 teacher#c1")],
            ),
            (
                Entity::Relationships,
                &[("studentSourcedId", "u1"), ("adultSourcedId", "a1")],
                [Some("ofStudent#u1 a1"), None],
            ),
            (
                Entity::Users,
                &[("sourcedId", "u1"), ("email", "Mia@Example.org"), ("identifier", "007")],
                [Some("email#mia@example.org u1"), Some("number#007 u1")],
            ),
            (Entity::Users, &[("sourcedId", "u1"), ("email", "")], [None; 2]),
            (Entity::Users, &[("sourcedId", "u1"), ("identifier", "7")], [None, Some("number#7 u1")]),
            (Entity::Orgs, &[("sourcedId", "s1"), ("identifier", "7")], [None; 2]),
        ];
        for (entity, pairs, want) in cases {
            let got = lookup_keys(&maple, &Record::from_pairs(entity, pairs));
            let want = want.map(|w| w.map(|w| format!("T#maple-usd#C#main#{w}")));
            assert_eq!([text(&got[0]), text(&got[1])], want, "{pairs:?}");
        }
    }
}

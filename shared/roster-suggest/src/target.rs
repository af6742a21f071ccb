//! What a column feeds, given what its file is.

use crate::concept::{Concept, Subject};
use crate::kind::Kind;

/// Whose field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Entry {
    Student,
    Staff,
    User,
    Contact,
    /// The nth contact inside a student's row, from 1.
    Inline(u8),
    Orgs,
    Classes,
    Courses,
    Sessions,
    Enrollments,
    Roles,
    Relationships,
    Demographics,
}

/// A field that a column feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Target {
    pub(crate) entry: Entry,
    pub(crate) field: &'static str,
}

impl Target {
    pub(crate) const fn new(entry: Entry, field: &'static str) -> Target {
        Target { entry, field }
    }

    /// As people read it, `student.givenName`.
    pub(crate) fn text(self) -> String {
        let entry = match self.entry {
            Entry::Student => "student",
            Entry::Staff => "staff",
            Entry::User => "user",
            Entry::Contact => "contact",
            Entry::Inline(n) => return format!("contact{n}.{}", self.field),
            Entry::Orgs => "orgs",
            Entry::Classes => "classes",
            Entry::Courses => "courses",
            Entry::Sessions => "academicSessions",
            Entry::Enrollments => "enrollments",
            Entry::Roles => "roles",
            Entry::Relationships => "relationships",
            Entry::Demographics => "demographics",
        };
        format!("{entry}.{}", self.field)
    }
}

impl Target {
    /// The field in the words of the data model, `users.givenName`.
    pub(crate) fn place(self) -> String {
        let entity = match self.entry {
            Entry::Student | Entry::Staff | Entry::User | Entry::Contact => "users",
            Entry::Inline(_) if matches!(self.field, "relationship" | "priority" | "mayPickUp") => {
                "relationships"
            }
            Entry::Inline(_) if self.field == "metadata.livesWith" => "relationships",
            Entry::Inline(_) => "users",
            Entry::Orgs => "orgs",
            Entry::Classes => "classes",
            Entry::Courses => "courses",
            Entry::Sessions => "academicSessions",
            Entry::Enrollments => "enrollments",
            Entry::Roles => "roles",
            Entry::Relationships => "relationships",
            Entry::Demographics => "demographics",
        };
        let field = match self.field {
            "fullName" => "givenName",
            "orgSourcedId" if entity == "users" => "orgSourcedIds",
            other => other,
        };
        format!("{entity}.{field}")
    }
}

/// The field, or `None` where such a column feeds nothing. IDs of the row's own are `sourcedId` here; which of several is
/// the key is settled later.
pub(crate) fn target(kind: Kind, subject: Subject, concept: Concept, contact: u8) -> Option<Target> {
    use Subject::{
        Any, Class, Contact, Course, District, Enrollment, Other, Person, School, Staff, Student, Term, Year,
    };
    if matches!(concept, Concept::Ignore | Concept::Sensitive | Concept::Employment) || subject == Other {
        return None;
    }
    match (kind, subject) {
        (Kind::Students, Any | Student) if about(concept).is_some() => inline(concept, contact),
        (Kind::Students, Any | Student | Person) => person(Entry::Student, concept),
        (Kind::Students, Contact) => inline(concept, contact),
        (Kind::Staff, Any | Staff | Person) => staff(concept),
        (Kind::People, Any | Student | Staff | Person) => person(Entry::User, concept),
        (Kind::People, Contact) => inline(concept, contact),
        (Kind::Students, School) => school_of(Entry::Student, concept),
        (Kind::Staff, School) => school_of(Entry::Staff, concept),
        (Kind::People, School) => school_of(Entry::User, concept),
        (Kind::Contacts, Any | Contact | Person) => contact_of(concept),
        (Kind::Contacts | Kind::Links, Student) => student_ref(concept).or_else(|| about(concept)),
        (Kind::Contacts, School) => school_of(Entry::Contact, concept),
        (Kind::Links, Person) => student_ref(concept),
        (Kind::Links, Any | Contact) => link(concept),
        (Kind::Schools, Any | School) => school(concept),
        (Kind::Schools, District) => is_id(concept).then(|| Target::new(Entry::Orgs, "parentSourcedId")),
        (Kind::Classes, Any | Class) => class(concept),
        (Kind::Classes, Course) => course_of(concept),
        (Kind::Classes, School) => is_ref(concept).then(|| Target::new(Entry::Classes, "schoolSourcedId")),
        (Kind::Classes, Staff | Person) => member(concept),
        (Kind::Classes, Term | Year) => term_of(concept),
        (Kind::Enrollments, Student | Staff | Person) => member(concept),
        (Kind::Enrollments, Class) => class_of(concept),
        (Kind::Enrollments, School) => {
            is_ref(concept).then(|| Target::new(Entry::Enrollments, "schoolSourcedId"))
        }
        (Kind::Enrollments, Any) if matches!(concept, Concept::Number | Concept::Code | Concept::StateId) => {
            member(concept)
        }
        (Kind::Enrollments, Any | Enrollment) => enrollment(concept),
        (Kind::Enrollments, Course) => course_of(concept),
        (Kind::Enrollments, Term | Year) => term_of(concept),
        (Kind::Sessions, Any | Term | Year) => session(concept),
        (Kind::Courses, Any | Course) => course(concept),
        (Kind::Courses, School) => is_ref(concept).then(|| Target::new(Entry::Courses, "orgSourcedId")),
        (Kind::Courses, Year) => is_ref(concept).then(|| Target::new(Entry::Courses, "schoolYearSourcedId")),
        (Kind::Roles, Person | Student | Staff) => {
            is_id(concept).then(|| Target::new(Entry::Roles, "userSourcedId"))
        }
        (Kind::Roles, School) => is_ref(concept).then(|| Target::new(Entry::Roles, "orgSourcedId")),
        (Kind::Roles, Any | Enrollment) => role(concept),
        (Kind::Demographics, Any | Student | Person) => demographics(concept),
        _ => None,
    }
}

fn is_id(concept: Concept) -> bool {
    matches!(concept, Concept::Id | Concept::Number | Concept::Code | Concept::Guid | Concept::StateId)
}

/// What may stand for a thing in another file: its ID or, failing that, its name.
fn is_ref(concept: Concept) -> bool {
    is_id(concept) || matches!(concept, Concept::Name)
}

fn person(entry: Entry, concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Guid => "sourcedId",
        Concept::Number | Concept::Code => "identifier",
        Concept::StateId | Concept::UserIds => "userIds",
        Concept::MasterId => "userMasterIdentifier",
        Concept::GivenName => "givenName",
        Concept::FamilyName => "familyName",
        Concept::MiddleName => "middleName",
        Concept::FullName | Concept::Name => "fullName",
        Concept::PreferredGivenName => "preferredGivenName",
        Concept::PreferredMiddleName => "preferredMiddleName",
        Concept::PreferredFamilyName => "preferredFamilyName",
        Concept::Username => "username",
        Concept::Password => "password",
        Concept::Email => "email",
        Concept::Phone => "phone",
        Concept::WorkPhone => "metadata.phone2",
        Concept::Mobile => "sms",
        Concept::Grade => "grades",
        Concept::Role => "role",
        Concept::Pronouns => "pronouns",
        Concept::HomeLanguage => "metadata.homeLanguage",
        Concept::ImageUrl => "metadata.imageUrl",
        Concept::Title => "metadata.title",
        Concept::Department => "metadata.department",
        Concept::Enabled | Concept::Status => "enabledUser",
        Concept::Agents => "agentSourcedIds",
        Concept::Resources => "resourceSourcedIds",
        _ => return demographics(concept),
    };
    Some(Target::new(entry, field))
}

fn staff(concept: Concept) -> Option<Target> {
    match concept {
        Concept::WorkPhone => Some(Target::new(Entry::Staff, "phone")),
        Concept::Type => Some(Target::new(Entry::Staff, "role")),
        _ => person(Entry::Staff, concept),
    }
}

fn demographics(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Number => "sourcedId",
        Concept::BirthDate => "birthDate",
        Concept::Sex => "sex",
        Concept::Hispanic => "hispanicOrLatinoEthnicity",
        Concept::RaceIndian => "americanIndianOrAlaskaNative",
        Concept::RaceAsian => "asian",
        Concept::RaceBlack => "blackOrAfricanAmerican",
        Concept::RacePacific => "nativeHawaiianOrOtherPacificIslander",
        Concept::RaceWhite => "white",
        Concept::RaceTwo => "demographicRaceTwoOrMoreRaces",
        Concept::BirthCountry => "countryOfBirthCode",
        Concept::BirthState => "stateOfBirthAbbreviation",
        Concept::BirthCity => "cityOfBirth",
        Concept::Residence => "publicSchoolResidenceStatus",
        _ => return None,
    };
    Some(Target::new(Entry::Demographics, field))
}

fn school_of(entry: Entry, concept: Concept) -> Option<Target> {
    match concept {
        Concept::Name => Some(Target::new(Entry::Orgs, "name")),
        Concept::PrimarySchool => Some(Target::new(entry, "primaryOrgSourcedId")),
        _ => is_id(concept).then(|| Target::new(entry, "orgSourcedId")),
    }
}

fn inline(concept: Concept, contact: u8) -> Option<Target> {
    contact_field(Entry::Inline(contact), Entry::Inline(contact), concept)
}

fn contact_of(concept: Concept) -> Option<Target> {
    contact_field(Entry::Contact, Entry::Relationships, concept)
}

fn contact_field(person: Entry, link: Entry, concept: Concept) -> Option<Target> {
    let (entry, field) = match concept {
        Concept::Id | Concept::Guid | Concept::Number | Concept::Code => (person, "sourcedId"),
        Concept::GivenName => (person, "givenName"),
        Concept::FamilyName => (person, "familyName"),
        Concept::MiddleName => (person, "middleName"),
        Concept::FullName | Concept::Name => (person, "fullName"),
        Concept::Username => (person, "username"),
        Concept::Password => (person, "password"),
        Concept::Email => (person, "email"),
        Concept::Phone => (person, "phone"),
        Concept::WorkPhone => (person, "metadata.phone2"),
        Concept::Mobile => (person, "sms"),
        Concept::HomeLanguage => (person, "metadata.homeLanguage"),
        Concept::Relationship | Concept::Type | Concept::Role => (link, "relationship"),
        Concept::Priority => (link, "priority"),
        Concept::LivesWith => (link, "metadata.livesWith"),
        Concept::MayPickUp => (link, "mayPickUp"),
        _ => return None,
    };
    Some(Target::new(entry, field))
}

fn student_ref(concept: Concept) -> Option<Target> {
    is_id(concept).then(|| Target::new(Entry::Relationships, "studentSourcedId"))
}

/// What is said of a contact and a student together.
fn about(concept: Concept) -> Option<Target> {
    let is_about = matches!(
        concept,
        Concept::Relationship | Concept::Priority | Concept::LivesWith | Concept::MayPickUp
    );
    if is_about { contact_of(concept) } else { None }
}

fn link(concept: Concept) -> Option<Target> {
    match concept {
        Concept::Id => Some(Target::new(Entry::Relationships, "adultSourcedId")),
        Concept::Relationship | Concept::Role => Some(Target::new(Entry::Relationships, "relationship")),
        Concept::Priority => Some(Target::new(Entry::Relationships, "priority")),
        _ => None,
    }
}

fn school(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Guid => "sourcedId",
        Concept::Number | Concept::Code | Concept::StateId => "identifier",
        Concept::Name => "name",
        Concept::Type => "type",
        Concept::Parent => "parentSourcedId",
        _ => return None,
    };
    Some(Target::new(Entry::Orgs, field))
}

fn class(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Guid => "sourcedId",
        Concept::Number | Concept::Code => "classCode",
        Concept::Name | Concept::Title | Concept::Description => "title",
        Concept::Grade => "grades",
        Concept::Type => "classType",
        Concept::Room => "location",
        Concept::Period => "periods",
        Concept::Subject => "subjects",
        Concept::SubjectCode => "subjectCodes",
        _ => return None,
    };
    Some(Target::new(Entry::Classes, field))
}

/// A course as a class or enrollment names it.
fn course_of(concept: Concept) -> Option<Target> {
    match concept {
        Concept::Name | Concept::Title | Concept::Description => Some(Target::new(Entry::Courses, "title")),
        Concept::Subject => Some(Target::new(Entry::Classes, "subjects")),
        _ => is_id(concept).then(|| Target::new(Entry::Classes, "courseSourcedId")),
    }
}

fn term_of(concept: Concept) -> Option<Target> {
    match concept {
        Concept::StartDate => Some(Target::new(Entry::Sessions, "startDate")),
        Concept::EndDate => Some(Target::new(Entry::Sessions, "endDate")),
        Concept::SchoolYear => Some(Target::new(Entry::Sessions, "schoolYear")),
        Concept::Name => Some(Target::new(Entry::Sessions, "title")),
        _ => is_id(concept).then(|| Target::new(Entry::Classes, "termSourcedIds")),
    }
}

/// A person as a class or enrollment names it.
fn member(concept: Concept) -> Option<Target> {
    match concept {
        Concept::Role => Some(Target::new(Entry::Enrollments, "role")),
        Concept::Primary => Some(Target::new(Entry::Enrollments, "primary")),
        Concept::Username | Concept::Email => Some(Target::new(Entry::Enrollments, "userSourcedId")),
        _ => is_id(concept).then(|| Target::new(Entry::Enrollments, "userSourcedId")),
    }
}

/// A class as an enrollment names it, and what stands in its row only.
fn class_of(concept: Concept) -> Option<Target> {
    match concept {
        Concept::Name => Some(Target::new(Entry::Classes, "title")),
        Concept::Role | Concept::Primary | Concept::StartDate | Concept::EndDate => enrollment(concept),
        _ if is_id(concept) => Some(Target::new(Entry::Enrollments, "classSourcedId")),
        _ => class(concept),
    }
}

fn enrollment(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id => "sourcedId",
        Concept::Role => "role",
        Concept::Primary => "primary",
        Concept::StartDate => "beginDate",
        Concept::EndDate => "endDate",
        Concept::Status => "status",
        Concept::Room | Concept::Period | Concept::Subject => return class(concept),
        _ => return None,
    };
    Some(Target::new(Entry::Enrollments, field))
}

fn session(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Code | Concept::Number => "sourcedId",
        Concept::Name | Concept::Title => "title",
        Concept::Type => "type",
        Concept::StartDate => "startDate",
        Concept::EndDate => "endDate",
        Concept::Parent => "parentSourcedId",
        Concept::SchoolYear => "schoolYear",
        _ => return None,
    };
    Some(Target::new(Entry::Sessions, field))
}

fn course(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id | Concept::Guid => "sourcedId",
        Concept::Number | Concept::Code => "courseCode",
        Concept::Name | Concept::Title | Concept::Description => "title",
        Concept::Grade => "grades",
        Concept::Subject => "subjects",
        Concept::SubjectCode => "subjectCodes",
        Concept::SchoolYearId => "schoolYearSourcedId",
        _ => return None,
    };
    Some(Target::new(Entry::Courses, field))
}

fn role(concept: Concept) -> Option<Target> {
    let field = match concept {
        Concept::Id => "sourcedId",
        Concept::Role => "role",
        Concept::RoleType => "roleType",
        Concept::Primary => "roleType",
        Concept::StartDate => "beginDate",
        Concept::EndDate => "endDate",
        _ => return None,
    };
    Some(Target::new(Entry::Roles, field))
}

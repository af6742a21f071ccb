//! Fields of the rostering entities, in the order of OneRoster 1.2 (CSV binding, final, 19 September 2022).

use super::entity::Entity::{AcademicSessions, Classes, Courses, Orgs, Resources, UserProfiles, Users};
use super::field::Kind::{
    Bool, Date, Email, Enum, Grades, Integer, OpenEnum, Ref, RefList, Text, TextList, UserIds, Year,
};
use super::field::{Field, field, id};

pub(super) const ORGS: &[Field] = &[
    id(),
    field("name", Text, "Name of the org.").required(),
    field(
        "type",
        OpenEnum(&["department", "school", "district", "local", "state", "national"]),
        "What kind of org.",
    )
    .required(),
    field("identifier", Text, "Human-readable number, for example the NCES ID."),
    field("parentSourcedId", Ref(Orgs), "The org that this one belongs to."),
];

pub(super) const ACADEMIC_SESSIONS: &[Field] = &[
    id(),
    field("title", Text, "Name of the session.").required(),
    field("type", OpenEnum(&["gradingPeriod", "semester", "schoolYear", "term"]), "What kind of session.")
        .required(),
    field("startDate", Date, "First day.").required(),
    field("endDate", Date, "The day after the last day.").required(),
    field("parentSourcedId", Ref(AcademicSessions), "The session that this one is part of."),
    field("schoolYear", Year, "The year in which the school year ends.").required(),
];

pub(super) const COURSES: &[Field] = &[
    id(),
    field("schoolYearSourcedId", Ref(AcademicSessions), "The school year of the course."),
    field("title", Text, "Name of the course.").required(),
    field("courseCode", Text, "Human-readable code of the course."),
    field("grades", Grades, "Grades that take it."),
    field("orgSourcedId", Ref(Orgs), "The org that offers it.").required(),
    field("subjects", TextList, "Subject names."),
    field("subjectCodes", TextList, "Subject codes, as many as subjects."),
];

pub(super) const CLASSES: &[Field] = &[
    id(),
    field("title", Text, "Name of the class.").required(),
    field("grades", Grades, "Grades in the class."),
    field("courseSourcedId", Ref(Courses), "The course that it teaches.").required(),
    field("classCode", Text, "Human-readable code of the class."),
    field("classType", OpenEnum(&["homeroom", "scheduled"]), "Homeroom or scheduled class.").required(),
    field("location", Text, "Where it meets."),
    field("schoolSourcedId", Ref(Orgs), "The school that holds it.").essential(),
    field("termSourcedIds", RefList(AcademicSessions), "The terms in which it is held.").required(),
    field("subjects", TextList, "Subject names."),
    field("subjectCodes", TextList, "Subject codes, as many as subjects."),
    field("periods", TextList, "Periods of the day."),
];

pub(super) const USERS: &[Field] = &[
    id(),
    field("enabledUser", Bool, "Whether the person may use systems.").required(),
    field("username", Text, "Login name.").required().identity(),
    field("userIds", UserIds, "IDs in other systems as {type:id}.").identity(),
    field("givenName", Text, "First name.").required().identity(),
    field("familyName", Text, "Last name.").required().identity(),
    field("middleName", Text, "Middle names.").personal(),
    field("identifier", Text, "Number of the person in the SIS.").identity(),
    field("email", Email, "E-mail address.").identity(),
    field("sms", Text, "Number for text messages.").personal(),
    field("phone", Text, "Phone number.").personal(),
    field("agentSourcedIds", RefList(Users), "People related to this one, for example guardians."),
    field("grades", Grades, "Grade of a student."),
    field("password", Text, "Initial password; checked, then dropped.").personal().not_stored(),
    field("userMasterIdentifier", Text, "Master ID of the person.").identity(),
    field("resourceSourcedIds", RefList(Resources), "Resources given to the person."),
    field("preferredGivenName", Text, "First name the person goes by.").personal(),
    field("preferredMiddleName", Text, "Middle name the person goes by.").personal(),
    field("preferredFamilyName", Text, "Last name the person goes by.").personal(),
    field("primaryOrgSourcedId", Ref(Orgs), "The person's main org."),
    field("pronouns", Text, "Pronouns.").personal(),
];

pub(super) const ROLES: &[Field] = &[
    id(),
    field("userSourcedId", Ref(Users), "Whose role.").essential(),
    field("roleType", Enum(&["primary", "secondary"]), "Main role of the person, or another.").required(),
    field("role", OpenEnum(ROLE_WORDS), "What the person is.").essential(),
    field("beginDate", Date, "First day."),
    field("endDate", Date, "The day after the last day."),
    field("orgSourcedId", Ref(Orgs), "Where.").essential(),
    field("userProfileSourcedId", Ref(UserProfiles), "The account that goes with the role."),
    field("metadata.role", Text, "The role as it was sent, where OneRoster 1.2 has another word.").ours(),
];

/// Words of `roles.role` in OneRoster 1.2.
pub(super) const ROLE_WORDS: &[&str] = &[
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
];

pub(super) const RELATIONSHIPS: &[Field] = &[
    id(),
    field("studentSourcedId", Ref(Users), "The student.").essential(),
    field("adultSourcedId", Ref(Users), "The adult.").essential(),
    field(
        "relationship",
        Text,
        "What the adult is to the student: guardian, parent, relative, emergency contact, ...",
    ),
    field("priority", Integer, "Whom to call first; 1 comes first."),
    field("mayPickUp", Enum(&["yes", "no", "unknown"]), "Whether the adult may pick the student up."),
];

pub(super) const DEMOGRAPHICS: &[Field] = &[
    id(),
    field("birthDate", Date, "Birth date.").identity(),
    field("sex", OpenEnum(&["male", "female", "unspecified", "other"]), "Sex.").personal(),
    field("americanIndianOrAlaskaNative", Bool, "Race.").personal(),
    field("asian", Bool, "Race.").personal(),
    field("blackOrAfricanAmerican", Bool, "Race.").personal(),
    field("nativeHawaiianOrOtherPacificIslander", Bool, "Race.").personal(),
    field("white", Bool, "Race.").personal(),
    field("demographicRaceTwoOrMoreRaces", Bool, "Race.").personal(),
    field("hispanicOrLatinoEthnicity", Bool, "Ethnicity.").personal(),
    field("countryOfBirthCode", Text, "Country of birth.").personal(),
    field("stateOfBirthAbbreviation", Text, "State of birth.").personal(),
    field("cityOfBirth", Text, "City of birth.").personal(),
    field("publicSchoolResidenceStatus", Text, "Residence status.").personal(),
];

pub(super) const ENROLLMENTS: &[Field] = &[
    id(),
    field("classSourcedId", Ref(Classes), "The class.").essential(),
    field("schoolSourcedId", Ref(Orgs), "The school.").essential(),
    field("userSourcedId", Ref(Users), "The person.").essential(),
    field("role", OpenEnum(&["administrator", "proctor", "student", "teacher"]), "What the person is in it.")
        .essential(),
    field("primary", Bool, "Whether this is the main teacher."),
    field("beginDate", Date, "First day."),
    field("endDate", Date, "The day after the last day."),
];

/// No file of OneRoster: what such a record says is in its own fields.
pub(super) const OWN_RECORDS: &[Field] = &[
    id(),
    field("kind", Text, "What kind of record, as the field profile names it.").essential().ours(),
    field("userSourcedId", Ref(Users), "The person whom it is about.").essential().ours(),
];

/// Words for what a person is that may be sent: OneRoster 1.2's, and 1.1's administrator.
pub(crate) const SENT_ROLES: &[&str] = &[
    "administrator",
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
];

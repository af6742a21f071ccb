//! Fields of the gradebook, resource and profile files: validated, then kept in the delivery only.

use super::entity::Entity::{
    AcademicSessions, Categories, Classes, Courses, LineItems, Orgs, Resources, Results,
    ScoreScales as Scales, Users,
};
use super::field::Kind::{Bool, Date, Enum, Float, Integer, OpenEnum, OpenEnumList, Ref, ScoreScale, Text};
use super::field::{Field, field, id};

pub(super) const USER_PROFILES: &[Field] = &[
    id(),
    field("userSourcedId", Ref(Users), "Whose account.").required(),
    field("profileType", Text, "What kind of account.").required(),
    field("vendorId", Text, "The vendor of the system.").required(),
    field("applicationId", Text, "The application."),
    field("description", Text, "Description."),
    field("credentialType", Text, "What kind of credential.").required(),
    field("username", Text, "Login name.").required().personal(),
    field("password", Text, "Password.").personal().not_stored(),
];

const RESOURCE_ROLES: &[&str] =
    &["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"];

pub(super) const RESOURCES: &[Field] = &[
    id(),
    field("vendorResourceId", Text, "The vendor's ID of the resource.").required(),
    field("title", Text, "Title."),
    field("roles", OpenEnumList(RESOURCE_ROLES), "Who uses it."),
    field("importance", Enum(&["primary", "secondary"]), "How important it is."),
    field("vendorId", Text, "The vendor."),
    field("applicationId", Text, "The application."),
];

pub(super) const CLASS_RESOURCES: &[Field] = &[
    id(),
    field("title", Text, "Title."),
    field("classSourcedId", Ref(Classes), "The class.").required(),
    field("resourceSourcedId", Ref(Resources), "The resource.").required(),
];

pub(super) const COURSE_RESOURCES: &[Field] = &[
    id(),
    field("title", Text, "Title."),
    field("courseSourcedId", Ref(Courses), "The course.").required(),
    field("resourceSourcedId", Ref(Resources), "The resource.").required(),
];

pub(super) const USER_RESOURCES: &[Field] = &[
    id(),
    field("userSourcedId", Ref(Users), "The person.").required(),
    field("orgSourcedId", Ref(Orgs), "The org."),
    field("classSourcedId", Ref(Classes), "The class."),
    field("resourceSourcedId", Ref(Resources), "The resource.").required(),
];

pub(super) const CATEGORIES: &[Field] =
    &[id(), field("title", Text, "Title.").required(), field("weight", Integer, "Weight in percent.")];

pub(super) const LINE_ITEMS: &[Field] = &[
    id(),
    field("title", Text, "Title.").required(),
    field("description", Text, "Description."),
    field("assignDate", Date, "When it is assigned.").required(),
    field("dueDate", Date, "When it is due.").required(),
    field("classSourcedId", Ref(Classes), "The class.").required(),
    field("categorySourcedId", Ref(Categories), "The category.").required(),
    field("academicSessionSourcedId", Ref(AcademicSessions), "The grading period.").required(),
    field("resultValueMin", Float, "Lowest result."),
    field("resultValueMax", Float, "Highest result."),
    field("schoolSourcedId", Ref(Orgs), "The school.").required(),
];

const SCORE_STATUS: &[&str] = &["exempt", "fully graded", "not submitted", "partially graded", "submitted"];

pub(super) const RESULTS: &[Field] = &[
    id(),
    field("lineItemSourcedId", Ref(LineItems), "The line item.").required(),
    field("studentSourcedId", Ref(Users), "The student.").required(),
    field("scoreStatus", OpenEnum(SCORE_STATUS), "How far it is graded.").required(),
    field("score", Float, "Score.").personal(),
    field("scoreDate", Date, "When it was scored.").required(),
    field("comment", Text, "Comment.").personal(),
    field("textScore", Text, "Score in words.").personal(),
    field("classSourcedId", Ref(Classes), "The class."),
    field("inProgress", Bool, "Still worked on."),
    field("incomplete", Bool, "Incomplete."),
    field("late", Bool, "Late."),
    field("missing", Bool, "Missing."),
];

pub(super) const SCORE_SCALES: &[Field] = &[
    id(),
    field("title", Text, "Title.").required(),
    field("type", Text, "What kind of scale.").required(),
    field("orgSourcedId", Ref(Orgs), "The org.").required(),
    field("courseSourcedId", Ref(Courses), "The course.").required(),
    field("classSourcedId", Ref(Classes), "The class.").required(),
    field("scoreScaleValue", ScoreScale, "Steps of the scale as {grade:score}.").required(),
];

pub(super) const LINE_ITEM_SCORE_SCALES: &[Field] = &[
    id(),
    field("title", Text, "Title."),
    field("lineItemSourcedId", Ref(LineItems), "The line item.").required(),
    field("scoreScaleSourcedId", Ref(Scales), "The scale.").required(),
];

pub(super) const RESULT_SCORE_SCALES: &[Field] = &[
    id(),
    field("title", Text, "Title."),
    field("resultSourcedId", Ref(Results), "The result.").required(),
    field("scoreScaleSourcedId", Ref(Scales), "The scale.").required(),
];

pub(super) const LINE_ITEM_LEARNING_OBJECTIVE_IDS: &[Field] = &[
    id(),
    field("lineItemSourcedId", Ref(LineItems), "The line item.").required(),
    field("source", OpenEnum(&["case", "unknown"]), "Where the objective is defined.").required(),
    field("learningObjectiveId", Text, "The objective.").required(),
];

pub(super) const RESULT_LEARNING_OBJECTIVE_IDS: &[Field] = &[
    id(),
    field("resultSourcedId", Ref(Results), "The result.").required(),
    field("source", OpenEnum(&["case", "unknown"]), "Where the objective is defined.").required(),
    field("learningObjectiveId", Text, "The objective.").required(),
    field("score", Float, "Score.").personal(),
    field("textScore", Text, "Score in words.").personal(),
];

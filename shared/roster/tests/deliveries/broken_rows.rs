//! For each rule about rows a delivery that breaks it and nothing else on purpose, and where it is found.

use super::district::{v11, v12};
use super::firing::{Case, case};

/// Values of one row.
pub(super) static VALUES: &[Case] = &[
    case(
        ("missing-id", v11),
        |f| f.change("orgs.csv", "s2,,,", ",,,"),
        "error orgs.csv:4:1 sourcedId",
        "error orgs.csv:4:1 sourcedId",
    ),
    case(
        ("missing-value", v11),
        |f| f.change("orgs.csv", "Elm School", ""),
        "warning orgs.csv:3:4 name s1",
        "error orgs.csv:3:4 name s1",
    ),
    case(
        ("invalid-guid", v11),
        |f| f.add("orgs.csv", "smith (7),,,Ash School,school,003,d1"),
        "notice orgs.csv:5:1 sourcedId smith (7)",
        "error orgs.csv:5:1 sourcedId smith (7)",
    ),
    case(
        ("overlong-id", v11),
        |f| f.add("orgs.csv", &format!("{},,,Ash School,school,003,d1", "x".repeat(256))),
        "error orgs.csv:5:1 sourcedId xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "error orgs.csv:5:1 sourcedId xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    case(
        ("invalid-enum", v11),
        |f| f.change("classes.csv", "homeroom", "lecture"),
        "warning classes.csv:3:8 classType k2",
        "error classes.csv:3:8 classType k2",
    ),
    case(
        ("unknown-role", v11),
        |f| f.change("enrollments.csv", "u2,student", "u2,para"),
        "error enrollments.csv:4:7 role e3",
        "error enrollments.csv:4:7 role e3",
    ),
    case(
        ("invalid-list", v11),
        |f| f.change("classes.csv", "\"t1,t2\"", "\"t1,,t2\""),
        "notice classes.csv:2:11 termSourcedIds k1",
        "error classes.csv:2:11 termSourcedIds k1",
    ),
    case(
        ("invalid-boolean", v11),
        |f| f.change("enrollments.csv", "teacher,true,2026", "teacher,maybe,2026"),
        "warning enrollments.csv:2:8 primary e1",
        "error enrollments.csv:2:8 primary e1",
    ),
    case(
        ("invalid-date", v11),
        |f| f.change("demographics.csv", "2012-03-04", "2012-02-30"),
        "warning demographics.csv:2:4 birthDate u1",
        "error demographics.csv:2:4 birthDate u1",
    ),
    case(
        ("invalid-datetime", v11),
        |f| {
            f.into_delta("orgs.csv").change(
                "orgs.csv",
                "d1,active,2026-09-01T06:00:00Z",
                "d1,active,yesterday",
            )
        },
        "warning orgs.csv:2:3 dateLastModified d1",
        "error orgs.csv:2:3 dateLastModified d1",
    ),
    case(
        ("invalid-year", v11),
        |f| f.change("academicSessions.csv", ",,2027", ",,MMXXVII"),
        "warning academicSessions.csv:2:9 schoolYear y27",
        "error academicSessions.csv:2:9 schoolYear y27",
    ),
    case(
        ("invalid-integer", v12),
        |f| f.change("categories.csv", "40", "40%"),
        "warning categories.csv:2:5 weight cat1",
        "error categories.csv:2:5 weight cat1",
    ),
    case(
        ("invalid-float", v11),
        |f| f.change("results.csv", "88.5", "B+"),
        "warning results.csv:2:7 score re1",
        "error results.csv:2:7 score re1",
    ),
    case(
        ("invalid-email", v11),
        |f| f.change("users.csv", "bo.beck@lakeside.example", "none"),
        "warning users.csv:5:13 email u2",
        "warning users.csv:5:13 email u2",
    ),
    case(
        ("shared-email", v11),
        |f| f.change("users.csv", "bo.beck@lakeside.example", "ann.ames@lakeside.example"),
        "warning users.csv email",
        "warning users.csv email",
    ),
    case(
        ("missing-email", v11),
        |f| f.change("users.csv", "bo.beck@lakeside.example", ""),
        "warning users.csv email",
        "warning users.csv email",
    ),
    case(
        ("invalid-grade", v11),
        |f| f.change("users.csv", ",KG,", ",Freshman,"),
        "warning users.csv:5:17 grades u2",
        "error users.csv:5:17 grades u2",
    ),
    case(
        ("invalid-user-id", v11),
        |f| f.change("users.csv", "{badge:77}", "{77}"),
        "warning users.csv:3:8 userIds a2",
        "error users.csv:3:8 userIds a2",
    ),
    case(
        ("padded-value", v11),
        |f| f.change("orgs.csv", "Elm School", "\u{200b} Elm School "),
        "notice orgs.csv:3:4 name s1",
        "notice orgs.csv:3:4 name s1",
    ),
    case(
        ("status-in-bulk-row", v11),
        |f| f.change("orgs.csv", "s1,,,", "s1,active,,"),
        "notice orgs.csv:3 status",
        "error orgs.csv:3 status",
    ),
    case(
        ("modified-in-bulk-row", v11),
        |f| f.change("orgs.csv", "s1,,,", "s1,,2026-09-01T06:00:00Z,"),
        "notice orgs.csv:3 dateLastModified",
        "error orgs.csv:3 dateLastModified",
    ),
    case(
        ("missing-status-in-delta", v11),
        |f| f.into_delta("orgs.csv").change("orgs.csv", "s2,active,", "s2,,"),
        "warning orgs.csv:4:2 status s2",
        "error orgs.csv:4:2 status s2",
    ),
    case(
        ("missing-modified-in-delta", v11),
        |f| f.into_delta("orgs.csv").change("orgs.csv", "s2,active,2026-09-01T06:00:00Z", "s2,active,"),
        "notice orgs.csv:4:3 dateLastModified s2",
        "error orgs.csv:4:3 dateLastModified s2",
    ),
    case(
        ("invalid-status", v11),
        |f| f.change("orgs.csv", "s2,,,", "s2,inactive,,"),
        "warning orgs.csv:4:2 status s2",
        "error orgs.csv:4:2 status s2",
    ),
    case(
        ("deleted-in-bulk", v11),
        |f| f.add("orgs.csv", "s3,tobedeleted,,Ash School,school,003,d1"),
        "notice orgs.csv:5:2 status s3",
        "error orgs.csv:5:2 status s3",
    ),
    case(
        ("subject-count-mismatch", v11),
        |f| f.change("courses.csv", "Algebra,02052", "\"Algebra,Logic\",02052"),
        "notice courses.csv:2:10 subjectCodes c1",
        "error courses.csv:2:10 subjectCodes c1",
    ),
    case(
        ("end-before-begin", v11),
        |f| {
            f.change(
                "enrollments.csv",
                "u1,student,false,2026-08-15,2027-06-11",
                "u1,student,false,2026-08-15,2025-06-11",
            )
        },
        "notice enrollments.csv:3:10 endDate e2",
        "error enrollments.csv:3:10 endDate e2",
    ),
    case(
        ("scientific-notation", v11),
        |f| f.change("users.csv", "0043", "3.6E+11"),
        "notice users.csv:5:12 identifier u2",
        "warning users.csv:5:12 identifier u2",
    ),
    case(
        ("repeated-record", v11),
        |f| f.add("orgs.csv", "s2,,,Oak School,school,002,d1"),
        "notice orgs.csv:5:1 sourcedId s2",
        "error orgs.csv:5:1 sourcedId s2",
    ),
    case(
        ("conflicting-record", v11),
        |f| f.add("orgs.csv", "s2,,,Ash School,school,002,d1"),
        "warning orgs.csv:5:1 sourcedId s2",
        "error orgs.csv:5:1 sourcedId s2",
    ),
];

/// References.
pub(super) static REFERENCES: &[Case] = &[
    case(
        ("missing-target-file", v11),
        |f| {
            f.without("categories.csv").change(
                "manifest.csv",
                "file.categories,bulk",
                "file.categories,absent",
            )
        },
        "notice lineItems.csv categorySourcedId",
        "error lineItems.csv categorySourcedId",
    ),
    case(
        ("unknown-org", v11),
        |f| f.change("courses.csv", "d1,Algebra", "d9,Algebra"),
        "warning courses.csv:2:8 orgSourcedId c1",
        "error courses.csv:2:8 orgSourcedId c1",
    ),
    case(
        ("unknown-school", v11),
        |f| f.change("classes.csv", "s2,t1", "s9,t1"),
        "error classes.csv:3:10 schoolSourcedId k2",
        "error classes.csv:3:10 schoolSourcedId k2",
    ),
    case(
        ("unknown-user", v11),
        |f| f.change("enrollments.csv", "u2,student", "u9,student"),
        "error enrollments.csv:4:6 userSourcedId e3",
        "error enrollments.csv:4:6 userSourcedId e3",
    ),
    case(
        ("unknown-class", v11),
        |f| f.change("enrollments.csv", "k2,s2,u2", "k9,s2,u2"),
        "error enrollments.csv:4:4 classSourcedId e3",
        "error enrollments.csv:4:4 classSourcedId e3",
    ),
    case(
        ("unknown-course", v11),
        |f| f.change("classes.csv", "c2,HR-1", "c9,HR-1"),
        "warning classes.csv:3:6 courseSourcedId k2",
        "error classes.csv:3:6 courseSourcedId k2",
    ),
    case(
        ("unknown-session", v11),
        |f| f.change("classes.csv", "s2,t1", "s2,t9"),
        "warning classes.csv:3:11 termSourcedIds k2",
        "error classes.csv:3:11 termSourcedIds k2",
    ),
    case(
        ("unknown-agent", v11),
        |f| f.change("users.csv", "555-0102,,u1", "555-0102,,u9"),
        "warning users.csv:6:16 agentSourcedIds g1",
        "error users.csv:6:16 agentSourcedIds g1",
    ),
    case(
        ("unknown-target", v11),
        |f| f.change("classResources.csv", "r1", "r9"),
        "warning classResources.csv:2:6 resourceSourcedId kr9",
        "error classResources.csv:2:6 resourceSourcedId kr9",
    ),
    case(
        ("circular-parent", v11),
        |f| f.change("orgs.csv", "4800001,", "4800001,s1"),
        "warning orgs.csv:2:7 parentSourcedId d1",
        "error orgs.csv:2:7 parentSourcedId d1",
    ),
];

/// What rows mean together.
pub(super) static MEANING: &[Case] = &[
    case(
        ("school-of-wrong-type", v11),
        |f| f.change("classes.csv", "s2,t1", "d1,t1"),
        "notice classes.csv:3:10 schoolSourcedId k2",
        "error classes.csv:3:10 schoolSourcedId k2",
    ),
    case(
        ("session-of-wrong-type", v11),
        |f| f.change("classes.csv", "s2,t1", "s2,y27"),
        "notice classes.csv:3:11 termSourcedIds k2",
        "error classes.csv:3:11 termSourcedIds k2",
    ),
    case(
        ("primary-org-without-role", v12),
        |f| f.change("users.csv", "s2,\n", "s1,\n"),
        "",
        "error users.csv:5:22 primaryOrgSourcedId u2",
    ),
    case(
        ("second-primary-role", v12),
        |f| f.add("roles.csv", "ro7,,,u2,primary,aide,,,s2,"),
        "",
        "error roles.csv:8:5 roleType ro7",
    ),
    case(
        ("foreign-user-profile", v12),
        |f| f.change("roles.csv", "ro5,,,u2,primary,student,,,s2,", "ro5,,,u2,primary,student,,,s2,p1"),
        "warning roles.csv:6:10 userProfileSourcedId ro5",
        "error roles.csv:6:10 userProfileSourcedId ro5",
    ),
    case(
        ("enrollment-without-role", v11),
        |f| f.change("enrollments.csv", "u2,student", "u2,teacher"),
        "",
        "error enrollments.csv:4:7 role e3",
    ),
    case(
        ("enrollment-school-mismatch", v11),
        |f| f.change("enrollments.csv", "k2,s2,u2", "k2,s1,u2"),
        "",
        "warning enrollments.csv:4:5 schoolSourcedId e3",
    ),
    case(
        ("repeated-enrollment", v11),
        |f| f.add("enrollments.csv", "e9,,,k2,s2,u2,student,,,"),
        "",
        "warning enrollments.csv:6:6 userSourcedId e9",
    ),
    case(
        ("shared-username", v11),
        |f| f.change("users.csv", "bo.beck,,", "ann.ames,,"),
        "",
        "warning users.csv:5:7 username u2",
    ),
    case(
        ("session-outside-parent", v11),
        |f| {
            f.change(
                "academicSessions.csv",
                "Spring,term,2027-01-16,2027-06-11",
                "Spring,term,2027-01-16,2027-07-01",
            )
        },
        "notice academicSessions.csv:4:8 parentSourcedId t2",
        "warning academicSessions.csv:4:8 parentSourcedId t2",
    ),
    case(
        ("result-of-unenrolled-student", v11),
        |f| f.change("results.csv", "li1,u1", "li1,u2"),
        "",
        "error results.csv:2:5 studentSourcedId re1",
    ),
    case(
        ("result-class-mismatch", v12),
        |f| f.change("results.csv", "B,k1", "B,k2"),
        "",
        "error results.csv:2:11 classSourcedId re1",
    ),
    case(
        ("score-below-minimum", v11),
        |f| f.change("results.csv", "88.5", "-5"),
        "",
        "error results.csv:2:7 score re1",
    ),
    case(
        ("score-above-maximum", v11),
        |f| f.change("results.csv", "88.5", "105"),
        "",
        "error results.csv:2:7 score re1",
    ),
    case(
        ("inverted-score-range", v11),
        |f| f.change("lineItems.csv", "t1,0,100", "t1,100,0"),
        "notice lineItems.csv:2:11 resultValueMin li1",
        "error lineItems.csv:2:11 resultValueMin li1",
    ),
    case(
        ("malformed-score-scale", v12),
        |f| f.change("scoreScales.csv", "\"{A:100},{B:85}\"", "A=100"),
        "warning scoreScales.csv:2:9 scoreScaleValue sc1",
        "error scoreScales.csv:2:9 scoreScaleValue sc1",
    ),
    case(
        ("malformed-objective-id", v12),
        |f| f.change("lineItemLearningObjectiveIds.csv", "2b9f1e34-77aa-4c5f-9d2e-0f6f4a8c1b22", "MATH.7.1"),
        "notice lineItemLearningObjectiveIds.csv:2:6 learningObjectiveId lo1",
        "error lineItemLearningObjectiveIds.csv:2:6 learningObjectiveId lo1",
    ),
    case(
        ("resource-school-mismatch", v12),
        |f| f.change("userResources.csv", "u1,s1,k1", "u1,s2,k1"),
        "",
        "error userResources.csv:2:5 orgSourcedId ur1",
    ),
    case(
        ("resource-of-unenrolled-user", v12),
        |f| f.change("userResources.csv", "u1,s1,k1", "u2,s1,k1"),
        "",
        "error userResources.csv:2:6 classSourcedId ur1",
    ),
    case(
        ("resource-role-mismatch", v12),
        |f| f.change("resources.csv", "\"student,teacher\"", "aide"),
        "",
        "error userResources.csv:2:7 resourceSourcedId ur1",
    ),
    case(
        ("repeated-resource-link", v12),
        |f| f.add("userResources.csv", "ur2,,,u1,s1,k1,r1"),
        "",
        "warning userResources.csv:3:7 resourceSourcedId ur2",
    ),
    case(
        ("due-before-assigned", v11),
        |f| f.change("lineItems.csv", "2026-09-01,2026-09-08", "2026-09-08,2026-09-01"),
        "notice lineItems.csv:2:7 dueDate li1",
        "warning lineItems.csv:2:7 dueDate li1",
    ),
];

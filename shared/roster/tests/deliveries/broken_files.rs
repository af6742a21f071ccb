//! For each rule about files a delivery that breaks it and nothing else on purpose, and where it is found.

use super::district::{Files, v11};
use super::firing::{Case, case};

/// What is wrong with the text of a file.
pub(super) static TEXT: &[Case] = &[
    case(("empty-file", v11), |f| f.with("orgs.csv", ""), "warning orgs.csv:1", "error orgs.csv:1"),
    case(
        ("file-without-rows", v11),
        |f| f.header_only("results.csv"),
        "notice results.csv:1",
        "error results.csv:1",
    ),
    case(
        ("binary-file", v11),
        |f| f.with("results.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0"),
        "error results.csv:1",
        "error results.csv:1",
    ),
    case(
        ("nul-byte", v11),
        |f| f.change("orgs.csv", "Elm", "El\0m"),
        "warning orgs.csv:3 s1",
        "error orgs.csv:3 s1",
    ),
    case(
        ("windows-1252-file", v11),
        |f| f.raw("orgs.csv", "Elm", b"\xc9lm"),
        "notice orgs.csv:1",
        "error orgs.csv:1",
    ),
    case(("utf-16-file", v11), |f| f.utf_16("orgs.csv"), "notice orgs.csv:1", "error orgs.csv:1"),
    case(
        ("mixed-encoding", v11),
        |f| f.change("orgs.csv", "Elm", "Él\u{e9}m").raw("orgs.csv", "Oak", b"\xd6ak"),
        "warning orgs.csv:4",
        "error orgs.csv:4",
    ),
    case(
        ("byte-order-mark", v11),
        |f| f.change("orgs.csv", "sourcedId,status", "\u{feff}sourcedId,status"),
        "notice orgs.csv:1",
        "notice orgs.csv:1",
    ),
    case(
        ("bare-carriage-return", v11),
        |f| f.change("orgs.csv", "Elm School", "\"Elm\rSchool\""),
        "notice orgs.csv:3:4 s1",
        "error orgs.csv:3:4 s1",
    ),
    case(
        ("line-break-in-field", v11),
        |f| f.change("orgs.csv", "Elm School", "\"Elm\nSchool\""),
        "notice orgs.csv:3:4 s1",
        "error orgs.csv:3:4 s1",
    ),
    case(
        ("unclosed-quote", v11),
        |f| f.change("orgs.csv", "Elm School", "\"Elm School"),
        "error orgs.csv:3:4 s1",
        "error orgs.csv:3:4 s1",
    ),
    case(
        ("unescaped-quote", v11),
        |f| f.change("orgs.csv", "Elm School", "Elm \"School\""),
        "notice orgs.csv:3:4 s1",
        "error orgs.csv:3:4 s1",
    ),
    case(
        ("text-after-quote", v11),
        |f| f.change("orgs.csv", "Elm School", "\"Elm\" School"),
        "notice orgs.csv:3:4 s1",
        "error orgs.csv:3:4 s1",
    ),
    case(
        ("short-row", v11),
        |f| f.change("orgs.csv", "Elm School,school,001,d1", "Elm School,school"),
        "warning orgs.csv:3 s1",
        "error orgs.csv:3 s1",
    ),
    case(
        ("long-row", v11),
        |f| f.change("orgs.csv", "school,001,d1", "school,001,d1,x"),
        "warning orgs.csv:3 s1",
        "error orgs.csv:3 s1",
    ),
    case(
        ("oversized-record", v11),
        |f| f.change("orgs.csv", "Elm School", &"x".repeat(2 << 20)),
        "error orgs.csv:3",
        "error orgs.csv:3",
    ),
    case(
        ("duplicate-header", v11),
        |f| f.change("orgs.csv", "identifier", "name"),
        "warning orgs.csv:1:6",
        "error orgs.csv:1:6",
    ),
    case(
        ("empty-header", v11),
        |f| f.change("orgs.csv", "identifier", ""),
        "notice orgs.csv:1:6",
        "error orgs.csv:1:6",
    ),
    case(
        ("unusual-delimiter", v11),
        |f| f.change("orgs.csv", ",", ";"),
        "notice orgs.csv:1",
        "error orgs.csv:1",
    ),
    case(
        ("undelimited-file", v11),
        |f| f.with("categories.csv", "sourcedId title\ncat1 Tests\n"),
        "error categories.csv:1",
        "error categories.csv:1",
    ),
    case(
        ("invalid-utf-8", v11),
        |f| f.change("orgs.csv", "Elm", "Él\u{e9}m").raw("orgs.csv", "Oak", b"\xd6ak"),
        "warning orgs.csv:4 s2",
        "error orgs.csv:4 s2",
    ),
    case(
        ("truncated-file", v11),
        |f| f.change("orgs.csv", "002,d1\n", "002"),
        "warning orgs.csv:4",
        "error orgs.csv:4",
    ),
];

/// Files and manifest.
pub(super) static PACKAGE: &[Case] = &[
    case(
        ("missing-manifest", v11),
        |f| f.without("manifest.csv"),
        "notice manifest.csv",
        "error manifest.csv",
    ),
    case(
        ("unknown-file", v11),
        |f| f.with("grades.csv", "a,b\n1,2\n"),
        "notice grades.csv",
        "error grades.csv",
    ),
    case(
        ("duplicate-file", v11),
        |f| {
            let orgs = f.text("orgs.csv").to_owned();
            f.with("old/orgs.csv", orgs)
        },
        "warning old/orgs.csv",
        "error old/orgs.csv",
    ),
    case(
        ("wrong-case-file-name", v11),
        |f| f.named("orgs.csv", "Orgs.CSV"),
        "notice Orgs.CSV",
        "error Orgs.CSV",
    ),
    case(
        ("missing-manifest-header", v11),
        |f| f.change("manifest.csv", "propertyName,value\n", ""),
        "notice manifest.csv:1",
        "error manifest.csv:1",
    ),
    case(
        ("invalid-manifest-header", v11),
        |f| f.change("manifest.csv", "propertyName,value", "name,setting"),
        "notice manifest.csv:1",
        "error manifest.csv:1",
    ),
    case(
        ("misshapen-manifest-row", v11),
        |f| f.change("manifest.csv", "file.orgs,bulk", "file.orgs,bulk,yes"),
        "notice manifest.csv:13",
        "error manifest.csv:13",
    ),
    case(
        ("missing-manifest-property", v11),
        |f| f.change("manifest.csv", "file.results,bulk\n", ""),
        "notice manifest.csv:1",
        "error manifest.csv:1",
    ),
    case(
        ("unknown-manifest-property", v11),
        |f| f.add("manifest.csv", "file.student,bulk"),
        "notice manifest.csv:19",
        "error manifest.csv:19",
    ),
    case(
        ("duplicate-manifest-property", v11),
        |f| f.add("manifest.csv", "file.orgs,delta"),
        "notice manifest.csv:19",
        "error manifest.csv:19",
    ),
    case(
        ("invalid-manifest-version", v11),
        |f| f.change("manifest.csv", "manifest.version,1.0", "manifest.version,2.0"),
        "notice manifest.csv:2",
        "error manifest.csv:2",
    ),
    case(
        ("invalid-oneroster-version", v11),
        |f| f.change("manifest.csv", "oneroster.version,1.1", "oneroster.version,2.0"),
        "notice manifest.csv:3",
        "error manifest.csv:3",
    ),
    case(
        ("invalid-file-mode", v11),
        |f| f.change("manifest.csv", "file.orgs,bulk", "file.orgs,full"),
        "notice manifest.csv:13",
        "error manifest.csv:13",
    ),
    case(
        ("missing-listed-file", v11),
        |f| f.without("results.csv"),
        "warning results.csv",
        "error results.csv",
    ),
    case(
        ("unlisted-file", v11),
        |f| f.change("manifest.csv", "file.results,bulk", "file.results,absent"),
        "notice results.csv",
        "error results.csv",
    ),
    case(
        ("missing-file", v11),
        |f| f.without("manifest.csv").without("courses.csv"),
        "warning courses.csv",
        "error courses.csv",
    ),
    case(
        ("unrecognised-delivery", v11),
        |_| Files(vec![]).with("students.csv", "ID,Last,First,Bldg\n1,Ames,Ann,001\n"),
        "error students.csv",
        "error students.csv",
    ),
];

/// Columns.
pub(super) static COLUMNS: &[Case] = &[
    case(
        ("missing-column", v11),
        |f| f.without_column("orgs.csv", "name"),
        "warning orgs.csv:1 name",
        "error orgs.csv:1 name",
    ),
    case(
        ("misordered-header", v11),
        |f| f.columns("orgs.csv", |names| (0..names.len()).rev().collect()),
        "notice orgs.csv:1",
        "error orgs.csv:1",
    ),
    case(
        ("invalid-metadata-header", v11),
        |f| f.change("orgs.csv", "parentSourcedId", "parentSourcedId,metadata bus route"),
        "notice orgs.csv:1:8 metadata bus route",
        "error orgs.csv:1:8 metadata bus route",
    ),
    case(
        ("misplaced-metadata-column", v11),
        |f| f.change("orgs.csv", "name,", "metadata.bus,name,"),
        "notice orgs.csv:1:4 metadata.bus",
        "error orgs.csv:1:4 metadata.bus",
    ),
    case(
        ("unknown-column", v11),
        |f| f.change("orgs.csv", "parentSourcedId", "parentSourcedId,colour"),
        "notice orgs.csv:1:8 colour",
        "error orgs.csv:1:8 colour",
    ),
    case(
        ("wrong-case-header", v11),
        |f| f.change("orgs.csv", "identifier", "IDENTIFIER"),
        "notice orgs.csv:1:6 identifier",
        "error orgs.csv:1:6 identifier",
    ),
    case(
        ("prefixed-header", v11),
        |f| f.change("orgs.csv", "sourcedId,", "CC.sourcedId,"),
        "notice orgs.csv:1:1 sourcedId",
        "error orgs.csv:1:1 sourcedId",
    ),
    case(
        ("headerless-file", v11),
        |f| {
            let rows = f.text("orgs.csv").split_once("\n").unwrap().1.to_owned();
            f.with("orgs.csv", rows)
        },
        "warning orgs.csv:1",
        "error orgs.csv:1",
    ),
];

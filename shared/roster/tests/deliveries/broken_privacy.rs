//! Deliveries with what should not have been sent.

use super::district::v11;
use super::firing::{Case, case};

/// Data that no roster needs.
pub(super) static PRIVACY: &[Case] = &[
    case(
        ("sensitive-column", v11),
        |f| f.with("discipline.csv", "id,SSN\n1,078-05-1120\n"),
        "warning discipline.csv:2 SSN",
        "warning discipline.csv:2 SSN",
    ),
    case(
        ("mapped-sensitive-column", v11),
        |f| {
            let f = f.change("orgs.csv", "4800001", "078-05-1120");
            f.change("orgs.csv", ",001,", ",078-05-1121,").change("orgs.csv", ",002,", ",078-05-1122,")
        },
        "notice orgs.csv:6",
        "notice orgs.csv:6",
    ),
    case(
        ("encrypted-file", v11),
        |f| f.named("results.csv", "results.csv.pgp"),
        "error results.csv.pgp",
        "error results.csv.pgp",
    ),
    case(
        ("office-document", v11),
        |f| f.without("results.csv").with("results.xlsx", b"PK\x05\x06\0\0\0\0"),
        "error results.xlsx",
        "error results.xlsx",
    ),
    case(
        ("attachment", v11),
        |f| f.with("idphotos/0042.jpg", b"\xFF\xD8\xFF").with("idphotos/none", b"\x89PNG\r\n\x1A\n"),
        "notice idphotos/0042.jpg",
        "notice idphotos/0042.jpg",
    ),
    case(
        ("person-twice", v11),
        |f| f.add("users.csv", "u9,,,true,s1,student,x9,,Ann,Ames,,,ANN.AMES@lakeside.example,,,,09,"),
        "notice users.csv",
        "notice users.csv",
    ),
];

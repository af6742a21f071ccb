//! What the loader takes, and what it says to everything else.

use crate::mapping::{ColumnRef, Columns, FieldTarget, Mapping, Piece, Source, Step};

/// A document that says much of what can be said.
pub(in crate::mapping) const FULL: &str = r#"{
  "mapping": 1, "name": "Springfield",
  "files": [
    {"file": "students*.csv", "need": "required", "many": true, "read": {"encoding": "windows-1252", "delimiter": "tab", "blank": ["NULL"]},
     "header": ["Student_Number", "Email"],
     "only": [{"column": "Status", "is": ["A", "Active"]}, {"column": "Grade", "isNot": ["99"]}, {"column": "X", "filled": true}],
     "records": [
       {"entity": "users", "repeats": true, "fields": {
         "sourcedId": {"template": "student:{Student_Number}"},
         "givenName": "First_Name",
         "email": {"column": ["Email", "Student_Email"], "steps": ["lower"], "confidence": 0.97},
         "role": {"constant": "student"},
         "orgSourcedIds": {"column": "School", "steps": [{"through": {"file": "schools.csv", "match": "No", "take": "ID"}}]},
         "grades": {"column": "Grade_Level", "steps": ["grade"]},
         "identifier": {"column": "ID", "steps": [{"pad": {"to": 6, "with": "0"}}], "default": "", "write": "ifEmpty"},
         "username": {"first": [{"column": "Login"}, {"template": "{ID}@example.org"}]},
         "middleName": {"join": {"values": ["M1", "M2"], "with": " "}},
         "metadata.title": "Job Title"}},
       {"entity": "demographics", "fields": {
         "sourcedId": {"template": "student:{Student_Number}"},
         "birthDate": {"column": "DOB", "steps": [{"date": ["M/d/yyyy"]}]},
         "sex": {"column": "Gender", "steps": [{"codes": {"table": {"M": "male", "F": "female"}, "other": "warn"}}]}}},
       {"entity": "relationships", "each": ["C1", "C2"], "fields": {
         "studentSourcedId": {"template": "student:{Student_Number}"},
         "adultSourcedId": {"template": "contact:{{each} ID}"}}}],
     "ignore": ["Locker"],
     "open": [{"column": "Code 1", "perhaps": ["users.identifier"], "why": "nobody knows"}]},
    {"file": "schools.csv", "records": [{"entity": "orgs", "fields": {"sourcedId": "ID"}}]},
    {"file": "codes.txt", "need": "optional", "read": {"header": "absent"},
     "records": [{"entity": "courses", "fields": {"sourcedId": 1, "title": {"template": "{2} {3}"}}}]}
  ]}"#;

/// A document with one record of users.
fn with_fields(fields: &str) -> String {
    document(&format!(r#"{{"entity": "users", "fields": {{"sourcedId": "ID", {fields}}}}}"#))
}

/// A document with one file that becomes these records.
fn document(records: &str) -> String {
    format!(r#"{{"mapping": 1, "files": [{{"file": "a.csv", "records": [{records}]}}]}}"#)
}

fn with_file(keys: &str) -> String {
    format!(r#"{{"mapping": 1, "files": [{{"file": "a.csv", {keys}}}]}}"#)
}

fn with_files(patterns: &[&str]) -> String {
    let files: Vec<_> = patterns.iter().map(|p| format!(r#"{{"file": "{p}"}}"#)).collect();
    format!(r#"{{"mapping": 1, "files": [{}]}}"#, files.join(", "))
}

/// Each document is refused with one error at this path that says this.
fn refused(cases: &[(String, &str, &str)]) {
    for (json, path, says) in cases {
        let errors = Mapping::from_json(json).expect_err(json).errors;
        let paths: Vec<_> = errors.iter().map(|error| error.to_string()).collect();
        assert_eq!(errors.len(), 1, "{json}\n{paths:#?}");
        assert_eq!(
            (errors[0].path.as_str(), errors[0].message.contains(says)),
            (*path, true),
            "{json}\n{paths:#?}"
        );
    }
}

#[test]
fn a_full_document_is_read() {
    let mapping = Mapping::from_json(FULL).unwrap();
    assert_eq!(mapping.files.len(), 3);
    let users = &mapping.files[0].records[0];
    assert_eq!(users.fields[0].target, FieldTarget::Field(0));
    assert_eq!(users.fields[2].value.steps, [Step::Lower]);
    assert_eq!(users.fields[2].confidence, Some(97));
    assert_eq!(users.fields[9].target, FieldTarget::Own("title".to_owned()));
    assert_eq!(mapping.files[2].reading.columns, Columns::ByPosition);
    let contact = |record: usize| mapping.files[0].records[record].fields[1].value.source.clone();
    let id = |name: &str| {
        Source::Template(vec![
            Piece::Text("contact:".to_owned()),
            Piece::Column(ColumnRef::Name(name.to_owned())),
        ])
    };
    assert_eq!((contact(2), contact(3)), (id("C1 ID"), id("C2 ID")));
}

#[test]
fn what_is_written_is_read_again() {
    let mapping = Mapping::from_json(FULL).unwrap();
    let json = mapping.to_json();
    assert_eq!(Mapping::from_json(&json).as_ref(), Ok(&mapping), "{json}");
    assert!(json.contains(r#""givenName": "First_Name""#), "{json}");
}

#[test]
fn the_document_itself_may_be_wrong() {
    refused(&[
        (String::new(), "(document)", "not JSON"),
        ("{\"mapping\": 1,}".to_owned(), "(document)", "line 1 column 15"),
        (
            "[]".to_owned(),
            "(document)",
            "expected an object with mapping, name, files and $schema, found a list",
        ),
        ("{}".to_owned(), "mapping", "\"mapping\": 1"),
        ("{\"mapping\": 2}".to_owned(), "mapping", "version 2 is not known"),
        ("{\"mapping\": 1}".to_owned(), "files", "missing"),
        ("{\"mapping\": 1, \"files\": []}".to_owned(), "files", "1 to 64"),
        ("[".repeat(100), "(document)", "32 lists and objects"),
        (" ".repeat(super::MAX_BYTES + 1), "(document)", "at most 1048576"),
        (with_file(r#""need": "optional", "need": "required""#), "files[0].need", "twice"),
        (with_file(r#""read_": {}"#), "files[0].read_", "did you mean \"read\"?"),
    ]);
}

#[test]
fn a_file_may_be_wrong() {
    refused(&[
        (with_files(&["a/b.csv"]), "files[0].file", "without folders"),
        (with_files(&["a.csv", "A.CSV"]), "files[1].file", "both \"A.CSV\" and \"a.csv\" of files[0]"),
        (with_files(&["a.csv|a.txt", "A.TXT|b.txt"]), "files[1].file", "make them different"),
        (with_files(&["a.csv||b.csv"]), "files[0].file", "name or a pattern"),
        (with_files(&["a*.csv", "abc.csv"]), "files[1].file", "make them different"),
        (with_file(r#""need": "requird""#), "files[0].need", "did you mean \"required\"?"),
        (with_file(r#""read": {"encoding": "latin1"}"#), "files[0].read.encoding", "\"windows-1252\""),
        (with_file(r#""read": {"delimiter": "x"}"#), "files[0].read.delimiter", "\"comma\", \"tab\""),
        (
            with_file(r#""read": {"header": "absent", "columns": "by-name"}"#),
            "files[0].read.columns",
            "by-position",
        ),
        (with_file(r#""only": [{"column": "A"}]"#), "files[0].only[0]", "one of"),
        (with_file(r#""only": [{"column": "A", "is": []}]"#), "files[0].only[0].is", "0 entries"),
        (
            with_file(r#""only": [{"column": 3, "filled": true}]"#),
            "files[0].only[0].column",
            "by their names",
        ),
        (
            with_file(r#""read": {"columns": "by-position"}, "ignore": [1, "Locker"]"#),
            "files[0].ignore[1]",
            "by their places",
        ),
        (
            with_file(r#""open": [{"column": "A", "perhaps": ["users.emial"]}]"#),
            "files[0].open[0].perhaps[0]",
            "\"email\"",
        ),
    ]);
}

#[test]
fn a_record_may_be_wrong() {
    let path = "files[0].records[0]";
    let enrollment = r#"{"entity": "enrollments", "fields": {"classSourcedId": "C", "schoolSourcedId": "S", "userSourcedId": "U"}}"#;
    refused(&[
        (
            document(r#"{"entity": "user", "fields": {"sourcedId": "A"}}"#),
            &format!("{path}.entity"),
            "\"users\"",
        ),
        (
            document(r#"{"entity": "results", "fields": {"sourcedId": "A"}}"#),
            &format!("{path}.entity"),
            "rows may become",
        ),
        (document(r#"{"entity": "users"}"#), &format!("{path}.fields"), "missing"),
        (
            document(r#"{"entity": "users", "fields": {"email": "A"}}"#),
            &format!("{path}.fields"),
            "sourcedId is missing",
        ),
        (
            document(enrollment),
            &format!("{path}.fields"),
            "role is missing: there are no enrollments without",
        ),
        (with_fields(r#""role": {"constant": "student"}"#), &format!("{path}.fields"), "go together"),
        (
            with_fields(r#""givenname": "A""#),
            &format!("{path}.fields.givenname"),
            "did you mean \"givenName\"?",
        ),
        (with_fields(r#""password": "A""#), &format!("{path}.fields.password"), "never stored"),
        (with_fields(r#""metadata.": "A""#), &format!("{path}.fields[\"metadata.\"]"), "own field"),
        (with_fields(r#""email": "A", "email": "B""#), &format!("{path}.fields.email"), "twice"),
        (
            with_fields(r#""enabledUser": {"constant": "ture"}"#),
            &format!("{path}.fields.enabledUser"),
            "\"true\"?",
        ),
        (
            document(r#"{"entity": "users", "each": ["A"], "fields": {"sourcedId": "A"}}"#),
            &format!("{path}.each"),
            "no {each}",
        ),
        (
            document(r#"{"entity": "users", "each": ["{A"], "fields": {"sourcedId": "{each}"}}"#),
            &format!("{path}.each[0]"),
            "braces",
        ),
        (
            document(
                r#"{"entity": "users", "each": ["A", "B"], "fields": {"sourcedId": "{each}", "emial": "E"}}"#,
            ),
            &format!("{path}.fields.emial"),
            "(with \"A\" for {each})",
        ),
        (
            document(r#"{"entity": "users", "fields": {"sourcedId": {"column": "A", "default": "x"}}}"#),
            &format!("{path}.fields.sourcedId.default"),
            "same record",
        ),
    ]);
}

#[test]
fn a_value_may_be_wrong() {
    let path = "files[0].records[0].fields.email";
    let at = |rest: &str| format!("{path}{rest}");
    let email = |value: &str| with_fields(&format!("\"email\": {value}"));
    let deep = format!("{}\"A\"{}", "{\"first\": [".repeat(6), "]}".repeat(6));
    refused(&[
        (email("true"), &at(""), "expected the name of a column"),
        (email("{}"), &at(""), "begins as one of column, constant, template, first and join; here is none"),
        (email(r#"{"column": "A", "constant": "b"}"#), &at(""), "here is column and constant"),
        (email(r#"{"colum": "A", "constant": "b"}"#), &at(".colum"), "did you mean \"column\"?"),
        (email(r#"{"constant": ""}"#), &at(".constant"), "not empty"),
        (email(r#"{"template": "{A"}"#), &at(".template"), "not closed"),
        (email(r#"{"column": "A", "confidence": 97}"#), &at(".confidence"), "from 0 to 1"),
        (email(r#"{"column": "A", "write": "never"}"#), &at(".write"), "\"ifEmpty\""),
        (email(r#"{"join": {"values": ["A"]}}"#), &at(".join.with"), "missing"),
        (email(r#"{"first": [{"column": "A", "write": "once"}]}"#), &at(".first[0].write"), "no such key"),
        (email(&deep), &at(".first[0].first[0].first[0].first[0]"), "at most 4"),
        (email(&format!("{{\"constant\": \"{}\"}}", "x".repeat(1001))), &at(".constant"), "1000"),
    ]);
}

#[test]
fn a_step_may_be_wrong() {
    let path = "files[0].records[0].fields.email.steps[0]";
    let at = |rest: &str| format!("{path}{rest}");
    let step = |step: &str| with_fields(&format!(r#""email": {{"column": "A", "steps": [{step}]}}"#));
    refused(&[
        (step(r#""lowercase""#), &at(""), "steps are upper"),
        (step(r#""lowr""#), &at(""), "did you mean \"lower\"?"),
        (step(r#""split""#), &at(""), r#"{"split": {"by": ",", "take": 1}}"#),
        (step(r#"{"lower": true}"#), &at(""), "stands alone"),
        (step(r#"{"prefix": "a", "suffix": "b"}"#), &at(""), "one key"),
        (step(r#"{"pad": {"to": 65, "with": "0"}}"#), &at(".pad.to"), "from 1 to 64"),
        (step(r#"{"pad": {"to": 6, "with": "00"}}"#), &at(".pad.with"), "one character"),
        (step(r#"{"split": {"by": "", "take": 1}}"#), &at(".split.by"), "not empty"),
        (step(r#"{"split": {"by": ",", "take": 0}}"#), &at(".split.take"), "no part 0"),
        (step(r#"{"cut": {"from": 0}}"#), &at(".cut.from"), "from 1"),
        (step(r#"{"replace": {"from": "a"}}"#), &at(".replace.to"), "missing"),
        (step(r#"{"date": ["DD/MM/YYYY"]}"#), &at(".date[0]"), "means nothing"),
        (step(r#"{"date": ["M/d/yyyy", "d/M/yyyy"]}"#), &at(".date"), "another day"),
        (step(r#"{"codes": {"table": {"M": "a"}}}"#), &at(".codes"), "\"warn\""),
        (step(r#"{"codes": {"table": {}, "other": "keep"}}"#), &at(".codes.table"), "1 to 5000"),
        (
            step(r#"{"codes": {"table": {"M": "a", "m ": "b"}, "other": "keep"}}"#),
            &at(".codes.table[\"m \"]"),
            "same code",
        ),
        (step(r#"{"codes": {"table": {"M": "a"}, "other": "drop"}}"#), &at(".codes.other"), "\"warn\""),
    ]);
}

#[test]
fn lookups_lead_to_files_and_not_round_in_circles() {
    let file = |name: &str, to: &str, column: &str| {
        format!(
            r#"{{"file": "{name}", "records": [{{"entity": "orgs", "fields": {{"sourcedId": {{"column": "A", "steps":
            [{{"through": {{"file": "{to}", "match": {column}, "take": {column}}}}}]}}}}}}]}}"#
        )
    };
    let all = |files: &[String]| format!(r#"{{"mapping": 1, "files": [{}]}}"#, files.join(", "));
    let path = "files[0].records[0].fields.sourcedId.steps[0].through";
    refused(&[
        (
            all(&[file("a.csv", "b.csv", "\"B\""), file("b.csv", "a.csv", "\"B\"")]),
            path,
            "a.csv -> b.csv -> a.csv",
        ),
        (
            all(&[file("a.csv", "b.cs", "\"B\""), file("b.csv", "b.csv", "\"B\"")]),
            &format!("{path}.file"),
            "\"b.csv\"?",
        ),
    ]);
    assert!(Mapping::from_json(&all(&[file("a.csv", "a.csv", "\"B\"")])).is_ok());
    let unless = |name: &str| {
        let record = format!(r#"{{"entity": "orgs", "unless": "{name}", "fields": {{"sourcedId": "A"}}}}"#);
        all(&[format!(r#"{{"file": "a.csv|a.txt", "records": [{record}]}}"#)])
    };
    refused(&[(unless("a.csv"), "files[0].records[0].unless", "no file of this mapping")]);
    assert!(Mapping::from_json(&unless("a.csv|a.txt")).is_ok());
    let by_place = all(&[file("a.csv", "a.csv", "2")]);
    assert_eq!(Mapping::from_json(&by_place).unwrap_err().errors.len(), 2);
}

#[test]
fn what_is_done_for_a_row_is_bounded() {
    let steps = vec!["\"lower\""; 20].join(", ");
    let field =
        |n: usize| format!("\"metadata.f{n}{{each}}\": {{\"column\": \"{{each}}\", \"steps\": [{steps}]}}");
    let fields: Vec<_> = (0..100).map(field).collect();
    let record = |each: &str| {
        let fields = fields.join(", ").replace("{each}\": {", "\": {");
        document(&format!(
            r#"{{"entity": "orgs", "each": [{each}], "fields": {{"sourcedId": "{{each}}", {fields}}}}}"#
        ))
    };
    assert!(Mapping::from_json(&record(r#""A", "B", "C", "D""#)).is_ok());
    refused(&[(record(r#""A", "B", "C", "D", "E""#), "files[0].records", "at most 10000")]);
}

#[test]
fn all_errors_are_told_up_to_a_bound() {
    let fields: Vec<_> = (0..70).map(|n| format!("\"no{n}\": \"A\"")).collect();
    let errors = Mapping::from_json(&with_fields(&fields.join(", "))).unwrap_err();
    assert_eq!((errors.errors.len(), errors.more), (50, 20));
    assert_eq!(errors.to_string().lines().count(), 51);
}

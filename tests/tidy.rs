//! The house style, checked: first lines, sizes, names, and nothing of anybody's machine.

use rollcall_tests::sizes::{Exception, Function};
use rollcall_tests::{assert_none, sizes, source, tree};

/// Functions that are too long for now. Shorten one and take it away; never add one.
const LONG_FUNCTIONS: &[Exception] = &[];

fn rust_files() -> Vec<(String, String)> {
    let files = tree::texts(tree::root(), &["rs"]);
    assert!(files.len() > 20, "the project's sources were not found");
    files
}

fn all_functions() -> Vec<Function> {
    rust_files().iter().flat_map(|(path, text)| sizes::functions(path, text)).collect()
}

#[test]
fn source_files_are_tidy() {
    let complaints =
        rust_files().iter().flat_map(|(path, text)| source::untidy(path, text)).collect::<Vec<_>>();
    assert_none(&complaints);
}

#[test]
fn nothing_names_a_machine() {
    let kinds = ["rs", "md", "toml", "sql", "yaml", "yml", "json", "service", "lock", "py", "sh", ""];
    let mut texts = tree::texts(tree::root(), &kinds);
    for script in ["test", ".ci/run"] {
        texts.push((script.to_owned(), std::fs::read_to_string(tree::root().join(script)).unwrap()));
    }
    let complaints = texts.iter().flat_map(|(path, text)| source::machine_traces(path, text));
    assert_none(&complaints.collect::<Vec<_>>());
}

#[test]
fn no_function_is_too_long() {
    assert_none(&sizes::too_long(&all_functions(), 80, LONG_FUNCTIONS));
}

#[test]
fn most_functions_and_files_are_short() {
    let functions = || all_functions().into_iter().map(|f| f.lines);
    let files = || rust_files().into_iter().map(|(_, text)| text.lines().count());
    let measured = [
        ("median function", sizes::percentile(functions(), 50), 10),
        ("long functions", sizes::percentile(functions(), 90), 40),
        ("median file", sizes::percentile(files(), 50), 140),
        ("long files", sizes::percentile(files(), 90), 350),
    ];
    for (what, lines, most) in measured {
        assert!(lines <= most, "{what}: {lines} lines, over {most}");
    }
}

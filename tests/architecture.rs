//! The architecture, checked: which crate may use which, what the default build pulls, and that everything is tested.

use rollcall_tests::{assert_none, dependencies, documents, functions, layers, licences, test_command, tree};

#[test]
fn crates_use_only_what_their_layer_may() {
    assert_none(&layers::broken_edges(&tree::metadata()));
}

#[test]
fn code_says_nothing_of_other_layers() {
    let files = tree::texts(tree::root(), &["rs"]);
    assert_none(&files.iter().flat_map(|(path, text)| layers::said(path, text)).collect::<Vec<_>>());
}

#[test]
fn the_domain_pulls_no_runtime_and_no_network() {
    let tree = tree::cargo(&["tree", "-p", "roster", "-e", "normal", "--prefix", "none", "--locked"]);
    assert!(tree.starts_with("roster "), "{tree}");
    assert_none(&layers::pulled(
        &tree,
        &["tokio", "hyper", "async-", "futures", "aws-", "rusqlite", "russh"],
    ));
}

#[test]
fn the_default_build_pulls_no_aws_crate() {
    let tree = tree::cargo(&["tree", "-e", "normal,build", "--prefix", "none", "--locked"]);
    assert!(tree.starts_with("rollcall "), "a plain cargo command must mean the command line: {tree}");
    assert_none(&layers::pulled(&tree, &["aws-", "roster-aws"]));
}

#[test]
fn a_panic_in_a_function_does_not_end_its_process() {
    let manifest = std::fs::read_to_string(tree::root().join("Cargo.toml")).unwrap();
    let release = manifest.split("[profile.release]").nth(1).and_then(|rest| rest.split("\n[").next());
    // Where the profile says nothing, cargo-lambda chooses "abort".
    assert!(release.is_some_and(|profile| profile.contains("panic = \"unwind\"")), "{release:?}");
    assert!(!manifest.contains("\"abort\"\n"), "no profile aborts");
}

#[test]
fn every_path_that_a_document_names_exists() {
    let files: Vec<String> =
        tree::files(tree::root()).iter().map(|p| p.to_string_lossy().into_owned()).collect();
    let documents = tree::texts(tree::root(), &["md"]);
    assert!(documents.iter().any(|(path, _)| path == "README.md"));
    let missing = documents.iter().flat_map(|(p, t)| documents::missing_paths(tree::root(), p, t, &files));
    assert_none(&missing.collect::<Vec<_>>());
}

#[test]
fn every_dependency_has_a_reason() {
    let document = std::fs::read_to_string(tree::root().join("docs/dependencies.md")).unwrap();
    assert_none(&dependencies::undocumented(&tree::metadata(), &document));
}

#[test]
fn every_dependency_may_be_used_as_we_do() {
    let allowed = licences::allowed(&std::fs::read_to_string(tree::root().join("deny.toml")).unwrap());
    let tree = ["tree", "--workspace", "-e", "normal,build,dev", "--prefix", "none", "--locked"];
    let tree = tree::cargo(&[tree.as_slice(), &["--format", "{p}|{l}"]].concat());
    assert_none(&licences::unlicensed(&tree, &allowed));
    assert_none(&layers::pulled(&tree, &["openssl-sys ", "native-tls ", "aws-lc-sys "]));
}

#[test]
fn the_fence_around_the_domain_stands() {
    let read = |path| std::fs::read_to_string(tree::root().join(path)).unwrap();
    assert!(read("shared/roster/src/lib.rs").contains("#![warn(clippy::disallowed_methods)]"));
    let fence = read("clippy.toml");
    for method in
        ["std::time::SystemTime::now", "std::env::var", "std::fs::read", "std::net::TcpStream::connect"]
    {
        assert!(fence.contains(&format!("\"{method}\"")), "clippy.toml does not forbid {method}");
    }
    let inside = tree::texts(&tree::root().join("shared/roster"), &["rs"]);
    let opened = inside.iter().filter(|(_, text)| text.contains("(clippy::disallowed_methods"));
    let opened: Vec<_> = opened.map(|(path, _)| path.as_str()).collect();
    assert_eq!(opened, ["src/lib.rs"], "the fence has a hole");
}

#[test]
fn the_test_command_tests_every_member() {
    let metadata = tree::metadata();
    let names = metadata["packages"].as_array().into_iter().flatten();
    let members: Vec<String> = names.filter_map(|p| p["name"].as_str()).map(str::to_owned).collect();
    assert!(members.iter().any(|m| m == "rollcall-tests"));
    let script = std::fs::read_to_string(tree::root().join("test")).unwrap();
    assert_none(&test_command::untested(&script, &members));
    let ci = std::fs::read_to_string(tree::root().join(".ci/run")).unwrap();
    assert!(ci.lines().any(|l| l.trim_start().starts_with("exec ") && l.contains("/test")), "{ci}");
}

#[test]
fn functions_and_the_template_name_each_other() {
    let files = tree::files(tree::root());
    let crates = files.iter().filter_map(|p| {
        let name = p.strip_prefix("functions").ok()?.parent()?;
        (p.ends_with("Cargo.toml") && name.components().count() == 1)
            .then(|| name.to_string_lossy().into_owned())
    });
    let texts = tree::texts(tree::root(), &["yaml", "yml"]);
    let templates = texts.into_iter().filter(|(p, _)| p.starts_with("infra/")).map(|(_, text)| text);
    assert_none(&functions::unmatched(&crates.collect::<Vec<_>>(), &templates.collect::<Vec<_>>()));
}

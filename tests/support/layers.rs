//! Which of our crates may use which, and what none of them may pull in.

use serde_json::Value;

/// A package or folder of packages, what it may use of ours, and which foreign crates it must not name; `*` ends a prefix.
#[derive(Debug)]
pub struct Layer {
    /// A package's name, or `functions/*` for every package in that folder.
    pub package: &'static str,
    /// Our crates it may use.
    pub may_use: &'static [&'static str],
    /// Our crates it may use only behind a feature.
    pub optional: &'static [&'static str],
    /// Foreign crates that it must never name, with dev-dependencies free.
    pub never: &'static [&'static str],
}

const AWS_SDK: &str = "aws*";

/// The layers, from the domain outwards. A new crate must be listed here.
pub const LAYERS: &[Layer] = &[
    Layer {
        package: "roster",
        may_use: &[],
        optional: &[],
        never: &[
            AWS_SDK,
            "tokio*",
            "async-*",
            "futures*",
            "hyper*",
            "getrandom",
            "rand",
            "rusqlite",
            "tracing*",
        ],
    },
    Layer {
        package: "roster-suggest",
        may_use: &["roster"],
        optional: &[],
        never: &[
            AWS_SDK,
            "tokio*",
            "async-*",
            "futures*",
            "hyper*",
            "getrandom",
            "rand",
            "rusqlite",
            "tracing*",
        ],
    },
    Layer {
        package: "roster-guide",
        may_use: &["roster"],
        optional: &[],
        never: &[
            AWS_SDK,
            "tokio*",
            "async-*",
            "futures*",
            "hyper*",
            "getrandom",
            "rand",
            "rusqlite",
            "tracing*",
        ],
    },
    Layer {
        package: "roster-pipeline",
        may_use: &["roster"],
        optional: &[],
        never: &[AWS_SDK, "hyper*", "rusqlite", "russh*"],
    },
    Layer {
        package: "roster-console",
        may_use: &["roster", "roster-pipeline"],
        optional: &[],
        never: &[AWS_SDK, "rusqlite", "russh*"],
    },
    Layer {
        package: "roster-sftp",
        may_use: &["roster", "roster-pipeline"],
        optional: &[],
        never: &[AWS_SDK, "rusqlite"],
    },
    Layer {
        package: "roster-conformance",
        may_use: &["roster", "roster-pipeline"],
        optional: &[],
        never: &[AWS_SDK, "rusqlite"],
    },
    Layer {
        package: "roster-aws",
        may_use: &["roster", "roster-pipeline"],
        optional: &[],
        never: &["rusqlite", "russh*"],
    },
    Layer {
        package: "roster-local",
        may_use: &["roster", "roster-pipeline"],
        optional: &[],
        never: &[AWS_SDK],
    },
    Layer {
        package: "functions/*",
        may_use: &["roster", "roster-pipeline", "roster-aws"],
        optional: &[],
        never: &["rusqlite"],
    },
    Layer {
        package: "functions/console",
        may_use: &["roster", "roster-pipeline", "roster-aws", "roster-console"],
        optional: &[],
        never: &["rusqlite"],
    },
    Layer {
        package: "functions/pull",
        may_use: &["roster", "roster-pipeline", "roster-aws", "roster-sftp"],
        optional: &[],
        never: &["rusqlite"],
    },
    Layer {
        package: "rollcall",
        may_use: &[
            "roster",
            "roster-suggest",
            "roster-guide",
            "roster-pipeline",
            "roster-local",
            "roster-sftp",
            "roster-console",
        ],
        optional: &["roster-aws"],
        never: &[AWS_SDK, "rusqlite"],
    },
    Layer { package: "rollcall-tests", may_use: &["*"], optional: &[], never: &[] },
    Layer { package: "rollcall-stack", may_use: &["*"], optional: &[], never: &[] },
    Layer { package: "rollcall-function-tests", may_use: &["*"], optional: &[], never: &[] },
    Layer { package: "rollcall-emulators", may_use: &[], optional: &[], never: &[AWS_SDK] },
    Layer { package: "rollcall-benches", may_use: &["*"], optional: &[], never: &[] },
];

/// What is wrong with the edges of a workspace, given `cargo metadata --no-deps`.
pub fn broken_edges(metadata: &Value) -> Vec<String> {
    let packages = list(&metadata["packages"]);
    let ours: Vec<&str> = packages.iter().map(|p| text(&p["name"])).collect();
    let mut complaints = Vec::new();
    for package in packages {
        let name = text(&package["name"]);
        match layer(package) {
            Some(layer) => {
                let edges = list(&package["dependencies"]).iter();
                complaints
                    .extend(edges.filter_map(|e| complaint(layer, e, &ours)).map(|c| format!("{name} {c}")));
            }
            None => complaints.push(format!("{name} is not in LAYERS of tests/support/layers.rs")),
        }
    }
    complaints
}

fn layer(package: &Value) -> Option<&'static Layer> {
    let folder = text(&package["manifest_path"]).trim_end_matches("/Cargo.toml");
    let function = folder.rsplit_once("/functions/").map(|(_, name)| format!("functions/{name}"));
    let find = |name: &str| LAYERS.iter().find(|l| l.package == name);
    match function {
        Some(name) => find(&name).or_else(|| find("functions/*")),
        None => find(text(&package["name"])),
    }
}

fn complaint(layer: &Layer, edge: &Value, ours: &[&str]) -> Option<String> {
    let used = text(&edge["name"]);
    let dev = edge["kind"] == "dev";
    if ours.contains(&used) {
        let free = dev && layer.package != "roster";
        let behind_feature = edge["optional"] == true && layer.optional.contains(&used);
        let allowed = free || behind_feature || layer.may_use.contains(&used) || layer.may_use == ["*"];
        return (!allowed).then(|| format!("must not depend on {used}"));
    }
    let named = |pattern: &&&str| match pattern.strip_suffix('*') {
        Some(prefix) => used.starts_with(prefix),
        None => used == **pattern,
    };
    let banned = !dev && layer.never.iter().any(|p| named(&p));
    banned.then(|| format!("must never contain {used}"))
}

/// What code of a folder must not say, and why; tests in the same file are free.
pub const NEVER_SAY: &[(&str, &[&str], &str)] = &[
    (
        "shared/roster-pipeline/src/",
        &["Runtime::new", "runtime::Builder", "tokio::net", "tokio::fs", "tokio::process", "#[tokio::main]"],
        "a use case has no runtime of its own and reaches the world through ports",
    ),
    (
        "shared/roster-pipeline/src/",
        &["std::fs", "std::net", "std::env", "Timestamp::now", "SystemTime::now"],
        "a use case takes time and settings as arguments and reaches the world through ports",
    ),
    ("shared/roster-local/src/", &["env::var", "env::args"], "settings are read once, in the command line"),
];

/// Where a file says what code of its folder must not.
pub fn said(path: &str, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let here =
        NEVER_SAY.iter().filter(|(folder, ..)| path.starts_with(folder) && !path.ends_with("_tests.rs"));
    let each = here.flat_map(|(_, words, why)| words.iter().map(move |word| (word, why)));
    let hits = each
        .filter(|(word, _)| code.lines().any(|l| !l.trim_start().starts_with("//") && l.contains(**word)));
    hits.map(|(word, why)| format!("{path} says {word}: {why}")).collect()
}

/// The lines of a `cargo tree --prefix none` whose crate begins with one of these prefixes.
pub fn pulled(tree: &str, prefixes: &[&str]) -> Vec<String> {
    let bad = |line: &&str| prefixes.iter().any(|p| line.starts_with(p));
    tree.lines().filter(bad).map(str::to_owned).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn complaints(package: &str, folder: &str, edge: Value) -> Vec<String> {
        let known = ["roster", "roster-pipeline", "roster-local", "roster-aws"];
        let mut packages: Vec<Value> = known
            .iter()
            .filter(|k| **k != package)
            .map(|k| json!({"name": k, "manifest_path": format!("/x/shared/{k}/Cargo.toml"), "dependencies": []}))
            .collect();
        packages.push(json!({
            "name": package, "manifest_path": format!("/x/{folder}/Cargo.toml"), "dependencies": [edge]
        }));
        broken_edges(&json!({ "packages": packages }))
    }

    fn edge(name: &str, kind: Option<&str>, optional: bool) -> Value {
        json!({"name": name, "kind": kind, "optional": optional})
    }

    #[test]
    fn bad_edges_are_named() {
        for (package, folder, edge, want) in [
            (
                "roster-aws",
                "shared/roster-aws",
                edge("roster-local", None, false),
                "must not depend on roster-local",
            ),
            ("roster", "shared/roster", edge("roster-pipeline", Some("dev"), false), "must not depend on"),
            ("roster", "shared/roster", edge("tokio", None, false), "must never contain tokio"),
            ("roster", "shared/roster", edge("tokio-util", None, false), "must never contain tokio-util"),
            ("rollcall", "cli", edge("roster-aws", None, false), "must not depend on roster-aws"),
            ("rollcall", "cli", edge("aws-sdk-s3", None, true), "must never contain aws-sdk-s3"),
            (
                "receive",
                "functions/receive",
                edge("roster-local", None, false),
                "must not depend on roster-local",
            ),
            ("gadgets", "shared/gadgets", edge("roster", None, false), "is not in LAYERS"),
        ] {
            let found = complaints(package, folder, edge);
            assert_eq!(found.len(), 1, "{package}: {found:?}");
            assert!(found[0].contains(want), "{package}: {found:?}");
        }
    }

    #[test]
    fn good_edges_pass() {
        for (package, folder, edge) in [
            ("roster-local", "shared/roster-local", edge("roster-pipeline", None, false)),
            ("roster-pipeline", "shared/roster-pipeline", edge("roster-local", Some("dev"), false)),
            ("roster", "shared/roster", edge("tokio", Some("dev"), false)),
            ("rollcall", "cli", edge("roster-aws", None, true)),
            ("receive", "functions/receive", edge("roster-aws", None, false)),
            ("rollcall-tests", "tests", edge("roster-aws", None, false)),
        ] {
            assert_eq!(complaints(package, folder, edge), Vec::<String>::new(), "{package}");
        }
    }

    #[test]
    fn words_of_other_layers_are_named() {
        let path = "shared/roster-pipeline/src/receive.rs";
        for (path, text, want) in [
            (path, "//! Good.\nuse jiff::Timestamp;\n", 0),
            (path, "//! Good: not std::fs.\n", 0),
            (path, "//! Good.\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n", 0),
            (path, "//! Bad.\nuse std::fs;\n", 1),
            (path, "//! Bad.\nfn f() { Timestamp::now(); tokio::fs::read(\"x\"); }\n", 2),
            ("cli/src/main.rs", "//! Good.\nuse std::fs;\n", 0),
        ] {
            assert_eq!(said(path, text).len(), want, "{text}");
        }
    }

    #[test]
    fn pulled_crates_are_found_in_a_tree() {
        let tree = "roster v0.1.0\ncsv v1.4.0\ntokio v1.48.0\naws-sdk-s3 v1.0.0\n";
        assert_eq!(pulled(tree, &["tokio", "hyper", "aws-"]), ["tokio v1.48.0", "aws-sdk-s3 v1.0.0"]);
        assert_eq!(pulled("csv v1.4.0\n", &["tokio"]), Vec::<String>::new());
    }
}

//! What is wrong with a set of files: which are missing, unknown, doubled or wrongly named.

use std::io;
use std::sync::Arc;

use super::contents::Contents;
use super::delivery::{FindingSink, Reader, Step};
use super::open::open;
use super::plan::Strictness;
use super::problems::file_rule;
use super::set::{Set, base_name};
use crate::finding::{Finding, Rule};
use crate::formats::{FileMode, Format, Manifest, ManifestProblem, Spec};
use crate::model::Entity;
use crate::rules;
use crate::table::{ProblemKind, RowReader};

/// Makes a finding about a file as a whole.
pub(super) fn about(file: &str, strictness: Strictness, rule: &'static Rule, message: String) -> Finding {
    Finding {
        rule,
        severity: strictness.severity(rule),
        file: Arc::from(file),
        entity: None,
        line: None,
        column: None,
        field: None,
        record: None,
        message,
    }
}

const MANIFEST: &str = "manifest.csv";
/// OneRoster knows 25; what comes after so many is no manifest.
const MOST_PROPERTIES: usize = 1000;
/// So many files are looked at for why nothing was recognised.
const MOST_UNRECOGNISED: usize = 100;

fn is_property(name: &str) -> bool {
    ["manifest.", "oneroster.", "file.", "source."].iter().any(|start| name.starts_with(start))
}

/// Reads the manifest, if there is one.
pub(super) fn manifest(
    contents: &Contents<'_>,
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) -> io::Result<Option<Manifest>> {
    let Some(input) = contents.iter().find(|i| base_name(i.name()).eq_ignore_ascii_case(MANIFEST)) else {
        return Ok(None);
    };
    let mut table = open(input)?;
    let mut say = |line: u64, rule, message: String| {
        let mut found = about(input.name(), strictness, rule, message);
        found.line = Some(line);
        sink.find(found);
    };
    let header = table.layout().header.clone();
    let mut rows: Vec<(u64, (String, String))> = Vec::new();
    match header.as_slice() {
        [name, value] if name == "propertyName" && value == "value" => {}
        [name, rest @ ..] if is_property(name) => {
            say(
                1,
                &rules::missing_manifest_header::RULE,
                "the first line is a property, not the header".into(),
            );
            rows.push((1, (name.clone(), rest.first().cloned().unwrap_or_default())));
        }
        [] => say(1, &rules::missing_manifest_header::RULE, "the manifest has no header".into()),
        [..] => {
            let message = "the manifest's header is not propertyName,value".into();
            say(1, &rules::invalid_manifest_header::RULE, message);
        }
    }
    let mut reader = RowReader::new();
    while let Some(block) = table.next_block()? {
        let mut lines = reader.rows(&block);
        while let Some(row) = lines.next().filter(|_| rows.len() < MOST_PROPERTIES) {
            if row.len() == 2 {
                rows.push((row.line(), (row.get(0).to_owned(), row.get(1).to_owned())));
            } else {
                let message = format!("the row has {} fields, not 2; it is skipped", row.len());
                say(row.line(), &rules::misshapen_manifest_row::RULE, message);
            }
        }
    }
    let pairs = rows.iter().map(|(line, (name, value))| (*line, (name.as_str(), value.as_str())));
    let manifest = Manifest::from_lines(pairs);
    for (line, problem) in manifest.problems() {
        let (rule, message) = manifest_rule(problem);
        say(*line, rule, message);
    }
    Ok(Some(manifest))
}

fn manifest_rule(problem: &ManifestProblem) -> (&'static Rule, String) {
    let cut = |text: &str| text.chars().take(60).collect::<String>();
    match problem {
        ManifestProblem::DuplicateProperty(name) => {
            (&rules::duplicate_manifest_property::RULE, format!("the property {} stands twice", cut(name)))
        }
        ManifestProblem::UnknownProperty(name) => {
            (&rules::unknown_manifest_property::RULE, format!("the property \"{}\" is not known", cut(name)))
        }
        ManifestProblem::MissingProperty(name) => {
            (&rules::missing_manifest_property::RULE, format!("the property {name} is missing"))
        }
        ManifestProblem::InvalidManifestVersion(value) => (
            &rules::invalid_manifest_version::RULE,
            format!("manifest.version is \"{}\", not 1.0", cut(value)),
        ),
        ManifestProblem::InvalidOneRosterVersion(value) => (
            &rules::invalid_oneroster_version::RULE,
            format!("oneroster.version is \"{}\", not 1.1 or 1.2", cut(value)),
        ),
        ManifestProblem::InvalidFileMode(name) => {
            (&rules::invalid_file_mode::RULE, format!("{} is neither absent nor bulk nor delta", cut(name)))
        }
    }
}

/// Says that no format claims the files, and what may be why.
pub(super) fn unrecognised(
    set: &Set,
    contents: &Contents<'_>,
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) -> io::Result<()> {
    for part in contents.iter().take(MOST_UNRECOGNISED) {
        for problem in open(part)?.take_problems() {
            if let Some((rule, message)) = hides_the_header(problem.kind) {
                let line = Some(problem.line).filter(|line| *line > 0);
                sink.find(Finding { line, ..about(part.name(), strictness, rule, message) });
            }
        }
    }
    let (first, message) = match set.iter().next() {
        Some(input) => (input.name(), "no built-in format has files of these names and columns"),
        None => ("", "there is no file"),
    };
    sink.find(about(first, strictness, &rules::unrecognised_delivery::RULE, message.to_owned()));
    Ok(())
}

/// The rule and message for what keeps a file from being recognised.
fn hides_the_header(kind: ProblemKind) -> Option<(&'static Rule, String)> {
    let telling = matches!(
        kind,
        ProblemKind::EmptyFile | ProblemKind::Binary | ProblemKind::OneColumn | ProblemKind::RecordTooLong
    );
    file_rule(kind).filter(|_| telling)
}

/// The files to be read, in the format's order; reports what is not read.
pub(super) fn steps(
    contents: &Contents<'_>,
    (format, manifest): (&'static Format, Option<&Manifest>),
    strictness: Strictness,
    sink: &mut dyn FindingSink,
) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (index, input) in contents.iter().enumerate() {
        let base = base_name(input.name());
        let mut say = |rule, message| sink.find(about(input.name(), strictness, rule, message));
        if seen.iter().any(|s| s.eq_ignore_ascii_case(base)) {
            say(&rules::duplicate_file::RULE, format!("{base} came twice; the first is used"));
            continue;
        }
        seen.push(base.to_owned());
        if base.eq_ignore_ascii_case(MANIFEST) {
            continue;
        }
        let Some(spec) = format.file(base) else {
            say(
                &rules::unknown_file::RULE,
                format!("{} has no file of this name; it is not read", format.title),
            );
            continue;
        };
        if base != spec.name {
            say(&rules::wrong_case_file_name::RULE, format!("the specification writes {}", spec.name));
        }
        let listed = manifest.and_then(|m| m.mode(spec.entity.name()));
        if manifest.is_some() && matches!(listed, None | Some(FileMode::Absent)) {
            say(
                &rules::unlisted_file::RULE,
                "the manifest does not announce the file; it is read as bulk".into(),
            );
        }
        let mode = if listed == Some(FileMode::Delta) { FileMode::Delta } else { FileMode::Bulk };
        let (spec, name) = (Spec::Known(spec), input.name().into());
        steps.push(Step { spec, index, name, mode, maker: None });
    }
    let order = (format.files)();
    steps.sort_by_key(|step| order.iter().position(|f| f.name == step.spec.name));
    steps
}

/// Entities whose files the manifest announces, or else the format's minimum names, and that did not come.
pub(super) fn missing(
    reader: &Reader<'_>,
    format: &'static Format,
    sink: &mut dyn FindingSink,
) -> Vec<Entity> {
    let strictness = reader.strictness();
    let mut missing = Vec::new();
    if reader.manifest.is_none() {
        let message = format!("there is no {MANIFEST}; all files are read as bulk");
        sink.find(about(MANIFEST, strictness, &rules::missing_manifest::RULE, message));
    }
    for spec in (format.files)() {
        if reader.has(spec.entity) {
            continue;
        }
        let announced = match &reader.manifest {
            Some(manifest) => manifest.mode(spec.entity.name()).is_some_and(|m| m != FileMode::Absent),
            None => false,
        };
        let unsaid = reader.manifest.as_ref().is_none_or(|m| m.mode(spec.entity.name()).is_none());
        let (rule, message) = match (announced, spec.minimum && unsaid) {
            (true, _) => {
                (&rules::missing_listed_file::RULE, "the manifest announces the file, but it did not come")
            }
            (false, true) => {
                (&rules::missing_file::RULE, "a rostering set needs the file, but it did not come")
            }
            (false, false) => continue,
        };
        missing.push(spec.entity);
        sink.find(about(spec.name, strictness, rule, message.to_owned()));
    }
    missing
}

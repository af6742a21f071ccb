//! `rollcall check` of OneRoster files by the built-in format and by a mapping of every column, by turns.

use std::fs::File;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use roster::formats::{self, FileSpec, Target};
use roster::mapping::{Codes, ColumnRef, Other, Piece, Step};
use roster::mapping::{
    FieldMapping, FieldTarget, FileMapping, Mapping, Need, RecordMapping, Repeats, Source, Value,
};
use serde_json::Value as Json;

use crate::Failure;
use crate::counts::Verdict;
use crate::measure::{self, Usage};
use crate::set::Set;
use crate::table;

/// Mapped reading beside built-in reading.
#[derive(Args)]
pub(crate) struct Mapped {
    /// The program to measure; by default the one beside this program.
    #[arg(long, env = "ROLLCALL_BENCH_BIN")]
    rollcall: Option<PathBuf>,
    /// Students of the made-up district.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    students: u32,
    /// Make values with templates and codes too, not only take columns.
    #[arg(long)]
    made: bool,
    /// How often each way is run.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

impl Mapped {
    /// Measures both and prints a table; they must find the same records.
    pub(crate) fn run(&self) -> Result<Verdict, Failure> {
        let work = tempfile::tempdir()?;
        let program = match &self.rollcall {
            Some(program) => program.clone(),
            None => std::env::current_exe()?.with_file_name("rollcall"),
        };
        let set = Set::make_up(self.students, 1, &work.path().join("set"))?;
        let document = work.path().join("mapping.json");
        std::fs::write(&document, mapping(self.made).to_json())?;
        let check = |mapping: Option<&Path>, output: &Path| -> Result<Usage, Failure> {
            let mut command = Command::new(&program);
            command.args(["check", "--json", "--max-findings", "0"]).arg(&set.old);
            command.args(mapping.iter().flat_map(|path| [Path::new("--mapping"), path]));
            let (usage, status) = measure::run(&mut command, output)?;
            match status.code() {
                Some(0 | 1) => Ok(usage),
                _ => Err(format!("rollcall check failed: {status}").into()),
            }
        };
        let outputs = (work.path().join("mapped.json"), work.path().join("built-in.json"));
        let mut usages: (Vec<Usage>, Vec<Usage>) = Default::default();
        for _ in 0..self.runs {
            usages.0.push(check(Some(&document), &outputs.0)?);
            usages.1.push(check(None, &outputs.1)?);
        }
        let (mapped, built_in) = (accepted(&outputs.0)?, accepted(&outputs.1)?);
        let mut out = stdout().lock();
        writeln!(
            out,
            "mapped (above) beside built in (peer)\n{}",
            table::render(set.read_once()?, &usages.0, &usages.1)
        )?;
        match mapped == built_in {
            true => writeln!(out, "  both accept the same: {built_in}\n")?,
            false => writeln!(out, "  DIFFERENT: {mapped} and {built_in}\n")?,
        }
        Ok(if mapped == built_in { Verdict::Agree } else { Verdict::Differ })
    }
}

/// How many records of each entity a check accepted.
fn accepted(output: &Path) -> Result<Json, Failure> {
    let check: Json = serde_json::from_reader(File::open(output)?)?;
    let entities = check["entities"].as_object().ok_or("a check has no entities")?;
    Ok(entities.iter().map(|(name, counts)| (name.clone(), counts["accepted"].clone())).collect())
}

/// Every column of OneRoster 1.1 as a mapping.
fn mapping(made: bool) -> Mapping {
    let files = formats::find("oneroster-1.1").map_or(&[][..], |format| (format.files)());
    let roster = files.iter().filter(|file| file.entity.is_roster());
    Mapping { name: "OneRoster 1.1 by a mapping".to_owned(), files: roster.map(|f| file(f, made)).collect() }
}

fn file(spec: &FileSpec, made: bool) -> FileMapping {
    let field = |column: &formats::Column| {
        let target = match column.target {
            Target::Field(at) => FieldTarget::Field(at),
            Target::UserRole => FieldTarget::UserRole,
            Target::UserOrgs => FieldTarget::UserOrgs,
            Target::Status | Target::Modified | Target::Unkept | Target::Own | Target::Other(..) => {
                return None;
            }
        };
        let value = if made { make(&column.name) } else { Value::column(&*column.name) };
        Some(FieldMapping::new(target, value))
    };
    let record = RecordMapping {
        entity: spec.entity,
        only: Vec::new(),
        unless: None,
        repeats: Repeats::Unexpected,
        fields: spec.columns.iter().filter_map(field).collect(),
    };
    let need = if spec.minimum { Need::Required } else { Need::Optional };
    FileMapping { need, records: vec![record], ..FileMapping::new(spec.name) }
}

/// A value as a usual mapping makes it, which comes out as it stands.
fn make(column: &str) -> Value {
    let name = || ColumnRef::Name(column.to_owned());
    match column {
        "sourcedId" => Value::of(Source::Template(vec![Piece::Column(name())])),
        "role" => {
            let table =
                ["student", "teacher", "guardian"].map(|word| (word.to_owned(), word.to_owned())).into();
            Value::column(column).then(Step::Codes(Codes { table, other: Other::Keep }))
        }
        "email" => Value::column(column).then(Step::Lower),
        "grades" => Value::column(column).then(Step::Grade),
        other => Value::column(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mapping_loads_as_it_is_written() {
        for made in [false, true] {
            let mapping = mapping(made);
            assert_eq!(Mapping::from_json(&mapping.to_json()).ok(), Some(mapping));
        }
    }
}

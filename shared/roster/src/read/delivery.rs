//! A delivery, file by file in the order in which they refer to each other.

use std::io;
use std::sync::Arc;

use super::file::{self, Each};
use super::plan::{Circumstances, FilePlan, Strictness};
use super::references::Targets;
use super::set::{Input, Set, base_name};
use super::{header, package, people::People, prescan};
use crate::finding::Finding;
use crate::formats::{self, FileMode, FileSpec, Format, Manifest, Sniff, Version};
use crate::model::Entity;
use crate::table::{End, Options as TableOptions, Table};

/// Takes findings as they are made; they may be many.
pub trait FindingSink {
    /// Takes one.
    fn find(&mut self, finding: Finding);
}

impl FindingSink for Vec<Finding> {
    fn find(&mut self, finding: Finding) {
        self.push(finding);
    }
}

/// How to read a delivery.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// Tolerant or strict.
    pub strictness: Strictness,
    /// The format, if it is not to be recognised.
    pub format: Option<&'static Format>,
    /// Threads that read rows; 1 uses none but the caller's.
    pub threads: usize,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions { strictness: Strictness::Tolerant, format: None, threads: 1 }
    }
}

/// One file that a delivery has, ready to be read.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) spec: &'static FileSpec,
    pub(crate) index: usize,
    pub(crate) name: Arc<str>,
    pub(crate) mode: FileMode,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub(crate) struct FileResult {
    pub(crate) end: End,
    /// Read to its last byte, no open quote, last row whole.
    pub(crate) whole: bool,
    pub(crate) columns: Vec<String>,
}

/// A delivery being read.
pub(crate) struct Reader<'a> {
    set: &'a Set,
    options: ReadOptions,
    pub(crate) format: Option<&'static Format>,
    pub(crate) manifest: Option<Manifest>,
    pub(crate) targets: Targets,
    pub(crate) steps: Vec<Step>,
    /// Entities whose file is needed, by manifest or format, and did not come.
    pub(crate) missing: Vec<Entity>,
}

impl<'a> Reader<'a> {
    /// Finds out what the files are; reports what is wrong with the set as a whole.
    pub(crate) fn open(
        set: &'a Set,
        options: ReadOptions,
        sink: &mut dyn FindingSink,
    ) -> io::Result<Reader<'a>> {
        let manifest = package::manifest(set, options.strictness, sink)?;
        let sniffs = sniff(set)?;
        let format = options.format.or_else(|| formats::recognise(&sniffs, manifest.as_ref()));
        let mut reader = Reader {
            set,
            options,
            format,
            manifest,
            targets: Targets::default(),
            steps: vec![],
            missing: vec![],
        };
        match format {
            None => package::unrecognised(set, options.strictness, sink),
            Some(format) => {
                reader.steps =
                    package::steps(set, (format, reader.manifest.as_ref()), options.strictness, sink);
                reader.missing = package::missing(&reader, format, sink);
            }
        }
        Ok(reader)
    }

    /// What is known to be there without being in this delivery.
    pub(crate) fn strictness(&self) -> Strictness {
        self.options.strictness
    }

    pub(crate) fn has(&self, entity: Entity) -> bool {
        self.steps.iter().any(|s| s.spec.entity == entity)
    }

    /// Reads the rows of one file.
    pub(crate) fn read(
        &self,
        step: usize,
        sink: &mut dyn FindingSink,
        each: &mut Each<'_>,
    ) -> io::Result<FileResult> {
        let step = &self.steps[step];
        let input = self.set.get(step.index);
        let version = self.format.map_or(Version::V11, |f| f.version);
        let mut table = open(input)?;
        let strictness = self.options.strictness;
        let mut targets = self.targets.clone();
        let people = self.people(step, &mut targets)?;
        let around = Circumstances {
            file: step.name.clone(),
            strictness,
            version,
            mode: step.mode,
            targets: &targets,
            people: Arc::new(people),
        };
        let plan = FilePlan::new(step.spec, &table.layout().header, around);
        header::check(step.spec, table.layout(), &plan, sink);
        for problem in table.take_problems() {
            header::report(&plan, problem, sink);
        }
        let columns = table.layout().header.clone();
        let mut stamps = header::Stamps::default();
        let read = file::read(table, &plan, self.options.threads, &mut |out| {
            stamps.add(out);
            each(out)
        })?;
        for problem in read.problems {
            header::report(&plan, problem, sink);
        }
        stamps.report(&plan, sink);
        let whole = read.end.complete && read.end.unreadable_rows == 0;
        Ok(FileResult { end: read.end, whole, columns })
    }

    /// Looks ahead for what rows of a file may say of each other.
    fn people(&self, step: &Step, targets: &mut Targets) -> io::Result<People> {
        let entity = step.spec.entity;
        let Some(found) = prescan::own_keys(step.spec, self.set.get(step.index))? else {
            return Ok(People::default());
        };
        targets.add(entity, found);
        if entity != Entity::Users {
            return Ok(People::default());
        }
        let roles = self.steps.iter().find(|s| s.spec.entity == Entity::Roles);
        let source = roles.map_or((step.spec, step.index), |s| (s.spec, s.index));
        prescan::people(source.0, self.set.get(source.1))
    }
}

pub(crate) fn open(input: &dyn Input) -> io::Result<Table> {
    let bytes: Box<dyn io::Read + Send> = Box::new(input.open()?);
    Table::open(bytes, TableOptions::default())
}

fn sniff(set: &Set) -> io::Result<Vec<Sniff>> {
    let mut sniffs = Vec::new();
    for input in set.iter() {
        let header = open(input)?.layout().header.clone();
        sniffs.push(Sniff { name: base_name(input.name()).to_lowercase(), header });
    }
    Ok(sniffs)
}

//! A delivery, file by file in the order in which they refer to each other.

use std::io;
use std::sync::Arc;

use super::again::Source;
use super::contents::Contents;
use super::file::{self, Each};
use super::mapped::{self, Maker};
use super::open::{Opened, names, open};
use super::people::People;
use super::plan::{Circumstances, FilePlan, MappedPlan, Strictness};
use super::prescan::{self, Ahead};
use super::private::{self, Surveyed};
use super::references::{KeySet, Targets};
use super::semantics::{Facts, Repeats};
use super::set::{Bytes, Set, base_name};
use super::{header, package};
use crate::attachments::Attachment;
use crate::diff::ReadAs;
use crate::finding::Finding;
use crate::formats::{self, FileMode, Format, Manifest, Sniff, Spec, Target, Version};
use crate::mapping::Mapping;
use crate::mapping::bind::Lookups;
use crate::model::Entity;
use crate::profile::Profile;
use crate::rules;
use crate::table::End;

/// Bytes of a file up to which threads cost more than they save.
const ALONE: u64 = 256 << 10;

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
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Tolerant or strict.
    pub strictness: Strictness,
    /// The format, if it is not to be recognised.
    pub format: Option<&'static Format>,
    /// The mapping, instead of a format.
    pub mapping: Option<Arc<Mapping>>,
    /// Which own fields there are, and what is required.
    pub profile: Arc<Profile>,
    /// Threads that read rows; 1 uses none but the caller's.
    pub threads: usize,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            strictness: Strictness::Tolerant,
            format: None,
            mapping: None,
            profile: Profile::standard(),
            threads: 1,
        }
    }
}

/// One file that a delivery has, ready to be read.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) spec: Spec,
    pub(crate) index: usize,
    pub(crate) name: Arc<str>,
    pub(crate) mode: FileMode,
    /// Which record of the mapping its rows become.
    pub(crate) maker: Option<Maker>,
}

/// What became of one file.
#[derive(Debug)]
pub(crate) struct FileResult {
    pub(crate) end: End,
    /// Read to its last byte, no open quote, last row whole.
    pub(crate) whole: bool,
    pub(crate) columns: Vec<String>,
    /// Whether it has none of the columns that its records are made of.
    pub(crate) silent: bool,
    /// What later files may be held against.
    pub(crate) learned: Facts,
}

/// A delivery being read.
pub(crate) struct Reader<'a> {
    pub(super) contents: Contents<'a>,
    pub(super) options: ReadOptions,
    pub(crate) format: Option<&'static Format>,
    pub(crate) mapping: Option<Arc<Mapping>>,
    pub(super) lookups: Lookups,
    pub(crate) manifest: Option<Manifest>,
    pub(crate) targets: Targets,
    pub(crate) steps: Vec<Step>,
    /// Entities whose file is needed, by manifest or format, and did not come.
    pub(crate) missing: Vec<Entity>,
    /// What the first rows show.
    pub(crate) surveyed: Surveyed,
}

impl<'a> Reader<'a> {
    /// Finds out what the files are; reports what is wrong with the set as a whole.
    pub(crate) fn open(
        set: &'a Set,
        options: ReadOptions,
        sink: &mut dyn FindingSink,
    ) -> io::Result<Reader<'a>> {
        let contents = Contents::of(set, options.strictness, sink)?;
        let (format, manifest) = match &options.mapping {
            Some(_) => (None, None),
            None => recognised(&contents, &options, sink)?,
        };
        let mapping = options.mapping.clone().or_else(|| format.and_then(Format::mapping));
        let mut reader = Reader {
            contents,
            options,
            format,
            mapping,
            lookups: Lookups::default(),
            manifest,
            targets: Targets::default(),
            steps: vec![],
            missing: vec![],
            surveyed: Surveyed::default(),
        };
        let strictness = reader.options.strictness;
        match (reader.mapping.clone(), format) {
            (Some(mapping), _) => reader.plan_mapped(&mapping, sink)?,
            (None, None) => package::unrecognised(set, &reader.contents, strictness, sink)?,
            (None, Some(format)) => {
                let manifest = reader.manifest.as_ref();
                reader.steps = package::steps(&reader.contents, (format, manifest), strictness, sink);
                reader.missing = package::missing(&reader, format, sink);
            }
        }
        reader.surveyed = private::survey(&reader, sink)?;
        Ok(reader)
    }

    /// What came beside the tables.
    pub(crate) fn take_attachments(&mut self) -> Vec<Attachment> {
        std::mem::take(&mut self.contents.attachments)
    }

    /// What is known to be there without being in this delivery.
    pub(crate) fn strictness(&self) -> Strictness {
        self.options.strictness
    }

    /// Whether rows may refer to records of an entity.
    pub(crate) fn is_referred_to(&self, entity: Entity) -> bool {
        if self.mapping.is_some() {
            return self.steps.iter().any(|step| step.spec.refers_to(entity));
        }
        let files = self.format.map_or(&[][..], |format| (format.files)());
        files.iter().any(|file| file.refers_to(entity))
    }

    /// Forgets keys that no row of the files of these entities refers to, as no other file is read any more.
    pub(crate) fn forget(&mut self, left: &[&[Entity]]) {
        let is_left = |step: &&Step| left.iter().any(|group| group.contains(&step.spec.entity));
        let steps: Vec<&Step> = self.steps.iter().filter(is_left).collect();
        self.targets.forget(|entity| steps.iter().any(|step| step.spec.refers_to(entity)));
    }

    /// The size of a file of the delivery, if it came loose.
    pub(crate) fn size(&self, step: usize) -> Option<u64> {
        self.contents.get(self.steps[step].index).size()
    }

    /// Opens a file of the delivery at any place, if it came loose.
    pub(super) fn loose(&self, step: usize) -> Option<io::Result<Box<dyn Bytes>>> {
        self.contents.get(self.steps[step].index).loose()
    }

    pub(crate) fn has(&self, entity: Entity) -> bool {
        self.steps.iter().any(|s| s.spec.entity == entity)
    }

    /// Whether anything claims the files.
    pub(crate) fn is_recognised(&self) -> bool {
        self.format.is_some() || self.mapping.is_some()
    }

    /// What the files are read as.
    pub(crate) fn read_as(&self) -> Option<ReadAs> {
        let format = self.format.map(|f| ReadAs { name: f.name.to_owned(), title: f.title.to_owned() });
        let mapping = || self.mapping.as_ref();
        format.or_else(|| mapping().map(|m| ReadAs { name: "mapping".to_owned(), title: m.name.clone() }))
    }

    /// How people know the file of an entity.
    pub(crate) fn name_of(&self, entity: Entity) -> Option<String> {
        match &self.mapping {
            Some(mapping) => mapped::name_of(mapping, entity),
            None => self.format.and_then(|f| f.file_of(entity)).map(|f| f.name.to_owned()),
        }
    }

    /// Reads the rows of one file, of which `ahead` was seen; also says how, for rows that have to be read again.
    pub(crate) fn read(
        &self,
        (step, ahead): (usize, Ahead),
        sink: &mut dyn FindingSink,
        each: &mut Each<'_>,
    ) -> io::Result<(FileResult, Source)> {
        let step = &self.steps[step];
        let Opened { mut table, header, naming } = self.opened(step)?;
        let mut targets = self.targets.clone();
        if let Some(own) = &ahead.own {
            targets.know(step.spec.entity, own.clone());
        }
        let around = Circumstances {
            file: step.name.clone(),
            strictness: self.options.strictness,
            version: self.format.map_or(Version::V11, |f| f.version),
            mode: step.mode,
            profile: &self.options.profile,
            targets: &targets,
            ahead: Arc::new(ahead),
        };
        let plan = match step.maker {
            Some(maker) => self.mapped_plan(step, maker, (&header, table.layout().width), around),
            None => FilePlan::new(&step.spec, &header, around),
        };
        match step.maker {
            Some(maker) => self.check_mapped(maker, &plan, sink),
            None => header::check(&step.spec, (table.layout(), &header, naming), &plan, sink),
        }
        // A mapped file is read once for each kind of record that its rows become, and told of once.
        let tells = plan.mapped.as_ref().is_none_or(|mapped| mapped.leads);
        for problem in table.take_problems().into_iter().filter(|_| tells) {
            header::report(&plan, problem, sink);
        }
        let mut stamps = header::Stamps::default();
        let (mut learned, mut repeats) = (Facts::default(), Repeats::of(&plan));
        let small = self.contents.get(step.index).size().is_some_and(|size| size <= ALONE);
        let threads = if small { 1 } else { self.options.threads };
        let read = file::read(table, &plan, threads, &mut |out| {
            stamps.add(out);
            repeats.check(&plan, out);
            learned.learn(&plan, out);
            each(out)
        })?;
        let ending = header::Ending::of(&read.end, &read.problems);
        for problem in read.problems.into_iter().filter(|_| tells) {
            header::report(&plan, problem, sink);
        }
        stamps.report(&plan, sink);
        if tells {
            ending.report(&plan, read.end.lines, sink);
        }
        // Without the column of the ID no row has a key, also if there is no row; of what no row can be, none is missing.
        let idle = plan.mapped.as_ref().is_some_and(MappedPlan::is_idle);
        let has_columns = header.len() > 1 && (plan.has_key() || idle);
        let whole = read.end.complete && ending == header::Ending::Whole && has_columns;
        if whole && step.mode == FileMode::Bulk {
            learned.vouch_for(step.spec.entity);
        }
        let silent = plan.mapped.as_ref().is_some_and(MappedPlan::is_silent);
        let source = Source { plan, cutting: read.cutting };
        Ok((FileResult { end: read.end, whole, columns: header, silent, learned }, source))
    }

    /// Looks ahead for what rows of a file may say of each other, and of files that come later.
    pub(crate) fn ahead(&self, step: usize, stored: &mut dyn StoredBefore) -> io::Result<Ahead> {
        let step = &self.steps[step];
        if step.maker.is_some() {
            return self.mapped_ahead(step, stored);
        }
        let entity = step.spec.entity;
        let roles = self.steps.iter().find(|s| s.spec.entity == Entity::Roles);
        let mut ahead = Ahead::default();
        let roles_may_lack = entity == Entity::Users && self.options.strictness == Strictness::Strict;
        if let Some(roles) = roles.filter(|roles| roles_may_lack && roles.mode == FileMode::Bulk) {
            ahead.roles_at = prescan::roles_at(&roles.spec, self.contents.get(roles.index))?;
        }
        let Some(mut own) = prescan::own_keys(&step.spec, self.contents.get(step.index))? else {
            return Ok(ahead);
        };
        if step.mode == FileMode::Delta || !own.whole {
            own.keys.take_in(stored.keys());
        }
        (ahead.circular, ahead.spans) = (rules::circular_parent::circles(&own.parents), own.spans);
        ahead.own = Some(own.keys);
        if entity == Entity::Users {
            ahead.people = self.people(step, roles, stored)?;
        }
        Ok(ahead)
    }

    /// Who is what: as the file of roles says, or else users themselves, or else what is stored.
    fn people(
        &self,
        users: &Step,
        roles: Option<&Step>,
        stored: &mut dyn StoredBefore,
    ) -> io::Result<People> {
        let source = roles.unwrap_or(users);
        let people = prescan::people(&source.spec, self.contents.get(source.index))?;
        let says_all = source.spec.columns.iter().any(|c| c.target == Target::UserRole) || roles.is_some();
        match says_all && source.mode == FileMode::Bulk {
            true => Ok(people),
            false => Ok(people.or_before(stored.people()?)),
        }
    }
}

/// What the snapshot says where a delivery says only a part.
pub(crate) trait StoredBefore {
    /// Keys of the entity whose file is read.
    fn keys(&mut self) -> KeySet;
    /// Who is what.
    fn people(&mut self) -> io::Result<People>;
}

/// The format that claims the files, and the manifest.
fn recognised(
    contents: &Contents<'_>,
    options: &ReadOptions,
    sink: &mut dyn FindingSink,
) -> io::Result<(Option<&'static Format>, Option<Manifest>)> {
    let manifest = package::manifest(contents, options.strictness, sink)?;
    let sniffs = sniff(contents)?;
    let format = options.format.or_else(|| formats::recognise(&sniffs, manifest.as_ref()));
    Ok((format, manifest))
}

fn sniff(contents: &Contents<'_>) -> io::Result<Vec<Sniff>> {
    let mut sniffs = Vec::new();
    for part in contents.iter() {
        let header = names(&open(part)?.layout().header);
        sniffs.push(Sniff { name: base_name(part.name()).to_lowercase(), header });
    }
    Ok(sniffs)
}

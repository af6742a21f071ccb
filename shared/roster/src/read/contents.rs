//! The files that can be read of a delivery: loose ones, and those inside its ZIP archives.

use std::io::{self, Read};
use std::sync::Arc;

use super::closed::{self, Closed};
use super::delivery::FindingSink;
use super::package::about;
use super::plan::Strictness;
use super::set::{Bytes, Input, Set, base_name};
use crate::attachments::{self, Attachment};
use crate::finding::Rule;
use crate::rules;
use crate::table::archive::{Archive, ArchiveProblem, ArchiveProblemKind, Entry, Limits};

/// What can be read, in the order in which it was sent.
#[derive(Default)]
pub(crate) struct Contents<'a> {
    parts: Vec<Part<'a>>,
    /// What is no table.
    pub(super) attachments: Vec<Attachment>,
}

/// One file, opened as often as needed.
pub(crate) struct Part<'a> {
    name: Arc<str>,
    input: &'a dyn Input,
    /// Its place in the archive that `input` is.
    entry: Option<Entry>,
}

impl<'a> Contents<'a> {
    /// Looks into every archive; what is wrong with one is a finding, and what cannot be read counts as not sent.
    pub(crate) fn of(
        set: &'a Set,
        strictness: Strictness,
        sink: &mut dyn FindingSink,
    ) -> io::Result<Contents<'a>> {
        let mut contents = Contents { attachments: set.attachments().to_vec(), ..Contents::default() };
        for input in set.iter() {
            let part = Part { name: input.name().into(), input, entry: None };
            if part.is_attachment()? {
                let (input, size) = (input.name().to_owned(), input.size());
                contents.attachments.push(Attachment { input, entry: None, size });
                continue;
            }
            if let Some(closed) = part.closed()? {
                say_closed(input.name(), closed, strictness, sink);
                continue;
            }
            if !is_archive(input)? {
                contents.parts.push(part);
                continue;
            }
            let archive = Archive::open(input.open()?, &Limits::default())?;
            if is_document(&archive) {
                say_closed(input.name(), Closed::Office, strictness, sink);
                continue;
            }
            for problem in archive.problems() {
                report(input, problem, strictness, sink);
            }
            contents.add(input, &archive, strictness, sink)?;
        }
        Ok(contents)
    }

    fn add(
        &mut self,
        input: &'a dyn Input,
        archive: &Archive,
        strictness: Strictness,
        sink: &mut dyn FindingSink,
    ) -> io::Result<()> {
        for (name, size) in archive.attachments() {
            let (input, entry) = (input.name().to_owned(), Some(name.clone()));
            self.attachments.push(Attachment { input, entry, size: *size });
        }
        for entry in archive.entries() {
            if entry.name().contains('/') && strictness == Strictness::Strict {
                continue;
            }
            let part = Part { name: entry.name().into(), input, entry: Some(entry.clone()) };
            match (part.damage()?, part.closed()?) {
                (Some(problem), _) => report(input, &problem, strictness, sink),
                (None, Some(closed)) => say_closed(part.name(), closed, strictness, sink),
                (None, None) => self.parts.push(part),
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, index: usize) -> &Part<'a> {
        &self.parts[index]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter()
    }
}

impl Part<'_> {
    /// Its size in bytes, if it is not packed.
    pub(crate) fn size(&self) -> Option<u64> {
        self.entry.is_none().then(|| self.input.size())
    }

    /// Opens it to be read at any place, if it is not packed.
    pub(super) fn loose(&self) -> Option<io::Result<Box<dyn Bytes>>> {
        self.entry.is_none().then(|| self.input.open())
    }

    /// Its name as it was sent, folders included.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name of the file that was sent: its own, or that of the archive it is in.
    pub(super) fn input_name(&self) -> &str {
        self.input.name()
    }

    /// Whether it is inside an archive.
    pub(super) fn is_packed(&self) -> bool {
        self.entry.is_some()
    }

    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let input = self.input.open()?;
        match &self.entry {
            None => Ok(Box::new(input)),
            Some(entry) => Ok(Box::new(entry.read(input)?)),
        }
    }

    /// Why no reader of text can read it, if it says so itself.
    fn closed(&self) -> io::Result<Option<Closed>> {
        Ok(self.head()?.and_then(|head| Closed::of(&self.name, &head)))
    }

    /// Whether it is a picture or a PDF: by its name, or where that has no ending by its first bytes.
    fn is_attachment(&self) -> io::Result<bool> {
        let unnamed = !base_name(&self.name).contains('.');
        let begins = |head: Vec<u8>| attachments::begins_like_one(&head);
        Ok(attachments::is_attachment(&self.name) || unnamed && self.head()?.is_some_and(begins))
    }

    /// Its first bytes; `None` where they are damaged.
    fn head(&self) -> io::Result<Option<Vec<u8>>> {
        let mut head = Vec::new();
        match self.open()?.take(closed::HEAD as u64).read_to_end(&mut head) {
            Ok(_) => Ok(Some(head)),
            Err(error) if ArchiveProblem::of(&error).is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is wrong with its bytes. Read to the end before a row of it counts: a damaged row may look like a good one.
    fn damage(&self) -> io::Result<Option<ArchiveProblem>> {
        let (mut bytes, mut room) = (self.open()?, vec![0; 64 << 10]);
        loop {
            match bytes.read(&mut room) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) => match ArchiveProblem::of(&error) {
                    Some(problem) => return Ok(Some(problem.clone())),
                    None => return Err(error),
                },
            }
        }
    }
}

/// By its first bytes; a name that promises a ZIP is taken at its word.
fn is_archive(input: &dyn Input) -> io::Result<bool> {
    let mut start = [0u8; 4];
    let mut bytes = input.open()?.take(4);
    let mut filled = 0;
    while let Some(room) = start.get_mut(filled..).filter(|room| !room.is_empty()) {
        match bytes.read(room)? {
            0 => break,
            got => filled += got,
        }
    }
    let magic = matches!(&start, b"PK\x03\x04" | b"PK\x05\x06" | b"PK\x07\x08");
    Ok(magic || input.name().to_ascii_lowercase().ends_with(".zip"))
}

/// Documents of office programs are ZIP archives too; as tables they are no text.
fn is_document(archive: &Archive) -> bool {
    archive.entries().iter().any(|entry| matches!(entry.name(), "[Content_Types].xml" | "mimetype"))
}

fn say_closed(name: &str, closed: Closed, strictness: Strictness, sink: &mut dyn FindingSink) {
    let (rule, what) = closed.rule();
    sink.find(about(name, strictness, rule, format!("the file {what}")));
}

fn report(input: &dyn Input, problem: &ArchiveProblem, strictness: Strictness, sink: &mut dyn FindingSink) {
    let (rule, what) = rule(problem.kind);
    let message = match &problem.entry {
        Some(name) => format!("\"{}\" {what}", name.chars().take(80).collect::<String>()),
        None => format!("the archive {what}"),
    };
    sink.find(about(input.name(), strictness, rule, message));
}

fn rule(kind: ArchiveProblemKind) -> (&'static Rule, &'static str) {
    match kind {
        ArchiveProblemKind::InvalidArchive => (&rules::invalid_archive::RULE, "is damaged and was not read"),
        ArchiveProblemKind::InputTooLarge => {
            (&rules::oversized_archive::RULE, "is too large and was not opened")
        }
        ArchiveProblemKind::EntryCountExceeded => {
            (&rules::too_many_entries::RULE, "has too many entries and was not opened")
        }
        ArchiveProblemKind::TotalSizeExceeded => {
            (&rules::oversized_contents::RULE, "holds too much and was not read")
        }
        ArchiveProblemKind::EntryTooLarge => (&rules::oversized_entry::RULE, "is too large and was not read"),
        ArchiveProblemKind::EntryRatioExceeded => {
            (&rules::implausible_compression::RULE, "is compressed further than any table and was not read")
        }
        ArchiveProblemKind::EntryDuplicateName => {
            (&rules::duplicate_entry::RULE, "has a name that stands twice; the first entry is used")
        }
        ArchiveProblemKind::EntryNestedPath => {
            (&rules::nested_entry::RULE, "lies in a folder of the archive")
        }
        ArchiveProblemKind::EntryPathTraversal => {
            (&rules::path_traversal::RULE, "leads out of the archive and was not read")
        }
        ArchiveProblemKind::EntryLink => {
            (&rules::path_traversal::RULE, "is a link to another file and was not read")
        }
        ArchiveProblemKind::EntryAbsolutePath => {
            (&rules::absolute_path::RULE, "begins at a root or drive and was not read")
        }
        ArchiveProblemKind::EntryDirectory => (&rules::folder_entry::RULE, "is a folder"),
        ArchiveProblemKind::EntryEmptyName => {
            (&rules::unnamed_entry::RULE, "is no name; the entry was not read")
        }
        ArchiveProblemKind::EntryEncrypted => {
            (&rules::encrypted_entry::RULE, "needs a password and was not read")
        }
        ArchiveProblemKind::EntryUnknownCompression => (
            &rules::invalid_archive::RULE,
            "is compressed in a way that ZIP sets may not use and was not read",
        ),
    }
}

//! ZIP sets behind guards: what is in them, and one entry at a time.
//!
//! [`Archive::open`] lists; [`Entry::read`] inflates from a handle of its own, so that entries can be read on several
//! threads. No entry gives a byte more than it declared, and what it declared was held against [`Limits`].

mod directory;
mod entry;
mod name;
mod rewrite;

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::attachments::is_attachment;
pub use entry::{Entry, EntryReader};
pub(crate) use rewrite::rewrite;

/// How much an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the archive itself.
    pub input_bytes: u64,
    /// Entries, folders and ignored ones among them, but not attachments.
    pub entries: u64,
    /// Pictures and PDFs.
    pub attachments: u64,
    /// Bytes of one entry, inflated.
    pub entry_bytes: u64,
    /// Bytes of all entries, inflated.
    pub total_bytes: u64,
    /// How many times its compressed size an entry may have.
    pub ratio: u64,
    /// An entry of at most so many bytes may have any ratio.
    pub ratio_floor_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 4 << 30,
            entries: 1_000,
            attachments: 50_000,
            entry_bytes: 16 << 30,
            total_bytes: 32 << 30,
            ratio: 100,
            ratio_floor_bytes: 16 << 20,
        }
    }
}

/// One thing that is wrong with an archive. As an error of an [`EntryReader`] it is inside the `io::Error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{}", kind.code(), if entry.is_some() { ": " } else { "" }, entry.as_deref().unwrap_or_default())]
pub struct ArchiveProblem {
    /// What it is.
    pub kind: ArchiveProblemKind,
    /// The name of the entry, if it concerns one.
    pub entry: Option<String>,
}

impl ArchiveProblem {
    /// The problem that an [`EntryReader`] gave as an error; `None` if the error is one of the input.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// The kinds of [`ArchiveProblem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveProblemKind {
    /// Not a ZIP archive, or a damaged one or entry.
    InvalidArchive,
    /// The archive itself is too large. Nothing is listed.
    InputTooLarge,
    /// Too many entries. Nothing is listed.
    EntryCountExceeded,
    /// All entries together are too large when inflated. Nothing is listed.
    TotalSizeExceeded,
    /// The entry is too large, or larger than it declared. It is not listed.
    EntryTooLarge,
    /// The entry is compressed further than any table can be. It is not listed.
    EntryRatioExceeded,
    /// An earlier entry has the name, letter case aside. The later one is not listed.
    EntryDuplicateName,
    /// The entry lies in a folder. It is listed.
    EntryNestedPath,
    /// `..` in the name. The entry is not listed.
    EntryPathTraversal,
    /// The name begins at a root or drive. The entry is not listed.
    EntryAbsolutePath,
    /// The entry is a folder. It is not listed.
    EntryDirectory,
    /// The entry has no name. It is not listed.
    EntryEmptyName,
    /// The entry is a link. It is not listed.
    EntryLink,
    /// The entry needs a password. It is not listed.
    EntryEncrypted,
    /// The entry is compressed in another way than deflate. It is not listed.
    EntryUnknownCompression,
}

impl ArchiveProblemKind {
    /// The stable code of the kind, `zip.` and a name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidArchive => "zip.invalid_archive",
            Self::InputTooLarge => "zip.input_too_large",
            Self::EntryCountExceeded => "zip.entry_count_exceeded",
            Self::TotalSizeExceeded => "zip.total_uncompressed_size_exceeded",
            Self::EntryTooLarge => "zip.entry_too_large",
            Self::EntryRatioExceeded => "zip.entry_ratio_exceeded",
            Self::EntryDuplicateName => "zip.entry_duplicate_name",
            Self::EntryNestedPath => "zip.entry_nested_path",
            Self::EntryPathTraversal => "zip.entry_path_traversal",
            Self::EntryAbsolutePath => "zip.entry_absolute_path",
            Self::EntryDirectory => "zip.entry_directory",
            Self::EntryEmptyName => "zip.entry_empty_name",
            Self::EntryLink => "zip.entry_link",
            Self::EntryEncrypted => "zip.entry_encrypted",
            Self::EntryUnknownCompression => "zip.entry_unknown_compression",
        }
    }
}

/// The readable entries of a ZIP archive, and what is wrong with it.
#[derive(Debug)]
pub struct Archive {
    entries: Vec<Entry>,
    attachments: Vec<(String, u64)>,
    problems: Vec<ArchiveProblem>,
}

impl Archive {
    /// Lists the archive in `input`. `__MACOSX` folders and names that begin with a dot are passed over in silence.
    ///
    /// # Errors
    ///
    /// Only those of `input`. Whatever it holds opens, and has problems.
    pub fn open<R: Read + Seek>(mut input: R, limits: &Limits) -> io::Result<Self> {
        let mut archive = Self { entries: Vec::new(), attachments: Vec::new(), problems: Vec::new() };
        if input.seek(SeekFrom::End(0))? > limits.input_bytes {
            archive.report(ArchiveProblemKind::InputTooLarge, None);
            return Ok(archive);
        }
        let declared = directory::declared_entries(&mut input)?;
        if declared > limits.entries.saturating_add(limits.attachments) {
            // Before the directory is read, which takes memory for each entry.
            archive.report(ArchiveProblemKind::EntryCountExceeded, None);
        } else {
            match ZipArchive::new(input) {
                Ok(zip) => archive.list(zip, limits)?,
                Err(error) => archive.report_damage(error, None)?,
            }
            if declared > limits.entries.saturating_add(archive.attachments.len() as u64) {
                (archive.entries, archive.attachments) = (Vec::new(), Vec::new());
                archive.report(ArchiveProblemKind::EntryCountExceeded, None);
            }
        }
        Ok(archive)
    }

    /// The entries that can be read, in the order of the archive.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Names and sizes of pictures and PDFs; they are not among the entries and are not read.
    #[must_use]
    pub fn attachments(&self) -> &[(String, u64)] {
        &self.attachments
    }

    /// What is wrong.
    #[must_use]
    pub fn problems(&self) -> &[ArchiveProblem] {
        &self.problems
    }

    fn list<R: Read + Seek>(&mut self, mut zip: ZipArchive<R>, limits: &Limits) -> io::Result<()> {
        if zip.has_duplicate_names() {
            self.report(ArchiveProblemKind::EntryDuplicateName, None);
        }
        let mut names = std::collections::HashSet::new();
        let mut total = 0u64;
        for index in 0..zip.len() {
            let raw = match zip.by_index_raw(index) {
                Ok(raw) => raw,
                Err(error) => {
                    self.report_damage(error, None)?;
                    continue;
                }
            };
            let name = name::clean(raw.name_raw());
            if name::is_ignored(&name) {
                continue;
            }
            if is_attachment(&name) && name::judge(&name).is_none() {
                self.attachments.push((name, raw.size()));
                continue;
            }
            total = total.saturating_add(raw.size());
            let found = name::judge(&name).or_else(|| entry::judge(&raw, limits));
            let repeated =
                (!names.insert(name.to_lowercase())).then_some(ArchiveProblemKind::EntryDuplicateName);
            if let Some(kind) = found.or(repeated) {
                self.report(kind, Some(name));
                continue;
            }
            if name.contains('/') {
                self.report(ArchiveProblemKind::EntryNestedPath, Some(name.clone()));
            }
            self.entries.extend(Entry::new(name, &raw));
        }
        if total > limits.total_bytes {
            self.entries.clear();
            self.report(ArchiveProblemKind::TotalSizeExceeded, None);
        }
        Ok(())
    }

    fn report(&mut self, kind: ArchiveProblemKind, entry: Option<String>) {
        self.problems.push(ArchiveProblem { kind, entry });
    }

    /// An archive that ends early is damaged, any other trouble with the input is not the archive's.
    fn report_damage(&mut self, error: ZipError, entry: Option<String>) -> io::Result<()> {
        match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            _ => {
                self.report(ArchiveProblemKind::InvalidArchive, entry);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! The files of one delivery, whether they came loose, in folders or in a ZIP.

use std::io::{self, Read, Seek};

use crate::attachments::Attachment;

/// Bytes that can be read from any position.
pub trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

/// One file that was sent, opened as often as needed.
pub trait Input: Send + Sync {
    /// Its name as it was sent, folders included.
    fn name(&self) -> &str;
    /// Its size in bytes.
    fn size(&self) -> u64;
    /// Opens it at its beginning.
    fn open(&self) -> io::Result<Box<dyn Bytes>>;
}

/// The files of a delivery.
#[derive(Default)]
pub struct Set {
    inputs: Vec<Box<dyn Input>>,
    attachments: Vec<Attachment>,
}

impl Set {
    /// These files.
    pub fn new(inputs: Vec<Box<dyn Input>>) -> Set {
        Set { inputs, attachments: Vec::new() }
    }

    /// With attachments that came beside it.
    pub fn with_attachments(self, attachments: Vec<Attachment>) -> Set {
        Set { attachments, ..self }
    }

    /// Attachments that came beside it.
    pub(super) fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The file at a position.
    pub fn get(&self, index: usize) -> &dyn Input {
        &*self.inputs[index]
    }

    /// All files in order.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Input> {
        self.inputs.iter().map(|i| &**i)
    }
}

/// The part of a name after its last folder.
pub fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// A file held in memory, for tests and small things.
#[derive(Debug, Clone)]
pub struct MemoryInput {
    /// Its name.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl Input for MemoryInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn Bytes>> {
        Ok(Box::new(io::Cursor::new(self.bytes.clone())))
    }
}

impl Set {
    /// Files held in memory, as (name, text).
    pub fn of_texts(files: &[(&str, &str)]) -> Set {
        let input = |(name, text): &(&str, &str)| {
            Box::new(MemoryInput { name: (*name).into(), bytes: text.as_bytes().to_vec() }) as Box<dyn Input>
        };
        Set::new(files.iter().map(input).collect())
    }
}

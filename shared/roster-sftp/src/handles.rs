//! What a channel has open.

use std::collections::HashMap;
use std::vec::IntoIter;

use roster_pipeline::ports::LandingPath;

use crate::attributes::Attributes;
use crate::uploading::Uploading;

/// One open file or folder.
pub(crate) enum Open {
    /// A file being read.
    Reading(LandingPath),
    /// A file being uploaded.
    Uploading(Box<Uploading>),
    /// A folder being listed: what is left to tell.
    Listing(IntoIter<(String, Attributes)>),
}

/// Open files and folders by the number that the client knows them by.
#[derive(Default)]
pub(crate) struct Handles {
    open: HashMap<u32, Open>,
    last: u32,
}

impl Handles {
    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    /// Numbers are not used again, so that a late request never meets another file.
    pub(crate) fn add(&mut self, open: Open) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.open.insert(self.last, open);
        self.last
    }

    pub(crate) fn get(&mut self, handle: &[u8]) -> Option<&mut Open> {
        self.open.get_mut(&number(handle)?)
    }

    pub(crate) fn remove(&mut self, handle: &[u8]) -> Option<Open> {
        self.open.remove(&number(handle)?)
    }

    /// The upload to a path, if this channel has one open.
    pub(crate) fn upload_to(&mut self, path: &LandingPath) -> Option<&mut Uploading> {
        self.uploads().find(|u| u.path == *path)
    }

    /// All uploads.
    pub(crate) fn uploads(&mut self) -> impl Iterator<Item = &mut Uploading> {
        self.open.values_mut().filter_map(|open| match open {
            Open::Uploading(uploading) => Some(&mut **uploading),
            Open::Reading(_) | Open::Listing(_) => None,
        })
    }
}

fn number(handle: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(handle.try_into().ok()?))
}

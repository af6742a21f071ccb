//! Photos and documents that come with a roster: known by name, tied to people by name, never opened.

mod matching;

pub use matching::{Belongs, Matched, Matching};

/// Attachments that are looked at in one delivery; more are counted only.
pub const MOST: usize = 100_000;

/// One file beside the tables of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name of the file as it was sent.
    pub input: String,
    /// The name inside of it, if that is a ZIP.
    pub entry: Option<String>,
    /// Bytes, unpacked.
    pub size: u64,
}

impl Attachment {
    /// The name without folders and ending: mostly somebody's ID.
    pub fn stem(&self) -> &str {
        let name = crate::read::base_name(self.entry.as_deref().unwrap_or(&self.input));
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// Whether a file of this name is no table, but a picture or a PDF.
pub fn is_attachment(name: &str) -> bool {
    const ENDINGS: [&str; 11] =
        ["jpg", "jpeg", "png", "gif", "bmp", "webp", "heic", "heif", "tif", "tiff", "pdf"];
    let ending = crate::read::base_name(name).rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// Whether a file whose name says nothing begins like a picture or a PDF.
pub fn begins_like_one(head: &[u8]) -> bool {
    const STARTS: [&[u8]; 4] = [b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b"GIF8", b"%PDF-"];
    STARTS.iter().any(|start| head.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_name_and_named_after_a_person() {
        let at = |name: &str| Attachment { input: name.into(), entry: None, size: 1 };
        for (name, stem) in [("idphotos/00042.jpg", "00042"), ("A.b.PNG", "A.b"), ("form.pdf", "form")] {
            assert!(is_attachment(name), "{name}");
            assert_eq!(at(name).stem(), stem);
        }
        for name in ["users.csv", "jpg", "photos.zip", "x.jpg.csv", "x.jpg.filepart"] {
            assert!(!is_attachment(name), "{name}");
        }
        let packed = Attachment { entry: Some("p/7.jpg".into()), ..at("photos.zip") };
        assert_eq!(packed.stem(), "7");
        assert!(begins_like_one(b"\xFF\xD8\xFF\xE0") && !begins_like_one(b"id,name\n"));
    }
}

//! SFTP version 3 answers, written as bytes.

use jiff::Timestamp;

use crate::attributes::Attributes;
use crate::limits::{FRAME_BYTES, TRANSFER_BYTES};

/// The status codes that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Ok = 0,
    End = 1,
    NoSuchFile = 2,
    PermissionDenied = 3,
    Failure = 4,
    BadMessage = 5,
    Unsupported = 8,
}

/// Answers in order, waiting to be sent.
#[derive(Debug, Default)]
pub(crate) struct Replies(Vec<u8>);

impl Replies {
    /// All answers so far; none are left behind.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    /// Bytes that wait.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn version(&mut self) {
        self.frame(2, 3, |out| {
            for (name, version) in
                [("posix-rename@openssh.com", "1"), ("fsync@openssh.com", "1"), ("limits@openssh.com", "1")]
            {
                bytes(out, name.as_bytes());
                bytes(out, version.as_bytes());
            }
        });
    }

    pub(crate) fn status(&mut self, id: u32, status: Status, message: &str) {
        self.frame(101, id, |out| {
            number(out, status as u32);
            bytes(out, message.as_bytes());
            bytes(out, b"en");
        });
    }

    pub(crate) fn handle(&mut self, id: u32, handle: u32) {
        self.frame(102, id, |out| bytes(out, &handle.to_be_bytes()));
    }

    pub(crate) fn data(&mut self, id: u32, data: &[u8]) {
        self.frame(103, id, |out| bytes(out, data));
    }

    /// Names with their attributes; `now` decides how old a time looks.
    pub(crate) fn names(&mut self, id: u32, names: &[(String, Attributes)], now: Timestamp) {
        self.frame(104, id, |out| {
            number(out, u32::try_from(names.len()).unwrap_or(0));
            for (name, attributes) in names {
                bytes(out, name.as_bytes());
                bytes(out, attributes.line(name, now).as_bytes());
                put(out, attributes);
            }
        });
    }

    /// One name alone, as the answer to realpath.
    pub(crate) fn name(&mut self, id: u32, name: &str) {
        self.frame(104, id, |out| {
            number(out, 1);
            bytes(out, name.as_bytes());
            bytes(out, name.as_bytes());
            number(out, 0);
        });
    }

    pub(crate) fn attributes(&mut self, id: u32, attributes: &Attributes) {
        self.frame(105, id, |out| put(out, attributes));
    }

    pub(crate) fn limits(&mut self, id: u32, handles: usize) {
        self.frame(201, id, |out| {
            for limit in [FRAME_BYTES, TRANSFER_BYTES, TRANSFER_BYTES, handles] {
                out.extend_from_slice(&(limit as u64).to_be_bytes());
            }
        });
    }

    fn frame(&mut self, kind: u8, id: u32, fill: impl FnOnce(&mut Vec<u8>)) {
        let start = self.0.len();
        self.0.extend_from_slice(&[0, 0, 0, 0, kind]);
        number(&mut self.0, id);
        fill(&mut self.0);
        let len = u32::try_from(self.0.len() - start - 4).unwrap_or(u32::MAX);
        self.0[start..start + 4].copy_from_slice(&len.to_be_bytes());
    }
}

fn number(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&n.to_be_bytes());
}

fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, u32::try_from(bytes.len()).unwrap_or(0));
    out.extend_from_slice(bytes);
}

fn put(out: &mut Vec<u8>, attributes: &Attributes) {
    // Size, owner, permissions, times; the owner is nobody in particular.
    number(out, 0x0f);
    out.extend_from_slice(&attributes.size.to_be_bytes());
    number(out, 0);
    number(out, 0);
    number(out, attributes.mode);
    number(out, attributes.seconds());
    number(out, attributes.seconds());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_frames_one_after_another() {
        let mut replies = Replies::default();
        replies.handle(7, 1);
        replies.status(8, Status::End, "");
        assert_eq!(
            replies.take(),
            [
                &[0, 0, 0, 13, 102, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 1][..],
                &[0, 0, 0, 19, 101, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, b'e', b'n'],
            ]
            .concat()
        );
        assert!(replies.take().is_empty());
    }
}

//! SFTP version 3 requests, read from their bytes.

/// What a client asks. Borrows from the frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request<'a> {
    Init,
    /// With attributes that mean nothing here.
    Open {
        path: &'a str,
        flags: OpenFlags,
    },
    Close {
        handle: &'a [u8],
    },
    Read {
        handle: &'a [u8],
        offset: u64,
        len: usize,
    },
    Write {
        handle: &'a [u8],
        offset: u64,
        bytes: &'a [u8],
    },
    /// Also lstat: there are no links.
    Stat {
        path: &'a str,
    },
    StatHandle {
        handle: &'a [u8],
    },
    Change {
        path: &'a str,
        set: Changes,
    },
    ChangeHandle {
        handle: &'a [u8],
        set: Changes,
    },
    OpenFolder {
        path: &'a str,
    },
    ReadFolder {
        handle: &'a [u8],
    },
    Remove {
        path: &'a str,
    },
    MakeFolder {
        path: &'a str,
    },
    RemoveFolder {
        path: &'a str,
    },
    RealPath {
        path: &'a str,
    },
    /// Also posix-rename@openssh.com.
    Rename {
        from: &'a str,
        to: &'a str,
    },
    Sync {
        handle: &'a [u8],
    },
    Limits,
    /// Symbolic and hard links, made or read.
    Link,
    Unknown,
}

/// How to open a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenFlags(u32);

impl OpenFlags {
    pub(crate) const WRITE: OpenFlags = OpenFlags(0x02);
    pub(crate) const APPEND: OpenFlags = OpenFlags(0x04);
    pub(crate) const CREATE: OpenFlags = OpenFlags(0x08);
    pub(crate) const TRUNCATE: OpenFlags = OpenFlags(0x10);
    pub(crate) const EXCLUDE: OpenFlags = OpenFlags(0x20);

    pub(crate) fn has(self, flag: OpenFlags) -> bool {
        self.0 & flag.0 != 0
    }
}

/// The attributes that a client wants set, as far as they mean anything here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    pub(crate) size: Option<u64>,
    /// Seconds since 1970.
    pub(crate) modified: Option<u32>,
}

/// Why a frame is not a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It ends too early.
    Short,
    /// A file name is not UTF-8.
    NotUtf8,
}

/// The request in a frame (without its length) and its number.
pub(crate) fn parse(frame: &[u8]) -> (u32, Result<Request<'_>, Flaw>) {
    let mut rest = Rest(frame);
    let (Ok(kind), Ok(id)) = (rest.byte(), rest.number()) else { return (0, Err(Flaw::Short)) };
    (id, rest.request(kind))
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn request(&mut self, kind: u8) -> Result<Request<'a>, Flaw> {
        Ok(match kind {
            1 => Request::Init,
            3 => Request::Open { path: self.text()?, flags: OpenFlags(self.number()?) },
            4 => Request::Close { handle: self.bytes()? },
            5 => Request::Read { handle: self.bytes()?, offset: self.long()?, len: self.number()? as usize },
            6 => Request::Write { handle: self.bytes()?, offset: self.long()?, bytes: self.bytes()? },
            7 | 17 => Request::Stat { path: self.text()? },
            8 => Request::StatHandle { handle: self.bytes()? },
            9 => Request::Change { path: self.text()?, set: self.changes()? },
            10 => Request::ChangeHandle { handle: self.bytes()?, set: self.changes()? },
            11 => Request::OpenFolder { path: self.text()? },
            12 => Request::ReadFolder { handle: self.bytes()? },
            13 => Request::Remove { path: self.text()? },
            14 => Request::MakeFolder { path: self.text()? },
            15 => Request::RemoveFolder { path: self.text()? },
            16 => Request::RealPath { path: self.text()? },
            18 => Request::Rename { from: self.text()?, to: self.text()? },
            19 | 20 => Request::Link,
            200 => self.extended()?,
            _ => Request::Unknown,
        })
    }

    fn extended(&mut self) -> Result<Request<'a>, Flaw> {
        Ok(match self.text()? {
            "posix-rename@openssh.com" => Request::Rename { from: self.text()?, to: self.text()? },
            "fsync@openssh.com" => Request::Sync { handle: self.bytes()? },
            "limits@openssh.com" => Request::Limits,
            "hardlink@openssh.com" => Request::Link,
            _ => Request::Unknown,
        })
    }

    fn changes(&mut self) -> Result<Changes, Flaw> {
        let flags = self.number()?;
        let mut set = Changes::default();
        if flags & 0x01 != 0 {
            set.size = Some(self.long()?);
        }
        if flags & 0x02 != 0 {
            self.long()?;
        }
        if flags & 0x04 != 0 {
            self.number()?;
        }
        if flags & 0x08 != 0 {
            self.number()?;
            set.modified = Some(self.number()?);
        }
        Ok(set)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Flaw> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(Flaw::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Flaw> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Result<u32, Flaw> {
        Ok(self.take(4)?.iter().fold(0, |n, b| n << 8 | u32::from(*b)))
    }

    fn long(&mut self) -> Result<u64, Flaw> {
        Ok(u64::from(self.number()?) << 32 | u64::from(self.number()?))
    }

    fn bytes(&mut self) -> Result<&'a [u8], Flaw> {
        let len = self.number()? as usize;
        self.take(len)
    }

    fn text(&mut self) -> Result<&'a str, Flaw> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Flaw::NotUtf8)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
        let mut frame = vec![kind, 0, 0, 0, 7];
        for part in parts {
            frame.extend_from_slice(part);
        }
        frame
    }

    fn string(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }

    #[test]
    fn requests_are_read_as_written() {
        let name = string(b"a.csv");
        let all = 0x8000_000fu32.to_be_bytes();
        let values = [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0, 4];
        let set = Changes { size: Some(9), modified: Some(4) };
        let at = 5u64.to_be_bytes();
        for (bytes, want) in [
            (frame(9, &[&name, &all, &values]), Request::Change { path: "a.csv", set }),
            (
                frame(6, &[&string(b"h"), &at, &string(b"data")]),
                Request::Write { handle: b"h", offset: 5, bytes: b"data" },
            ),
            (frame(7, &[&name]), Request::Stat { path: "a.csv" }),
            (
                frame(200, &[&string(b"posix-rename@openssh.com"), &name, &string(b"b.csv")]),
                Request::Rename { from: "a.csv", to: "b.csv" },
            ),
            (frame(200, &[&string(b"copy-data")]), Request::Unknown),
            (frame(99, &[]), Request::Unknown),
        ] {
            assert_eq!(parse(&bytes), (7, Ok(want)));
        }
    }

    #[test]
    fn no_cut_frame_is_a_request_and_none_panics() {
        let whole = frame(6, &[&string(b"h"), &5u64.to_be_bytes(), &string(b"data")]);
        for len in 0..whole.len() {
            assert_eq!(parse(&whole[..len]).1, Err(Flaw::Short), "{len}");
        }
        let endless = frame(13, &[&u32::MAX.to_be_bytes()]);
        assert_eq!(parse(&endless), (7, Err(Flaw::Short)));
        assert_eq!(parse(&frame(13, &[&string(b"\xff")])), (7, Err(Flaw::NotUtf8)));
    }

    proptest! {
        #[test]
        fn nothing_that_a_client_sends_panics(frame in proptest::collection::vec(any::<u8>(), 0..64), kind in 0u8..=22) {
            let (_, _) = parse(&frame);
            let known = [&[kind][..], &frame].concat();
            let (_, _) = parse(&known);
        }
    }
}

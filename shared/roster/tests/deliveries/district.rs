//! A small made-up district that is right in every respect, and ways to get it wrong.

use roster::read::{Input, MemoryInput, Set};

/// A delivery as names and bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files(pub(super) Vec<(String, Vec<u8>)>);

macro_rules! folder {
    ($version:literal, $($name:literal)+) => {
        Files(vec![$((
            format!("{}.csv", $name),
            include_bytes!(concat!("../../../../tests/fixtures/formats/oneroster-", $version, "/whole/", $name, ".csv")).to_vec(),
        )),+])
    };
}

/// OneRoster 1.1, all files.
pub(super) fn v11() -> Files {
    folder!("1.1", "manifest" "orgs" "academicSessions" "courses" "classes" "users" "demographics" "enrollments"
        "resources" "classResources" "courseResources" "categories" "lineItems" "results")
}

/// OneRoster 1.2, all files.
pub(super) fn v12() -> Files {
    folder!("1.2", "manifest" "orgs" "academicSessions" "courses" "classes" "users" "userProfiles" "roles"
        "demographics" "enrollments" "resources" "classResources" "courseResources" "userResources" "categories"
        "lineItems" "results" "scoreScales" "lineItemScoreScales" "resultScoreScales"
        "lineItemLearningObjectiveIds" "resultLearningObjectiveIds")
}

impl Files {
    pub(super) fn set(&self) -> Set {
        let input = |(name, bytes): &(String, Vec<u8>)| {
            Box::new(MemoryInput { name: name.clone(), bytes: bytes.clone() }) as Box<dyn Input>
        };
        Set::new(self.0.iter().map(input).collect())
    }

    pub(super) fn bytes(&self, name: &str) -> &[u8] {
        &self.0.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}")).1
    }

    pub(super) fn text(&self, name: &str) -> &str {
        std::str::from_utf8(self.bytes(name)).unwrap()
    }

    /// With a file, new or instead of the one of that name.
    pub(super) fn with(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Files {
        let bytes = bytes.as_ref().to_vec();
        match self.0.iter_mut().find(|(n, _)| n == name) {
            Some(file) => file.1 = bytes,
            None => self.0.push((name.to_owned(), bytes)),
        }
        self
    }

    pub(super) fn without(mut self, name: &str) -> Files {
        let before = self.0.len();
        self.0.retain(|(n, _)| n != name);
        assert!(self.0.len() < before, "no {name}");
        self
    }

    pub(super) fn named(mut self, name: &str, other: &str) -> Files {
        self.0.iter_mut().filter(|(n, _)| n == name).for_each(|(n, _)| *n = other.to_owned());
        self
    }

    /// With the text `from`, which must be there, as `to`; everywhere in the file.
    pub(super) fn change(self, name: &str, from: &str, to: &str) -> Files {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from}");
        let text = text.replace(from, to);
        self.with(name, text)
    }

    /// With one more line at the end.
    pub(super) fn add(self, name: &str, line: &str) -> Files {
        let text = format!("{}{line}\n", self.text(name));
        self.with(name, text)
    }

    /// Without the rows of an ID.
    pub(super) fn drop(self, name: &str, id: &str) -> Files {
        let start = format!("{id},");
        let text = self.text(name);
        assert!(text.lines().any(|line| line.starts_with(&start)), "{name} has no {id}");
        let lines = text.lines().filter(|line| !line.starts_with(&start));
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        self.with(name, text)
    }

    /// Only the header.
    pub(super) fn header_only(self, name: &str) -> Files {
        let header = self.text(name).lines().next().unwrap_or("").to_owned() + "\n";
        self.with(name, header)
    }

    /// Without a column, by name.
    pub(super) fn without_column(self, name: &str, column: &str) -> Files {
        self.columns(name, |names| (0..names.len()).filter(|at| names[*at] != column).collect())
    }

    /// With the columns in another order; fields must have no quotes.
    pub(super) fn columns(self, name: &str, order: impl Fn(&[&str]) -> Vec<usize>) -> Files {
        let rows: Vec<Vec<String>> = self.text(name).lines().map(fields).collect();
        let names: Vec<&str> = rows[0].iter().map(String::as_str).collect();
        let order = order(&names);
        let row =
            |row: &Vec<String>| order.iter().map(|at| row[*at].clone()).collect::<Vec<_>>().join(",") + "\n";
        let text: String = rows.iter().map(row).collect();
        self.with(name, text)
    }

    /// With the text `from` as bytes that may be no UTF-8.
    pub(super) fn raw(self, name: &str, from: &str, to: &[u8]) -> Files {
        let (before, after) =
            self.text(name).split_once(from).unwrap_or_else(|| panic!("{name} has no {from}"));
        let bytes = [before.as_bytes(), to, after.as_bytes()].concat();
        self.with(name, bytes)
    }

    /// As UTF-16 with a byte order mark, low byte first.
    pub(super) fn utf_16(self, name: &str) -> Files {
        let text = format!("\u{feff}{}", self.text(name));
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.with(name, bytes)
    }

    /// Rows of a file as a delta: each active, changed at some time.
    pub(super) fn into_delta(self, name: &str) -> Files {
        let stem = name.trim_end_matches(".csv");
        let row = |line: &str| line.replacen(",,,", ",active,2026-09-01T06:00:00Z,", 1) + "\n";
        let text: String = self.text(name).lines().map(row).collect();
        let manifest = (format!("file.{stem},bulk"), format!("file.{stem},delta"));
        self.with(name, text).change("manifest.csv", &manifest.0, &manifest.1)
    }
}

/// Fields of a line, quotes kept.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            ',' if !quoted => fields.push(String::new()),
            _ => {
                quoted ^= character == '"';
                fields.last_mut().unwrap().push(character);
            }
        }
    }
    fields
}

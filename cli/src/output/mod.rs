//! How results look: JSON for programs, text for people.

pub(crate) mod brake;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod findings;
pub(crate) mod people;
mod plain;
pub(crate) mod pulls;
pub(crate) mod records;
pub(crate) mod runs;
pub(crate) mod samples;
mod table;
pub(crate) mod trial;

use std::io::Write;

use serde::Serialize;

use crate::exit::Failure;
pub(crate) use table::{Align, Table};

/// Version of the JSON that the command line writes.
pub(crate) const SCHEMA: u32 = 1;

/// Writes a value as JSON, readable, with a line end.
pub(crate) fn json(out: &mut dyn Write, value: &impl Serialize) -> Result<(), Failure> {
    let failed = |error: serde_json::Error| Failure::output(error.into());
    serde_json::to_writer_pretty(&mut *out, value).map_err(failed)?;
    writeln!(out).map_err(Failure::output)
}

/// A value as JSON text with a line end.
pub(crate) fn json_text(value: &impl Serialize) -> Result<String, Failure> {
    let mut out = Vec::new();
    json(&mut out, value)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Writes a text; of what others named, nothing that a terminal would obey.
pub(crate) fn text(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    out.write_all(plain::lines(text).as_bytes()).map_err(Failure::output)
}

/// A count with commas.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// A count with its noun: `1 file`, `2 files`.
pub(crate) fn counted(number: u64, one: &str, more: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_readable() {
        for (number, shown) in
            [(0, "0 files"), (1, "1 file"), (999, "999 files"), (1_234_567, "1,234,567 files")]
        {
            assert_eq!(counted(number, "file", "files"), shown);
        }
    }
}

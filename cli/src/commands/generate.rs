//! `rollcall generate`: made-up districts to try things on.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::{Date, date};
use roster::generate::{self, District, Stamp};

use crate::exit::{Exit, Failure};
use crate::output::{self, Align, Table, count};

/// Writes the OneRoster 1.1 files of a made-up district
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall generate day1 --students 5000
  rollcall generate day2 --students 5000 --day 2
  rollcall generate night7 --students 5000 --stamped=7")]
pub(crate) struct Generate {
    /// Folder to write into; made if it is not there
    dir: PathBuf,
    /// Students on day 1; staff and guardians come on top
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    students: u32,
    /// Decides everything: the same seed gives the same bytes on every machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Which day of the district; each builds on the one before
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=3650))]
    day: u32,
    /// First day of the school year
    #[arg(long, value_name = "DATE", default_value_t = date(2026, 8, 17))]
    start: Date,
    /// Put `active` and the time of the night's export on every row, as real exporters do; the night is that of --day
    /// unless given
    #[arg(long, value_name = "NIGHT", num_args = 0..=1, require_equals = true)]
    stamped: Option<Option<u32>>,
}

impl Generate {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let stamp = match self.stamped {
            None => Stamp::Blank,
            Some(night) => Stamp::Night(night.unwrap_or(self.day)),
        };
        let district = District::new(self.students, self.seed, self.start).on_day(self.day).stamped(stamp);
        let mut table = Table::new(&[("file", Align::Left), ("records", Align::Right)]);
        for (name, records) in write(&district, &self.dir)? {
            table.row([name.to_owned(), count(records)]);
        }
        output::text(out, &table.to_string())?;
        Ok(Exit::Fine)
    }
}

/// Writes all files of a district into a folder; gives names and records.
pub(super) fn write(district: &District, dir: &Path) -> Result<Vec<(&'static str, u64)>, Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        let path = path.display();
        Failure::new(format_args!("cannot write {path}: {error}; name a folder that can be written"))
    };
    fs::create_dir_all(dir).map_err(|error| failed(dir, error))?;
    let one = |file: generate::File| {
        let path = dir.join(file.name());
        let write = || {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            let records = district.write(file, &mut out)?;
            out.flush()?;
            Ok(records)
        };
        write().map(|records| (file.name(), records)).map_err(|error| failed(&path, error))
    };
    generate::File::ALL.into_iter().map(one).collect()
}

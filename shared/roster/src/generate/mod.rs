//! Makes up school districts, day after day, as OneRoster 1.1 CSV files.
//!
//! Nothing here is about real people. The same district gives the same bytes on every machine.

mod calendar;
mod catalog;
mod classes;
mod demographics;
mod dice;
mod enrollments;
mod expected;
mod households;
mod names;
mod package;
mod people;
mod places;
mod rows;
mod shape;
mod timeline;
mod users;
mod world;

use std::io::{self, Write};

use jiff::civil::Date;

pub use expected::{Counts, Expected};
use world::World;

/// A made-up district as its SIS would export it on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct District {
    /// Students on day 1, at least one; staff and guardians come on top.
    pub students: u32,
    /// Decides everything; districts of different seeds have other people, IDs and e-mail domains.
    pub seed: u64,
    /// First day of the school year.
    pub start: Date,
    /// The first day is 1; each later day builds on the one before.
    pub day: u32,
    /// What the export writes into `status` and `dateLastModified`.
    pub stamp: Stamp,
}

/// How an exporter fills `status` and `dateLastModified` of its bulk files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Both are blank, as the specification demands.
    Blank,
    /// `active` and the time of the export of this night on every row, as real exporters do.
    Night(u32),
}

impl District {
    /// A district on day 1, with blank stamps.
    pub fn new(students: u32, seed: u64, start: Date) -> Self {
        Self { students, seed, start, day: 1, stamp: Stamp::Blank }
    }

    /// The same district on another day.
    pub fn on_day(self, day: u32) -> Self {
        Self { day: day.max(1), ..self }
    }

    /// The same content with another stamp on every row.
    pub fn stamped(self, stamp: Stamp) -> Self {
        Self { stamp, ..self }
    }

    /// Writes one file and returns how many records it has. Memory does not grow with the district.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn write(&self, file: File, out: &mut dyn Write) -> io::Result<u64> {
        let world = World::new(self);
        match file {
            File::Manifest => package::write_manifest(out),
            File::Orgs => places::write_orgs(&world, out),
            File::AcademicSessions => places::write_sessions(&world, out),
            File::Courses => places::write_courses(&world, out),
            File::Classes => classes::write(&world, out),
            File::Users => users::write(&world, out),
            File::Enrollments => enrollments::write(&world, out),
            File::Demographics => demographics::write(&world, out),
        }
    }

    /// What has changed on this day since an earlier one of the same district.
    pub fn expected_since(&self, earlier_day: u32) -> Expected {
        Expected::between(&World::new(&self.on_day(earlier_day)), &World::new(self))
    }
}

/// A file of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// `manifest.csv`
    Manifest,
    /// `orgs.csv`
    Orgs,
    /// `academicSessions.csv`
    AcademicSessions,
    /// `courses.csv`
    Courses,
    /// `classes.csv`
    Classes,
    /// `users.csv`
    Users,
    /// `enrollments.csv`
    Enrollments,
    /// `demographics.csv`
    Demographics,
}

impl File {
    /// All files of an export, in the order in which they are best written.
    pub const ALL: [File; 8] = [
        File::Manifest,
        File::Orgs,
        File::AcademicSessions,
        File::Courses,
        File::Classes,
        File::Users,
        File::Enrollments,
        File::Demographics,
    ];

    /// The exact name that OneRoster demands.
    pub fn name(self) -> &'static str {
        match self {
            File::Manifest => "manifest.csv",
            File::Orgs => "orgs.csv",
            File::AcademicSessions => "academicSessions.csv",
            File::Courses => "courses.csv",
            File::Classes => "classes.csv",
            File::Users => "users.csv",
            File::Enrollments => "enrollments.csv",
            File::Demographics => "demographics.csv",
        }
    }
}

#[cfg(test)]
mod tests;

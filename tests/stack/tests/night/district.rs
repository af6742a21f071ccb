//! The files of a made-up district, night by night.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use jiff::civil::date;
use roster::generate::{District, File, Stamp};
use roster::model::Entity;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::world::World;

/// A district on a day, as its SIS exports it on a night, with a stamp on every row.
pub(crate) fn on(students: u32, day: u32, night: u32) -> District {
    District::new(students, 7, date(2026, 8, 17)).on_day(day).stamped(Stamp::Night(night))
}

/// Writes the files into a folder named after the night.
pub(crate) fn export(world: &World, name: &str, district: &District) -> PathBuf {
    let folder = world.path(name);
    fs::create_dir(&folder).unwrap();
    for file in File::ALL {
        district.write(file, &mut fs::File::create(folder.join(file.name())).unwrap()).unwrap();
    }
    folder
}

/// The same as one archive.
pub(crate) fn archive(district: &District) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in File::ALL {
        let mut bytes = Vec::new();
        district.write(file, &mut bytes).unwrap();
        archive.start_file(file.name(), SimpleFileOptions::default()).unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Records by entity, as the files have them; roles and relationships stand in `users.csv`.
pub(crate) fn records(district: &District) -> BTreeMap<Entity, u64> {
    let files = [
        (Entity::Orgs, File::Orgs),
        (Entity::AcademicSessions, File::AcademicSessions),
        (Entity::Courses, File::Courses),
        (Entity::Classes, File::Classes),
        (Entity::Users, File::Users),
        (Entity::Enrollments, File::Enrollments),
        (Entity::Demographics, File::Demographics),
    ];
    files
        .iter()
        .map(|(entity, file)| (*entity, district.write(*file, &mut std::io::sink()).unwrap()))
        .collect()
}

/// Cuts the last rows of a file off: an upload that ended too soon.
pub(crate) fn cut_by_percent(file: &Path, percent: usize) {
    let text = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(file, lines[..lines.len() - lines.len() * percent / 100].concat()).unwrap();
}

//! What a profile adds to our templates: columns for own fields, files for own kinds, and the mapping that reads them.

use roster::mapping::{
    ColumnRef, Condition, FieldMapping, FieldTarget, FileMapping, Mapping, Need, Piece, RecordMapping,
    Repeats, Source, Test, Value, fold,
};
use roster::model::Entity;
use roster::profile::{OwnField, OwnKind, Profile, Storing};

use super::format;

/// The column that says whom an own record is about.
pub(super) const PERSON: &str = "Unique ID";
/// The column that tells several records of one person apart.
pub(super) const RECORD: &str = "Record ID";

/// The mapping that reads the templates of a profile; `None` where the built-in format reads all of it.
pub fn mapping(profile: &Profile) -> Option<Mapping> {
    let mut mapping = (*format().mapping()?).clone();
    let mut grown = false;
    for file in &mut mapping.files {
        let added: Vec<(Entity, String, String)> = added(file, profile)
            .into_iter()
            .map(|(of, own, column)| (of, own.name.clone(), column))
            .collect();
        grown |= !added.is_empty();
        for (entity, name, column) in added {
            let records = file.records.iter_mut().filter(|record| takes(record, entity));
            records.for_each(|record| {
                let target = FieldTarget::Own(name.clone());
                record.fields.push(FieldMapping::new(target, Value::column(column.as_str())));
            });
        }
    }
    let kinds = profile.kinds().iter().filter(|kind| kind.storing == Storing::Stored);
    let files: Vec<FileMapping> = kinds.map(file_of).collect();
    grown |= !files.is_empty();
    mapping.files.extend(files);
    mapping.name = format!(
        "{} of {}",
        mapping.name,
        if profile.name().is_empty() { "an own profile" } else { profile.name() }
    );
    grown.then_some(mapping)
}

/// Whether the own fields of an entity belong to a record; not to one that only stands in for a missing file.
fn takes(record: &RecordMapping, entity: Entity) -> bool {
    record.entity == entity && record.unless.is_none()
}

/// The own fields that a file of our templates does not have, with their columns.
pub(super) fn added<'p>(file: &FileMapping, profile: &'p Profile) -> Vec<(Entity, &'p OwnField, String)> {
    let standard = Profile::standard();
    let mut taken: Vec<String> = Vec::new();
    file.records.iter().flat_map(|record| &record.fields).for_each(|field| names(&field.value, &mut taken));
    let mut added = Vec::new();
    for entity in
        Entity::ALL.iter().filter(|entity| file.records.iter().any(|record| takes(record, **entity)))
    {
        let new = profile
            .own(*entity)
            .iter()
            .filter(|own| own.storing == Storing::Stored && standard.field(*entity, &own.name).is_none());
        for own in new {
            let column = column(&own.name, &taken);
            taken.push(fold(&column));
            added.push((*entity, own, column));
        }
    }
    added
}

/// The columns of the own fields of a kind.
pub(super) fn columns(kind: &OwnKind) -> Vec<(&OwnField, String)> {
    let mut taken = vec![fold(PERSON), fold(RECORD)];
    let stored = kind.fields.iter().filter(|own| own.storing == Storing::Stored);
    let named = stored.map(|own| {
        let column = column(&own.name, &taken);
        taken.push(fold(&column));
        (own, column)
    });
    named.collect()
}

/// What the file of a kind is called; never as one of ours.
pub(super) fn file_name(kind: &OwnKind) -> String {
    let name = format!("{}.csv", kind.name);
    match format().file(&name) {
        Some(_) => format!("own-{name}"),
        None => name,
    }
}

fn file_of(kind: &OwnKind) -> FileMapping {
    let (name, id) = (file_name(kind), &kind.name);
    let text = |column: &str| {
        Value::of(Source::Template(vec![
            Piece::Text(format!("{id}:")),
            Piece::Column(ColumnRef::Name(column.to_owned())),
        ]))
    };
    let place = |name: &str| FieldTarget::Field(Entity::OwnRecords.field(name).unwrap_or(0));
    let mut fields = vec![
        FieldMapping::new(place("sourcedId"), Value::of(Source::First(vec![text(RECORD), text(PERSON)]))),
        FieldMapping::new(place("kind"), Value::constant(id.as_str())),
        FieldMapping::new(place("userSourcedId"), Value::column(PERSON)),
    ];
    let own = columns(kind).into_iter();
    fields.extend(
        own.map(|(own, column)| FieldMapping::new(FieldTarget::Own(own.name.clone()), Value::column(column))),
    );
    let filled = Condition { column: ColumnRef::Name(PERSON.to_owned()), test: Test::Filled };
    let record = RecordMapping {
        entity: Entity::OwnRecords,
        only: vec![filled],
        repeats: Repeats::Unexpected,
        unless: None,
        fields,
    };
    let stem = name.trim_end_matches(".csv");
    let mut file = FileMapping::new(format!("{name}|{stem}.txt"));
    file.need = Need::Optional;
    file.records = vec![record];
    file
}

/// A column's name for people: `busRoute` is `Bus Route`. One that is taken gets a word in front.
fn column(name: &str, taken: &[String]) -> String {
    let mut title = String::new();
    for character in name.chars() {
        let after_small = title.ends_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        let begins = title.is_empty() || title.ends_with(' ');
        match character {
            '_' | '-' | '.' => title.push(' '),
            c if begins => title.extend(c.to_uppercase()),
            c if c.is_uppercase() && after_small => title.extend([' ', c]),
            c => title.push(c),
        }
    }
    match taken.contains(&fold(&title)) {
        true => format!("Own {title}"),
        false => title,
    }
}

fn names(value: &Value, found: &mut Vec<String>) {
    let mut add = |column: &ColumnRef| {
        if let ColumnRef::Name(name) = column {
            found.push(fold(name));
        }
    };
    match &value.source {
        Source::Column(columns) => columns.iter().for_each(add),
        Source::Template(pieces) => pieces.iter().for_each(|piece| {
            if let Piece::Column(column) = piece {
                add(column);
            }
        }),
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().for_each(|value| names(value, found))
        }
        Source::Constant(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_words_that_are_free() {
        let taken = [fold("Role")];
        for (name, want) in [
            ("busRoute", "Bus Route"),
            ("bus_route", "Bus Route"),
            ("email2", "Email2"),
            ("SSID", "SSID"),
            ("role", "Own Role"),
            ("a--b", "A  B"),
        ] {
            assert_eq!(column(name, &taken), want);
        }
    }

    #[test]
    fn the_standard_profile_needs_no_mapping_and_another_one_that_loads() {
        assert_eq!(mapping(&Profile::standard()), None);
        let profile = r#"{"profile": 1, "name": "Maple", "fields": {"users": {"grade": {}, "busRoute": {}}, "classes": {"floor": {}}},
            "entities": {"bus": {"fields": {"route": {}, "note": {"store": false}}}, "people": {"fields": {"a": {}}}}}"#;
        let profile = Profile::load(profile).expect("a profile");
        let mapping = mapping(&profile).expect("there is more than the built-in format reads");
        assert_eq!(Mapping::from_json(&mapping.to_json()).as_ref(), Ok(&mapping));
        let names: Vec<&str> = mapping.files.iter().map(FileMapping::usual_name).collect();
        assert!(names.ends_with(&["bus.csv", "own-people.csv"]), "{names:?}");
    }
}

//! The changes of a change set that need a person's eye: who goes, who would be somebody else, and what is lost.

use std::io::Write;

use super::cell::{cell, written};
use super::masking::{Audience, mask};
use crate::changes::{Change, Op};
use crate::model::{Entity, OWN_PREFIX, Record};
use crate::snapshot::school_of;
use crate::stored::StoredError;

const HEADER: [&str; 7] = ["op", "entity", "sourcedId", "school", "field", "before", "after"];

/// Writes removals, renames, values that become empty, and updates of fields that say who a person is or whether an adult
/// may pick a student up, as CSV with a row per changed field; gives back how many records those are. A removal has one
/// row, with the record's name as `before`. What the audience may not see is [masked](mask).
///
/// # Errors
/// Those of reading the changes, and of `out`.
pub fn destructive_csv<W: Write>(
    changes: impl IntoIterator<Item = Result<Change, StoredError>>,
    audience: Audience,
    out: W,
) -> Result<u64, StoredError> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let mut records = 0;
    written(csv.write_record(HEADER))?;
    for change in changes {
        let rows = rows(&change?, audience);
        records += u64::from(!rows.is_empty());
        for row in rows {
            let cells = row.iter().map(|text| cell(text).into_owned());
            written(csv.write_record(cells))?;
        }
    }
    csv.flush()?;
    Ok(records)
}

type Row = [String; 7];

fn rows(change: &Change, audience: Audience) -> Vec<Row> {
    let decode = |bytes: &Option<Vec<u8>>| Record::decode(change.entity, bytes.as_deref()?);
    let (before, after) = (decode(&change.before), decode(&change.after));
    match (change.op, before, after) {
        (Op::Removed, Some(before), _) => vec![removed(change, &before, audience)],
        (Op::Updated | Op::Revived | Op::Renamed, Some(before), Some(after)) => {
            changed(change, (&before, &after), audience)
        }
        (
            Op::Created
            | Op::Updated
            | Op::Removed
            | Op::Revived
            | Op::Renamed
            | Op::Missing
            | Op::Returned
            | Op::Purged,
            _,
            _,
        ) => Vec::new(),
    }
}

fn removed(change: &Change, before: &Record, audience: Audience) -> Row {
    let parts = named_by(change.entity).iter().filter_map(|name| shown(before, name, audience));
    let label = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    row(change, before, (String::new(), label, String::new()))
}

fn changed(change: &Change, (before, after): (&Record, &Record), audience: Audience) -> Vec<Row> {
    let fields = change.entity.fields();
    let is_lost = |at: usize| {
        let has = |record: &Record| record.value(at).is_some_and(|value| !value.is_empty());
        has(before) && !has(after)
    };
    let differ = before.differences(after);
    let watched = differ.fields.into_iter().filter(|at| is_watched(change, *at) || is_lost(*at));
    let one = |at: usize| {
        let value = |record: &Record| shown(record, fields[at].name, audience).unwrap_or_default();
        row(change, after, (fields[at].name.to_owned(), value(before), value(after)))
    };
    watched
        .map(one)
        .chain(differ.own.iter().filter_map(|name| lost_own(change, (before, after), name, audience)))
        .collect()
}

/// An own field that becomes empty. Only the operator's profile knows what is personal in it, so a district sees none.
fn lost_own(
    change: &Change,
    (before, after): (&Record, &Record),
    name: &str,
    audience: Audience,
) -> Option<Row> {
    let had = before.own_value(name)?;
    if after.own_value(name).is_some_and(|value| !value.is_empty()) {
        return None;
    }
    let shown = match audience {
        Audience::Operator => had.into_owned(),
        Audience::District => "…".to_owned(),
    };
    Some(row(change, after, (format!("{OWN_PREFIX}{name}"), shown, String::new())))
}

fn is_watched(change: &Change, at: usize) -> bool {
    let field = &change.entity.fields()[at];
    field.identity || field.name == "mayPickUp" || (change.op == Op::Renamed && at == 0)
}

fn shown(record: &Record, name: &str, audience: Audience) -> Option<String> {
    let at = record.entity().field(name)?;
    let value = record.value(at)?;
    Some(mask(audience, record.entity(), &record.entity().fields()[at], value).into_owned())
}

fn row(change: &Change, record: &Record, (field, before, after): (String, String, String)) -> Row {
    let school = school_of(change.entity, record.bytes()).unwrap_or("").to_owned();
    let (op, entity) = (change.op.word().to_owned(), change.entity.name().to_owned());
    [op, entity, change.sourced_id().to_owned(), school, field, before, after]
}

/// The fields by which people recognise a record.
fn named_by(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Orgs => &["name"],
        Entity::Users => &["givenName", "familyName"],
        Entity::Roles => &["userSourcedId", "role"],
        Entity::Relationships => &["studentSourcedId", "adultSourcedId", "relationship"],
        Entity::Enrollments => &["classSourcedId", "userSourcedId", "role"],
        Entity::OwnRecords => &["kind", "userSourcedId"],
        Entity::Demographics => &[],
        Entity::AcademicSessions
        | Entity::Courses
        | Entity::Classes
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::ClassResources
        | Entity::CourseResources
        | Entity::UserResources
        | Entity::Categories
        | Entity::LineItems
        | Entity::Results
        | Entity::ScoreScales
        | Entity::LineItemScoreScales
        | Entity::ResultScoreScales
        | Entity::LineItemLearningObjectiveIds
        | Entity::ResultLearningObjectiveIds => &["title"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(op: Op, entity: Entity, before: &[(&str, &str)], after: &[(&str, &str)]) -> Change {
        let bytes = |pairs: &[(&str, &str)]| {
            (!pairs.is_empty()).then(|| Record::from_pairs(entity, pairs).bytes().to_vec())
        };
        let (before, after) = (bytes(before), bytes(after));
        Change { op, entity, ordinal: None, arrival: 0, key: 0, row: 0, before, after }
    }

    fn csv(audience: Audience) -> String {
        let mia = [("sourcedId", "u1"), ("givenName", "Mia"), ("familyName", "Berg"), ("grades", "07")];
        let mai = [("sourcedId", "u1"), ("givenName", "=Mai"), ("familyName", "Berg"), ("grades", "08")];
        let no = [("sourcedId", "s:a"), ("mayPickUp", "no")];
        let yes = [("sourcedId", "s:a"), ("mayPickUp", "yes")];
        let class = [("sourcedId", "k1"), ("title", "Maths"), ("schoolSourcedId", "s1")];
        let other = [("sourcedId", "k1"), ("title", "Math"), ("schoolSourcedId", "s1")];
        let room = [("sourcedId", "k2"), ("location", "R1"), ("schoolSourcedId", "s1")];
        let none = [("sourcedId", "k2"), ("location", ""), ("schoolSourcedId", "s1")];
        let bus = [("sourcedId", "u2"), ("metadata.bus", "7"), ("metadata.title", "A")];
        let walks = [("sourcedId", "u2"), ("metadata.bus", ""), ("metadata.title", "B")];
        let changes = [
            change(Op::Removed, Entity::Users, &mia, &[]),
            change(Op::Updated, Entity::Users, &mia, &mai),
            change(Op::Updated, Entity::Relationships, &no, &yes),
            change(Op::Removed, Entity::Classes, &class, &[]),
            change(Op::Created, Entity::Users, &[], &mia),
            change(Op::Updated, Entity::Classes, &class, &other),
            change(Op::Updated, Entity::Classes, &room, &none),
            change(Op::Updated, Entity::Classes, &none, &room),
            change(Op::Updated, Entity::Users, &bus, &walks),
            change(Op::Updated, Entity::Users, &walks, &bus),
            change(Op::Purged, Entity::Users, &mia, &[]),
        ];
        let mut out = Vec::new();
        let records = destructive_csv(changes.into_iter().map(Ok), audience, &mut out).unwrap();
        assert_eq!(records, 6);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_operator_sees_who_goes_who_would_be_somebody_else_and_what_is_lost() {
        let want = "op,entity,sourcedId,school,field,before,after\r\n\
            removed,users,u1,,,Mia Berg,\r\n\
            updated,users,u1,,givenName,Mia,'=Mai\r\n\
            updated,relationships,s:a,,mayPickUp,no,yes\r\n\
            removed,classes,k1,s1,,Maths,\r\n\
            updated,classes,k2,s1,location,R1,\r\n\
            updated,users,u2,,metadata.bus,7,\r\n";
        assert_eq!(csv(Audience::Operator), want);
    }

    #[test]
    fn the_district_sees_ids_and_masked_names() {
        let text = csv(Audience::District);
        assert!(text.contains("removed,users,u1,,,M… B…,\r\n"), "{text}");
        assert!(text.contains("updated,users,u1,,givenName,M…,…\r\n"), "{text}");
        assert!(text.contains("updated,users,u2,,metadata.bus,…,\r\n"), "{text}");
        assert!(!text.contains("Mia") && !text.contains("Berg"), "{text}");
    }
}

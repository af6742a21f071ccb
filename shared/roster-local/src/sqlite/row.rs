//! A roster record as a row.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roster::model::{Entity, Record, RecordBuilder};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::StoredRecord;
use roster_pipeline::records::RunId;
use rusqlite::Row;
use serde::{Serialize, Serializer};

use super::failure::{Failure, Outcome};

/// What [`read_row`] reads, in its order.
pub(crate) const COLUMNS: &str = "fields, key, run, fence, first_seen, last_changed, removed_at";

/// A time as the roster database holds it: of one length, so that text order is time order.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// The name under which a record's own fields are stored.
pub(crate) const OWN: &str = "metadata";

struct Fields<'a>(&'a Record);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.0.entity().fields().iter().zip(self.0.values());
        let named = named.filter_map(|(field, value)| Some((field.name, value?)));
        serializer.collect_map(named.chain(self.0.own().map(|own| (OWN, own))))
    }
}

/// A record's fields as a JSON object of texts; what never came is left out. Own fields are the text [`OWN`], itself a
/// JSON object of texts.
pub(crate) fn fields_json(record: &Record) -> Outcome<String> {
    Ok(serde_json::to_string(&Fields(record))?)
}

/// A record from a row of [`COLUMNS`]. What cannot be read is `Corrupt`, without quoting it: it is personal data.
pub(crate) fn read_row(entity: Entity, row: &Row<'_>) -> Outcome<StoredRecord> {
    let corrupt = |_| Failure::new(ErrorKind::Corrupt, format!("stored record of {entity}"));
    let fields: BTreeMap<String, String> =
        serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("")).map_err(|e| corrupt(e.to_string()))?;
    let mut record = RecordBuilder::new(entity);
    for field in entity.fields() {
        record.push(fields.get(field.name).map(String::as_str));
    }
    if let Some(own) = fields.get(OWN) {
        record.own(&serde_json::from_str(own).map_err(|e| corrupt(e.to_string()))?);
    }
    let at = |column: usize| -> Outcome<Option<Timestamp>> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| text.parse().map_err(|_| corrupt(text))).transpose()
    };
    let always = |at: Option<Timestamp>| at.ok_or_else(|| corrupt(String::new()));
    Ok(StoredRecord {
        record: record.finish(),
        key: row.get(1)?,
        run: RunId(row.get(2)?),
        fence: row.get(3)?,
        first_seen: always(at(4)?)?,
        last_changed: always(at(5)?)?,
        removed_at: at(6)?,
    })
}

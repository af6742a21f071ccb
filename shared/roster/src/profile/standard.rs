//! The built-in profile: what our templates and visitor desks have beside OneRoster.

use std::collections::BTreeMap;

use super::Profile;
use super::document::{OwnKind, Storing};
use super::field::{OwnField, ValueKind};
use crate::model::Entity;

fn field(name: &str, kind: ValueKind, doc: &str, example: &str) -> OwnField {
    OwnField {
        name: name.to_owned(),
        kind,
        personal: true,
        storing: Storing::Stored,
        doc: doc.to_owned(),
        example: example.to_owned(),
    }
}

fn open(field: OwnField) -> OwnField {
    OwnField { personal: false, ..field }
}

pub(super) fn profile() -> Profile {
    let fields = [(Entity::Users, users()), (Entity::Relationships, relationships())];
    Profile {
        name: String::new(),
        fields: fields.into_iter().map(|(entity, fields)| (entity, sorted(fields))).collect(),
        kinds: vec![court_order()],
        required: BTreeMap::new(),
        sensitive: Default::default(),
    }
}

fn sorted(mut fields: Vec<OwnField>) -> Vec<OwnField> {
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    fields
}

fn users() -> Vec<OwnField> {
    let mut fields = vec![
        open(field("title", ValueKind::Text, "Job title.", "Math teacher")),
        open(field("department", ValueKind::Text, "Department.", "Mathematics")),
        field("employeeId", ValueKind::Text, "Number of a member of staff in the HR system.", "004711"),
        field(
            "imageUrl",
            ValueKind::Url,
            "Where a picture of the person is.",
            "https://photos.example.org/1001.jpg",
        ),
        field("homeLanguage", ValueKind::Language, "Language spoken at home, as ISO 639-1.", "es"),
    ];
    for number in 2..=5 {
        let (mail, phone) = (format!("email{number}"), format!("phone{number}"));
        let (mail_doc, phone_doc) =
            (format!("E-mail address number {number}."), format!("Phone number {number}."));
        fields.push(field(&mail, ValueKind::Email, &mail_doc, "ada.byron@example.org"));
        fields.push(field(&phone, ValueKind::Phone, &phone_doc, "(555) 010-0142"));
    }
    fields
}

fn relationships() -> Vec<OwnField> {
    let words = ["yes", "no", "unknown"].map(str::to_owned).to_vec();
    vec![field("livesWith", ValueKind::Words(words), "Whether the student lives with the adult.", "yes")]
}

/// Checked and dropped unless an operator says otherwise: nobody needs the text of a court order in a roster by accident.
fn court_order() -> OwnKind {
    let text =
        field("text", ValueKind::Text, "What the order says.", "No contact with the adult named in it.");
    OwnKind {
        name: "courtOrder".to_owned(),
        doc: "A court order about the person; not stored unless the profile says \"store\": true.".to_owned(),
        storing: Storing::Dropped,
        fields: sorted(vec![
            OwnField { storing: Storing::Dropped, ..text },
            field("beginDate", ValueKind::Date, "First day of the order.", "2026-08-15"),
            field("endDate", ValueKind::Date, "The day after its last day.", "2027-08-15"),
        ]),
    }
}

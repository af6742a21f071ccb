//! One field of an entity: its type, whether it must be there, and whether it is personal.

use super::entity::Entity;

/// The type of a field's value. Values are text everywhere; the kind says which texts are good and what is canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The record's own ID.
    Id,
    /// The ID of a record of an entity.
    Ref(Entity),
    /// IDs of records of an entity, comma-separated; order means nothing.
    RefList(Entity),
    /// Any text.
    Text,
    /// Texts, comma-separated, in the order sent.
    TextList,
    /// `{type:id}` elements, comma-separated; order means nothing.
    UserIds,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// One of these words, or one beginning with `ext:`.
    OpenEnum(&'static [&'static str]),
    /// Words of an open enumeration, comma-separated.
    OpenEnumList(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// `YYYY-MM-DD`.
    Date,
    /// ISO 8601 with UTC, `2012-04-23T18:25:43.511Z`.
    DateTime,
    /// `YYYY`, the year in which a school year ends.
    Year,
    /// A whole number.
    Integer,
    /// A decimal number.
    Float,
    /// Grades, comma-separated, of the CEDS list in OneRoster 1.1, by agreement in 1.2.
    Grades,
    /// An e-mail address.
    Email,
    /// `{grade:score}` elements, comma-separated.
    ScoreScale,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// OneRoster's name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether OneRoster demands a value.
    pub required: bool,
    /// Whether there is no record without a good value: key, role, school, and what an enrollment ties together.
    pub essential: bool,
    /// Whether the value says something about a person: masked in reports, never logged.
    pub personal: bool,
    /// Whether it says who a person is: the brake watches these.
    pub identity: bool,
    /// False for what is validated and then dropped (passwords).
    pub stored: bool,
    /// False for what is ours and no column of a OneRoster file.
    pub in_file: bool,
    /// What it is, in one line.
    pub doc: &'static str,
}

/// A field that may be blank.
pub(crate) const fn field(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        essential: false,
        personal: false,
        identity: false,
        stored: true,
        in_file: true,
        doc,
    }
}

/// The record's own ID.
pub(crate) const fn id() -> Field {
    field("sourcedId", Kind::Id, "The record's own ID, unique in its file, never reused.").essential()
}

impl Field {
    pub(crate) const fn required(mut self) -> Field {
        self.required = true;
        self
    }
    pub(crate) const fn essential(mut self) -> Field {
        self.required = true;
        self.essential = true;
        self
    }
    pub(crate) const fn personal(mut self) -> Field {
        self.personal = true;
        self
    }
    pub(crate) const fn identity(mut self) -> Field {
        self.personal = true;
        self.identity = true;
        self
    }
    pub(crate) const fn not_stored(mut self) -> Field {
        self.stored = false;
        self
    }
    pub(crate) const fn ours(mut self) -> Field {
        self.in_file = false;
        self
    }
}

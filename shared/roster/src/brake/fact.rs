//! What the check knows of a delivery that no count shows.

use crate::model::Entity;

/// Something about a delivery that holds it whatever the counts say. [`Fact::FileSize`] is judged by a limit first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A required file did not come.
    FileMissing {
        /// Its name.
        file: String,
        /// What it would have held, if that is one entity.
        entity: Option<Entity>,
    },
    /// A column that an earlier delivery had is gone. Optional columns, new ones and another order are no facts;
    /// where columns are mapped by position, any change is.
    ColumnLost {
        /// The file's name.
        file: String,
        /// The column's header, or its position.
        column: String,
        /// What is lost with it.
        feeds: Feeds,
        /// What the file holds, if that is one entity.
        entity: Option<Entity>,
    },
    /// Columns that a mapping finds by their place are not those that it was made for.
    PositionsChanged {
        /// The file's name.
        file: String,
        /// Which, in words.
        changes: String,
        /// What the file holds, if that is one entity.
        entity: Option<Entity>,
    },
    /// How long a file is, beside the same file of the delivery last applied. One for each file.
    FileSize {
        /// The file's name.
        file: String,
        /// Rows then.
        before: u64,
        /// Rows now.
        now: u64,
        /// How the last row ends.
        last_row: LastRow,
        /// What the file holds, if that is one entity.
        entity: Option<Entity>,
    },
    /// IDs look different from those of the snapshot. Nothing finds this yet.
    IdsChangedShape {
        /// Whose IDs.
        entity: Entity,
        /// IDs of another shape.
        changed: u64,
        /// All IDs.
        of: u64,
    },
    /// Records that go look like records that come, under other IDs. Judged by limits.
    IdsReissued {
        /// What kind of record.
        entity: Entity,
        /// Records of the roster for which a new ID is proposed.
        matched: u64,
        /// All its records.
        of: u64,
    },
    /// The district has sent new IDs of records that would go and come again, and nobody has accepted them yet.
    IdsProposed {
        /// What kind of record.
        entity: Entity,
        /// How many.
        count: u64,
    },
    /// Before the first activation: what came matches another tenant, which is not named.
    OtherTenant {
        /// What matches.
        overlap: Overlap,
        /// How many of them.
        count: u64,
    },
}

/// What a lost column was needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feeds {
    /// A record's key.
    Key,
    /// A person's role.
    Role,
    /// A record's school.
    School,
    /// A required field.
    RequiredField,
    /// Which rows count.
    Filter,
    /// A mapping by position, in which every later column has moved.
    Position,
}

/// How the last row of a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LastRow {
    /// As all others.
    Whole,
    /// In an open quote, or with fields missing.
    Broken,
}

/// What a delivery has in common with another tenant's roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// Schools.
    Schools,
    /// E-mail domains.
    EmailDomains,
    /// IDs of records.
    Ids,
}

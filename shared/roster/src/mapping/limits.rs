//! How large a mapping may be, so that neither it nor what it makes of a row gets out of hand.

/// Bytes of JSON.
pub const MAX_BYTES: usize = 1 << 20;
/// Bytes after the records of `each` are written out.
pub(super) const MAX_EXPANDED: usize = 4 << 20;
/// Files of a mapping.
pub const MAX_FILES: usize = 64;
/// Records that one row becomes, after `each`.
pub const MAX_RECORDS: usize = 64;
/// Texts of an `each`.
pub const MAX_EACH: usize = 32;
/// Fields of a record.
pub const MAX_FIELDS: usize = 300;
/// Steps of a value.
pub const MAX_STEPS: usize = 20;
/// Values, columns of templates and steps of a file's records together, after `each`.
pub const MAX_WORK: usize = 10_000;
/// Values that stand in each other, the outermost counted.
pub const MAX_DEPTH: usize = 4;
/// Values that stand side by side in a `first` or `join`, and columns in a `column`.
pub const MAX_VALUES: usize = 32;
/// Characters of a text.
pub const MAX_TEXT: usize = 1_000;
/// Entries of a code table.
pub const MAX_CODES: usize = 5_000;
/// Columns of a file: of its fingerprint, of what it ignores, and the highest place.
pub const MAX_COLUMNS: usize = 2_000;
/// Conditions that stand together.
pub const MAX_CONDITIONS: usize = 20;
/// Texts of a condition.
pub const MAX_CHOICES: usize = 1_000;
/// Patterns of a date.
pub const MAX_DATES: usize = 10;
/// Characters that a value is filled up to.
pub const MAX_PAD: usize = 64;
/// Parts counted from either end of a split.
pub const MAX_PART: usize = 100;
/// Letters, digits, `_`, `-` and `.` in the name of an own field.
pub const MAX_OWN_NAME: usize = 64;

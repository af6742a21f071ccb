-- The company's copy of the roster, one row per record. The company's application reads the views (`users`,
-- `enrollments`, ...), which show visible records only; they are made from the schema whenever the database is opened.
--
-- `fields` is a JSON object of texts: a missing name is a column that never came, "" a blank value. Times are UTC with
-- nine digits of a second, so that they sort as text. `removed_at` is null for a visible record.
--
-- A rowid table with an index, because changes come in key order and rows are long: both are then written in order.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    entity TEXT NOT NULL,
    sourced_id TEXT NOT NULL,
    key BLOB NOT NULL,
    fields TEXT NOT NULL,
    run TEXT NOT NULL,
    fence INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    removed_at TEXT,
    UNIQUE (tenant, connection, entity, sourced_id)
) STRICT;

-- For purging, and for counting visible records without reading them.
CREATE INDEX record_removed ON record (tenant, connection, entity, removed_at) WHERE removed_at IS NOT NULL;

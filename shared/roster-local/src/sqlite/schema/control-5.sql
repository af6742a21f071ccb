-- The operator's field profile: one document at most, of no tenant.
CREATE TABLE profile (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    document TEXT NOT NULL
) STRICT;

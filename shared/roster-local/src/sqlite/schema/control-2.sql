-- Attempts to log in: how often, and until when that counts, in milliseconds since 1970. Keys are hashes. Rows that have
-- ended go with the next attempt.
CREATE TABLE attempt (
    key TEXT PRIMARY KEY,
    times INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_until ON attempt (until);

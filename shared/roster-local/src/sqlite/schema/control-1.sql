-- Settings, arrivals, deliveries, runs, leases and waiting work. `doc` is the whole document as JSON; the other columns
-- repeat what is looked up, ordered or compared.
CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connection (
    tenant TEXT NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE TABLE login (
    user TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    doc TEXT NOT NULL,
    FOREIGN KEY (tenant, connection) REFERENCES connection (tenant, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX login_connection ON login (tenant, connection);

CREATE TABLE arrival (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    path TEXT NOT NULL,
    version TEXT NOT NULL,
    delivery TEXT,
    doc TEXT NOT NULL,
    UNIQUE (tenant, connection, path, version)
) STRICT;

CREATE TABLE delivery (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, id)
) STRICT;

CREATE TABLE run (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, id)
) STRICT;

-- What is current: the run that made it so and the snapshot that it left.
CREATE TABLE current (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, connection)
) STRICT, WITHOUT ROWID;

-- A row stays when the lease is given back, so that fencing numbers only rise. Times in milliseconds since 1970.
CREATE TABLE lease (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    holder TEXT,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (tenant, connection)
) STRICT, WITHOUT ROWID;

-- Only the first job of a connection is ever handed out; `receipt` is null while it waits. `visible_at` is in
-- milliseconds since 1970: before it nobody gets the job.
CREATE TABLE job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    work TEXT NOT NULL,
    visible_at INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0,
    receipt TEXT
) STRICT;
CREATE INDEX job_connection ON job (tenant, connection, seq);

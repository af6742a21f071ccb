-- Pulls, what was seen on districts' servers last, and transfers that others do for us. Nothing here refers to a
-- connection's row: conformance cases have none, and an erased tenant is erased here by name.
CREATE TABLE pull (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, id)
) STRICT;

CREATE TABLE seen_file (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    path TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, path)
) STRICT;

CREATE TABLE transfer (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    doc TEXT NOT NULL
) STRICT;
CREATE INDEX transfer_connection ON transfer (tenant, connection);

-- `path` is empty for a listing.
CREATE TABLE transfer_report (
    transfer TEXT NOT NULL,
    path TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (transfer, path)
) STRICT;

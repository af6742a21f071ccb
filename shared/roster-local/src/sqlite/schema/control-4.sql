-- Mappings of connections in versions. `doc` says when and why, `document` is the mapping itself.
CREATE TABLE mapping (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, version),
    FOREIGN KEY (tenant, connection) REFERENCES connection (tenant, id) ON DELETE CASCADE
) STRICT;

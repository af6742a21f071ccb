//! Settings, deliveries and runs in one table: what each item looks like is in `docs/data-model.md`.

mod attempts;
mod delivery_log;
mod directory;
mod keys;
mod lease;
mod logins;
mod mappings;
mod pull_log;
mod run_log;
mod taking;

use aws_sdk_dynamodb::Client;

use super::table::Table;
use super::{Key, TableDefinition};

/// Directory, delivery log, run log, pull log and attempts to log in, in one DynamoDB table.
///
/// Partitions that begin with `T#<tenant>` hold what a worker for that tenant needs. Listing over all tenants, adding,
/// changing and removing tenants, connections and logins reach beyond them and need the operator's rights.
#[derive(Debug, Clone)]
pub struct ControlTable {
    pub(crate) table: Table,
}

impl ControlTable {
    /// The table of that name; no call is made.
    pub fn new(client: Client, table: impl Into<String>) -> ControlTable {
        ControlTable { table: Table { client, name: table.into() } }
    }
}

/// What the table is made of.
pub fn definition() -> TableDefinition {
    TableDefinition { key: Key { partition: "pk", sort: "sk" }, expires: Some("expires"), indexes: &[] }
}

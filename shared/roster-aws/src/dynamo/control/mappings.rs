//! Mappings in the control table, one item a version.

use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};

use super::super::document::{Draft, parts_of};
use super::super::item::{absent, corrupt, present, s, text};
use super::super::table::Range;
use super::super::transaction::{Outcome, Part};
use super::{ControlTable, keys};

/// Beside the document: when and why it was made.
const ABOUT: &str = "about";

impl ControlTable {
    pub(super) async fn store_mapping(
        &self,
        connection: &ConnectionKey,
        version: &MappingVersion,
        document: &str,
    ) -> PortResult<()> {
        let what = format!("mapping {} of {connection}", version.version);
        let about = serde_json::to_string(version).map_err(|_| corrupt(ABOUT))?;
        let key = keys::mapping(connection, version.version);
        let draft = Draft::new(&key, &document)?.with(ABOUT, s(about));
        self.table.put_all(&what, draft.parts).await?;
        let parts = vec![
            Part::Check(keys::connection(connection), present()),
            Part::Put(draft.item.clone(), Some(absent())),
        ];
        let refused = match self.table.transact(&what, parts).await? {
            Outcome::Done => return Ok(()),
            Outcome::Refused(0) => PortError::new(ErrorKind::NotFound, format!("connection {connection}")),
            Outcome::Refused(_) => PortError::new(ErrorKind::Conflict, what.clone()),
        };
        self.table.discard_parts(&what, &draft.item).await?;
        Err(refused)
    }

    pub(super) async fn mapping_of(&self, connection: &ConnectionKey, version: u64) -> PortResult<String> {
        let what = format!("mapping {version} of {connection}");
        self.table.document_at(&what, &keys::mapping(connection, version)).await
    }

    pub(super) async fn mappings_of(&self, connection: &ConnectionKey) -> PortResult<Vec<MappingVersion>> {
        let own = Range::all(keys::of_tenant(&connection.tenant), keys::own_mappings(connection));
        let items = self.table.query(&format!("mappings of {connection}"), &own).await?;
        let about = items.iter().map(|item| {
            let json = text(item, ABOUT)?;
            serde_json::from_str(json).map_err(|_| corrupt(ABOUT))
        });
        about.collect()
    }

    /// Comes after the tenant's connections are gone, without which none is added.
    pub(super) async fn drop_mappings(&self, what: &str, tenant: &TenantId) -> PortResult<()> {
        for prefix in [keys::OWN_MAPPINGS, &parts_of(keys::OWN_MAPPINGS)] {
            self.table.delete_range(what, Range::all(keys::of_tenant(tenant), prefix)).await?;
        }
        Ok(())
    }
}

//! What connectors report on the event bus.

use roster_pipeline::ports::{FileOutcome, Report, TransferId};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde::Deserialize;

use super::failure;

/// An event of Transfer Family. Fields that nobody reads are left out; those of other events are absent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ConnectorEvent {
    /// `aws.transfer`.
    pub source: String,
    /// For example `SFTP Connector File Retrieve Completed`.
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    detail: Detail,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Detail {
    connector_id: Option<String>,
    transfer_id: Option<String>,
    listing_id: Option<String>,
    file_path: Option<String>,
    status_code: Option<String>,
    failure_code: Option<String>,
    bytes: Option<u64>,
    local_directory_path: Option<String>,
    output_directory_path: Option<String>,
}

impl ConnectorEvent {
    /// Whose prefix it is about, as `<tenant>/<connection>`: a hint where to look, never a proof.
    pub fn place(&self) -> Option<(&str, &str)> {
        let path =
            self.detail.local_directory_path.as_deref().or(self.detail.output_directory_path.as_deref())?;
        let mut parts = path.split("/tenants/").nth(1)?.split('/');
        Some((parts.next()?, parts.next()?))
    }
}

/// The report that an event carries; `None` for events of other kinds (our own server's, moves, deletions). `Refused` for
/// one that should carry a report and cannot.
pub fn report_of(event: &ConnectorEvent) -> PortResult<Option<Report>> {
    if event.source != "aws.transfer" {
        return Ok(None);
    }
    let kind = event.detail_type.strip_prefix("SFTP Connector ").and_then(|rest| {
        let (what, how) = rest.rsplit_once(' ')?;
        ["File Retrieve", "Directory Listing"]
            .into_iter()
            .find(|known| *known == what)
            .map(|what| (what, how))
    });
    let Some((what, how)) = kind else { return Ok(None) };
    let detail = &event.detail;
    let broken = || PortError::new(ErrorKind::Refused, "event of a connector without what it must have");
    let (transfer, path) = match what {
        "File Retrieve" => (&detail.transfer_id, Some(detail.file_path.clone().ok_or_else(broken)?)),
        _ => (&detail.listing_id, None),
    };
    let completed = how == "Completed" && detail.status_code.as_deref() != Some("FAILED");
    let outcome = match completed {
        true => FileOutcome::Landed { bytes: detail.bytes, sha256: None },
        false => FileOutcome::Failed {
            trouble: failure::of_file(detail.failure_code.as_deref().unwrap_or("UNKNOWN_ERROR")),
        },
    };
    Ok(Some(Report {
        transfer: TransferId(transfer.clone().ok_or_else(broken)?),
        connector: detail.connector_id.clone().ok_or_else(broken)?,
        path,
        outcome,
    }))
}

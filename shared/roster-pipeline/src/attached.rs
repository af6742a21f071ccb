//! Pictures and PDFs that come with a roster: part of no set, kept beside the deliveries, tied to people by name.

use std::io::{Read, Write};

use roster::attachments::{Attachment, Matched, is_attachment};
use roster::table::archive::{Archive, ArchiveProblemKind, Limits};
use serde::{Deserialize, Serialize};

use crate::context::{Ports, blocking, from_io};
use crate::ports::{Arrival, ArtifactKey, Purpose};
use crate::records::{AttachmentsRecord, Delivery, Run};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// One attachment, and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attached {
    /// The `sourcedId` of the person it belongs to, if it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The client's path.
    pub file: String,
    /// The name inside of it, if that is a ZIP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Bytes.
    pub bytes: u64,
    /// The path of the copy of `file` among the artifacts, until it expires with the raw delivery.
    pub artifact: String,
}

/// What a copied file is for: by its name, or if it is a ZIP by the names in it.
pub(crate) async fn purpose(
    ports: &Ports,
    key: &ConnectionKey,
    (path, artifact): (&str, &str),
) -> PortResult<Purpose> {
    if is_attachment(path) {
        return Ok(Purpose::Attachment);
    }
    if !path.to_lowercase().ends_with(".zip") {
        return Ok(Purpose::Table);
    }
    let archive = archive(ports, key, artifact).await?;
    let harmless = |kind: ArchiveProblemKind| kind == ArchiveProblemKind::EntryDirectory;
    let only = archive.entries().is_empty() && archive.problems().iter().all(|p| harmless(p.kind));
    Ok(if only && !archive.attachments().is_empty() { Purpose::Attachment } else { Purpose::Table })
}

async fn archive(ports: &Ports, key: &ConnectionKey, artifact: &str) -> PortResult<Archive> {
    let source = ports.artifacts.open(&ArtifactKey::new(key, artifact)).await?;
    blocking(move || Archive::open(source, &Limits::default()).map_err(from_io)).await
}

/// Attachments that came by themselves, those in ZIPs too.
pub(crate) async fn beside(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<Attachment>> {
    let mut beside = Vec::new();
    for arrival in attachments(ports, key).await? {
        if is_attachment(&arrival.path) {
            beside.push(Attachment { input: arrival.path, entry: None, size: arrival.size });
            continue;
        }
        let archive = match archive(ports, key, &arrival.artifact).await {
            Err(error) if error.kind == ErrorKind::NotFound => continue,
            archive => archive?,
        };
        let inside = archive.attachments().iter();
        beside.extend(inside.map(|(name, size)| Attachment {
            input: arrival.path.clone(),
            entry: Some(name.clone()),
            size: *size,
        }));
    }
    Ok(beside)
}

async fn attachments(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<Arrival>> {
    let arrivals = ports.deliveries.arrivals(key).await?;
    Ok(arrivals.into_iter().filter(|arrival| arrival.purpose == Purpose::Attachment).collect())
}

/// Stores the list of a run's attachments; gives back what the delivery notes of it.
pub(crate) async fn store(
    ports: &Ports,
    (run, delivery): (&Run, &Delivery),
    matched: &Matched,
) -> PortResult<Option<AttachmentsRecord>> {
    if matched.all.is_empty() {
        return Ok(None);
    }
    let mut places: std::collections::BTreeMap<String, String> =
        attachments(ports, &run.connection).await?.into_iter().map(|a| (a.path, a.artifact)).collect();
    places.extend(delivery.files.iter().map(|file| (file.path.clone(), file.artifact.clone())));
    let attached = |one: &roster::attachments::Belongs| Attached {
        user: one.user.clone(),
        file: one.attachment.input.clone(),
        entry: one.attachment.entry.clone(),
        bytes: one.attachment.size,
        artifact: places.get(&one.attachment.input).cloned().unwrap_or_default(),
    };
    let list: Vec<Attached> = matched.all.iter().map(attached).collect();
    let text = serde_json::to_vec(&list)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("attachments of {}", run.id), e))?;
    let path = format!("runs/{}/attachments.json", run.id);
    let mut writer = ports.artifacts.write(&ArtifactKey::new(&run.connection, &path)).await?;
    writer.write_all(&text)?;
    writer.finish()?;
    let (files, bytes, matched) = (matched.files(), matched.bytes(), matched.matched());
    Ok(Some(AttachmentsRecord { files, bytes, matched, list: path }))
}

/// The attachments that a delivery was checked with, and whose they are; none if they expired.
pub async fn of_delivery(ports: &Ports, delivery: &Delivery) -> PortResult<Vec<Attached>> {
    let Some(record) = &delivery.attachments else { return Ok(Vec::new()) };
    let mut text = Vec::new();
    match ports.artifacts.open(&ArtifactKey::new(&delivery.connection, &record.list)).await {
        Ok(mut source) => source.read_to_end(&mut text)?,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    serde_json::from_slice(&text)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("attachments of {}", delivery.id), e))
}

//! What happened to one record, read from the change sets of the runs that were applied.

use jiff::Timestamp;
use roster::changes::{Change, ChangeSetReader, Op};
use roster::model::{Entity, Record};
use roster::run::State;

use crate::apply::{is_applied, stored};
use crate::check::change_set;
use crate::context::{Ports, blocking};
use crate::identity::given_up;
use crate::ports::Source;
use crate::records::{Run, RunId};
use crate::{ConnectionKey, PortResult};

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The run that made it.
    pub run: RunId,
    /// When that run was applied.
    pub at: Timestamp,
    /// What happened.
    pub op: Op,
    /// The record before; `None` for what was created.
    pub before: Option<Record>,
    /// The record after; `None` for what was removed.
    pub after: Option<Record>,
}

/// The changes of a record, newest first; empty if it was never there. Follows the record through changes of its ID.
///
/// Reads at most two batches of each applied run. A removal that an answer kept waiting is not shown.
pub async fn of(
    ports: &Ports,
    key: &ConnectionKey,
    entity: Entity,
    sourced_id: &str,
) -> PortResult<Vec<HistoryEntry>> {
    let (mut entries, mut id) = (Vec::new(), sourced_id.to_owned());
    let mut ended = false;
    let given_up = given_up(ports, key, entity).await?;
    for run in ports.runs.runs(key, usize::MAX).await? {
        if run.state != State::Applied.as_str() || !run.has_changes || run.change_set.is_none() {
            continue;
        }
        let set = change_set(ports, &run).await?;
        let change = find(set, &run, (entity, &id)).await?;
        let is_renamed = change.as_ref().is_some_and(|change| change.op == Op::Renamed);
        // Before that, the ID was another record's.
        let begins = !is_renamed && given_up.contains(&(run.id.0.clone(), id.clone()));
        let Some(change) = change else {
            if begins {
                ended = true;
                break;
            }
            continue;
        };
        if !change.op.is_visible() || !is_applied(change.op, run.additions_only) {
            continue;
        }
        let entry = entry(&run, change);
        if let (Op::Renamed, Some(before)) = (entry.op, &entry.before) {
            before.sourced_id().clone_into(&mut id);
        }
        entries.push(entry);
        if begins {
            ended = true;
            break;
        }
    }
    let connection = ports.directory.connection(key).await?;
    if let (Some(replaced), false) = (connection.id_changes.replaces, ended) {
        let before = ConnectionKey { tenant: key.tenant.clone(), connection: replaced };
        entries.extend(Box::pin(of(ports, &before, entity, &id)).await?);
    }
    Ok(entries)
}

async fn find(
    mut set: ChangeSetReader<Box<dyn Source>>,
    run: &Run,
    (entity, id): (Entity, &str),
) -> PortResult<Option<Change>> {
    let (what, id) = (format!("change set of {}", run.id), id.to_owned());
    blocking(move || set.find(entity, &id).map_err(|e| stored(e, &what))).await
}

fn entry(run: &Run, change: Change) -> HistoryEntry {
    let record = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| Record::decode(change.entity, &bytes));
    HistoryEntry {
        run: run.id.clone(),
        at: run.finished_at.unwrap_or(run.started_at),
        op: change.op,
        before: record(change.before),
        after: if change.op == Op::Removed { None } else { record(change.after) },
    }
}

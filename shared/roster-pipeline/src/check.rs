//! Reads a delivery, compares it with the roster, stores findings, preview and change set. Changes no roster.

use std::sync::Arc;

use jiff::Timestamp;
use roster::attachments::Attachment;
use roster::brake::{self, Limit, Limits, Removals};
use roster::calendar::{Calendar, Mode};
use roster::changes::{ChangeSetReader, ChangeSorter};
use roster::diff::{Beside, CompareOptions, Comparison, compare_beside};
use roster::identity::is_id_changes;
use roster::mapping::Mapping;
use roster::read::{FindingSink, Input, ReadOptions, Set, Strictness};
use roster::report::{FindingLog, Findings};
use roster::run::{Event, State};
use roster::schedule::Schedule;
use tokio::runtime::Handle;

use crate::attached;
use crate::context::{ArtifactInput, Ports, as_io, blocking, from_io};
use crate::fingerprint::of_settings;
use crate::identity::{self, Delivered, Pending, RunIds};
use crate::mapping;
use crate::ports::{Announcement, ArtifactKey, ArtifactWriter, Begun};
use crate::receive::stamp;
use crate::records::{BrakeReason, BrakeRecord, Connection, Counts, Delivery, DeliveryId, Run, RunId};
use crate::redact::redact_delivery;
use crate::snapshots::{self, SnapshotPage};
use crate::sources::{self, RunSources};
use crate::states::{advance, settings_error, state};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// What a check found.
pub struct Checked {
    /// The run, in state checked or rejected.
    pub run: Run,
    /// The delivery with what is known of it now.
    pub delivery: Delivery,
}

/// The run of a delivery; asking again for the same delivery gives it another run.
pub async fn begin(ports: &Ports, delivery: &Delivery, asked: Asked, now: Timestamp) -> PortResult<Run> {
    let tail: String = delivery.id.0.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    let at = match asked {
        Asked::ByArrival => delivery.received_at,
        Asked::Again => now,
    };
    let run = Run {
        id: RunId(format!("r-{}-{tail}", stamp(at))),
        connection: delivery.connection.clone(),
        delivery: delivery.id.clone(),
        state: State::Received.as_str().to_owned(),
        started_at: now,
        finished_at: None,
        fence: 0,
        base: 0,
        change_set: None,
        planned_under: String::new(),
        has_changes: false,
        entities: Default::default(),
        brake: BrakeRecord::default(),
        additions_only: false,
        batches_done: 0,
        applying_since: None,
        folded: Vec::new(),
        note: None,
        ids: RunIds::default(),
        sources: RunSources::default(),
        version: 1,
    };
    match ports.runs.begin(&run).await? {
        Begun::New(run) | Begun::Existing(run) => Ok(run),
    }
}

/// Why a delivery is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It came.
    ByArrival,
    /// A person wants it looked at again.
    Again,
}

/// Checks a delivery: from received to checked, with receipt, findings and preview.
pub async fn check(ports: &Ports, run: Run, now: Timestamp) -> PortResult<Checked> {
    let (run, mut delivery, mut found) = examine(ports, run, now).await?;
    // Before anybody can take the delivery for checked: then nobody would come back to it.
    let private = std::mem::take(&mut found.body.comparison.private);
    redact_delivery(ports, &mut delivery, private).await?;
    let event = if found.usable { Event::Checked } else { Event::Rejected };
    ports.deliveries.set_delivery(&delivery).await?;
    let run = match state(&run)? == State::Received {
        true => advance(ports, run, event, now).await?,
        false => ports.runs.advance(&run).await?,
    };
    let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    crate::reports::checked(ports, (&run, &delivery), found.body, now).await?;
    let announcement = Announcement::Checked {
        delivery: delivery.id.clone(),
        errors: found.errors,
        warnings: found.warnings,
    };
    crate::states::announce(ports, &run.connection, announcement).await;
    Ok(Checked { run, delivery })
}

/// Gives up on a run that can never be checked: says so, and lets the next delivery have its turn.
pub(crate) async fn give_up(ports: &Ports, run: Run, error: &PortError, now: Timestamp) -> PortResult<Run> {
    let message = error.to_string();
    let run = advance(ports, Run { note: Some(message.clone()), ..run }, Event::Failed, now).await?;
    crate::reports::moved(ports, &run, now).await?;
    let announcement = Announcement::Failed { run: run.id.clone(), message };
    crate::states::announce(ports, &run.connection, announcement).await;
    Ok(run)
}

/// What the reports need of an examination.
struct Found {
    usable: bool,
    errors: u64,
    warnings: u64,
    body: crate::reports::Body,
}

/// Reads and compares; gives the run back with counts, verdict and change set, not yet stored.
async fn examine(ports: &Ports, mut run: Run, now: Timestamp) -> PortResult<(Run, Delivery, Found)> {
    let key = run.connection.clone();
    let connection = ports.directory.connection(&key).await?;
    let mut delivery = ports.deliveries.delivery(&key, &run.delivery).await?;
    let (current, page) = snapshots::current(ports, &key).await?;
    let plan = Plan::new(&connection, now)?;
    let change_set = format!("runs/{}/changes", run.id);
    let findings = format!("runs/{}/findings.csv", run.id);
    let outputs = (
        ports.artifacts.write(&ArtifactKey::new(&key, &change_set)).await?,
        ports.artifacts.write(&ArtifactKey::new(&key, &findings)).await?,
    );
    let read = read_options(ports, &connection).await?;
    let delivered = identity::delivered(ports, &connection, &delivery, &page).await?;
    let pending = Pending::of(ports, &connection, &page, delivered.as_ref()).await?;
    run.ids = RunIds { version: connection.id_changes.version(), ..RunIds::default() };
    let renames = pending.renames();
    if !pending.is_empty() {
        run.ids.waiting = Some(waiting(ports, &run, pending).await?);
    }
    let said = delivered.as_ref().map(Delivered::said).unwrap_or_default();
    let beside = attached::beside(ports, &key).await?;
    let sources = sources::sources(ports, &connection, &page).await?;
    let under = sources.under.clone();
    let others = sources.beside(renames);
    let work = Work { ports: ports.clone(), key: key.clone(), page, plan: plan.clone(), read, beside };
    let files = inputs(ports, &delivery);
    let (mut comparison, findings, has_changes) =
        blocking(move || work.store((files, others, delivered), outputs)).await?;

    // A person who activates a connection before anything came has said whose it is.
    let quarantined = run.brake.reasons.iter().any(|r| r.code == brake::Cause::OtherTenant.code());
    if current.is_none() && (!connection.active || quarantined) {
        comparison.facts.extend(snapshots::overlaps(ports, &key, &comparison.traits).await?);
    }
    let base = current.map_or(0, |c| c.version);
    run.base = base;
    run.change_set = Some(change_set);
    run.ids.proposal = identity::propose(ports, &run, (&mut comparison, &plan.limits), said).await?;
    run.has_changes = has_changes;
    run.planned_under = planned_under(&connection, (plan.mode, base), &under);
    let supplied = comparison.supplied.clone().into();
    run.sources = RunSources { stores: connection.role.stores(), under, supplied };
    run.entities = counts(&comparison);
    run.brake = verdict(&comparison, &plan);
    connection.duplicates.brake(&findings, &mut run.brake);
    delivery.attachments = attached::store(ports, (&run, &delivery), &comparison.attachments).await?;
    delivery.complete = Some(comparison.complete);
    delivery.delta = comparison.delta;
    delivery.findings = findings.counts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
    let usable = comparison.format.is_some() && comparison.files.iter().any(|f| f.rows > 0 || f.whole);
    let found = Found {
        usable,
        errors: findings.errors,
        warnings: findings.warnings,
        body: crate::reports::Body { comparison, findings, plan },
    };
    Ok((run, delivery, found))
}

/// Stores the changes of IDs that a run may make.
async fn waiting(ports: &Ports, run: &Run, pending: Pending) -> PortResult<String> {
    let path = format!("runs/{}/renames.csv", run.id);
    let out = ports.artifacts.write(&ArtifactKey::new(&run.connection, &path)).await?;
    blocking(move || {
        pending.write(out)?.finish()?;
        Ok(())
    })
    .await?;
    Ok(path)
}

pub(crate) fn inputs(ports: &Ports, delivery: &Delivery) -> Vec<Box<dyn Input>> {
    let input = |file: &crate::records::DeliveredFile| {
        Box::new(ArtifactInput {
            name: file.path.clone(),
            size: file.size,
            key: ArtifactKey::new(&delivery.connection, &file.artifact),
            artifacts: Arc::clone(&ports.artifacts),
            handle: Handle::current(),
        }) as Box<dyn Input>
    };
    delivery.files.iter().filter(|file| !is_id_changes(&file.path)).map(input).collect()
}

/// The settings that decide what is planned, in the domain's types.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) limits: Limits,
    pub(crate) removals: Removals,
    pub(crate) schedule: Schedule,
    pub(crate) mode: Mode,
    pub(crate) today: jiff::civil::Date,
    calendar: Calendar,
}

impl Plan {
    /// Settings of a connection on the day of `now` in its own zone.
    pub(crate) fn new(connection: &Connection, now: Timestamp) -> PortResult<Plan> {
        let key = connection.key();
        let schedule: Schedule =
            connection.schedule.parse().map_err(|e| settings_error(&key, "schedule", &e))?;
        let calendar: Calendar = match connection.calendar.as_str() {
            "" => Calendar::default(),
            text => text.parse().map_err(|e| settings_error(&key, "calendar", &e))?,
        };
        let overridden = connection.limits.iter().map(|(name, value)| (name.as_str(), *value));
        let limits = Limits::overridden(overridden).map_err(|e| settings_error(&key, "limits", &e))?;
        let removals = match (connection.adds_only, std::num::NonZeroU32::new(connection.removal_after)) {
            (true, _) => Removals::Never,
            (false, Some(n)) => Removals::After(n),
            (false, None) => Removals::AT_ONCE,
        };
        let today = schedule.zone().date(now);
        Ok(Plan { limits, removals, mode: calendar.mode(today), schedule, today, calendar })
    }

    /// When a pause of the calendar ends, for people.
    pub(crate) fn pause_ends(&self) -> String {
        match self.calendar.next_change(self.today) {
            Some((date, _)) if self.mode == Mode::Paused => date.to_string(),
            Some(_) | None => "somebody resumes it".to_owned(),
        }
    }
}

/// What a stored plan depends on; when it differs, the plan is made anew.
pub(crate) fn planned_under(connection: &Connection, (mode, base): (Mode, u64), sources: &str) -> String {
    let under = format!("{}+{mode}+{base}", of_settings(connection));
    if sources.is_empty() { under } else { format!("{under}+{sources}") }
}

/// Findings that are listed one by one; all are counted.
const LISTED: u64 = 100_000;

/// A delivery to be read as its connection says, and compared with the roster as it is.
pub(crate) struct Work {
    pub(crate) ports: Ports,
    pub(crate) key: ConnectionKey,
    pub(crate) page: SnapshotPage,
    pub(crate) plan: Plan,
    pub(crate) read: ReadOptions,
    /// What came beside the tables.
    pub(crate) beside: Vec<Attachment>,
}

type Outputs = (Box<dyn ArtifactWriter>, Box<dyn ArtifactWriter>);

impl Work {
    /// Compares, and stores the change set and the list of findings.
    fn store(
        &self,
        (files, others, delivered): (Vec<Box<dyn Input>>, Beside, Option<Delivered>),
        (changes_out, findings_out): Outputs,
    ) -> PortResult<(Comparison, Findings, bool)> {
        let mut log = FindingLog::with_limit(findings_out, LISTED);
        let mut changes = ChangeSorter::new(&*self.ports.scratch);
        let comparison = self.compare(files, others, (&mut log, &mut changes))?;
        if let Some(delivered) = &delivered {
            delivered.report(self.read.strictness, &mut log);
        }
        let (findings_out, findings) = log.finish()?;
        findings_out.finish()?;
        let has_changes = !changes.is_empty();
        changes.write(changes_out).map_err(|e| from_io(e.into()))?.finish()?;
        Ok((comparison, findings, has_changes))
    }

    pub(crate) fn compare(
        &self,
        files: Vec<Box<dyn Input>>,
        others: Beside,
        sinks: (&mut dyn FindingSink, &mut ChangeSorter<'_>),
    ) -> PortResult<Comparison> {
        let set = Set::new(files).with_attachments(self.beside.clone());
        let options = CompareOptions {
            read: self.read.clone(),
            removals: self.plan.removals,
            today: Some(self.plan.today),
            purge_before: None,
            scratch: &*self.ports.scratch,
        };
        let handle = Handle::current();
        let mut open = |entity| {
            let Some(path) = self.page.artifact(entity) else { return Ok(None) };
            let source = handle.block_on(self.ports.artifacts.open(&ArtifactKey::new(&self.key, path)));
            Ok(Some(Box::new(source.map_err(as_io)?) as Box<dyn roster::read::Bytes>))
        };
        let before = self.page.files_before();
        let before = (&mut open as &mut _, before.as_slice(), others);
        compare_beside(&set, before, options, sinks).map_err(from_io)
    }
}

/// How the files of a connection are read.
pub(crate) async fn read_options(ports: &Ports, connection: &Connection) -> PortResult<ReadOptions> {
    let mapping = mapping::in_use(&*ports.directory, connection).await?;
    read_with(ports, connection, mapping).await
}

/// The same, with a mapping that need not be its own.
pub(crate) async fn read_with(
    ports: &Ports,
    connection: &Connection,
    mapping: Option<Arc<Mapping>>,
) -> PortResult<ReadOptions> {
    let format = match &connection.format {
        None => None,
        Some(name) => Some(roster::formats::find(name).ok_or_else(|| {
            let what = format!("{}: the setting format = \"{name}\"", connection.key());
            PortError::new(ErrorKind::Refused, what)
        })?),
    };
    let strictness = if connection.strict { Strictness::Strict } else { Strictness::Tolerant };
    let format = format.filter(|_| mapping.is_none());
    let profile = crate::profile::of(ports, connection).await?;
    Ok(ReadOptions { strictness, format, mapping, profile, threads: threads() })
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(4))
}

fn counts(comparison: &Comparison) -> std::collections::BTreeMap<String, Counts> {
    let roster = comparison.entities.iter().filter(|(entity, _)| entity.is_roster());
    roster.map(|(entity, summary)| (entity.name().to_owned(), summary.changes.into())).collect()
}

pub(crate) fn verdict(comparison: &Comparison, plan: &Plan) -> BrakeRecord {
    let outcome = brake::judge(&comparison.tally, &comparison.facts, &plan.limits, plan.mode);
    let verdict = outcome.into_verdict();
    let share = comparison.tally.keys_present_share(plan.limits.get(Limit::RemovalsFloor));
    let reason = |r: &brake::Reason| BrakeReason {
        code: r.cause.code().to_owned(),
        entity: r.entity.map(|e| e.name().to_owned()),
        school: r.school.clone(),
        actual: r.actual,
        limit: r.limit,
        message: r.message.clone(),
    };
    BrakeRecord {
        held: verdict.held(),
        reasons: verdict.reasons.iter().map(reason).collect(),
        // A removal that makes room for a changed ID cannot wait.
        additions_allowed: verdict.may_apply_additions(share) && comparison.displaced == 0,
    }
}

/// Opens a run's change set on the calling thread.
pub async fn change_set(
    ports: &Ports,
    run: &Run,
) -> PortResult<ChangeSetReader<Box<dyn crate::ports::Source>>> {
    let Some(path) = &run.change_set else {
        return Err(PortError::new(ErrorKind::NotFound, format!("change set of {}", run.id)));
    };
    let source = ports.artifacts.open(&ArtifactKey::new(&run.connection, path)).await?;
    ChangeSetReader::open(source)
        .map_err(|e| PortError::because(ErrorKind::Corrupt, format!("change set of {}", run.id), e))
}

/// The delivery of an ID, and a fresh run for it.
pub async fn check_again(
    ports: &Ports,
    key: &ConnectionKey,
    id: &DeliveryId,
    now: Timestamp,
) -> PortResult<Checked> {
    let delivery = ports.deliveries.delivery(key, id).await?;
    let run = begin(ports, &delivery, Asked::Again, now).await?;
    check(ports, run, now).await
}

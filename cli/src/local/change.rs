//! Changes of a data directory, done. The same whether a command does it or a running `serve`.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use roster::finding::Severity;
use roster::read::Strictness;
use roster::rules;
use roster::run::{Answer, State};
use roster_pipeline::answer::{answer, decide};
use roster_pipeline::check::check_again;
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::{Work, WorkSender};
use roster_pipeline::records::{Connection, Delivery, DeliveryId, Login, Run, RunId, Tenant};
use roster_pipeline::work::{When, Worked, work};
use roster_pipeline::{
    ConnectionKey, ErrorKind, PortError, TenantId, erase, profile, sources, state, verify,
};

use super::{Change, Form, Local, Request, find, ids, mapping, pulling, setting};
use crate::exit::{Exit, Failure};
use crate::files::Progress;
use crate::output::{counted, records, runs};

/// How long to wait for another process to apply a run.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 60);

/// What goes to standard output, and how the command ends.
pub(super) type Outcome = Result<(String, Exit), Failure>;

/// Does what is asked.
pub(crate) async fn carry_out(local: &Local, request: &Request) -> Outcome {
    let form = request.form;
    match &request.change {
        Change::AddTenant { tenant } => add_tenant(local, tenant, form).await,
        Change::EraseTenant { id } => erase_tenant(local, id).await,
        Change::AddConnection { connection } => add_connection(local, connection, form).await,
        Change::SetConnection { key, settings } => set_connection(local, key, settings, form).await,
        Change::TryMapping { key, document } => mapping::try_out(local, key, document, form).await,
        Change::SaveMapping { key, document, note } => {
            mapping::save(local, key, (document, note), form).await
        }
        Change::CheckAgain { key, delivery } => again(local, key, delivery.as_ref(), form).await,
        Change::Run { key } => run_now(local, key, form).await,
        Change::SetSecret { key, secret } => pulling::set_secret(local, key, secret).await,
        Change::TestPull { key } => pulling::test(local, key, form).await,
        Change::Pull { key } => pulling::pull_now(local, key, form).await,
        Change::AddLogin { login } => add_login(local, login).await,
        Change::Repair { key } => repair(local, key).await,
        Change::AcceptIds { key, path, only } => ids::accept(local, key, (path, *only), form).await,
        Change::DropIds { key, number } => ids::drop_file(local, key, *number).await,
        Change::Replace { old, new } => ids::replace(local, (old, new)).await,
        Change::SetProfile { document } => set_profile(local, document.as_deref()).await,
        Change::Answer { run, answer } => answer_run(local, run, answer, form).await,
    }
}

fn taken(error: PortError, what: &str) -> Failure {
    match error.kind {
        ErrorKind::Conflict => Failure::new(format_args!("{what} is there already; choose another name")),
        _ => error.into(),
    }
}

async fn add_tenant(local: &Local, tenant: &Tenant, form: Form) -> Outcome {
    let what = format!("tenant {}", tenant.id);
    local.ports.directory.add_tenant(tenant).await.map_err(|error| taken(error, &what))?;
    Ok((records::tenant(tenant, form)?, Exit::Fine))
}

async fn erase_tenant(local: &Local, id: &TenantId) -> Outcome {
    local.ports.directory.tenant(id).await?;
    let connections = local.ports.directory.connections().await?;
    let mut turns = Vec::new();
    for connection in connections.iter().filter(|connection| connection.tenant == *id) {
        turns.push(local.turns.of(&connection.key()).await);
    }
    let forget = async || {
        for connection in connections.iter().filter(|connection| connection.tenant == *id) {
            local.pulling.erase(&connection.key()).await?;
        }
        Ok::<_, PortError>(())
    };
    // Secrets first: once the tenant's entry is gone, nobody could come back for what is left. Again at the end for what a
    // pull that was under way has noted since.
    forget().await?;
    erase::tenant(&local.ports, id, (&local.holder, Timestamp::now())).await?;
    forget().await?;
    Ok((format!("erased tenant {id}: rosters, deliveries, reports, settings and logins\n"), Exit::Fine))
}

async fn add_connection(local: &Local, connection: &Connection, form: Form) -> Outcome {
    let what = format!("connection {}", connection.key());
    let connection = profile::take_on(&local.ports, connection.clone()).await?;
    sources::may_be(&local.ports, &connection).await?;
    sources::attach(&local.ports, &connection).await?;
    local.ports.directory.add_connection(&connection).await.map_err(|error| taken(error, &what))?;
    local.wake(&connection.key());
    Ok((records::connection(&connection, form)?, Exit::Fine))
}

async fn set_connection(
    local: &Local,
    key: &ConnectionKey,
    settings: &[(String, String)],
    form: Form,
) -> Outcome {
    let _turn = local.turns.of(key).await;
    let mut connection = local.ports.directory.connection(key).await?;
    for (name, text) in settings {
        setting::set(&mut connection, name, text)?;
    }
    sources::may_be(&local.ports, &connection).await?;
    sources::attach(&local.ports, &connection).await?;
    let connection = local.ports.directory.set_connection(&connection).await?;
    local.wake(key);
    Ok((records::connection(&connection, form)?, Exit::Fine))
}

async fn set_profile(local: &Local, document: Option<&str>) -> Outcome {
    let changed = profile::set(&local.ports, document).await?;
    let what = counted(changed, "connection", "connections");
    Ok((format!("the profile is set; it is new to {what}, from the next delivery on\n"), Exit::Fine))
}

async fn add_login(local: &Local, login: &Login) -> Outcome {
    let directory = &local.ports.directory;
    let mut login = login.clone();
    match directory.login(&login.user).await {
        Ok(known) => {
            login.password_hash = login.password_hash.or(known.password_hash);
            login.public_keys.extend(known.public_keys);
            login.public_keys.sort();
            login.public_keys.dedup();
            login.disabled = known.disabled;
            if login.allow.is_empty() {
                login.allow = known.allow;
            }
        }
        Err(error) if error.kind == ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let what = format!("the user name {}", login.user);
    directory.put_login(&login).await.map_err(|error| taken(error, &what))?;
    Ok((String::new(), Exit::Fine))
}

async fn repair(local: &Local, key: &ConnectionKey) -> Outcome {
    let _turn = local.turns.of(key).await;
    let written = verify::repair(&local.ports, key, (&local.holder, Timestamp::now())).await?;
    Ok((format!("{key}: wrote {}\n", counted(written, "record", "records")), Exit::Fine))
}

async fn again(local: &Local, key: &ConnectionKey, delivery: Option<&DeliveryId>, form: Form) -> Outcome {
    let _turn = local.turns.of(key).await;
    let newest = local.ports.deliveries.deliveries(key, 1).await?;
    let Some(id) = delivery.or(newest.first().map(|delivery| &delivery.id)) else {
        return Err(Failure::new(format_args!(
            "nothing was delivered to {key} yet; upload a delivery first"
        )));
    };
    let checked = check_again(&local.ports, key, id, Timestamp::now()).await?;
    local.wake(key);
    let exit = errors(&checked.delivery, &local.ports.directory.connection(key).await?);
    Ok((runs::one(&checked.run, form)?, exit))
}

/// Takes what has arrived, plans and applies it now; gives the run that this is about, if there is one.
pub(crate) async fn take(local: &Local, key: &ConnectionKey) -> Result<(Worked, Option<Run>), Failure> {
    let _turn = local.turns.of(key).await;
    let worked = work(&local.ports, key, When::Now, (&local.holder, Timestamp::now())).await?;
    if let (Some(_), Some(primary)) = (&worked.applied, sources::supplemented(&local.ports, key).await?) {
        local.wake(&primary);
    }
    let unusable = |run: &&Run| [State::Rejected, State::Failed].iter().any(|s| run.state == s.as_str());
    let run = match &worked {
        Worked { planned: Planned::Held(run), .. } => Some(run.clone()),
        Worked { checked, .. } if checked.last().is_some_and(|run| unusable(&run)) => checked.last().cloned(),
        Worked { applied: Some(run), .. } => Some(run.clone()),
        Worked { planned: Planned::Go(run) | Planned::Unchanged(run), .. } => Some(run.clone()),
        Worked { checked, .. } => match checked.last() {
            Some(run) => Some(run.clone()),
            None => local.ports.runs.runs(key, 1).await?.into_iter().next(),
        },
    };
    Ok((worked, run))
}

async fn run_now(local: &Local, key: &ConnectionKey, form: Form) -> Outcome {
    let (worked, run) = take(local, key).await?;
    let connection = local.ports.directory.connection(key).await?;
    let text = runs::worked(&connection, &worked, run.as_ref(), form)?;
    let Some(run) = run else { return Ok((text, Exit::Fine)) };
    let delivery = local.ports.deliveries.delivery(key, &run.delivery).await?;
    let held = if run.state == State::Held.as_str() { Exit::Held } else { Exit::Fine };
    Ok((text, ended(&run, errors(&delivery, &connection))?.or(held)))
}

async fn answer_run(local: &Local, id: &RunId, word: &str, form: Form) -> Outcome {
    let answers = [Answer::Approve, Answer::ApplyAdditions, Answer::Discard];
    let Some(said) = answers.into_iter().find(|answer| answer.as_str() == word) else {
        return Err(Failure::new(format_args!(
            "\"{word}\" is no answer to a run; approve, apply-additions and discard are"
        )));
    };
    let run = find::run(&local.ports, &id.0).await?;
    let key = run.connection.clone();
    let _turn = local.turns.of(&key).await;
    let run = match &local.applier {
        Some(applier) if said != Answer::Discard => {
            applied_there(local, &**applier, (&key, id), said).await?
        }
        Some(_) | None => answer(&local.ports, (&key, id), said, (&local.holder, Timestamp::now())).await?,
    };
    local.wake(&key);
    Ok((runs::one(&run, form)?, ended(&run, Exit::Fine)?))
}

/// Has another process apply an approved run, and waits for it.
async fn applied_there(
    local: &Local,
    applier: &dyn WorkSender,
    (key, id): (&ConnectionKey, &RunId),
    said: Answer,
) -> Result<Run, Failure> {
    decide(&local.ports, (key, id), said, Timestamp::now()).await?;
    applier.send(key, &Work::Apply { run: id.clone() }).await?;
    let progress = Progress::telling();
    let began = Instant::now();
    while began.elapsed() < LONGEST_WAIT {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let run = local.ports.runs.run(key, id).await?;
        if state(&run)?.is_finished() {
            return Ok(run);
        }
        progress.say(format!("{key}: {} of run {id} applied", counted(run.batches_done, "batch", "batches")));
    }
    let minutes = LONGEST_WAIT.as_secs() / 60;
    Err(Failure::new(format_args!(
        "run {id} is approved, but not applied after {minutes} minutes; see `rollcall run show {id}` and the alarms of the stack"
    )))
}

/// A run that failed for a reason of ours is a failure of the command.
fn ended(run: &Run, found: Exit) -> Result<Exit, Failure> {
    if run.state != State::Failed.as_str() {
        return Ok(found);
    }
    let note = run.note.as_deref().unwrap_or("see the log");
    Err(Failure::new(format_args!(
        "run {} failed: {note}; repeat it with `rollcall connection check-again`",
        run.id
    )))
}

/// Whether the files of a delivery have errors.
fn errors(delivery: &Delivery, connection: &Connection) -> Exit {
    let strictness = if connection.strict { Strictness::Strict } else { Strictness::Tolerant };
    let is_error =
        |code: &String| rules::find(code).is_some_and(|rule| strictness.severity(rule) == Severity::Error);
    if delivery.findings.keys().any(is_error) { Exit::Errors } else { Exit::Fine }
}

//! `rollcall run`: passes over deliveries, and the answers to those that are held.

use std::io::Write;

use clap::{Args, Subcommand};
use roster::run::Answer;
use roster_pipeline::records::{Run, RunId};
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};

use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Local, Request};
use crate::output::{self, runs};
use crate::settings::Settings;

/// Lists, shows and answers runs
#[derive(Debug, Subcommand)]
pub(crate) enum RunCommand {
    List(List),
    /// Shows a run: what it changes, and why the brake holds it
    #[command(after_help = "Example:\n  rollcall run show r-20261122T061500.042Z-1f2e3d4c")]
    Show(Named),
    /// Applies a held run as it is
    #[command(after_help = "Example:\n  rollcall run approve r-20261122T061500.042Z-1f2e3d4c")]
    Approve(Named),
    /// Applies all of a held run but its removals, which go on waiting
    #[command(after_help = "Example:\n  rollcall run apply-additions r-20261122T061500.042Z-1f2e3d4c")]
    ApplyAdditions(Named),
    /// Applies nothing of a run
    #[command(after_help = "Example:\n  rollcall run discard r-20261122T061500.042Z-1f2e3d4c")]
    Discard(Named),
}

/// Lists runs, newest first
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall run list maple-usd sis --json")]
pub(crate) struct List {
    /// Of this tenant only
    tenant: Option<TenantId>,
    /// Of this connection only
    connection: Option<ConnectionId>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// One run.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// Its ID, as `rollcall run list` shows it
    id: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl RunCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            RunCommand::List(list) => list.run(settings, out),
            RunCommand::Show(named) => {
                let local = local::existing(settings)?;
                let run = local::runtime()?.block_on(local::run(&local.ports, &named.id))?;
                output::text(out, &runs::one(&run, Form::of(named.json))?)?;
                Ok(Exit::Fine)
            }
            RunCommand::Approve(named) => named.answer(Answer::Approve, settings, out),
            RunCommand::ApplyAdditions(named) => named.answer(Answer::ApplyAdditions, settings, out),
            RunCommand::Discard(named) => named.answer(Answer::Discard, settings, out),
        }
    }
}

impl Named {
    fn answer(&self, answer: Answer, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let change = Change::Answer { run: RunId(self.id.clone()), answer: answer.as_str().to_owned() };
        local::ask(settings, &Request { change, form: Form::of(self.json) }, out)
    }
}

impl List {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let found = local::runtime()?.block_on(async {
            let mut all: Vec<Run> = Vec::new();
            for key in connections(&local, self.tenant.as_ref(), self.connection.as_ref()).await? {
                all.extend(local.ports.runs.runs(&key, self.limit).await?);
            }
            all.sort_by(|one, other| other.id.cmp(&one.id));
            all.truncate(self.limit);
            Ok::<_, Failure>(all)
        })?;
        output::text(out, &runs::list(&found, Form::of(self.json))?)?;
        Ok(Exit::Fine)
    }
}

/// All connections, or those of a tenant, or one.
pub(super) async fn connections(
    local: &Local,
    tenant: Option<&TenantId>,
    connection: Option<&ConnectionId>,
) -> Result<Vec<ConnectionKey>, Failure> {
    if let Some(tenant) = tenant {
        local.ports.directory.tenant(tenant).await?;
    }
    let all = local.ports.directory.connections().await?.into_iter().map(|connection| connection.key());
    let wanted = |key: &ConnectionKey| {
        tenant.is_none_or(|tenant| key.tenant == *tenant)
            && connection.is_none_or(|connection| key.connection == *connection)
    };
    Ok(all.filter(wanted).collect())
}

//! `rollcall connection`: where a tenant's files come from, and what is done with them.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use jiff::Timestamp;
use roster_pipeline::identity::Only;
use roster_pipeline::records::{Connection, DeliveryId, Direction};
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};

use super::check::format_of;
use super::mapped::Mapped;
use super::pull;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::local::{self, Change, Form, Request};
use crate::output::{self, records};
use crate::settings::Settings;

/// Adds, shows, changes and runs connections (sources of files of a tenant)
#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionCommand {
    Add(Box<Add>),
    List(List),
    /// Shows a connection with all its settings
    #[command(after_help = "Example:\n  rollcall connection show maple-usd sis")]
    Show(Named),
    Set(Set),
    CheckAgain(CheckAgain),
    /// Takes what has arrived, plans and applies it now, and waits
    ///
    /// Exits 3 if the brake holds, and 1 if it does not and there are errors in the files.
    #[command(after_help = "Example:\n  rollcall connection run maple-usd sis")]
    Run(Named),
    Secret(pull::Secret),
    /// Looks at the district's server: its host key, the login, and the files that would be fetched
    ///
    /// Fetches nothing. Exits 2 if a step fails, and says which and what to do.
    #[command(after_help = "Example:\n  rollcall connection test maple-usd sis")]
    Test(Named),
    /// Fetches what changed on the district's server now, and waits
    ///
    /// Exits 2 if not everything that changed could be fetched; what came is kept.
    #[command(after_help = "Example:\n  rollcall connection pull maple-usd sis")]
    Pull(Named),
    Replace(Replace),
    /// Goes on checking what comes, but applies nothing
    #[command(after_help = "Example:\n  rollcall connection pause maple-usd sis")]
    Pause(Named),
    /// Applies again what comes
    #[command(after_help = "Example:\n  rollcall connection resume maple-usd sis")]
    Resume(Named),
}

/// Lets a connection go on from the roster of another, as after a change of SIS
///
/// The new connection must have been added and have applied nothing. Records keep their stable keys, first-seen times and
/// history; where the new SIS calls them by other IDs, its first delivery is held and proposes which new ID is whose. The
/// old connection is paused for good. Its logins still work until they are removed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall connection add maple-usd new-sis --push
  rollcall connection replace maple-usd sis new-sis
  rollcall connection set maple-usd new-sis active=yes
  rollcall connection replace maple-usd sis new-sis --ids changes.csv")]
pub(crate) struct Replace {
    /// Whose
    tenant: TenantId,
    /// The connection that ends
    old: ConnectionId,
    /// The connection that goes on
    new: ConnectionId,
    /// A file of ID changes to accept at once, as `rollcall ids apply --only all` does
    #[arg(long, value_name = "FILE")]
    ids: Option<std::path::PathBuf>,
}

impl Replace {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = |id: &ConnectionId| ConnectionKey { tenant: self.tenant.clone(), connection: id.clone() };
        let (old, new) = (key(&self.old), key(&self.new));
        let path = self.ids.as_deref().map(|file| super::ids::upload(settings, &new, file)).transpose()?;
        let change = Change::Replace { old, new: new.clone() };
        let exit = local::ask(settings, &Request { change, form: Form::Text }, out)?;
        let Some(path) = path else { return Ok(exit) };
        let change = Change::AcceptIds { key: new, path, only: Only::All };
        local::ask(settings, &Request { change, form: Form::Text }, out)
    }
}

/// Adds a connection
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("direction").required(true)), after_help = "\
Examples:
  rollcall connection add maple-usd sis --push --activate
  rollcall connection add maple-usd staff-hr --push --activate --supplements sis --join identifier --mapping hr.json
  rollcall connection add elm-usd sis --push --mapping elm-usd.json
  rollcall connection add oak-usd sis --pull --host sftp.oak.example.org --user vendor \\
    --path /export --pattern \"*.csv\" --password-stdin < password.txt")]
pub(crate) struct Add {
    /// Whose
    tenant: TenantId,
    /// Its ID: 3 to 32 of a-z, 0-9 and -
    id: ConnectionId,
    /// Their SIS uploads to us
    #[arg(long, group = "direction")]
    push: bool,
    /// We fetch from their server
    #[arg(long, group = "direction")]
    pull: bool,
    /// Format of the files, instead of recognising it; see `rollcall formats`
    #[arg(long, value_name = "F", conflicts_with = "mapping")]
    format: Option<String>,
    /// Read the files with this mapping, where no format knows them
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// It only adds fields to people of this connection of the tenant, such as titles from HR
    #[arg(long, value_name = "CONNECTION")]
    supplements: Option<String>,
    /// By which field it finds them: sourcedId, identifier, email, username, userMasterIdentifier or userIds:TYPE
    /// [default: sourcedId]
    #[arg(long, value_name = "FIELD", requires = "supplements")]
    join: Option<String>,
    /// How long nothing may arrive before a set counts as whole
    #[arg(long, value_name = "SECONDS")]
    quiet: Option<u32>,
    /// Apply what comes; without it everything stops after the check
    #[arg(long)]
    activate: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: pull::Server,
}

/// Lists connections
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall connection list maple-usd")]
pub(crate) struct List {
    /// Of this tenant only
    tenant: Option<TenantId>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// A command about one connection that needs nothing else.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Changes settings of a connection; `connection show` lists them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall connection set maple-usd sis active=yes quiet=120
  rollcall connection set maple-usd sis schedule=\"mon-fri 05:30 America/New_York\"
  rollcall connection set maple-usd sis expected=\"users.csv; orgs.csv at most 7 days old\"
  rollcall connection set maple-usd sis removals-percent=25
  rollcall connection set maple-usd sis --mapping maple-usd.json --note \"grade 13 added\"")]
pub(crate) struct Set {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    /// Settings with their new values
    #[arg(required_unless_present = "mapping", value_name = "NAME=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
    #[command(flatten)]
    mapped: Mapped,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Checks a delivery again, although its content has been seen
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall connection check-again maple-usd sis")]
pub(crate) struct CheckAgain {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    /// Which delivery [default: the newest]
    #[arg(long, value_name = "ID")]
    delivery: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

impl Named {
    fn key(&self) -> ConnectionKey {
        ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() }
    }

    fn ask(&self, change: Change, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        local::ask(settings, &Request { change, form: Form::of(self.json) }, out)
    }

    fn set(&self, value: &str, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let pairs = vec![("paused".to_owned(), value.to_owned())];
        self.ask(Change::SetConnection { key: self.key(), settings: pairs }, settings, out)
    }
}

impl ConnectionCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            ConnectionCommand::Add(add) => add.run(settings, out),
            ConnectionCommand::List(list) => list.run(settings, out),
            ConnectionCommand::Show(show) => {
                let local = local::existing(settings)?;
                let connection = local::runtime()?.block_on(local.ports.directory.connection(&show.key()))?;
                output::text(out, &records::connection(&connection, Form::of(show.json))?)?;
                Ok(Exit::Fine)
            }
            ConnectionCommand::Set(set) => set.run(settings, out),
            ConnectionCommand::CheckAgain(again) => again.run(settings, out),
            ConnectionCommand::Run(run) => run.ask(Change::Run { key: run.key() }, settings, out),
            ConnectionCommand::Secret(secret) => secret.run(settings, out),
            ConnectionCommand::Test(test) => test.ask(Change::TestPull { key: test.key() }, settings, out),
            ConnectionCommand::Pull(pull) => pull.ask(Change::Pull { key: pull.key() }, settings, out),
            ConnectionCommand::Replace(replace) => replace.run(settings, out),
            ConnectionCommand::Pause(pause) => pause.set("yes", settings, out),
            ConnectionCommand::Resume(resume) => resume.set("no", settings, out),
        }
    }
}

impl Add {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let direction = if self.push { Direction::Push } else { Direction::Pull };
        let format = self.format.as_deref().map(format_of).transpose()?;
        let mut new = Connection::new(self.tenant.clone(), self.id.clone(), direction, Timestamp::now());
        new.active = self.activate;
        new.format = format.map(|format| format.name.to_owned());
        new.quiet_seconds = self.quiet.unwrap_or(new.quiet_seconds);
        let sources = [("supplements", &self.supplements), ("join", &self.join)];
        for (name, text) in sources.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))) {
            local::set(&mut new, name, text)?;
        }
        for (name, text) in self.server.settings() {
            local::set(&mut new, name, &text)?;
        }
        let (key, secret) = (new.key(), self.server.secret()?);
        if let (Some(_), None) = (&secret, &new.pull) {
            return Err(Failure::new("there is no server to log in to; give --pull with --host and --user"));
        }
        let mapping = self.mapping.as_deref().map(files::mapping_text).transpose()?;
        let change = Change::AddConnection { connection: Box::new(new) };
        let request = Request { change, form: Form::of(self.json) };
        let exit = match mapping {
            None => local::ask(settings, &request, out)?,
            Some((document, _)) => {
                local::ask(settings, &request, &mut io::sink())?;
                let change = Change::SaveMapping { key: key.clone(), document, note: String::new() };
                local::ask(settings, &Request { change, ..request }, out)?
            }
        };
        match secret {
            Some(secret) => {
                let change = Change::SetSecret { key, secret };
                local::ask(settings, &Request { change, form: Form::Text }, out)
            }
            None => Ok(exit),
        }
    }
}

impl List {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let mut connections = local::runtime()?.block_on(local.ports.directory.connections())?;
        connections
            .retain(|connection| self.tenant.as_ref().is_none_or(|tenant| connection.tenant == *tenant));
        output::text(out, &records::connections(&connections, Form::of(self.json))?)?;
        Ok(Exit::Fine)
    }
}

impl Set {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        let form = Form::of(self.json);
        if !self.settings.is_empty() {
            let change = Change::SetConnection { key: key.clone(), settings: self.settings.clone() };
            let request = Request { change, form };
            if !self.mapped.is_given() {
                return local::ask(settings, &request, out);
            }
            local::ask(settings, &request, &mut io::sink())?;
        }
        self.mapped.set(&key, form, settings, out)
    }
}

impl CheckAgain {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let key = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        let change = Change::CheckAgain { key, delivery: self.delivery.clone().map(DeliveryId) };
        local::ask(settings, &Request { change, form: Form::of(self.json) }, out)
    }
}

//! `rollcall tenant`: the customers.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use roster::export::ExportFormat;
use roster_pipeline::TenantId;
use roster_pipeline::export::Wanted;
use roster_pipeline::records::Tenant;

use super::roster::write_roster;
use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Request};
use crate::output::{self, records};
use crate::settings::Settings;

/// Adds, shows, exports and erases tenants (customers, usually districts)
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    Add(Add),
    List(List),
    Show(Show),
    Export(Export),
    Erase(Erase),
}

/// Adds a tenant
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall tenant add maple-usd --name \"Maple Unified School District\" --account 10442")]
pub(crate) struct Add {
    /// Its ID: 3 to 32 of a-z, 0-9 and -
    id: TenantId,
    /// What people call it [default: the ID]
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// The operator's own account number
    #[arg(long, value_name = "A")]
    account: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Lists tenants
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall tenant list")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Shows a tenant
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall tenant show maple-usd")]
pub(crate) struct Show {
    /// Its ID
    id: TenantId,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Writes all that is kept of a tenant into a folder: settings, mappings and rosters
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall tenant export maple-usd --out maple/")]
pub(crate) struct Export {
    /// Its ID
    id: TenantId,
    /// Folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Removes all that is kept of a tenant: rosters, deliveries, reports, settings and logins
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall tenant erase maple-usd --yes")]
pub(crate) struct Erase {
    /// Its ID
    id: TenantId,
    /// Really: it cannot be undone
    #[arg(long)]
    yes: bool,
}

impl TenantCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            TenantCommand::Add(add) => add.run(settings, out),
            TenantCommand::List(list) => {
                let local = local::existing(settings)?;
                let tenants = local::runtime()?.block_on(local.ports.directory.tenants())?;
                output::text(out, &records::tenants(&tenants, Form::of(list.json))?)?;
                Ok(Exit::Fine)
            }
            TenantCommand::Show(show) => {
                let local = local::existing(settings)?;
                let tenant = local::runtime()?.block_on(local.ports.directory.tenant(&show.id))?;
                output::text(out, &records::tenant(&tenant, Form::of(show.json))?)?;
                Ok(Exit::Fine)
            }
            TenantCommand::Export(export) => export.run(settings, out),
            TenantCommand::Erase(erase) => erase.run(settings, out),
        }
    }
}

impl Add {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let name = self.name.clone().unwrap_or_else(|| self.id.to_string());
        let tenant =
            Tenant { id: self.id.clone(), name, account: self.account.clone(), created: Timestamp::now() };
        let request = Request { change: Change::AddTenant { tenant }, form: Form::of(self.json) };
        local::ask(settings, &request, out)
    }
}

impl Erase {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        if !self.yes {
            let id = &self.id;
            return Err(Failure::new(format_args!(
                "this removes all of {id} for good; repeat it with --yes"
            )));
        }
        let change = Change::EraseTenant { id: self.id.clone() };
        local::ask(settings, &Request { change, form: Form::Text }, out)
    }
}

impl Export {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let runtime = local::runtime()?;
        let tenant = runtime.block_on(local.ports.directory.tenant(&self.id))?;
        let all = runtime.block_on(local.ports.directory.connections())?;
        let own: Vec<_> = all.into_iter().filter(|connection| connection.tenant == self.id).collect();
        for connection in &own {
            let folder = self.out.join(connection.id.as_str());
            let wanted =
                Wanted { format: ExportFormat::Json, connection: Some(connection.id.clone()), entity: None };
            write_roster(&runtime, &local, &self.id, (wanted, &folder))?;
            for version in runtime.block_on(local.ports.directory.mappings(&connection.key()))? {
                let number = version.version;
                let document = runtime.block_on(local.ports.directory.mapping(&connection.key(), number))?;
                write_file(&folder.join(format!("mapping-{number}.json")), &document)?;
            }
        }
        for (name, text) in [
            ("tenant.json", records::tenant(&tenant, Form::Json)?),
            ("connections.json", records::connections(&own, Form::Json)?),
        ] {
            write_file(&self.out.join(name), &text)?;
        }
        output::text(out, &format!("wrote {}\n", self.out.display()))?;
        Ok(Exit::Fine)
    }
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, text)).map_err(|error| {
        let path = path.display();
        Failure::new(format_args!("cannot write {path}: {error}; name a folder that can be written"))
    })
}

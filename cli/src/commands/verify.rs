//! `rollcall verify`: whether roster, snapshot and run log tell the same story.

use std::io::Write;

use clap::Args;
use roster_pipeline::records::Connection;
use roster_pipeline::verify::{self, Compared, Verified};
use roster_pipeline::{ConnectionKey, TenantId};
use serde_json::{Map, Value, json};

use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Local, Request};
use crate::output::{self, Align, Table, count, counted};
use crate::settings::Settings;

/// Compares the company's copy with the snapshot it was made from, record by record, and with the log of runs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall verify
  rollcall verify --tenant maple-usd --connection sis --json
  rollcall verify --tenant maple-usd --repair

Exit: 0 everything agrees, 1 something differs, 2 could not compare (for example while a run is being applied).")]
pub(crate) struct Verify {
    /// Only this tenant's connections
    #[arg(long, value_name = "T")]
    tenant: Option<TenantId>,
    /// Only this connection
    #[arg(long, value_name = "C", requires = "tenant")]
    connection: Option<String>,
    /// Write into the roster what the snapshot says, where they differ
    #[arg(long)]
    repair: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let keys = self.keys(&local::existing(settings)?)?;
        if self.repair {
            for key in &keys {
                let change = Change::Repair { key: key.clone() };
                local::ask(settings, &Request { change, form: Form::Text }, &mut std::io::stderr())?;
            }
        }
        let local = local::existing(settings)?;
        let runtime = local::runtime()?;
        let (mut all, mut failed) = (Vec::new(), Vec::new());
        for key in keys {
            match runtime.block_on(verify::connection(&local.ports, &key)) {
                Ok(verified) => all.push(verified),
                Err(error) => failed.push(format!("{key}: {error}")),
            }
        }
        match self.json {
            true => output::json(out, &as_json(&all))?,
            false => output::text(out, &as_text(&all))?,
        }
        match failed.first() {
            Some(_) => Err(Failure::new(format_args!("{}; try these again in a moment", failed.join("; ")))),
            None if all.iter().all(Verified::agrees) => Ok(Exit::Fine),
            None => Ok(Exit::Errors),
        }
    }

    fn keys(&self, local: &Local) -> Result<Vec<ConnectionKey>, Failure> {
        let all = local::runtime()?.block_on(local.ports.directory.connections())?;
        let is_wanted = |key: &ConnectionKey| {
            self.tenant.as_ref().is_none_or(|tenant| key.tenant == *tenant)
                && self.connection.as_ref().is_none_or(|connection| key.connection.as_str() == connection)
        };
        let keys: Vec<ConnectionKey> = all.iter().map(Connection::key).filter(is_wanted).collect();
        match (keys.is_empty(), &self.tenant) {
            (true, Some(tenant)) => {
                let which = self.connection.as_ref().map_or(String::new(), |c| format!("/{c}"));
                Err(Failure::new(format_args!(
                    "there is no connection {tenant}{which}; see `rollcall connection list`"
                )))
            }
            _ => Ok(keys),
        }
    }
}

fn as_json(all: &[Verified]) -> Value {
    let one = |verified: &Verified| {
        let entities = verified.entities.iter().map(|(entity, c)| {
            let Compared { snapshot, store, missing, extra, different } = c;
            let counts = json!({
                "snapshot": snapshot, "store": store, "missing": missing, "extra": extra, "different": different,
            });
            (entity.name().to_owned(), counts)
        });
        let differences = verified.differences.iter().map(
            |d| json!({"entity": d.entity.name(), "sourcedId": d.sourced_id, "difference": d.how.as_str()}),
        );
        json!({
            "tenant": verified.connection.tenant, "connection": verified.connection.connection,
            "agrees": verified.agrees(), "entities": Value::Object(entities.collect::<Map<_, _>>()),
            "log": verified.log, "differences": differences.collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": 1, "agrees": all.iter().all(Verified::agrees), "connections": all.iter().map(one).collect::<Vec<_>>(),
    })
}

fn as_text(all: &[Verified]) -> String {
    let names = ["snapshot", "roster", "missing", "extra", "different"].map(|name| (name, Align::Right));
    let mut table =
        Table::new(&[&[("connection", Align::Left), ("entity", Align::Left)][..], &names[..]].concat());
    for verified in all {
        for (entity, c) in &verified.entities {
            let numbers = [c.snapshot, c.store, c.missing, c.extra, c.different].map(count);
            let mut row = vec![verified.connection.to_string(), entity.to_string()];
            row.extend(numbers);
            table.row(row);
        }
    }
    let nothing = all.iter().all(|verified| verified.entities.is_empty());
    let mut text = if nothing { String::new() } else { table.to_string() };
    for verified in all {
        let key = &verified.connection;
        verified.log.iter().for_each(|line| text += &format!("{key}: {line}\n"));
        for d in &verified.differences {
            text += &format!("{key}: {} {} is {} in the roster\n", d.entity, d.sourced_id, d.how.as_str());
        }
    }
    let wrong = all.iter().filter(|verified| !verified.agrees()).count() as u64;
    text += &match wrong {
        0 => format!("{} checked: roster, snapshot and log agree\n", connections(all.len() as u64)),
        _ => format!(
            "{} checked, {wrong} with differences; `rollcall verify --repair` makes the roster what the snapshot says\n",
            connections(all.len() as u64)
        ),
    };
    text
}

fn connections(number: u64) -> String {
    counted(number, "connection", "connections")
}

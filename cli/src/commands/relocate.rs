//! `rollcall move`: a data directory into a deployed stack.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;
use roster_pipeline::relocate;

use crate::exit::{Exit, Failure};
use crate::files::Progress;
use crate::local::{self, Local};
use crate::output::{self, Align, Table, count};
use crate::settings::Settings;

/// Moves all tenants of a data directory into a stack on AWS: settings, logins, files, history and rosters
///
/// `serve` must be stopped. The data directory stays as it is. May be run again after an interruption, and goes on where it
/// was.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall move --to-stack rollcall-prod")]
pub(crate) struct Move {
    /// The stack that takes over
    #[arg(long, value_name = "NAME")]
    to_stack: String,
}

impl Move {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let old = local::existing(settings)?;
        let lock = old.dir()?.lock("rollcall move")?;
        let runtime = local::runtime()?;
        let there = settings.clone().with("stack", &self.to_stack)?;
        let new = runtime.block_on(local::stack(&there))?;
        let table = runtime.block_on(all(&old, &new))?;
        drop(lock);
        output::text(out, &table)?;
        let stack = &self.to_stack;
        output::text(
            out,
            &format!(
                "\nEverything is in the stack {stack}. Now point the SFTP server's DNS name at it, and do not start `serve` \
                 on this\ndata directory again: two places would take the same district's files.\n"
            ),
        )?;
        Ok(Exit::Fine)
    }
}

async fn all(old: &Local, new: &Local) -> Result<String, Failure> {
    for tenant in old.ports.directory.tenants().await? {
        relocate::tenant(&new.ports, &tenant).await?;
    }
    let connections = old.ports.directory.connections().await?;
    let heading = [("files copied", Align::Right), ("runs", Align::Right), ("records written", Align::Right)];
    let mut table = Table::new(&[&[("connection", Align::Left)][..], &heading[..]].concat());
    let progress = Progress::telling();
    for connection in &connections {
        let key = connection.key();
        progress.say(format!("moving {key}"));
        let by = (new.holder.as_str(), Timestamp::now());
        let moved = relocate::connection((&old.ports, &new.ports), connection, by).await?;
        if !moved.verified.agrees() {
            return Err(Failure::new(format_args!(
                "{key} was moved, but its roster is not what its snapshot says; run `rollcall verify` on the stack"
            )));
        }
        table.row([key.to_string(), count(moved.files), count(moved.runs), count(moved.written)]);
    }
    Ok(table.to_string())
}

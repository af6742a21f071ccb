//! `rollcall move`: a data directory into a deployed stack.

use std::io::Write;
use std::path::Path;

use clap::Args;
use jiff::Timestamp;
use roster_pipeline::relocate;
use roster_sftp::HostKeys;

use crate::exit::{Exit, Failure};
use crate::files::Progress;
use crate::local::{self, Local};
use crate::output::{self, Align, Table, count};
use crate::settings::Settings;

/// Moves all tenants of a data directory into a stack on AWS: settings, logins, secrets, files, history and rosters
///
/// `serve` must be stopped. The data directory stays as it is. May be run again after an interruption, and goes on where it
/// was. The host key is not moved, but compared: at the end it says what is to be done with it.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall move --to-stack rollcall")]
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
        let keys = old.dir()?.keys();
        let shown = runtime.block_on(local::host_keys(&there))?;
        output::text(out, &farewell(&self.to_stack, &ours(&keys)?, shown.as_deref(), &keys))?;
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
        relocate::secret((&*old.pulling.secrets, &*new.pulling.secrets), &key).await?;
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

/// The fingerprints that districts know; none if nobody ever uploaded here.
fn ours(keys: &Path) -> Result<Vec<String>, Failure> {
    if !keys.join("ssh_host_ed25519_key").exists() {
        return Ok(Vec::new());
    }
    let keys = HostKeys::load_or_create(keys)?;
    Ok(keys.fingerprints().into_iter().map(|(_, fingerprint)| fingerprint).collect())
}

/// What is left to do: the host key first, then the name, so that no SIS ever meets a stranger under a name that it knows.
fn farewell(stack: &str, ours: &[String], shown: Option<&[String]>, keys: &Path) -> String {
    let folder = keys.display();
    let host_key = match shown {
        _ if ours.is_empty() => "Nobody ever uploaded here, so no district knows a host key.".to_owned(),
        None => format!(
            "The stack has no SFTP server of its own. Districts know the keys in {folder}: copy that folder to the data\n\
             directory of `rollcall serve --stack {stack}` before it starts."
        ),
        Some(shown) if ours.iter().all(|key| shown.contains(key)) => {
            "Its SFTP server shows the host keys that districts know.".to_owned()
        }
        Some(shown) if ours.iter().any(|key| shown.contains(key)) => format!(
            "Its SFTP server shows one of the two host keys that districts know. A SIS that knows the other would refuse \
             it:\ngive it both with `aws transfer import-host-key --host-key-body file://{folder}/ssh_host_rsa_key` (or \
             _ed25519_key)."
        ),
        Some(_) => format!(
            "Its SFTP server shows ANOTHER HOST KEY: every SIS would refuse it. Before you move the name, give it ours:\n  \
             aws secretsmanager create-secret --name {stack}-host-key --secret-string \
             file://{folder}/ssh_host_ed25519_key\nand deploy with HostKeySecretArn, as docs/operations.md says. Districts \
             know {}.",
            ours.join(" and ")
        ),
    };
    format!(
        "\nEverything is in the stack {stack}. {host_key}\nThen point the SFTP server's DNS name at it, and do not start \
         `serve` on this data directory again: two places\nwould take the same district's files.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farewell_says_what_to_do_about_the_host_key() {
        let keys = ["SHA256:a".to_owned(), "SHA256:b".to_owned()];
        let strangers = ["SHA256:c".to_owned()];
        for (ours, shown, want) in [
            (&keys[..0], Some(&strangers[..]), "no district knows"),
            (&keys, None, "copy that folder"),
            (&keys, Some(&keys[..]), "shows the host keys that districts know"),
            (&keys, Some(&keys[..1]), "give it both"),
            (&keys, Some(&strangers[..]), "file:///data/keys/ssh_host_ed25519_key"),
        ] {
            let said = farewell("prod", ours, shown, Path::new("/data/keys"));
            assert!(said.contains(want), "{said}");
            assert!(said.contains("do not start"), "{said}");
        }
    }
}

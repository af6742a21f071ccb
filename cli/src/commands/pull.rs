//! What connections that pull are told: where the district's server is, and what to log in with.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use roster_pipeline::pull::PullSecret;
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};
use roster_sftp::is_private_key;

use super::login::password;
use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Request};
use crate::settings::Settings;

/// Where the district's server is.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --pull")]
pub(super) struct Server {
    /// Their server
    #[arg(long, value_name = "HOST", requires = "user")]
    host: Option<String>,
    /// Its port [default: 22]
    #[arg(long, value_name = "N", requires = "host")]
    port: Option<String>,
    /// Our user name there
    #[arg(long, value_name = "U", requires = "host")]
    user: Option<String>,
    /// Folder there [default: where the login begins]
    #[arg(long, value_name = "FOLDER", requires = "host")]
    path: Option<String>,
    /// Names of the wanted files, * for any text; may be repeated [default: every file]
    #[arg(long, value_name = "NAME", requires = "host")]
    pattern: Vec<String>,
    /// How many levels of subfolders to look into [default: 0]
    #[arg(long, value_name = "N", requires = "host")]
    depth: Option<String>,
    /// The server's key as the district gave it: SHA256:... or a line such as `ssh-ed25519 AAAA...`; may be repeated
    #[arg(long, value_name = "KEY", requires = "host")]
    host_key: Vec<String>,
    /// When to fetch, for example "90m before" or "daily 04:00 America/Chicago" [default: 60m before]
    #[arg(long, value_name = "WHEN", requires = "host")]
    at: Option<String>,
    #[command(flatten)]
    secret: Credential,
}

/// What to log in with.
#[derive(Debug, Args)]
pub(super) struct Credential {
    /// Read our password there from standard input
    #[arg(long)]
    password_stdin: bool,
    /// Log in with the private key in this file (without a passphrase)
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    key: Option<PathBuf>,
}

impl Server {
    /// What was given, as settings by name.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        let joined = |all: &[String]| (!all.is_empty()).then(|| all.join("; "));
        let given = [
            ("host", self.host.clone()),
            ("port", self.port.clone()),
            ("user", self.user.clone()),
            ("path", self.path.clone()),
            ("pattern", joined(&self.pattern)),
            ("depth", self.depth.clone()),
            ("host-key", joined(&self.host_key)),
            ("pull-at", self.at.clone()),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The secret, if one was given.
    pub(super) fn secret(&self) -> Result<Option<PullSecret>, Failure> {
        self.secret.read()
    }
}

impl Credential {
    fn read(&self) -> Result<Option<PullSecret>, Failure> {
        let (mut word, mut private_key) = (None, None);
        match (&self.key, self.password_stdin) {
            (Some(path), _) => private_key = Some(key(path)?),
            (None, true) => word = Some(password(&mut io::stdin())?),
            (None, false) => return Ok(None),
        }
        Ok(Some(PullSecret { username: String::new(), password: word, private_key }))
    }
}

fn key(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format_args!("cannot read {shown}: {error}; name a file with a private key"))
    })?;
    match is_private_key(&text) {
        true => Ok(text),
        false => Err(Failure::new(format_args!(
            "{shown} holds no private key that can be used; give one in OpenSSH or PEM form, without a passphrase"
        ))),
    }
}

/// Gives a connection another password or key for the district's server; the one before is forgotten
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall connection secret oak-usd sis --password-stdin < password.txt")]
pub(crate) struct Secret {
    /// Whose
    tenant: TenantId,
    /// Its ID
    connection: ConnectionId,
    #[command(flatten)]
    credential: Credential,
}

impl Secret {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let Some(secret) = self.credential.read()? else {
            return Err(Failure::new("nothing was given to keep; give --password-stdin or --key FILE"));
        };
        let key = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        local::ask(settings, &Request { change: Change::SetSecret { key, secret }, form: Form::Text }, out)
    }
}

//! `rollcall login`: who may upload where.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ipnet::IpNet;
use jiff::Timestamp;
use roster_pipeline::authorize::{LONGEST_USER, hash_password, make_password};
use roster_pipeline::records::Login;
use roster_pipeline::{ConnectionId, ConnectionKey, TenantId};
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::local::{self, Change, Form, Request};
use crate::output;
use crate::settings::Settings;

/// Adds logins of the SFTP server
#[derive(Debug, Subcommand)]
pub(crate) enum LoginCommand {
    Add(Add),
}

/// Adds a login, or gives one another password or key; a password that is made is shown once
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall login add maple-usd sis
  rollcall login add maple-usd sis --user maple --key id_ed25519.pub
  rollcall login add maple-usd sis --allow 203.0.113.0/24")]
pub(crate) struct Add {
    /// Whose
    tenant: TenantId,
    /// The connection whose folder it opens
    connection: ConnectionId,
    /// User name [default: TENANT-CONNECTION]
    #[arg(long, value_name = "U")]
    user: Option<String>,
    /// Read the password from standard input instead of making one
    #[arg(long, conflicts_with = "key")]
    password_stdin: bool,
    /// Let in whoever has the private key to the public keys in this file, instead of a password
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Open it only to these addresses, for example 203.0.113.7 or 2001:db8::/48; repeat for more
    #[arg(long, value_name = "CIDR", value_parser = range)]
    allow: Vec<IpNet>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// How the login proves who it is.
enum Proof {
    Made { password: String },
    Given,
    Keys,
}

impl LoginCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        match self {
            LoginCommand::Add(add) => add.run(settings, out),
        }
    }
}

impl Add {
    fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let connection = ConnectionKey { tenant: self.tenant.clone(), connection: self.connection.clone() };
        let user = self.user.clone().unwrap_or_else(|| format!("{}-{}", self.tenant, self.connection));
        if user.len() > LONGEST_USER {
            return Err(Failure::new("a user name has at most 100 letters; give another --user"));
        }
        if user.is_empty() || user.chars().any(|c| c.is_control() || c.is_whitespace() || c == '/') {
            return Err(Failure::new("a user name has no spaces and no slashes; give another --user"));
        }
        let mut login = Login { allow: self.allow.clone(), ..Login::new(user, connection, Timestamp::now()) };
        let proof = match &self.key {
            Some(path) => {
                login.public_keys = public_keys(path)?;
                Proof::Keys
            }
            None if self.password_stdin => {
                login.password_hash = Some(hash_password(&password(&mut io::stdin())?)?);
                Proof::Given
            }
            None => {
                let made = make_password()?;
                login.password_hash = Some(hash_password(made.reveal())?);
                Proof::Made { password: made.reveal().to_owned() }
            }
        };
        let user = login.user.clone();
        local::ask(settings, &Request { change: Change::AddLogin { login }, form: Form::Text }, out)?;
        self.tell(&user, &proof, out)?;
        Ok(Exit::Fine)
    }

    fn tell(&self, user: &str, proof: &Proof, out: &mut dyn Write) -> Result<(), Failure> {
        if self.json {
            let password = match proof {
                Proof::Made { password } => Some(password),
                Proof::Given | Proof::Keys => None,
            };
            return output::json(out, &json!({"user": user, "password": password}));
        }
        let text = match proof {
            Proof::Made { password } => {
                format!("user      {user}\npassword  {password}\n\nThe password is not shown again.\n")
            }
            Proof::Given => format!("user      {user}\npassword  as given\n"),
            Proof::Keys => format!("user      {user}\nkeys      as given\n"),
        };
        output::text(out, &text)
    }
}

/// One address or a range of them.
fn range(text: &str) -> Result<IpNet, &'static str> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    let range = text
        .parse::<IpNet>()
        .or_else(|_| one())
        .map_err(|_| "an address or a range such as 203.0.113.0/24")?;
    Ok(range.trunc())
}

pub(super) fn password(from: &mut dyn Read) -> Result<String, Failure> {
    let mut text = String::new();
    let read = from.take(4096).read_to_string(&mut text);
    read.map_err(|_| Failure::new("the password on standard input is not UTF-8 text; give another"))?;
    let password = text.trim_end_matches(['\r', '\n']);
    match password.is_empty() {
        true => Err(Failure::new(
            "there is no password on standard input; write it there, or leave out --password-stdin",
        )),
        false => Ok(password.to_owned()),
    }
}

fn public_keys(path: &Path) -> Result<Vec<String>, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format_args!("cannot read {shown}: {error}; name a file of public keys"))
    })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Vec<String> = lines.map(str::to_owned).collect();
    let is_key = |line: &String| {
        let mut words = line.split_whitespace();
        let kind = words.next().is_some_and(|word| word.starts_with("ssh-") || word.starts_with("ecdsa-"));
        kind && words.next().is_some_and(|data| data.starts_with("AAAA"))
    };
    if keys.is_empty() || !keys.iter().all(is_key) {
        return Err(Failure::new(format_args!(
            "{shown} holds no public keys; name a file with lines such as `ssh-ed25519 AAAA...`"
        )));
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_whole_networks() {
        for (text, want) in [
            ("203.0.113.7", Some("203.0.113.7/32")),
            ("203.0.113.7/24", Some("203.0.113.0/24")),
            ("2001:db8::1", Some("2001:db8::1/128")),
            ("2001:db8::1/48", Some("2001:db8::/48")),
            ("203.0.113", None),
            ("203.0.113.0/33", None),
            ("maple.example.org", None),
            ("", None),
        ] {
            assert_eq!(range(text).ok().map(|r| r.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn private_keys_and_empty_passwords_are_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n").unwrap();
        assert!(public_keys(file.path()).is_err());
        std::fs::write(file.path(), "# mine\nssh-ed25519 AAAAC3Nz me\n\n").unwrap();
        assert_eq!(public_keys(file.path()).unwrap(), ["ssh-ed25519 AAAAC3Nz me"]);
        assert!(password(&mut "\n".as_bytes()).is_err());
        assert_eq!(password(&mut "a b \r\n".as_bytes()).unwrap(), "a b ");
    }
}

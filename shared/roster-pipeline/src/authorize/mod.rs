//! Who may log in, and from where: the same reads and the same work whether or not the user exists.

mod made_password;
mod password_checks;
mod throttle;

use core::net::IpAddr;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

pub use made_password::{MadePassword, hash_password, make_password};
pub use password_checks::PasswordChecks;
pub use throttle::{ADDRESS_FAILURES, KNOWN, PAIR_FAILURES, USER_FAILURES, WINDOW};

use crate::ports::{Attempts, Directory};
use crate::records::Login;
use crate::{ConnectionKey, ErrorKind, PortResult};
use made_password::LONGEST_PASSWORD;
use password_checks::Verdict;
use throttle::{Failed, Keys, Seen};

/// Nobody's password; verified where there is none to verify, so that every answer costs the same time.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cm9sbGNhbGwtbm9ib2R5cw$NwI3cPJ3jfFp0LnGBGDxXwsEyfEnaoN2ShlVyvU/5Gc";

/// Nobody has a longer user name, in bytes.
pub const LONGEST_USER: usize = 100;

/// Who wants to log in.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The user name that they give.
    pub user: &'a str,
    /// Where they are.
    pub from: IpAddr,
    /// What time it is.
    pub at: Timestamp,
}

/// What a client shows to prove who it is. Never printed.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// A password in the clear.
    Password(&'a str),
    /// A public key in OpenSSH form (`ssh-ed25519 AAAA...`) that the client offers and has not used yet.
    OfferedKey(&'a str),
    /// A public key in OpenSSH form; the caller has proof that the client owns it.
    ProvenKey(&'a str),
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Password(_) => "Password(..)",
            Credential::OfferedKey(_) => "OfferedKey(..)",
            Credential::ProvenKey(_) => "ProvenKey(..)",
        })
    }
}

/// Whom an SFTP server asks who may come in.
#[async_trait]
pub trait Doorman: Send + Sync {
    /// The connection whose folder is open to the caller, or `None`; why not cannot be told, by the answer or by its
    /// time. An error means that it is not known: the client should try again.
    async fn admit(
        &self,
        caller: Caller<'_>,
        credential: Credential<'_>,
    ) -> PortResult<Option<ConnectionKey>>;
}

/// The public keys that open a connection's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginKeys {
    /// The connection.
    pub connection: ConnectionKey,
    /// At least one line in OpenSSH form, as it was added.
    pub public_keys: Vec<String>,
}

impl LoginKeys {
    /// Whether an OpenSSH line holds one of the keys; comments say nothing.
    pub fn contains(&self, line: &str) -> bool {
        let offered = key_data(line);
        offered.is_some() && self.public_keys.iter().any(|known| key_data(known) == offered)
    }
}

/// The doorman: logins, what was tried before, and turns for verifying passwords.
#[derive(Clone)]
pub struct Gate {
    directory: Arc<dyn Directory>,
    attempts: Arc<dyn Attempts>,
    checks: PasswordChecks,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate")
    }
}

impl Gate {
    /// A gate that verifies as many passwords at once as the machine has processors, eight at most.
    pub fn new(directory: Arc<dyn Directory>, attempts: Arc<dyn Attempts>) -> Gate {
        Gate { directory, attempts, checks: PasswordChecks::default() }
    }

    /// The connection whose folder the password opens, from an address that the login is open to; `None` if user or
    /// password are wrong, if the login is switched off, or after too many failures.
    pub async fn password(&self, caller: Caller<'_>, password: &str) -> PortResult<Option<ConnectionKey>> {
        let (keys, seen, login) = self.look_up(caller).await?;
        let may_try = seen.standing.admits_passwords();
        let open = login.as_ref().filter(|login| may_try && is_open(login, caller.from));
        let hash = open.and_then(|login| login.password_hash.as_deref());
        let verdict = check_password(password, hash, &self.checks).await?;
        let failed = match (may_try, login, verdict) {
            (true, Some(login), Verdict::Same) => {
                keys.succeeded(&*self.attempts, &seen, caller.at).await?;
                return Ok(Some(login.connection));
            }
            (false, _, _) => Failed::Throttled,
            (true, Some(login), Verdict::Different) if !is_open(&login, caller.from) => Failed::Elsewhere,
            (true, _, _) => Failed::Wrong,
        };
        keys.failed(&*self.attempts, (&seen, failed), caller.at).await?;
        Ok(None)
    }

    /// The keys of the login, for a caller who verifies itself that the client owns one; `None` if there are none, or as
    /// for a password, but that failures count by address alone. Asking is no failure and counts nothing.
    pub async fn public_keys(&self, caller: Caller<'_>) -> PortResult<Option<LoginKeys>> {
        let (_, seen, login) = self.look_up(caller).await?;
        Ok(login_keys(&seen, login, caller.from))
    }

    async fn key(&self, caller: Caller<'_>, line: &str, proof: Proof) -> PortResult<Option<ConnectionKey>> {
        let (keys, seen, login) = self.look_up(caller).await?;
        let found = login_keys(&seen, login, caller.from).filter(|keys| keys.contains(line));
        match (proof, &found) {
            (Proof::Given, Some(_)) => keys.succeeded(&*self.attempts, &seen, caller.at).await?,
            (Proof::Given, None) | (Proof::ToCome, _) => {}
        }
        Ok(found.map(|keys| keys.connection))
    }

    async fn look_up(&self, caller: Caller<'_>) -> PortResult<(Keys, Seen, Option<Login>)> {
        let keys = Keys::of(caller);
        let seen = keys.seen(&*self.attempts, caller.at).await?;
        let possible = !caller.user.is_empty() && caller.user.len() <= LONGEST_USER;
        let login = match self.directory.login(if possible { caller.user } else { "-" }).await {
            Ok(login) => Some(login).filter(|_| possible),
            Err(error) if error.kind == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok((keys, seen, login))
    }
}

#[async_trait]
impl Doorman for Gate {
    async fn admit(
        &self,
        caller: Caller<'_>,
        credential: Credential<'_>,
    ) -> PortResult<Option<ConnectionKey>> {
        match credential {
            Credential::Password(password) => self.password(caller, password).await,
            Credential::OfferedKey(line) => self.key(caller, line, Proof::ToCome).await,
            Credential::ProvenKey(line) => self.key(caller, line, Proof::Given).await,
        }
    }
}

/// Whether a client has shown that it owns its key.
#[derive(Debug, Clone, Copy)]
enum Proof {
    ToCome,
    Given,
}

/// Whether the login is switched on, and open to an address.
fn is_open(login: &Login, from: IpAddr) -> bool {
    let from = from.to_canonical();
    !login.disabled && (login.allow.is_empty() || login.allow.iter().any(|range| range.contains(&from)))
}

fn login_keys(seen: &Seen, login: Option<Login>, from: IpAddr) -> Option<LoginKeys> {
    let login = login.filter(|login| seen.standing.admits_keys() && is_open(login, from))?;
    let keys = LoginKeys { connection: login.connection, public_keys: login.public_keys };
    (!keys.public_keys.is_empty()).then_some(keys)
}

async fn check_password(password: &str, hash: Option<&str>, checks: &PasswordChecks) -> PortResult<Verdict> {
    if password.len() > LONGEST_PASSWORD {
        return Ok(Verdict::Different);
    }
    let verdict = checks.verify(password.to_owned(), hash.unwrap_or(NOBODY).to_owned()).await?;
    Ok(if hash.is_some() { verdict } else { Verdict::Different })
}

/// The part of an OpenSSH line that is the key itself.
fn key_data(line: &str) -> Option<&str> {
    line.split_ascii_whitespace()
        .nth(1)
        .map(|data| data.trim_end_matches('='))
        .filter(|data| !data.is_empty())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;

    use super::*;

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs_and_lets_nobody_in() {
        let ours = PasswordHash::new(&hash_password("a").unwrap()).unwrap().params;
        assert_eq!(PasswordHash::new(NOBODY).unwrap().params, ours);
        let verdict = PasswordChecks::default().verify("a".to_owned(), NOBODY.to_owned()).await.unwrap();
        assert_eq!(verdict, Verdict::Different);
    }

    #[test]
    fn secrets_are_not_printed() {
        for credential in
            [Credential::Password("hush"), Credential::OfferedKey("hush"), Credential::ProvenKey("hush")]
        {
            assert!(!format!("{credential:?}").contains("hush"));
        }
    }
}

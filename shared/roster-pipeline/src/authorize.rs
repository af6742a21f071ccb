//! Who may log in: one read of the directory, and the same work whether or not the user exists.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;

pub use crate::password_checks::PasswordChecks;
use crate::password_checks::Verdict;
use crate::ports::Directory;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Nobody's password; verified for unknown users so that they cost as much time as known ones.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cm9sbGNhbGwtbm9ib2R5cw$NwI3cPJ3jfFp0LnGBGDxXwsEyfEnaoN2ShlVyvU/5Gc";

/// Longer passwords are refused without looking.
const LONGEST_PASSWORD: usize = 1024;

/// Without 0, O, 1, l and I, which people misread; 24 of these hold 139 bits.
const LETTERS: &[u8; 57] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What a client shows to prove who it is. Never printed.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// A password in the clear.
    Password(&'a str),
    /// A public key in OpenSSH form (`ssh-ed25519 AAAA...`); that the client owns it is the caller's to prove.
    PublicKey(&'a str),
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Password(_) => "Password(..)",
            Credential::PublicKey(_) => "PublicKey(..)",
        })
    }
}

/// The connection whose folder the login opens, or `None` if the user or the credential is wrong; which of the two it
/// was cannot be told, by the answer or by its time. Reads the directory once.
pub async fn authorize(
    directory: &dyn Directory,
    user: &str,
    credential: Credential<'_>,
    checks: &PasswordChecks,
) -> PortResult<Option<ConnectionKey>> {
    let login = match directory.login(user).await {
        Ok(login) => Some(login),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let verdict = match credential {
        Credential::Password(password) => {
            let hash = login.as_ref().and_then(|l| l.password_hash.as_deref());
            check_password(password, hash, checks).await?
        }
        Credential::PublicKey(line) => {
            check_key(line, login.as_ref().map_or(&[], |l| l.public_keys.as_slice()))
        }
    };
    Ok(match verdict {
        Verdict::Same => login.map(|l| l.connection),
        Verdict::Different => None,
    })
}

async fn check_password(password: &str, hash: Option<&str>, checks: &PasswordChecks) -> PortResult<Verdict> {
    if password.len() > LONGEST_PASSWORD {
        return Ok(Verdict::Different);
    }
    let verdict = checks.verify(password.to_owned(), hash.unwrap_or(NOBODY).to_owned()).await?;
    Ok(if hash.is_some() { verdict } else { Verdict::Different })
}

fn check_key(line: &str, known: &[String]) -> Verdict {
    match key_data(line) {
        Some(offered) if known.iter().any(|k| key_data(k) == Some(offered)) => Verdict::Same,
        Some(_) | None => Verdict::Different,
    }
}

/// The part of an OpenSSH line that is the key itself; the comment behind it says nothing.
fn key_data(line: &str) -> Option<&str> {
    line.split_ascii_whitespace()
        .nth(1)
        .map(|data| data.trim_end_matches('='))
        .filter(|data| !data.is_empty())
}

/// A password made by us, shown to a person once. Never printed by `Debug`.
pub struct MadePassword(String);

impl MadePassword {
    /// The password itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MadePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MadePassword(..)")
    }
}

/// A new password: 24 letters and digits from the operating system's randomness.
pub fn make_password() -> PortResult<MadePassword> {
    let mut password = String::with_capacity(24);
    while password.len() < 24 {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|e| PortError::because(ErrorKind::Unavailable, "system randomness", e.to_string()))?;
        // Bytes past the last whole multiple of 57 would make the first letters likelier.
        let fair = bytes.iter().filter(|b| **b < 228).map(|b| char::from(LETTERS[usize::from(*b % 57)]));
        password.extend(fair.take(24 - password.len()));
    }
    Ok(MadePassword(password))
}

/// The Argon2id hash of a password in PHC form, with a fresh salt. Blocks for tens of milliseconds. `Refused` for an
/// empty password or one of over 1,024 bytes.
pub fn hash_password(password: &str) -> PortResult<String> {
    if password.is_empty() || password.len() > LONGEST_PASSWORD {
        return Err(PortError::new(ErrorKind::Refused, "password of this length"));
    }
    match Argon2::default().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(_) => Err(PortError::new(ErrorKind::Unavailable, "password hash")),
    }
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use jiff::Timestamp;

    use super::*;
    use crate::TenantId;
    use crate::records::{Connection, Login, Tenant};

    struct OneLogin {
        login: Login,
        reads: AtomicUsize,
    }

    #[async_trait]
    impl Directory for OneLogin {
        async fn login(&self, user: &str) -> PortResult<Login> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            match user == self.login.user {
                true => Ok(self.login.clone()),
                false => Err(PortError::new(ErrorKind::NotFound, "login")),
            }
        }
        async fn add_tenant(&self, _: &Tenant) -> PortResult<()> {
            unreachable!()
        }
        async fn tenant(&self, _: &TenantId) -> PortResult<Tenant> {
            unreachable!()
        }
        async fn tenants(&self) -> PortResult<Vec<Tenant>> {
            unreachable!()
        }
        async fn remove_tenant(&self, _: &TenantId) -> PortResult<()> {
            unreachable!()
        }
        async fn add_connection(&self, _: &Connection) -> PortResult<()> {
            unreachable!()
        }
        async fn connection(&self, _: &ConnectionKey) -> PortResult<Connection> {
            unreachable!()
        }
        async fn connections(&self) -> PortResult<Vec<Connection>> {
            unreachable!()
        }
        async fn set_connection(&self, _: &Connection) -> PortResult<Connection> {
            unreachable!()
        }
        async fn put_login(&self, _: &Login) -> PortResult<()> {
            unreachable!()
        }
        async fn logins(&self, _: &ConnectionKey) -> PortResult<Vec<Login>> {
            unreachable!()
        }
        async fn remove_login(&self, _: &str) -> PortResult<()> {
            unreachable!()
        }
    }

    fn directory(password: Option<&str>, keys: &[&str]) -> OneLogin {
        let login = Login {
            user: "maple".to_owned(),
            connection: ConnectionKey::new("maple-usd", "sis").unwrap(),
            password_hash: password.map(|p| hash_password(p).unwrap()),
            public_keys: keys.iter().map(|k| (*k).to_owned()).collect(),
            created: Timestamp::UNIX_EPOCH,
        };
        OneLogin { login, reads: AtomicUsize::new(0) }
    }

    #[tokio::test]
    async fn only_the_right_user_with_the_right_credential_gets_in_for_one_read() {
        let long = "x".repeat(2000);
        let stored = directory(Some("right"), &["ssh-ed25519 AAAAkey comment", "ssh-rsa AAAAother"]);
        let keyless = directory(None, &[]);
        let checks = PasswordChecks::at_most(2);
        for (directory, user, credential, want) in [
            (&stored, "maple", Credential::Password("right"), true),
            (&stored, "maple", Credential::Password("wrong"), false),
            (&stored, "maple", Credential::Password(""), false),
            (&stored, "maple", Credential::Password(&long), false),
            (&stored, "oak", Credential::Password("right"), false),
            (&keyless, "maple", Credential::Password("right"), false),
            (&stored, "maple", Credential::PublicKey("ssh-ed25519 AAAAkey another comment"), true),
            (&stored, "maple", Credential::PublicKey("ssh-rsa AAAAother"), true),
            (&stored, "maple", Credential::PublicKey("ssh-ed25519 AAAAke comment"), false),
            (&stored, "maple", Credential::PublicKey("ssh-ed25519"), false),
            (&stored, "oak", Credential::PublicKey("ssh-ed25519 AAAAkey comment"), false),
            (&keyless, "maple", Credential::PublicKey("ssh-ed25519 AAAAkey comment"), false),
        ] {
            let before = directory.reads.load(Ordering::Relaxed);
            let got = authorize(directory, user, credential, &checks).await.unwrap();
            assert_eq!(got.is_some(), want, "{user} {credential:?}");
            assert_eq!(directory.reads.load(Ordering::Relaxed), before + 1);
        }
    }

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs_and_lets_nobody_in() {
        let ours = PasswordHash::new(&hash_password("a").unwrap()).unwrap().params;
        assert_eq!(PasswordHash::new(NOBODY).unwrap().params, ours);
        let verdict = PasswordChecks::default().verify("a".to_owned(), NOBODY.to_owned()).await.unwrap();
        assert_eq!(verdict, Verdict::Different);
    }

    #[test]
    fn made_passwords_are_24_letters_and_digits_and_differ() {
        let made: Vec<MadePassword> = (0..200).map(|_| make_password().unwrap()).collect();
        for password in &made {
            assert_eq!(password.reveal().len(), 24);
            assert!(password.reveal().bytes().all(|b| b.is_ascii_alphanumeric()));
        }
        let mut texts: Vec<&str> = made.iter().map(MadePassword::reveal).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 200);
        for letter in LETTERS {
            assert!(texts.iter().any(|t| t.as_bytes().contains(letter)), "{}", char::from(*letter));
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let made = make_password().unwrap();
        assert!(!format!("{made:?}").contains(made.reveal()));
        assert!(!format!("{:?}", Credential::Password("hush")).contains("hush"));
    }
}

//! Knowing a server by the keys that a person accepted.

use std::sync::{Arc, Mutex, PoisonError};

use roster_pipeline::ports::SeenHostKey;
use roster_pipeline::pull::{PullSettings, Step, Trouble};
use russh::client;
use russh::keys::{HashAlg, PublicKey, PublicKeyOrCertificate};

/// A text that is no host key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKeyError(String);

impl std::fmt::Display for HostKeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "\"{}\" is no host key; write a fingerprint (SHA256:...) or a line such as `ssh-ed25519 AAAA...`",
            self.0
        )
    }
}

impl std::error::Error for HostKeyError {}

/// A host key as it is pinned: a fingerprint stays one; a line of OpenSSH or ssh-keyscan loses host name and comment.
///
/// # Errors
/// It is neither.
pub fn pinned_form(text: &str) -> Result<String, HostKeyError> {
    let text = text.trim();
    let wrong = || HostKeyError(text.chars().take(60).collect());
    if let Some(hash) = text.strip_prefix("SHA256:") {
        let is_base64 = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
        let hash = hash.trim_end_matches('=');
        return match hash.len() == 43 && hash.bytes().all(is_base64) {
            true => Ok(format!("SHA256:{hash}")),
            false => Err(wrong()),
        };
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| word.starts_with("ssh-") || word.starts_with("ecdsa-"));
    let [kind, data, ..] = at.map_or(&[][..], |at| &words[at..]) else { return Err(wrong()) };
    let line = format!("{kind} {data}");
    PublicKey::from_openssh(&line).map(|_| line).map_err(|_| wrong())
}

/// What a server showed.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown(Arc<Mutex<Option<SeenHostKey>>>);

impl Shown {
    pub(super) fn key(&self) -> Option<SeenHostKey> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Accepts the keys that are pinned, and notes what was shown.
pub(super) struct Known {
    pub(super) pins: Vec<String>,
    pub(super) shown: Shown,
}

impl client::Handler for Known {
    type Error = russh::Error;

    async fn check_server_key(&mut self, offered: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = offered else { return Ok(false) };
        let seen = seen(key, &self.pins);
        let pinned = seen.pinned;
        *self.shown.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(pinned)
    }
}

fn seen(key: &PublicKey, pins: &[String]) -> SeenHostKey {
    let mut plain = key.clone();
    plain.set_comment("");
    let line = plain.to_openssh().map(|line| line.trim().to_owned()).unwrap_or_default();
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let pinned = pins.iter().any(|pin| *pin == fingerprint || (!line.is_empty() && *pin == line));
    SeenHostKey { fingerprint, line, pinned }
}

/// Pins as fingerprints, for people.
fn fingerprints(settings: &PullSettings) -> String {
    let fingerprint = |pin: &String| match PublicKey::from_openssh(pin) {
        Ok(key) => key.fingerprint(HashAlg::Sha256).to_string(),
        Err(_) => pin.clone(),
    };
    settings.host_keys.iter().map(fingerprint).collect::<Vec<_>>().join(" or ")
}

/// Why a server's key is not taken.
pub(super) fn refused(settings: &PullSettings, shown: &SeenHostKey) -> Trouble {
    let (server, fingerprint) = (settings.server(), &shown.fingerprint);
    match settings.host_keys.is_empty() {
        true => Trouble::lasting(
            Step::HostKey,
            format!("{server} shows the host key {fingerprint}, which nobody has accepted yet"),
            format!("compare it with what the district says, and accept it with host-key={fingerprint}"),
        ),
        false => Trouble::lasting(
            Step::HostKey,
            format!(
                "{server} shows the host key {fingerprint}, but {} is the accepted one; nothing was sent to it",
                fingerprints(settings)
            ),
            format!(
                "ask the district whether they changed the key; only if they did and confirm it, set host-key={fingerprint}"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
    const PRINT: &str = "SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE";

    #[test]
    fn keys_are_pinned_as_lines_or_fingerprints() {
        for (text, pinned) in [
            (PRINT.to_owned(), PRINT),
            (format!(" {PRINT}= "), PRINT),
            (LINE.to_owned(), LINE),
            (format!("{LINE} root@sis"), LINE),
            (format!("[sftp.example.org]:2222 {LINE}"), LINE),
        ] {
            assert_eq!(pinned_form(&text).unwrap(), pinned);
        }
        for bad in ["", "MD5:aa:bb", "SHA256:short", "ssh-ed25519", "ssh-ed25519 AAAA", "yes"] {
            let error = pinned_form(bad).unwrap_err().to_string();
            assert!(error.contains("SHA256:..."), "{error}");
        }
    }

    #[test]
    fn a_changed_key_is_told_with_both_fingerprints() {
        let key = PublicKey::from_openssh(LINE).unwrap();
        assert!(seen(&key, &[LINE.into()]).pinned && seen(&key, &[PRINT.into()]).pinned);
        let other = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let shown = seen(&key, &[other.into()]);
        assert!(!shown.pinned);
        let mut settings = PullSettings::new("sftp.example.org", "vendor");
        settings.host_keys = vec![other.into()];
        let trouble = refused(&settings, &shown);
        assert!(trouble.lasting && trouble.message.contains(PRINT) && trouble.message.contains(other));
        settings.host_keys.clear();
        assert!(refused(&settings, &shown).help.contains(PRINT));
    }
}

//! Host keys as connectors give and take them: lines of OpenSSH.

use roster_pipeline::ports::SeenHostKey;
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What a server showed, and whether it is pinned. Only the fingerprint is empty where the line is not OpenSSH's.
pub(super) fn seen(line: &str, pins: &[String]) -> SeenHostKey {
    let mut words = line.split_whitespace().skip_while(|word| !word.contains('-'));
    let (kind, data) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let line = format!("{kind} {data}").trim().to_owned();
    let fingerprint = decoded(data).map(|key| format!("SHA256:{}", encoded(&Sha256::digest(key))));
    let fingerprint = fingerprint.unwrap_or_default();
    let pinned = pins.iter().any(|pin| *pin == line || (!fingerprint.is_empty() && *pin == fingerprint));
    SeenHostKey { fingerprint, line, pinned }
}

/// Pins that a connector can be told: whole keys; of a fingerprint no key can be made.
pub(super) fn lines(pins: &[String]) -> Vec<String> {
    pins.iter().filter(|pin| !pin.starts_with("SHA256:")).cloned().collect()
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        held = (held << 6) | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// Base64 without padding, as OpenSSH prints fingerprints.
fn encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let held = chunk.iter().fold(0u32, |held, byte| (held << 8) | u32::from(*byte));
        let held = held << (8 * (3 - chunk.len()));
        for letter in 0..=chunk.len() {
            text.push(char::from(ALPHABET[((held >> (18 - 6 * letter)) & 63) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_those_that_openssh_prints() {
        // As `ssh-keygen -l` prints it.
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
        let print = "SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE";
        let key = seen(&format!("{line} comment"), &[print.to_owned()]);
        assert_eq!((key.fingerprint.as_str(), key.line.as_str(), key.pinned), (print, line, true));
        assert!(!seen(line, &[]).pinned && seen(line, &[line.to_owned()]).pinned);
        assert_eq!(seen("nonsense", &[]).fingerprint, "");
        assert_eq!(lines(&[print.to_owned(), line.to_owned()]), [line]);
    }
}

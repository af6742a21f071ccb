//! Passwords made by us, and the hashes that are kept of any.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;

use crate::{ErrorKind, PortError, PortResult};

/// Longer passwords are refused without looking.
pub(super) const LONGEST_PASSWORD: usize = 1024;

/// Without 0, O, 1, l and I, which people misread; 24 of these hold 139 bits.
const LETTERS: &[u8; 57] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

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
    use super::*;

    #[test]
    fn made_passwords_are_24_letters_and_digits_and_differ() {
        let made: Vec<MadePassword> = (0..200).map(|_| make_password().unwrap()).collect();
        for password in &made {
            assert_eq!(password.reveal().len(), 24);
            assert!(password.reveal().bytes().all(|b| b.is_ascii_alphanumeric()));
            assert!(!format!("{password:?}").contains(password.reveal()));
        }
        let mut texts: Vec<&str> = made.iter().map(MadePassword::reveal).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 200);
        for letter in LETTERS {
            assert!(texts.iter().any(|t| t.as_bytes().contains(letter)), "{}", char::from(*letter));
        }
    }
}

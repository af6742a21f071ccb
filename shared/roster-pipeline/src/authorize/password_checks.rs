//! Verifying passwords: so many at once, in memory that is taken once.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use crate::{ErrorKind, PortError, PortResult};

/// How many passwords may be verified at once. Each takes 19 MiB, which is kept for the next: given back each time, it
/// would leave holes that the allocator does not fill, and every login would cost that much for good.
#[derive(Clone)]
pub struct PasswordChecks {
    turns: Arc<Semaphore>,
    kept: Arc<Mutex<Vec<Vec<Block>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    Different,
}

impl PasswordChecks {
    /// At most `at_once`; zero counts as one.
    pub fn at_most(at_once: usize) -> PasswordChecks {
        PasswordChecks { turns: Arc::new(Semaphore::new(at_once.max(1))), kept: Arc::default() }
    }

    pub(crate) async fn verify(&self, password: String, hash: String) -> PortResult<Verdict> {
        let checks = self.clone();
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|e| PortError::because(ErrorKind::Unavailable, "password check", e))?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            checks.verdict(&password, &hash)
        })
        .await
        .map_err(|e| PortError::because(ErrorKind::Unavailable, "password check", e))?
    }

    fn verdict(&self, password: &str, hash: &str) -> PortResult<Verdict> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = kept().pop().unwrap_or_default();
        let verdict = verdict(password, hash, &mut memory);
        kept().push(memory);
        verdict.ok_or_else(|| PortError::new(ErrorKind::Corrupt, "stored password hash"))
    }
}

impl Default for PasswordChecks {
    /// One for each processor, at most eight.
    fn default() -> PasswordChecks {
        PasswordChecks::at_most(std::thread::available_parallelism().map_or(1, usize::from).min(8))
    }
}

/// `None` if the hash is damaged. What is left in the memory is overwritten by the next check.
fn verdict(password: &str, hash: &str, memory: &mut Vec<Block>) -> Option<Verdict> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version.unwrap_or_default()).ok()?;
    let params = Params::try_from(&hash).ok()?;
    memory.resize(memory.len().max(params.block_count()), Block::new());
    let mut buffer = [0; Output::MAX_LENGTH];
    let output = buffer.get_mut(..expected.len())?;
    let argon2 = Argon2::new(algorithm, version, params);
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory).ok()?;
    // Outputs are compared in constant time.
    let same = Output::new(output).ok()? == *expected;
    Some(if same { Verdict::Same } else { Verdict::Different })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorize::{NOBODY, hash_password};

    #[test]
    fn memory_is_taken_once_and_what_it_held_does_not_matter() {
        let checks = PasswordChecks::at_most(1);
        let hash = hash_password("right").unwrap();
        for (password, hash, want) in [
            ("right", hash.as_str(), Verdict::Same),
            ("wrong", hash.as_str(), Verdict::Different),
            ("right", NOBODY, Verdict::Different),
            ("right", hash.as_str(), Verdict::Same),
        ] {
            assert_eq!(checks.verdict(password, hash).unwrap(), want, "{password} {hash}");
            let kept = checks.kept.lock().unwrap();
            assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [19_456]);
        }
    }

    #[test]
    fn a_damaged_hash_is_an_error_not_a_wrong_password() {
        let checks = PasswordChecks::default();
        for hash in ["", "$argon2id$nonsense", "$argon2id$v=19$m=19456,t=2,p=1$cm9sbGNhbGw"] {
            assert_eq!(checks.verdict("a", hash).unwrap_err().kind, ErrorKind::Corrupt, "{hash}");
        }
    }
}

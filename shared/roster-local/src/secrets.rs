//! Secrets as encrypted files.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use async_trait::async_trait;
use roster_pipeline::ports::{SecretName, SecretText, Secrets};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use tempfile::NamedTempFile;

use crate::blocking::blocking;
use crate::disk::{create_dirs, remove_and_prune, sync_dir};

/// The first byte of a file: how the rest is written.
const VERSION: u8 = 1;
const NONCE: usize = 12;
const KEY: usize = 32;

/// One file per secret, `<tenant>/<connection>/<name>`, encrypted with AES-256-GCM under a key of this data directory, and
/// bound to its place: a file that was moved to another connection cannot be read there.
///
/// What that protects: a copy of the files without `keys/`, a search through the disk, a careless `cat`. What it does not:
/// the key lies beside them, readable by the same owner, because `serve` must start without a person. Who reads the whole
/// data directory, or a backup of it, reads the secrets.
#[derive(Debug, Clone)]
pub struct SecretFiles {
    dir: PathBuf,
    key: PathBuf,
}

impl SecretFiles {
    /// Secrets in `dir`, under the key in the file `key`, which is made with the first secret.
    pub fn open(dir: impl Into<PathBuf>, key: impl Into<PathBuf>) -> SecretFiles {
        SecretFiles { dir: dir.into(), key: key.into() }
    }

    fn put(&self, place: &Place, secret: &SecretText) -> PortResult<()> {
        let cipher = self.cipher(self.key_to_write()?);
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let payload = Payload { msg: secret.expose().as_bytes(), aad: place.bound_to.as_bytes() };
        let sealed = cipher.encrypt(&nonce.into(), payload).map_err(|_| place.damaged())?;
        let path = self.dir.join(&place.path);
        let parent = path.parent().unwrap_or(&self.dir);
        create_dirs(parent)?;
        let mut file = NamedTempFile::new_in(parent)?;
        file.write_all(&[&[VERSION], nonce.as_slice(), &sealed].concat())?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|failed| failed.error)?;
        Ok(sync_dir(parent)?)
    }

    fn get(&self, place: &Place) -> PortResult<SecretText> {
        let bytes = match fs::read(self.dir.join(&place.path)) {
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => {
                return Err(PortError::new(ErrorKind::NotFound, place.what()));
            }
            bytes => bytes?,
        };
        let sealed = bytes.strip_prefix(&[VERSION]).and_then(|rest| rest.split_first_chunk::<NONCE>());
        let (nonce, sealed) = sealed.ok_or_else(|| place.damaged())?;
        let cipher = self.cipher(read_key(&self.key)?.ok_or_else(no_key)?);
        let payload = Payload { msg: sealed, aad: place.bound_to.as_bytes() };
        let opened = cipher.decrypt(&(*nonce).into(), payload).map_err(|_| place.damaged())?;
        String::from_utf8(opened).map_err(|_| place.damaged()).and_then(SecretText::new)
    }

    fn cipher(&self, key: [u8; KEY]) -> Aes256Gcm {
        Aes256Gcm::new(&key.into())
    }

    /// The key, made if nothing was ever encrypted; a new one where there are secrets would make them unreadable for good.
    fn key_to_write(&self) -> PortResult<[u8; KEY]> {
        if let Some(key) = read_key(&self.key)? {
            return Ok(key);
        }
        if fs::read_dir(&self.dir).is_ok_and(|mut entries| entries.next().is_some()) {
            // Another process may have made the first one meanwhile.
            return read_key(&self.key)?.ok_or_else(no_key);
        }
        let parent = self.key.parent().unwrap_or(Path::new("."));
        create_dirs(parent)?;
        let mut key = [0; KEY];
        random(&mut key)?;
        // Only its owner may read such a file from the beginning.
        let mut file = NamedTempFile::new_in(parent)?;
        file.write_all(&key)?;
        file.as_file().set_permissions(Permissions::from_mode(0o600))?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(&self.key) {
            Ok(_) => {}
            // Another process made one at the same time.
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failed) => return Err(failed.error.into()),
        }
        sync_dir(parent)?;
        read_key(&self.key)?.ok_or_else(no_key)
    }
}

/// Where a secret lies, and what its file is bound to.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    bound_to: String,
}

impl Place {
    fn of(connection: &ConnectionKey, name: &SecretName) -> Place {
        let text = format!("{connection}/{}", name.as_str());
        Place { path: PathBuf::from(&text), bound_to: format!("rollcall secret {VERSION} {text}") }
    }

    fn what(&self) -> String {
        format!("secret {}", self.path.display())
    }

    fn damaged(&self) -> PortError {
        PortError::new(ErrorKind::Corrupt, self.what())
    }
}

fn no_key() -> PortError {
    PortError::new(ErrorKind::Corrupt, "key of the secrets, which is missing or has another size")
}

fn read_key(path: &Path) -> PortResult<Option<[u8; KEY]>> {
    match fs::read(path) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes?.try_into().map(Some).map_err(|_| no_key()),
    }
}

fn random(bytes: &mut [u8]) -> PortResult<()> {
    getrandom::fill(bytes).map_err(|error| PortError::because(ErrorKind::Unavailable, "randomness", error))
}

#[async_trait]
impl Secrets for SecretFiles {
    async fn put(
        &self,
        connection: &ConnectionKey,
        name: &SecretName,
        secret: &SecretText,
    ) -> PortResult<()> {
        let (files, place, secret) = (self.clone(), Place::of(connection, name), secret.clone());
        blocking(move || files.put(&place, &secret)).await
    }

    async fn get(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<SecretText> {
        let (files, place) = (self.clone(), Place::of(connection, name));
        blocking(move || files.get(&place)).await
    }

    async fn remove(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<()> {
        let (files, place) = (self.clone(), Place::of(connection, name));
        blocking(move || Ok(remove_and_prune(&files.dir.join(&place.path), &files.dir)?)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(tenant: &str) -> Place {
        Place::of(&ConnectionKey::new(tenant, "main").unwrap(), &SecretName::new("pull").unwrap())
    }

    fn secret() -> SecretText {
        SecretText::new("hunter22").unwrap()
    }

    #[test]
    fn nothing_of_a_secret_is_on_disk_and_only_the_owner_reads_the_key() {
        let dir = tempfile::tempdir().unwrap();
        let files = SecretFiles::open(dir.path().join("secrets"), dir.path().join("keys/secrets"));
        let mut seen = Vec::new();
        for _ in 0..2 {
            files.put(&place("maple-usd"), &secret()).unwrap();
            seen.push(fs::read(dir.path().join("secrets/maple-usd/main/pull")).unwrap());
        }
        assert!(seen.iter().all(|bytes| !bytes.windows(8).any(|part| part == b"hunter22")));
        assert_ne!(seen[0], seen[1], "each writing has a nonce of its own");
        let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("keys/secrets"), mode("secrets/maple-usd/main/pull")), (0o600, 0o600));
    }

    #[test]
    fn a_file_that_was_moved_changed_or_cut_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let files = SecretFiles::open(dir.path().join("secrets"), dir.path().join("key"));
        for tenant in ["maple-usd", "birch-usd"] {
            files.put(&place(tenant), &secret()).unwrap();
        }
        let whole = fs::read(files.dir.join(place("birch-usd").path)).unwrap();
        let mut changed = fs::read(files.dir.join(place("maple-usd").path)).unwrap();
        *changed.last_mut().unwrap() ^= 1;
        for bytes in [whole, changed, vec![VERSION], Vec::new()] {
            fs::write(files.dir.join(place("maple-usd").path), bytes).unwrap();
            assert_eq!(files.get(&place("maple-usd")).unwrap_err().kind, ErrorKind::Corrupt);
        }
    }

    #[test]
    fn a_lost_key_is_told_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let files = SecretFiles::open(dir.path().join("secrets"), dir.path().join("key"));
        files.put(&place("maple-usd"), &secret()).unwrap();
        fs::remove_file(dir.path().join("key")).unwrap();
        assert_eq!(files.get(&place("maple-usd")).unwrap_err().kind, ErrorKind::Corrupt);
        assert_eq!(files.put(&place("maple-usd"), &secret()).unwrap_err().kind, ErrorKind::Corrupt);
        assert!(!dir.path().join("key").exists());
    }
}

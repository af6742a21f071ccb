//! The keys by which clients recognise the server; created once and kept.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use roster_pipeline::{ErrorKind, PortError, PortResult};
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::{KeypairData, RsaKeypair};
use russh::keys::{Algorithm, HashAlg, PrivateKey, key::safe_rng};

const RSA_BITS: usize = 3072;

/// An Ed25519 key, and an RSA key for clients that know no other.
#[derive(Clone)]
pub struct HostKeys {
    ed25519: PrivateKey,
    rsa: PrivateKey,
}

impl HostKeys {
    /// Reads both keys from a folder, in OpenSSH's form and under OpenSSH's names (`ssh_host_ed25519_key`,
    /// `ssh_host_rsa_key`), and makes those that are missing, readable by the owner alone. Blocks; making the RSA key takes
    /// seconds. `Corrupt` for a file that is not such a key: it is never overwritten, for clients refuse a new one.
    pub fn load_or_create(folder: &Path) -> PortResult<HostKeys> {
        fs::create_dir_all(folder)?;
        Ok(HostKeys {
            ed25519: load_or_create(&folder.join("ssh_host_ed25519_key"), make_ed25519)?,
            rsa: load_or_create(&folder.join("ssh_host_rsa_key"), make_rsa)?,
        })
    }

    /// The Ed25519 key's fingerprint as OpenSSH prints it: `SHA256:...`.
    pub fn fingerprint(&self) -> String {
        self.ed25519.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Both keys' fingerprints with their algorithms, as a district's IT staff may ask for them.
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        let described =
            |k: &PrivateKey| (k.algorithm().to_string(), k.fingerprint(HashAlg::Sha256).to_string());
        self.keys().iter().map(described).collect()
    }

    pub(crate) fn keys(&self) -> Vec<PrivateKey> {
        vec![self.ed25519.clone(), self.rsa.clone()]
    }
}

type Made = Result<PrivateKey, russh::keys::ssh_key::Error>;

fn make_ed25519() -> Made {
    PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)
}

fn make_rsa() -> Made {
    PrivateKey::new(KeypairData::from(RsaKeypair::random(&mut safe_rng(), RSA_BITS)?), "")
}

fn load_or_create(path: &Path, make: fn() -> Made) -> PortResult<PrivateKey> {
    match fs::read(path) {
        Ok(text) => load(path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path, make),
        Err(error) => Err(PortError::because(ErrorKind::Unavailable, name(path), error)),
    }
}

fn load(path: &Path, text: &[u8]) -> PortResult<PrivateKey> {
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    PrivateKey::from_openssh(text).map_err(|e| PortError::because(ErrorKind::Corrupt, name(path), e))
}

fn create(path: &Path, make: fn() -> Made) -> PortResult<PrivateKey> {
    let failed = |e: russh::keys::ssh_key::Error| PortError::because(ErrorKind::Unavailable, name(path), e);
    let key = make().map_err(failed)?;
    let text = key.to_openssh(LineEnding::LF).map_err(failed)?;
    let part = path.with_extension("part");
    fs::remove_file(&part).or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(key)
}

fn name(path: &Path) -> String {
    format!("host key {}", path.file_name().unwrap_or_default().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_for_the_owner_alone_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let made = HostKeys::load_or_create(folder.path()).unwrap();
        assert!(made.fingerprint().starts_with("SHA256:"));
        for file in ["ssh_host_ed25519_key", "ssh_host_rsa_key"] {
            let mode = fs::metadata(folder.path().join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
        let read = HostKeys::load_or_create(folder.path()).unwrap();
        assert_eq!(read.fingerprints(), made.fingerprints());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_damaged_key_is_reported_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ssh_host_ed25519_key");
        fs::write(&path, "not a key").unwrap();
        let error = HostKeys::load_or_create(folder.path()).err().unwrap();
        assert_eq!(error.kind, ErrorKind::Corrupt);
        assert_eq!(fs::read(&path).unwrap(), b"not a key");
    }
}

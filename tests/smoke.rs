//! Without an account the smoke test says so, and is not mistaken for one that passed.

use std::process::Command;

use rollcall_tests::tree;

#[test]
fn without_consent_or_credentials_it_is_skipped() {
    for (consent, said) in [("no", "SMOKE_CONSENT=yes"), ("yes", "is not installed")] {
        let mut command = Command::new("/bin/bash");
        command.arg(tree::root().join("tests/aws-smoke")).env_clear();
        // Nothing of AWS is on this path, so nothing can be deployed from here.
        let nowhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/usr/bin/dirname", nowhere.path().join("dirname")).unwrap();
        let output = command.env("PATH", nowhere.path()).env("SMOKE_CONSENT", consent).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(77), "{text}");
        assert!(text.starts_with("skipped: real AWS: ") && text.contains(said), "{text}");
        assert_eq!(text.lines().count(), 1);
    }
}

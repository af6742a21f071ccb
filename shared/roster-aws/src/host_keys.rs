//! The host keys by which districts' SISs know a Transfer Family server.

use roster_pipeline::PortResult;

use crate::failure::failed;
use crate::{Clients, Stack};

/// The fingerprints (`SHA256:...`, as OpenSSH prints them) of all host keys of a stack's SFTP server; none where it has no
/// such server.
///
/// # Errors
/// Those of Transfer Family.
pub async fn fingerprints(clients: &Clients, stack: &Stack) -> PortResult<Option<Vec<String>>> {
    let Some(server) = stack.sftp_server() else { return Ok(None) };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let call = clients.transfer().list_host_keys().server_id(server).set_next_token(after);
        let page = call.send().await.map_err(|error| failed("host keys of the SFTP server", error))?;
        found.extend(page.host_keys.into_iter().filter_map(|key| key.fingerprint).map(as_openssh));
        after = page.next_token;
        if after.is_none() {
            return Ok(Some(found));
        }
    }
}

/// OpenSSH writes no `=` at the end.
fn as_openssh(fingerprint: String) -> String {
    fingerprint.trim_end_matches('=').to_owned()
}

//! What connectors say went wrong, as people need to hear it.

use roster_pipeline::ports::SeenHostKey;
use roster_pipeline::pull::{PullSettings, Step, Trouble};

/// A failure code of a file or a listing ("Transfer Family events detail reference"). The message beside it is left out: it
/// may hold what nobody asked for.
pub(super) fn of_file(code: &str) -> Trouble {
    let again = "nothing has to be done; it is tried again";
    let (step, message, help, lasting) = match code {
        "CONNECTION_ERROR" => (Step::Reach, "the connector cannot log in", "test the connection", false),
        "TIMEOUT_ERROR" => (Step::Reach, "the district's server answers too slowly", again, false),
        "LIST_DIRECTORY_ERROR" => (Step::List, "the folder cannot be listed", "check the path", false),
        "DIRECTORY_NOT_FOUND" | "PATH_NOT_FOUND" => {
            (Step::Folder, "there is no such folder", "check the path with the district", true)
        }
        "RETRIEVE_FILE_NOT_FOUND" | "FILE_NOT_FOUND" => {
            (Step::Fetch, "the file was listed and is gone", again, false)
        }
        "READ_FILE_ERROR" => {
            (Step::Fetch, "the file cannot be read", "ask the district to let us read it", false)
        }
        "WRITE_FILE_ERROR" | "ASSUME_ROLE_ERROR" | "UNSUPPORTED_OPERATION_ERROR" => (
            Step::Settings,
            "the connector may not write to our bucket",
            "check the connector's role; the district has nothing to do",
            true,
        ),
        _ => (Step::Fetch, "the connector failed", again, false),
    };
    let message = format!("{message} ({code})");
    if lasting { Trouble::lasting(step, message, help) } else { Trouble::passing(step, message, help) }
}

/// What a test that did not go well means. The service's own sentence is shown: it is about the connection alone.
pub(super) fn of_test(settings: &PullSettings, said: &str, host_key: Option<&SeenHostKey>) -> Trouble {
    let server = settings.server();
    match host_key {
        Some(key) if !key.pinned && settings.host_keys.is_empty() => Trouble::lasting(
            Step::HostKey,
            format!("{server} shows the host key {}, which nobody has accepted yet", key.fingerprint),
            format!("compare it with what the district says, and accept it with host-key={}", key.line),
        ),
        Some(key) if !key.pinned => Trouble::lasting(
            Step::HostKey,
            format!(
                "{server} shows the host key {}, but {} is the accepted one",
                key.fingerprint,
                settings.host_keys.join(" or ")
            ),
            format!(
                "ask the district whether they changed the key; only if they did and confirm it, set host-key={}",
                key.line
            ),
        ),
        Some(_) | None => Trouble::passing(
            Step::Login,
            format!("the connector cannot log in at {server}: {said}"),
            "check host, port, user and password or key with the district, and whether its firewall lets our addresses in",
        ),
    }
}

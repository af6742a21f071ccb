//! Transfer Family's custom identity provider: says who may log in, and what their session may do.
//!
//! One read of the login and one of what was tried before; the use case is `roster_pipeline::authorize`. What comes in and
//! what goes out are Transfer Family's documents, `roster_aws::login`. The event is never logged: it holds a password.

mod policy;
mod settings;

use std::net::IpAddr;

use jiff::Timestamp;
use roster_aws::login::{Home, LoginRequest, LoginResponse};
use roster_pipeline::authorize::{Caller, Gate};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

pub use policy::session_policy;
pub use settings::Settings;

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Authorize {
    /// Who may log in.
    pub gate: Gate,
    /// What a session is made of.
    pub settings: Settings,
}

/// What is asked of the gate.
struct Question<'a> {
    caller: Caller<'a>,
    password: Option<&'a str>,
}

/// Answers one question of Transfer Family at `now`: with a session, or with `{}`, which refuses. Every reason to refuse
/// looks the same.
///
/// # Errors
/// It cannot be known who may log in; Transfer Family refuses then, too, and the client will come again.
pub async fn handle(deps: &Authorize, request: &LoginRequest, now: Timestamp) -> PortResult<LoginResponse> {
    let Some(Question { caller, password }) = question(&deps.settings, request, now) else {
        return Ok(LoginResponse::default());
    };
    let from = caller.from;
    let answer = match password {
        Some(password) => {
            let connection = deps.gate.password(caller, password).await?;
            connection.map(|connection| (connection, None))
        }
        None => {
            let keys = deps.gate.public_keys(caller).await?;
            keys.map(|keys| (keys.connection, Some(keys.public_keys)))
        }
    };
    let Some((connection, public_keys)) = answer else {
        tracing::info!(%from, "login refused");
        return Ok(LoginResponse::default());
    };
    tracing::info!(%from, %connection, by_key = public_keys.is_some(), "login answered");
    session(&deps.settings, &connection, public_keys)
}

/// `None` if it is no question for us.
fn question<'a>(settings: &Settings, request: &'a LoginRequest, now: Timestamp) -> Option<Question<'a>> {
    let refused = |why| {
        tracing::warn!(why, "login refused");
        None
    };
    if !request.protocol.eq_ignore_ascii_case("SFTP") {
        return refused("another protocol than SFTP");
    }
    if settings.server_id.as_deref().is_some_and(|ours| ours != request.server_id) {
        return refused("another server than ours");
    }
    let Ok(from) = request.source_ip.parse::<IpAddr>() else {
        return refused("no source address");
    };
    let caller = Caller { user: &request.username, from, at: now };
    Some(Question { caller, password: request.password() })
}

fn session(
    settings: &Settings,
    connection: &ConnectionKey,
    public_keys: Option<Vec<String>>,
) -> PortResult<LoginResponse> {
    let home = serde_json::to_string(&[Home::of(&settings.landing_bucket, connection)])
        .map_err(|error| PortError::because(ErrorKind::Refused, "home directory", error))?;
    Ok(LoginResponse {
        role: Some(settings.login_role.clone()),
        policy: Some(session_policy(settings, connection)),
        home_directory_type: Some("LOGICAL".to_owned()),
        home_directory_details: Some(home),
        public_keys,
    })
}

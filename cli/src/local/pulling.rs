//! Fetching from districts' own servers, for commands and for `serve`.

use std::sync::Arc;

use jiff::Timestamp;
use roster_pipeline::ports::Secrets;
use roster_pipeline::pull::{PullPorts, PullSecret, PullState, pull};
use roster_pipeline::{ConnectionKey, PortResult};

use super::{Form, Local, Turns};
use crate::exit::{Exit, Failure};
use crate::output::pulls;

/// What fetches.
pub(crate) struct Pulling {
    /// What the use case needs.
    pub(crate) ports: PullPorts,
    /// Passwords and keys for districts' servers.
    pub(crate) secrets: Arc<dyn Secrets>,
    /// Lets one pull of a connection run at a time; other work on it need not wait for a slow server.
    pub(crate) turns: Turns,
}

type Outcome = Result<(String, Exit), Failure>;

impl Pulling {
    /// Forgets all that is kept for fetching.
    pub(super) async fn erase(&self, key: &ConnectionKey) -> PortResult<()> {
        self.secrets.remove(key, &PullSecret::name()?).await?;
        self.ports.pulls.erase(key).await
    }
}

/// Keeps what we log in with.
pub(super) async fn set_secret(local: &Local, key: &ConnectionKey, secret: &PullSecret) -> Outcome {
    let connection = local.ports.directory.connection(key).await?;
    let mut secret = secret.clone();
    if let Some(settings) = &connection.pull {
        secret.username.clone_from(&settings.user);
    }
    secret.keep(local.pulling.secrets.as_ref(), key).await?;
    Ok((String::new(), Exit::Fine))
}

/// Looks at the server and shows what there is.
pub(super) async fn test(local: &Local, key: &ConnectionKey, form: Form) -> Outcome {
    let connection = local.ports.directory.connection(key).await?;
    let tested = local.pulling.ports.remote.test(&connection).await?;
    let exit = if tested.trouble.is_none() { Exit::Fine } else { Exit::CouldNot };
    Ok((pulls::tested(&connection, &tested, form)?, exit))
}

/// Fetches now.
pub(super) async fn pull_now(local: &Local, key: &ConnectionKey, form: Form) -> Outcome {
    let pulling = &local.pulling;
    let _turn = pulling.turns.of(key).await;
    let pulled = pull(&pulling.ports, key, Timestamp::now()).await?;
    local.wake(key);
    let exit = match pulled.state {
        PullState::Done | PullState::Listing | PullState::Fetching => Exit::Fine,
        PullState::Partial | PullState::Failed => Exit::CouldNot,
    };
    Ok((pulls::pulled(&pulled, form)?, exit))
}

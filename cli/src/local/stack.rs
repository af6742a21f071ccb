//! A stack deployed on AWS, worked on from here with the operator's own credentials.

use super::Local;
use crate::exit::Failure;
use crate::settings::Settings;

/// Opens a stack by its name.
///
/// # Errors
/// There is none of that name, or it cannot be reached with the credentials at hand.
#[cfg(feature = "aws")]
pub(super) async fn open(name: &str, settings: &Settings) -> Result<Local, Failure> {
    deployed::open(name, settings).await
}

#[cfg(not(feature = "aws"))]
pub(super) async fn open(name: &str, _: &Settings) -> Result<Local, Failure> {
    Err(Failure::new(format_args!(
        "this rollcall was built without AWS and cannot work on the stack {name}; install it with `cargo install --path \
         cli --features aws`, or leave --stack out"
    )))
}

/// The fingerprints of the host keys that a stack's SFTP server shows; none where it has no such server.
///
/// # Errors
/// As for opening it.
#[cfg(feature = "aws")]
pub(super) async fn host_keys(name: &str) -> Result<Option<Vec<String>>, Failure> {
    deployed::host_keys(name).await
}

#[cfg(not(feature = "aws"))]
pub(super) async fn host_keys(_: &str) -> Result<Option<Vec<String>>, Failure> {
    // Nobody gets here: a stack cannot be opened without AWS.
    Ok(None)
}

#[cfg(feature = "aws")]
mod deployed {
    use std::sync::Arc;

    use roster_aws::dynamo::control::ControlTable;
    use roster_aws::dynamo::roster::RosterTable;
    use roster_aws::login::LambdaDoorman;
    use roster_aws::{
        Clients, EventBridgeAnnouncer, S3Artifacts, S3Landing, SecretsManager, SqsQueue, Stack,
    };
    use roster_local::TempScratch;
    use roster_pipeline::pull::PullPorts;
    use roster_pipeline::{ErrorKind, PortError, Ports};
    use roster_sftp::SftpRemoteFiles;

    use super::super::{Local, Pulling, Turns};
    use crate::exit::Failure;
    use crate::settings::Settings;

    /// What a doorman says of the server that asks; Transfer Family's own have names such as `s-0123456789abcdef0`.
    const SERVER: &str = "rollcall-serve";

    pub(super) async fn open(name: &str, _: &Settings) -> Result<Local, Failure> {
        let clients = Clients::load().await;
        let stack = Stack::of_deployed(&clients, name).await.map_err(|error| unreachable(name, error))?;
        let landing = Arc::new(S3Landing::new(&clients.s3(), &stack.landing_bucket));
        let control = Arc::new(ControlTable::new(clients.dynamodb(), &stack.control_table));
        let announcer = Arc::new(EventBridgeAnnouncer::new(clients.events(), &stack.event_bus));
        let secrets = Arc::new(SecretsManager::new(clients.secrets(), &stack.secrets_prefix));
        let pulling = Pulling {
            ports: PullPorts {
                directory: control.clone(),
                landing: landing.clone(),
                pulls: control.clone(),
                remote: Arc::new(SftpRemoteFiles::new(landing.clone(), secrets.clone())),
                announcer: announcer.clone(),
            },
            secrets,
            turns: Turns::default(),
        };
        let ports = Ports {
            landing: landing.clone(),
            artifacts: Arc::new(S3Artifacts::new(&clients.s3(), &stack.artifacts_bucket)),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(RosterTable::new(clients.dynamodb(), &stack.roster_table)),
            announcer,
            scratch: Arc::new(TempScratch::new()),
        };
        let doorman = LambdaDoorman::new(clients.lambda(), &stack.authorize_function, SERVER);
        Ok(Local {
            dir: None,
            holder: holder(),
            ports,
            doorman: Arc::new(doorman),
            door: landing,
            pulling,
            applier: Some(Arc::new(SqsQueue::new(clients.sqs(), &stack.apply_queue_url))),
            turns: Turns::default(),
            waker: None,
        })
    }

    pub(super) async fn host_keys(name: &str) -> Result<Option<Vec<String>>, Failure> {
        let clients = Clients::load().await;
        let stack = Stack::of_deployed(&clients, name).await.map_err(|error| unreachable(name, error))?;
        Ok(roster_aws::host_keys::fingerprints(&clients, &stack).await?)
    }

    /// Several people may work on a stack at once: each process is a holder of its own.
    fn holder() -> String {
        let started = jiff::Timestamp::now().as_millisecond();
        format!("rollcall {} of {started}", std::process::id())
    }

    fn unreachable(name: &str, error: PortError) -> Failure {
        match error.kind {
            ErrorKind::NotFound => Failure::new(format_args!(
                "there is no stack {name} in this account and region; check AWS_PROFILE and AWS_REGION, or deploy it with \
                 `sam deploy`"
            )),
            ErrorKind::Refused => Failure::new(format_args!("{error}; sign in with a role that may read it")),
            ErrorKind::Conflict | ErrorKind::Busy | ErrorKind::Unavailable | ErrorKind::Corrupt => {
                Failure::new(format_args!("{error}; check your credentials and the network, then try again"))
            }
        }
    }
}

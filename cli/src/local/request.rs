//! What a command asks of a data directory, as it travels to a running `serve` and back.

use roster_pipeline::identity::Only;
use roster_pipeline::pull::PullSecret;
use roster_pipeline::records::{Connection, DeliveryId, Login, RunId, Tenant};
use roster_pipeline::{ConnectionKey, TenantId};
use serde::{Deserialize, Serialize};

use crate::exit::{Exit, Failure};

/// A change of a data directory. Everything in it was checked by the command that made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub(crate) enum Change {
    /// Add a tenant.
    AddTenant { tenant: Tenant },
    /// Remove all of a tenant.
    EraseTenant { id: TenantId },
    /// Add a connection.
    AddConnection { connection: Box<Connection> },
    /// Change settings of a connection, each by name.
    SetConnection { key: ConnectionKey, settings: Vec<(String, String)> },
    /// Read the newest delivery with a mapping and say what that would change; nothing is kept.
    TryMapping { key: ConnectionKey, document: String },
    /// Keep a mapping as the next version and read with it from now on.
    SaveMapping { key: ConnectionKey, document: String, note: String },
    /// Check a delivery again, the newest if none is named.
    CheckAgain { key: ConnectionKey, delivery: Option<DeliveryId> },
    /// Take what has arrived, plan and apply it now.
    Run { key: ConnectionKey },
    /// Add a login, or give one another password or key.
    AddLogin { login: Login },
    /// Keep what we log in with at a district's server.
    SetSecret { key: ConnectionKey, secret: PullSecret },
    /// Look at a district's server and show what there is.
    TestPull { key: ConnectionKey },
    /// Fetch from a district's server now.
    Pull { key: ConnectionKey },
    /// Make the roster of a connection what its snapshot says.
    Repair { key: ConnectionKey },
    /// Accept a file of ID changes that is among the connection's artifacts.
    AcceptIds { key: ConnectionKey, path: String, only: Only },
    /// Take an accepted file of ID changes back.
    DropIds { key: ConnectionKey, number: u64 },
    /// Let a connection go on from the roster of another.
    Replace { old: ConnectionKey, new: ConnectionKey },
    /// Read every connection under this field profile, or the standard one again.
    SetProfile { document: Option<String> },
    /// Answer a held run: a word of [`roster::run::Answer`].
    Answer { run: RunId, answer: String },
}

/// In which form the answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Form {
    /// As a `--json` flag says.
    pub(crate) fn of(json: bool) -> Form {
        if json { Form::Json } else { Form::Text }
    }
}

/// A change, and how its answer should look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) change: Change,
    pub(crate) form: Form,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Reply {
    /// It was done; this goes to standard output.
    Done { out: String, exit: Exit },
    /// It could not be done; this is the line for standard error.
    Failed {
        line: String,
        /// What is wrong one by one.
        #[serde(default)]
        items: Vec<String>,
    },
}

impl From<Result<(String, Exit), Failure>> for Reply {
    fn from(result: Result<(String, Exit), Failure>) -> Reply {
        match result {
            Ok((out, exit)) => Reply::Done { out, exit },
            Err(Failure::Said(line)) => Reply::Failed { line, items: Vec::new() },
            Err(Failure::Listed(line, items)) => Reply::Failed { line, items },
            Err(Failure::OutputClosed) => {
                Reply::Failed { line: "the output was closed".into(), items: Vec::new() }
            }
        }
    }
}

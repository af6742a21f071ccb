//! The ports on AWS: S3, DynamoDB, SQS, Secrets Manager, EventBridge, SES and Transfer Family.
//!
//! [`Clients`] are made once per process, [`Stack`] names what a deployed stack has, and each adapter takes a client and a
//! name. The adapters translate and decide nothing; which of them a Lambda may use is written in its IAM role in `infra/`.

mod announcer;
mod clients;
pub mod connectors;
pub mod dynamo;
mod failure;
pub mod host_keys;
pub mod lambda;
pub mod login;
mod queue;
mod s3;
mod secrets;
mod sessions;
mod stack;
mod workplace;

pub use announcer::{EventBridgeAnnouncer, SesAnnouncer};
pub use clients::Clients;
pub use queue::{Queued, SqsQueue, SqsReminders};
pub use s3::{S3Artifacts, S3Landing};
pub use secrets::SecretsManager;
pub use sessions::TenantSessions;
pub use stack::Stack;
pub use workplace::Workplace;

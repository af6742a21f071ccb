//! Use cases over the domain, and the ports through which they reach the world.
//!
//! A port says in prose what it promises; `roster-conformance` turns each sentence into a case that every adapter runs.

pub mod answer;
pub mod apply;
pub mod assemble;
pub mod attached;
pub mod authorize;
mod budget;
pub mod check;
mod commit;
mod context;
pub mod duplicates;
pub mod erase;
mod error;
pub mod everywhere;
pub mod export;
mod fingerprint;
pub mod history;
pub mod housekeeping;
pub mod identity;
mod ids;
pub mod late;
pub mod mapping;
pub mod notices;
pub mod plan;
pub mod ports;
pub mod profile;
pub mod pull;
pub mod receive;
pub mod records;
mod redact;
pub mod relocate;
pub mod reports;
pub mod rounds;
pub mod snapshots;
pub mod sources;
mod states;
pub mod steps;
pub mod verify;
pub mod work;

pub use budget::Budget;
pub use context::{Ports, PortsOf};
pub use error::{ErrorKind, PortError, PortResult};
pub use ids::{ConnectionId, ConnectionKey, InvalidId, TenantId};
pub use states::state;

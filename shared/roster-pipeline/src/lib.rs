//! Use cases over the domain, and the ports through which they reach the world.
//!
//! A port says in prose what it promises; `roster-conformance` turns each sentence into a case that every adapter runs.

pub mod authorize;
mod error;
mod ids;
pub mod ports;
pub mod records;

pub use error::{ErrorKind, PortError, PortResult};
pub use ids::{ConnectionId, ConnectionKey, InvalidId, TenantId};

//! Who a record is while its ID changes: stable keys, changes of IDs, and a proposal which new ID is whose.

mod candidate;
mod change;
mod file;
mod follow;
mod hold;
mod log;
mod propose;
mod stable;
mod standing;
mod ways;

pub use change::{Confidence, IdChange, Renames};
pub use file::{FILE_NAME, FileError, FileWriter, Line, is_id_changes, read, report};
pub use follow::follow;
pub use hold::{facts, is_worth_a_look};
pub use log::{LogEntry, LogWriter, read_log};
pub use propose::{Proposal, Proposals, Proposer};
pub use stable::{NAMESPACE, StableKeys, key_text, stable_key};
pub use standing::{Standing, check_against};
pub use ways::LOOKED_AT;

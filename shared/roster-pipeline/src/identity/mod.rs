//! Records whose IDs change: what was accepted and waits, what was made, and what is proposed.

mod accept;
mod delivered;
mod made;
mod moving;
mod pending;
mod proposal;
mod replace;
mod settings;

pub use accept::{Accepted, ListedFile, Only, accept, drop_file, list};
pub(crate) use delivered::{Delivered, delivered};
pub use made::stable_keys;
pub(crate) use made::{given_up, write_log};
pub(crate) use moving::Moving;
pub(crate) use pending::Pending;
pub(crate) use proposal::propose;
pub use replace::{Replaced, replace};
pub use settings::{IdChangeFile, IdChangePolicy, IdChanges, IdProposal, RunIds};

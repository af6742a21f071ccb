//! Several sources of one tenant: which connection is what to the roster, and what supplements add to it.
//!
//! A supplement's deliveries are checked, braked and applied like any, but what is applied is a snapshot alone, never
//! records of a roster. It counts when the connection that it supplements is checked: there it is filled in.

mod load;
mod renew;
mod role;
mod settings;

pub(crate) use load::{sources, under};
pub(crate) use renew::renew;
pub use role::{Role, RunSources, StoredSupplied, Stores};
pub use settings::{attach, may_be, supplemented};

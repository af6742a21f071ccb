//! Announcements as events for programs and as mails for the operator.

mod event_bridge;
mod ses;

pub use event_bridge::EventBridgeAnnouncer;
pub use ses::SesAnnouncer;

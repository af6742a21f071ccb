//! What a district and the operator get after every delivery: a text to act on, and lists to work through.

mod cell;
mod destructive;
mod facts;
mod finding_log;
mod findings;
mod masking;
mod page;
mod received;
mod text;

pub(crate) use cell::written;
pub use destructive::destructive_csv;
pub use facts::{DeliveryFacts, HoldReason, OperatorFacts, Outlook, Preview};
pub use finding_log::{FindingLog, ROW_LIMIT};
pub use findings::{Example, Findings, Group, RuleCount};
pub use masking::{Audience, mask};
pub use received::{ReceivedFile, received_txt};
pub use text::{operator_text, preview_text, text};

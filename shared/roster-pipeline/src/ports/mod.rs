//! What the use cases need of the world. Small, in our words, no vendor type in a signature.

mod announcer;
mod artifacts;
mod attempts;
mod delivery_log;
mod directory;
mod landing;
mod queue;
mod reminders;
mod roster_store;
mod run_log;

pub use announcer::{Announcement, Announcer};
pub use artifacts::{ArtifactKey, ArtifactWriter, Artifacts, Source, Stored};
pub use attempts::{AttemptKey, Attempts, Counted};
pub use delivery_log::{Arrival, DeliveryLog};
pub use directory::Directory;
pub use landing::{FrontDoor, Landed, LandedKind, Landing, LandingPath, Upload, UploadStart};
pub use queue::{Job, Queue, Work, WorkSender};
pub use reminders::{Reminder, Reminders};
pub use roster_store::{Applied, Change, RosterStore, StoredRecord};
pub use run_log::{Begun, Current, Lease, RunLog};

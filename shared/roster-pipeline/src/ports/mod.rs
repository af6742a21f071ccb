//! What the use cases need of the world. Small, in our words, no vendor type in a signature.

mod announcer;
mod artifacts;
mod attempts;
mod delivery_log;
mod directory;
mod landing;
mod pull_log;
mod queue;
mod reminders;
mod remote_files;
mod roster_store;
mod run_log;
mod secrets;

pub use announcer::{Announcement, Announcer};
pub use artifacts::{ArtifactKey, ArtifactWriter, Artifacts, Source, Stored};
pub use attempts::{AttemptKey, Attempts, Counted};
pub use delivery_log::{Arrival, DeliveryLog, Purpose};
pub use directory::Directory;
pub use landing::{FrontDoor, Landed, LandedKind, Landing, LandingPath, Upload, UploadStart};
pub use pull_log::{PullLog, Report, TransferOwner};
pub use queue::{Job, Queue, Work, WorkSender};
pub use reminders::{Reminder, Reminders};
pub use remote_files::{
    Fetched, FileOutcome, Listed, Listing, RemoteFile, RemoteFiles, SeenHostKey, Started, Tested, TransferId,
    Wanted,
};
pub use roster_store::{Applied, Change, RosterStore, StoredRecord};
pub use run_log::{Begun, Current, Lease, RunLog};
pub use secrets::{SecretName, SecretText, Secrets};

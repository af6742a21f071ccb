//! The documents that we keep about tenants, connections, deliveries and runs. Their JSON is a stored format: fields are
//! only ever added, with a default.

use std::collections::BTreeMap;
use std::fmt;

use ipnet::IpNet;
use jiff::Timestamp;
use roster::diff::ChangeCounts;
use serde::{Deserialize, Serialize};

use crate::duplicates::Duplicates;
use crate::identity::{IdChanges, RunIds};
use crate::mapping::MappingInUse;
use crate::pull::PullSettings;
use crate::sources::{Role, RunSources};
use crate::{ConnectionId, ConnectionKey, TenantId};

macro_rules! text_id {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(DeliveryId, "Names a delivery: `d-<time>-<part of its content hash>`; sorts by time.");
text_id!(RunId, "Names a run: `r-<time>-<part of a hash>`; sorts by time.");

/// One customer, usually a district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// Its ID.
    pub id: TenantId,
    /// What people call it.
    pub name: String,
    /// The operator's own account number.
    #[serde(default)]
    pub account: Option<String>,
    /// When it was added.
    pub created: Timestamp,
}

/// How files come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Their SIS uploads to us.
    Push,
    /// We fetch from their server.
    Pull,
}

/// One file that a connection's set must or may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedFile {
    /// Name, case-insensitive; `*` stands for any text.
    pub pattern: String,
    /// How often it comes, as `roster::schedule::Rhythm` prints it: `each run`, `at most 3 days old`, `once`, `own`.
    pub rhythm: String,
}

/// One source of files of a tenant, with all its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Whose.
    pub tenant: TenantId,
    /// Its ID within the tenant.
    pub id: ConnectionId,
    /// Push or pull.
    pub direction: Direction,
    /// A connection that is not active stops after the check.
    #[serde(default)]
    pub active: bool,
    /// A paused connection checks what comes and plans nothing.
    #[serde(default)]
    pub paused: bool,
    /// A built-in format's name; recognised from the files where absent.
    #[serde(default)]
    pub format: Option<String>,
    /// How columns feed fields, where no built-in format does; never together with `format`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingInUse>,
    /// SHA-256 of the operator's field profile that it is read under, lower-case hex; the standard profile where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Whether all that the specification demands is an error.
    #[serde(default)]
    pub strict: bool,
    /// How long nothing may arrive before an undeclared set counts as whole, in seconds.
    pub quiet_seconds: u32,
    /// The declared set; empty means none is declared.
    #[serde(default)]
    pub expected: Vec<ExpectedFile>,
    /// When to plan and apply, as `roster::schedule::Schedule` prints it.
    pub schedule: String,
    /// Calendar, as `roster::calendar::Calendar` prints it; empty is none.
    #[serde(default)]
    pub calendar: String,
    /// Limits of the brake that differ from the defaults, by the limit's name.
    #[serde(default)]
    pub limits: BTreeMap<String, f64>,
    /// Never remove anything.
    #[serde(default)]
    pub adds_only: bool,
    /// What is done where one ID comes twice with different values.
    #[serde(default, skip_serializing_if = "Duplicates::is_default")]
    pub duplicates: Duplicates,
    /// Remove a record only after it was missing from this many complete deliveries; at least 1.
    pub removal_after: u32,
    /// Days before a removed record is purged.
    pub grace_days: u32,
    /// The district's own server, for a connection that pulls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<PullSettings>,
    /// Changes of its records' IDs.
    #[serde(default, skip_serializing_if = "IdChanges::is_default")]
    pub id_changes: IdChanges,
    /// What it is to the tenant's roster.
    #[serde(default, skip_serializing_if = "Role::is_default")]
    pub role: Role,
    /// When it was added.
    pub created: Timestamp,
    /// Raised at every change of settings.
    pub version: u64,
}

impl Connection {
    /// [`Connection::quiet_seconds`] where nobody said otherwise.
    pub const QUIET_SECONDS: u32 = 300;
    /// [`Connection::removal_after`] where nobody said otherwise.
    pub const REMOVAL_AFTER: u32 = 1;
    /// [`Connection::grace_days`] where nobody said otherwise.
    pub const GRACE_DAYS: u32 = 30;

    /// A connection with the usual settings: inactive, a quiet period of 5 minutes, every night at 00:15 in Chicago.
    pub fn new(tenant: TenantId, id: ConnectionId, direction: Direction, created: Timestamp) -> Connection {
        Connection {
            tenant,
            id,
            direction,
            active: false,
            paused: false,
            format: None,
            mapping: None,
            profile: None,
            strict: false,
            quiet_seconds: Connection::QUIET_SECONDS,
            expected: Vec::new(),
            schedule: roster::schedule::Schedule::default().to_string(),
            calendar: String::new(),
            limits: BTreeMap::new(),
            adds_only: false,
            duplicates: Duplicates::First,
            removal_after: Connection::REMOVAL_AFTER,
            grace_days: Connection::GRACE_DAYS,
            pull: None,
            id_changes: IdChanges::default(),
            role: Role::default(),
            created,
            version: 1,
        }
    }

    /// Whose it is and which.
    pub fn key(&self) -> ConnectionKey {
        ConnectionKey { tenant: self.tenant.clone(), connection: self.id.clone() }
    }
}

/// A user name of the SFTP server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// The user name, unique over all tenants.
    pub user: String,
    /// The connection whose folder it opens.
    pub connection: ConnectionKey,
    /// Argon2id in PHC form.
    #[serde(default)]
    pub password_hash: Option<String>,
    /// Public keys, each a line of OpenSSH form without options.
    #[serde(default)]
    pub public_keys: Vec<String>,
    /// The addresses that it is open to; all if empty.
    #[serde(default)]
    pub allow: Vec<IpNet>,
    /// A login that is switched off lets nobody in.
    #[serde(default)]
    pub disabled: bool,
    /// When it was made.
    pub created: Timestamp,
}

impl Login {
    /// A login that is open to all addresses and has neither password nor key yet.
    pub fn new(user: impl Into<String>, connection: ConnectionKey, created: Timestamp) -> Login {
        Login {
            user: user.into(),
            connection,
            password_hash: None,
            public_keys: Vec::new(),
            allow: Vec::new(),
            disabled: false,
            created,
        }
    }
}

/// One file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveredFile {
    /// The client's path.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// The landing's version, which ties it to its arrival.
    pub version: String,
    /// When it arrived.
    pub received: Timestamp,
    /// Where the copy is.
    pub artifact: String,
}

/// Pictures and PDFs beside the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentsRecord {
    /// How many.
    pub files: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// How many belong to a person.
    pub matched: u64,
    /// The list of them: a path of artifacts.
    pub list: String,
}

/// A file whose stored copy lacks the values of some columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedactedFile {
    /// The client's path.
    pub file: String,
    /// The name inside of it, if that is a ZIP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The columns by name, or by number where the first line may be data.
    pub columns: Vec<String>,
}

/// An immutable set of exact file versions that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// Its ID.
    pub id: DeliveryId,
    /// Whose.
    pub connection: ConnectionKey,
    /// When the set was whole.
    pub received_at: Timestamp,
    /// Its files by path.
    pub files: Vec<DeliveredFile>,
    /// Hash of contents and settings: the same again is a no-op.
    pub fingerprint: String,
    /// A word of [`roster::run::State`]: that of its newest run.
    pub state: String,
    /// What the check found: whether every removal-relevant file was whole.
    #[serde(default)]
    pub complete: Option<bool>,
    /// Whether any of its files holds only what changed: such deliveries count one after the other.
    #[serde(default)]
    pub delta: bool,
    /// Findings by rule code.
    #[serde(default)]
    pub findings: BTreeMap<String, u64>,
    /// Columns whose values were taken out of the stored copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<RedactedFile>,
    /// Pictures and PDFs that were there when it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<AttachmentsRecord>,
    /// The delivery with the same fingerprint, if this one is a no-op.
    #[serde(default)]
    pub same_as: Option<DeliveryId>,
    /// Raised at every change.
    pub version: u64,
}

/// What a run does or would do to one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Records that were not there.
    pub created: u64,
    /// Records whose fields differ.
    pub updated: u64,
    /// Records that go.
    pub removed: u64,
    /// Removed records that came back.
    pub revived: u64,
    /// Records that got a new ID.
    pub renamed: u64,
    /// Records that stay as they were because their row was in error.
    pub kept: u64,
    /// Records that are the same.
    pub unchanged: u64,
}

impl From<ChangeCounts> for Counts {
    fn from(c: ChangeCounts) -> Counts {
        Counts {
            created: c.created,
            updated: c.updated,
            removed: c.removed,
            revived: c.revived,
            renamed: c.renamed,
            kept: c.kept,
            unchanged: c.unchanged,
        }
    }
}

impl From<Counts> for ChangeCounts {
    fn from(c: Counts) -> ChangeCounts {
        ChangeCounts {
            created: c.created,
            updated: c.updated,
            removed: c.removed,
            revived: c.revived,
            renamed: c.renamed,
            kept: c.kept,
            unchanged: c.unchanged,
        }
    }
}

/// One reason for which the brake holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrakeReason {
    /// Stable code.
    pub code: String,
    /// The entity, if one.
    pub entity: Option<String>,
    /// The school's `sourcedId`, if one.
    pub school: Option<String>,
    /// What was found.
    pub actual: f64,
    /// What is allowed.
    pub limit: f64,
    /// A sentence for people.
    pub message: String,
}

/// The brake's verdict.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrakeRecord {
    /// Whether a person must answer.
    pub held: bool,
    /// Why.
    pub reasons: Vec<BrakeReason>,
    /// Whether "apply additions, updates and protective changes" is open as an answer.
    #[serde(default)]
    pub additions_allowed: bool,
}

/// One pass over a delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its ID.
    pub id: RunId,
    /// Whose.
    pub connection: ConnectionKey,
    /// The delivery it is about.
    pub delivery: DeliveryId,
    /// A word of [`roster::run::State`].
    pub state: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it reached a final state.
    #[serde(default)]
    pub finished_at: Option<Timestamp>,
    /// Fencing number of the lease it applies under; 0 before.
    #[serde(default)]
    pub fence: u64,
    /// `Current::version` that it was planned against; 0 for none.
    #[serde(default)]
    pub base: u64,
    /// Its change set: a path of artifacts.
    #[serde(default)]
    pub change_set: Option<String>,
    /// Fingerprint of the settings, the calendar's day and the snapshot that it was planned under.
    #[serde(default)]
    pub planned_under: String,
    /// Whether the change set has anything in it, bookkeeping included.
    #[serde(default)]
    pub has_changes: bool,
    /// What it does, by entity name.
    #[serde(default)]
    pub entities: BTreeMap<String, Counts>,
    /// The brake's verdict.
    #[serde(default)]
    pub brake: BrakeRecord,
    /// Whether only additions, updates and protective changes were approved.
    #[serde(default)]
    pub additions_only: bool,
    /// Batches applied so far.
    #[serde(default)]
    pub batches_done: u64,
    /// When it began to be applied: what it writes bears this time, whichever process writes it.
    #[serde(default)]
    pub applying_since: Option<Timestamp>,
    /// Entities whose snapshot is made.
    #[serde(default)]
    pub folded: Vec<String>,
    /// Why it failed, was refused or was superseded.
    #[serde(default)]
    pub note: Option<String>,
    /// What it has to do with changes of IDs.
    #[serde(default, skip_serializing_if = "RunIds::is_default")]
    pub ids: RunIds,
    /// What it has to do with other sources.
    #[serde(default, skip_serializing_if = "RunSources::is_default")]
    pub sources: RunSources,
    /// Raised at every change.
    pub version: u64,
}

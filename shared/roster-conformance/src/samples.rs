//! Documents to store in tests: small, valid, and the same at every call.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::records::{
    BrakeRecord, Connection, Delivery, DeliveryId, Direction, Login, Run, RunId, Tenant,
};
use roster_pipeline::{ConnectionKey, TenantId};

/// A moment `seconds` after the start of 1 September 2026, UTC.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + 1_788_220_800.seconds() + seconds.seconds()
}

/// The connection that most cases use.
pub fn maple() -> ConnectionKey {
    key("maple-usd", "main")
}

/// Another tenant's connection of the same name.
pub fn birch() -> ConnectionKey {
    key("birch-usd", "main")
}

/// A connection's key.
pub fn key(tenant: &str, connection: &str) -> ConnectionKey {
    ConnectionKey::new(tenant, connection).unwrap()
}

/// A tenant.
pub fn tenant(id: &str) -> Tenant {
    let id: TenantId = id.parse().unwrap();
    Tenant { name: format!("District {id}"), id, account: Some("0042".into()), created: at(0) }
}

/// A connection with the usual settings.
pub fn connection(key: &ConnectionKey) -> Connection {
    Connection {
        tenant: key.tenant.clone(),
        id: key.connection.clone(),
        direction: Direction::Push,
        active: true,
        paused: false,
        format: None,
        mapping: None,
        profile: None,
        strict: false,
        quiet_seconds: 300,
        expected: Vec::new(),
        schedule: "daily at 00:15 America/Chicago".into(),
        calendar: String::new(),
        limits: BTreeMap::from([("removals".to_owned(), 0.1)]),
        adds_only: false,
        duplicates: Default::default(),
        removal_after: 1,
        grace_days: 30,
        pull: None,
        id_changes: Default::default(),
        role: Default::default(),
        created: at(0),
        version: 1,
    }
}

/// A version of a mapping.
pub fn mapping(version: u64) -> MappingVersion {
    MappingVersion {
        version,
        name: "Maple's export".into(),
        sha256: format!("{version:064}"),
        note: format!("note {version}"),
        created: at(version as i64),
    }
}

/// A login.
pub fn login(user: &str, connection: &ConnectionKey) -> Login {
    Login {
        password_hash: Some("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA".into()),
        public_keys: vec!["ssh-ed25519 AAAA".into()],
        ..Login::new(user, connection.clone(), at(0))
    }
}

/// A run of the delivery `d-1`.
pub fn run(connection: &ConnectionKey, id: &str) -> Run {
    Run {
        id: RunId(id.into()),
        connection: connection.clone(),
        delivery: DeliveryId("d-1".into()),
        state: "planned".into(),
        started_at: at(10),
        finished_at: None,
        fence: 0,
        base: 0,
        change_set: None,
        planned_under: "settings 1".to_owned(),
        has_changes: true,
        entities: BTreeMap::new(),
        brake: BrakeRecord::default(),
        additions_only: false,
        batches_done: 0,
        applying_since: None,
        folded: Vec::new(),
        note: None,
        ids: Default::default(),
        sources: Default::default(),
        version: 1,
    }
}

/// A delivery without files.
pub fn delivery(connection: &ConnectionKey, id: &str) -> Delivery {
    Delivery {
        id: DeliveryId(id.into()),
        connection: connection.clone(),
        received_at: at(5),
        files: Vec::new(),
        fingerprint: "f".repeat(64),
        state: "received".into(),
        complete: None,
        delta: false,
        findings: BTreeMap::new(),
        redacted: Vec::new(),
        attachments: None,
        same_as: None,
        version: 1,
    }
}

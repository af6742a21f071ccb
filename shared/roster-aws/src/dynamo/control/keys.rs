//! Where each item of the control table is.

use roster_pipeline::ports::{AttemptKey, TransferId};
use roster_pipeline::pull::PullId;
use roster_pipeline::records::{DeliveryId, RunId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, TenantId};
use sha2::{Digest, Sha256};

use super::super::item::ItemKey;

/// The partition that repeats all tenants and connections, to list them in few requests.
pub(crate) const ALL: &str = "ALL";
/// Tenants in [`ALL`].
pub(crate) const TENANTS: &str = "TENANT#";
/// Connections in [`ALL`], by tenant and ID: `#` is lower than every character of an ID.
pub(crate) const CONNECTIONS: &str = "CONNECTION#";
/// Connections in a tenant's partition.
pub(crate) const OWN_CONNECTIONS: &str = "C#";
/// Logins by connection in a tenant's partition.
pub(crate) const OWN_LOGINS: &str = "LOGIN#";
/// Versions of mappings in a tenant's partition.
pub(crate) const OWN_MAPPINGS: &str = "MAP#";
/// Runs in a connection's partition.
pub(crate) const RUNS: &str = "RUN#";
/// Deliveries in a connection's partition.
pub(crate) const DELIVERIES: &str = "DELIVERY#";
/// What arrived, in a connection's partition.
pub(crate) const ARRIVALS: &str = "ARRIVAL#";
/// Deliveries whose arrivals are being marked. Read before the files, being lower.
pub(crate) const BEGUN: &str = "ARRIVAL#BEGUN#";
/// Single files.
pub(crate) const FILES: &str = "ARRIVAL#FILE#";

/// Pulls in a connection's partition.
pub(crate) const PULLS: &str = "PULL#";
/// The files that a pull saw last, in a connection's partition.
pub(crate) const SEEN: &str = "SEEN";
/// Transfers in a connection's partition.
pub(crate) const OWN_TRANSFERS: &str = "TRANSFER#";
/// Reports in a transfer's partition.
pub(crate) const REPORTS: &str = "REPORT#";

/// Longest user name, in bytes, that a key is made of.
const LONGEST_USER: usize = 256;

/// A tenant's partition.
pub(crate) fn of_tenant(tenant: &TenantId) -> String {
    format!("T#{tenant}")
}

/// A connection's partition.
pub(crate) fn of(connection: &ConnectionKey) -> String {
    format!("T#{}#C#{}", connection.tenant, connection.connection)
}

pub(crate) fn tenant(id: &TenantId) -> ItemKey {
    ItemKey::new(of_tenant(id), "TENANT")
}

pub(crate) fn listed_tenant(id: &TenantId) -> ItemKey {
    ItemKey::new(ALL, format!("{TENANTS}{id}"))
}

pub(crate) fn connection(key: &ConnectionKey) -> ItemKey {
    ItemKey::new(of_tenant(&key.tenant), format!("{OWN_CONNECTIONS}{}", key.connection))
}

pub(crate) fn listed_connection(key: &ConnectionKey) -> ItemKey {
    ItemKey::new(ALL, format!("{CONNECTIONS}{}#{}", key.tenant, key.connection))
}

/// The operator's field profile: of no tenant, and in no list.
pub(crate) fn profile() -> ItemKey {
    ItemKey::new(ALL, "PROFILE")
}

/// A login by its user name; `NotFound` for a name that no login of ours can have.
pub(crate) fn login(user: &str) -> PortResult<ItemKey> {
    match user.len() <= LONGEST_USER {
        true => Ok(ItemKey::new(format!("LOGIN#{user}"), "LOGIN")),
        false => Err(PortError::new(ErrorKind::NotFound, "login")),
    }
}

/// A connection's logins in its tenant's partition.
pub(crate) fn own_logins(connection: &ConnectionKey) -> String {
    format!("{OWN_LOGINS}{}#", connection.connection)
}

pub(crate) fn own_login(connection: &ConnectionKey, user: &str) -> ItemKey {
    ItemKey::new(of_tenant(&connection.tenant), format!("{}{user}", own_logins(connection)))
}

/// A connection's mappings in its tenant's partition.
pub(crate) fn own_mappings(connection: &ConnectionKey) -> String {
    format!("{OWN_MAPPINGS}{}#", connection.connection)
}

/// A version of a mapping; padded, so that versions sort as numbers.
pub(crate) fn mapping(connection: &ConnectionKey, version: u64) -> ItemKey {
    let sk = format!("{}{version:010}", own_mappings(connection));
    ItemKey::new(of_tenant(&connection.tenant), sk)
}

/// Attempts to log in: of no tenant, since nobody knows yet who asks.
pub(crate) fn attempt(key: &AttemptKey) -> ItemKey {
    ItemKey::new(format!("ATTEMPT#{key}"), "ATTEMPT")
}

pub(crate) fn run(connection: &ConnectionKey, id: &RunId) -> ItemKey {
    ItemKey::new(of(connection), format!("{RUNS}{id}"))
}

pub(crate) fn current(connection: &ConnectionKey) -> ItemKey {
    ItemKey::new(of(connection), "CURRENT")
}

pub(crate) fn lease(connection: &ConnectionKey) -> ItemKey {
    ItemKey::new(of(connection), "LEASE")
}

pub(crate) fn delivery(connection: &ConnectionKey, id: &DeliveryId) -> ItemKey {
    ItemKey::new(of(connection), format!("{DELIVERIES}{id}"))
}

/// The numbers that order arrivals and deliveries. Lower than every other of [`ARRIVALS`], hence read first.
pub(crate) fn counter(connection: &ConnectionKey) -> ItemKey {
    ItemKey::new(of(connection), "ARRIVAL#ALL")
}

pub(crate) fn begun(connection: &ConnectionKey, id: &DeliveryId) -> ItemKey {
    ItemKey::new(of(connection), format!("{BEGUN}{id}"))
}

pub(crate) fn pull(connection: &ConnectionKey, id: &PullId) -> ItemKey {
    ItemKey::new(of(connection), format!("{PULLS}{id}"))
}

pub(crate) fn seen(connection: &ConnectionKey) -> ItemKey {
    ItemKey::new(of(connection), SEEN)
}

/// Whose a transfer is: of no tenant, since what reports about it does not say.
pub(crate) fn transfer(id: &TransferId) -> ItemKey {
    ItemKey::new(format!("TRANSFER#{}", id.0), "OWNER")
}

pub(crate) fn own_transfer(connection: &ConnectionKey, id: &TransferId) -> ItemKey {
    ItemKey::new(of(connection), format!("{OWN_TRANSFERS}{}", id.0))
}

/// What is reported of one path, or of the listing.
pub(crate) fn report(transfer: &TransferId, path: Option<&str>) -> ItemKey {
    ItemKey::new(format!("TRANSFER#{}", transfer.0), format!("{REPORTS}{}", hashed(path.unwrap_or_default())))
}

/// One exact version of a file. Hashed: a path alone may be longer than a sort key.
pub(crate) fn file(connection: &ConnectionKey, path: &str, version: &str) -> ItemKey {
    ItemKey::new(of(connection), format!("{FILES}{}", hashed(&format!("{path}\0{version}"))))
}

/// 40 hex digits that stand for a text.
fn hashed(text: &str) -> String {
    Sha256::digest(text).iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_needs_is_in_its_tenants_partitions() {
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        let (id, run_id) = (DeliveryId("d-1".into()), RunId("r-1".into()));
        for at in [
            tenant(&key.tenant),
            connection(&key),
            run(&key, &run_id),
            current(&key),
            lease(&key),
            delivery(&key, &id),
            counter(&key),
            begun(&key, &id),
            file(&key, "users.csv", "v1"),
            pull(&key, &PullId("p-1".into())),
            seen(&key),
        ] {
            assert!(at.pk == "T#maple-usd" || at.pk.starts_with("T#maple-usd#"), "{at:?}");
        }
    }

    #[test]
    fn keys_stay_within_their_limits_and_in_order() {
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        assert!(file(&key, &"x".repeat(4000), "v1").sk.len() < 1024);
        assert_ne!(file(&key, "a", "b"), file(&key, "b", "a"));
        assert_eq!(login(&"x".repeat(3000)).unwrap_err().kind, ErrorKind::NotFound);
        assert!(counter(&key).sk.as_str() < BEGUN && BEGUN < FILES);
        let listed = |tenant: &str| listed_connection(&ConnectionKey::new(tenant, "zzz").unwrap()).sk;
        assert!(listed("oak") < listed("oak-hill") && listed("oak") < listed("oak0"));
    }
}

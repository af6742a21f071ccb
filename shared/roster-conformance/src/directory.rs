//! What [`Directory`] promises.

use roster_pipeline::ErrorKind;
use roster_pipeline::ports::Directory;
use roster_pipeline::records::{Connection, Login, Tenant};

use crate::samples::{birch, connection, key, login, maple, mapping, tenant};
use crate::{failure, winners};

/// One test per promise of [`Directory`].
#[macro_export]
macro_rules! directory_conformance {
    ($($how:tt)+) => {
        $crate::conformance_cases!(directory, ($($how)+), [
            a_tenant_is_added_once
            an_absent_tenant_is_not_found
            tenants_come_by_id
            removing_a_tenant_takes_its_connections_and_logins
            a_connection_is_added_once_to_a_tenant_that_is_there
            an_absent_connection_is_not_found
            connections_come_by_tenant_and_id
            changed_settings_come_back_one_version_higher
            settings_read_before_a_change_are_a_conflict
            of_two_racing_changes_of_settings_one_wins
            of_two_racing_additions_one_wins
            a_version_of_a_mapping_comes_back_as_it_was_stored
            a_version_of_a_mapping_is_stored_once
            a_mapping_needs_its_connection
            an_absent_version_of_a_mapping_is_not_found
            versions_of_a_mapping_come_from_the_first_to_the_newest
            of_two_racing_versions_of_a_mapping_one_wins
            removing_a_tenant_takes_its_mappings
            a_profile_is_replaced_and_taken_away
            a_profile_may_be_large
            a_profile_is_no_tenants
            a_login_is_replaced_by_user_name
            a_login_needs_its_connection
            a_user_name_belongs_to_one_connection
            logins_come_by_user_name
            removing_a_login_twice_is_fine
        ]);
    };
}

async fn with_maple(port: &dyn Directory) -> Connection {
    port.add_tenant(&tenant("maple-usd")).await.unwrap();
    port.add_connection(&connection(&maple())).await.unwrap();
    connection(&maple())
}

/// `Conflict` if the ID is taken; what was there stays.
pub async fn a_tenant_is_added_once(port: &dyn Directory) {
    let first = tenant("maple-usd");
    port.add_tenant(&first).await.unwrap();
    let second = Tenant { name: "Another".into(), ..first.clone() };
    assert_eq!(failure(port.add_tenant(&second).await), ErrorKind::Conflict);
    assert_eq!(port.tenant(&first.id).await.unwrap(), first);
}

/// `NotFound` if absent.
pub async fn an_absent_tenant_is_not_found(port: &dyn Directory) {
    assert_eq!(failure(port.tenant(&maple().tenant).await), ErrorKind::NotFound);
}

/// All tenants by ID.
pub async fn tenants_come_by_id(port: &dyn Directory) {
    assert!(port.tenants().await.unwrap().is_empty());
    for id in ["maple-usd", "birch-usd", "0-oak"] {
        port.add_tenant(&tenant(id)).await.unwrap();
    }
    let ids: Vec<String> = port.tenants().await.unwrap().into_iter().map(|t| t.id.into()).collect();
    assert_eq!(ids, ["0-oak", "birch-usd", "maple-usd"]);
}

/// Removes a tenant with its connections and logins, and nobody else's; absent is fine.
pub async fn removing_a_tenant_takes_its_connections_and_logins(port: &dyn Directory) {
    with_maple(port).await;
    port.add_tenant(&tenant("birch-usd")).await.unwrap();
    port.add_connection(&connection(&birch())).await.unwrap();
    for login in [login("maple", &maple()), login("birch", &birch())] {
        port.put_login(&login).await.unwrap();
    }
    for _ in 0..2 {
        port.remove_tenant(&maple().tenant).await.unwrap();
        assert_eq!(failure(port.tenant(&maple().tenant).await), ErrorKind::NotFound);
        assert_eq!(failure(port.connection(&maple()).await), ErrorKind::NotFound);
        assert_eq!(failure(port.login("maple").await), ErrorKind::NotFound);
        assert_eq!(port.connections().await.unwrap(), [connection(&birch())]);
        assert_eq!(port.login("birch").await.unwrap(), login("birch", &birch()));
    }
}

/// `Conflict` if the ID is taken, `NotFound` if the tenant is missing.
pub async fn a_connection_is_added_once_to_a_tenant_that_is_there(port: &dyn Directory) {
    assert_eq!(failure(port.add_connection(&connection(&maple())).await), ErrorKind::NotFound);
    let first = with_maple(port).await;
    let second = Connection { strict: true, ..first.clone() };
    assert_eq!(failure(port.add_connection(&second).await), ErrorKind::Conflict);
    assert_eq!(port.connection(&maple()).await.unwrap(), first);
}

/// `NotFound` if absent, also where another tenant has one of that name.
pub async fn an_absent_connection_is_not_found(port: &dyn Directory) {
    with_maple(port).await;
    assert_eq!(failure(port.connection(&birch()).await), ErrorKind::NotFound);
    assert_eq!(failure(port.connection(&key("maple-usd", "other")).await), ErrorKind::NotFound);
}

/// All connections of all tenants, by tenant and ID.
pub async fn connections_come_by_tenant_and_id(port: &dyn Directory) {
    let sorted = [key("birch-usd", "zzz"), key("maple-usd", "0-a"), key("maple-usd", "main")];
    for id in ["birch-usd", "maple-usd"] {
        port.add_tenant(&tenant(id)).await.unwrap();
    }
    for key in sorted.iter().rev() {
        port.add_connection(&connection(key)).await.unwrap();
    }
    let keys: Vec<_> = port.connections().await.unwrap().iter().map(Connection::key).collect();
    assert_eq!(keys, sorted);
}

/// Stores changed settings and returns them with `version` one higher.
pub async fn changed_settings_come_back_one_version_higher(port: &dyn Directory) {
    let first = with_maple(port).await;
    let changed = Connection { paused: true, ..first.clone() };
    let stored = port.set_connection(&changed).await.unwrap();
    assert_eq!(stored, Connection { version: first.version + 1, ..changed });
    assert_eq!(port.connection(&maple()).await.unwrap(), stored);
}

/// `Conflict` unless the stored version is the one that was read; nothing is stored then.
pub async fn settings_read_before_a_change_are_a_conflict(port: &dyn Directory) {
    assert_eq!(failure(port.set_connection(&connection(&maple())).await), ErrorKind::Conflict);
    let first = with_maple(port).await;
    let stored = port.set_connection(&first).await.unwrap();
    let late = Connection { adds_only: true, ..first };
    assert_eq!(failure(port.set_connection(&late).await), ErrorKind::Conflict);
    let early = Connection { version: stored.version + 1, ..late };
    assert_eq!(failure(port.set_connection(&early).await), ErrorKind::Conflict);
    assert_eq!(port.connection(&maple()).await.unwrap(), stored);
}

/// Of racing changes from the same version exactly one wins, and it is the one that is stored.
pub async fn of_two_racing_changes_of_settings_one_wins(port: &dyn Directory) {
    let mut read = with_maple(port).await;
    for _ in 0..20 {
        let (a, b) =
            (Connection { grace_days: 1, ..read.clone() }, Connection { grace_days: 2, ..read.clone() });
        let (a, b) = tokio::join!(port.set_connection(&a), port.set_connection(&b));
        read = port.connection(&maple()).await.unwrap();
        let won: Vec<_> = [&a, &b].into_iter().flatten().cloned().collect();
        assert_eq!(won, [read.clone()]);
        assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
    }
}

/// Of racing additions of one ID exactly one wins.
pub async fn of_two_racing_additions_one_wins(port: &dyn Directory) {
    let (one, two) = (tenant("maple-usd"), Tenant { name: "Two".into(), ..tenant("maple-usd") });
    let (a, b) = tokio::join!(port.add_tenant(&one), port.add_tenant(&two));
    assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
    let made = connection(&maple());
    let (a, b) = tokio::join!(port.add_connection(&made), port.add_connection(&made));
    assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
}

/// The document comes back as it was stored, also if it is as large as a mapping may be and packs badly.
pub async fn a_version_of_a_mapping_comes_back_as_it_was_stored(port: &dyn Directory) {
    with_maple(port).await;
    let mut state = 88_172_645_463_325_252_u64;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    });
    let large: String = noise.take(65_000).collect();
    for (version, document) in [(1, "{\"name\": \"Schüler\"}\n"), (2, ""), (3, large.as_str())] {
        port.add_mapping(&maple(), &mapping(version), document).await.unwrap();
        assert_eq!(port.mapping(&maple(), version).await.unwrap(), document, "{version}");
    }
}

/// `Conflict` if that version is there; what was there stays.
pub async fn a_version_of_a_mapping_is_stored_once(port: &dyn Directory) {
    with_maple(port).await;
    port.add_mapping(&maple(), &mapping(1), "first").await.unwrap();
    for document in ["first", "second"] {
        let again = port.add_mapping(&maple(), &mapping(1), document).await;
        assert_eq!(failure(again), ErrorKind::Conflict);
    }
    assert_eq!(port.mapping(&maple(), 1).await.unwrap(), "first");
}

/// `NotFound` if the connection is missing; nothing is stored then.
pub async fn a_mapping_needs_its_connection(port: &dyn Directory) {
    with_maple(port).await;
    let other = key("maple-usd", "other");
    for absent in [birch(), other] {
        let added = port.add_mapping(&absent, &mapping(1), "{}").await;
        assert_eq!(failure(added), ErrorKind::NotFound);
        assert!(port.mappings(&absent).await.unwrap().is_empty());
    }
}

/// `NotFound` if there is none, also where another connection has one of that number.
pub async fn an_absent_version_of_a_mapping_is_not_found(port: &dyn Directory) {
    with_maple(port).await;
    let other = key("maple-usd", "main-2");
    port.add_connection(&connection(&other)).await.unwrap();
    port.add_mapping(&other, &mapping(1), "{}").await.unwrap();
    for version in [0, 1, 2] {
        assert_eq!(failure(port.mapping(&maple(), version).await), ErrorKind::NotFound);
    }
}

/// From the first to the newest, of this connection alone, with when and why they were made.
pub async fn versions_of_a_mapping_come_from_the_first_to_the_newest(port: &dyn Directory) {
    with_maple(port).await;
    let other = key("maple-usd", "main-2");
    port.add_connection(&connection(&other)).await.unwrap();
    port.add_mapping(&other, &mapping(7), "{}").await.unwrap();
    assert!(port.mappings(&maple()).await.unwrap().is_empty());
    for version in [2, 10, 1, 9] {
        port.add_mapping(&maple(), &mapping(version), "{}").await.unwrap();
    }
    assert_eq!(port.mappings(&maple()).await.unwrap(), [1, 2, 9, 10].map(mapping));
}

/// Of racing documents for one version exactly one wins, and it is the one that is stored.
pub async fn of_two_racing_versions_of_a_mapping_one_wins(port: &dyn Directory) {
    with_maple(port).await;
    for version in 1..=10 {
        let (key, about) = (maple(), mapping(version));
        let (a, b) = tokio::join!(port.add_mapping(&key, &about, "a"), port.add_mapping(&key, &about, "b"));
        let won = if a.is_ok() { "a" } else { "b" };
        assert_eq!(winners([a, b], ErrorKind::Conflict), 1);
        assert_eq!(port.mapping(&key, version).await.unwrap(), won);
    }
}

/// Removes a tenant with its mappings: another tenant of that ID has none.
pub async fn removing_a_tenant_takes_its_mappings(port: &dyn Directory) {
    with_maple(port).await;
    port.add_mapping(&maple(), &mapping(1), "{}").await.unwrap();
    port.remove_tenant(&maple().tenant).await.unwrap();
    assert_eq!(failure(port.mapping(&maple(), 1).await), ErrorKind::NotFound);
    with_maple(port).await;
    assert!(port.mappings(&maple()).await.unwrap().is_empty());
}

/// Comes back as it was stored, in place of the one before; `None` takes it away, twice too.
pub async fn a_profile_is_replaced_and_taken_away(port: &dyn Directory) {
    assert_eq!(port.profile().await.unwrap(), None);
    for document in ["{\"profile\": 1}\n", " \u{feff}not \"JSON\" \u{0}é", ""] {
        port.set_profile(Some(document)).await.unwrap();
        assert_eq!(port.profile().await.unwrap().as_deref(), Some(document));
    }
    for _ in 0..2 {
        port.set_profile(None).await.unwrap();
        assert_eq!(port.profile().await.unwrap(), None);
    }
}

/// At most 256 KB.
pub async fn a_profile_may_be_large(port: &dyn Directory) {
    let hash = |n: u32| n.wrapping_mul(2_654_435_761).to_string();
    let mut large: String = (0..40_000).map(hash).collect();
    large.truncate(256 << 10);
    port.set_profile(Some(&large)).await.unwrap();
    assert_eq!(port.profile().await.unwrap(), Some(large));
}

/// It belongs to no tenant: it is no tenant in a list, and stays when one is removed.
pub async fn a_profile_is_no_tenants(port: &dyn Directory) {
    port.set_profile(Some("{}")).await.unwrap();
    assert!(port.tenants().await.unwrap().is_empty() && port.connections().await.unwrap().is_empty());
    with_maple(port).await;
    port.remove_tenant(&maple().tenant).await.unwrap();
    assert_eq!(port.profile().await.unwrap().as_deref(), Some("{}"));
}

/// Adds or replaces a login of the same user name.
pub async fn a_login_is_replaced_by_user_name(port: &dyn Directory) {
    with_maple(port).await;
    assert_eq!(failure(port.login("maple").await), ErrorKind::NotFound);
    let first = login("maple", &maple());
    let second = Login { password_hash: None, ..first.clone() };
    for login in [&first, &second, &second] {
        port.put_login(login).await.unwrap();
        assert_eq!(port.login("maple").await.unwrap(), *login);
    }
    assert_eq!(failure(port.login("Maple").await), ErrorKind::NotFound);
}

/// `NotFound` if the connection is missing.
pub async fn a_login_needs_its_connection(port: &dyn Directory) {
    with_maple(port).await;
    assert_eq!(failure(port.put_login(&login("birch", &birch())).await), ErrorKind::NotFound);
    assert_eq!(failure(port.login("birch").await), ErrorKind::NotFound);
}

/// `Conflict` if the user name belongs to another connection; the login stays with its owner.
pub async fn a_user_name_belongs_to_one_connection(port: &dyn Directory) {
    with_maple(port).await;
    port.add_tenant(&tenant("birch-usd")).await.unwrap();
    port.add_connection(&connection(&birch())).await.unwrap();
    port.put_login(&login("shared", &maple())).await.unwrap();
    assert_eq!(failure(port.put_login(&login("shared", &birch())).await), ErrorKind::Conflict);
    assert_eq!(port.login("shared").await.unwrap().connection, maple());
}

/// The logins of a connection, by user name.
pub async fn logins_come_by_user_name(port: &dyn Directory) {
    with_maple(port).await;
    let other = key("maple-usd", "other");
    port.add_connection(&connection(&other)).await.unwrap();
    for (user, of) in [("zed", maple()), ("abe", maple()), ("mid", other)] {
        port.put_login(&login(user, &of)).await.unwrap();
    }
    let users: Vec<_> = port.logins(&maple()).await.unwrap().into_iter().map(|l| l.user).collect();
    assert_eq!(users, ["abe", "zed"]);
    assert!(port.logins(&birch()).await.unwrap().is_empty());
}

/// Removes a login; absent is fine.
pub async fn removing_a_login_twice_is_fine(port: &dyn Directory) {
    with_maple(port).await;
    port.put_login(&login("maple", &maple())).await.unwrap();
    for _ in 0..2 {
        port.remove_login("maple").await.unwrap();
        assert_eq!(failure(port.login("maple").await), ErrorKind::NotFound);
    }
}

//! The ports, each method through [`Around`].

use std::io::Read;

use async_trait::async_trait;
use jiff::Timestamp;
use roster::model::Entity;
use roster_pipeline::mapping::MappingVersion;
use roster_pipeline::ports::{
    Announcement, Announcer, Applied, Arrival, ArtifactKey, ArtifactWriter, Artifacts, AttemptKey, Attempts,
    Begun, Change, Counted, Current, DeliveryLog, Directory, Landed, Landing, LandingPath, Lease, Reminder,
    Reminders, RosterStore, RunLog, SecretName, SecretText, Secrets, Source, StoredRecord, Work, WorkSender,
};
use roster_pipeline::records::{Connection, Delivery, DeliveryId, Login, Run, RunId, Tenant};
use roster_pipeline::{ConnectionKey, PortResult, TenantId};

use crate::around::{Around, AroundWriter, Hook};

#[async_trait]
impl<P: RunLog + ?Sized, H: Hook> RunLog for Around<P, H> {
    async fn begin(&self, run: &Run) -> PortResult<Begun> {
        self.call("RunLog::begin", self.inner.begin(run)).await
    }
    async fn advance(&self, run: &Run) -> PortResult<Run> {
        self.call("RunLog::advance", self.inner.advance(run)).await
    }
    async fn run(&self, connection: &ConnectionKey, id: &RunId) -> PortResult<Run> {
        self.call("RunLog::run", self.inner.run(connection, id)).await
    }
    async fn runs(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Run>> {
        self.call("RunLog::runs", self.inner.runs(connection, limit)).await
    }
    async fn current(&self, connection: &ConnectionKey) -> PortResult<Option<Current>> {
        self.call("RunLog::current", self.inner.current(connection)).await
    }
    async fn move_current(&self, connection: &ConnectionKey, next: &Current) -> PortResult<()> {
        self.call("RunLog::move_current", self.inner.move_current(connection, next)).await
    }
    async fn lease(
        &self,
        connection: &ConnectionKey,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> PortResult<Lease> {
        self.call("RunLog::lease", self.inner.lease(connection, holder, now, until)).await
    }
    async fn release(&self, lease: &Lease) -> PortResult<()> {
        self.call("RunLog::release", self.inner.release(lease)).await
    }
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.call("RunLog::erase", self.inner.erase(connection)).await
    }
}

#[async_trait]
impl<P: DeliveryLog + ?Sized, H: Hook> DeliveryLog for Around<P, H> {
    async fn arrive(&self, connection: &ConnectionKey, arrival: &Arrival) -> PortResult<bool> {
        self.call("DeliveryLog::arrive", self.inner.arrive(connection, arrival)).await
    }
    async fn arrivals(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        self.call("DeliveryLog::arrivals", self.inner.arrivals(connection)).await
    }
    async fn every_arrival(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        self.call("DeliveryLog::every_arrival", self.inner.every_arrival(connection)).await
    }
    async fn forget(&self, connection: &ConnectionKey, path: &str, version: &str) -> PortResult<()> {
        self.call("DeliveryLog::forget", self.inner.forget(connection, path, version)).await
    }
    async fn begin_delivery(&self, delivery: &Delivery) -> PortResult<bool> {
        self.call("DeliveryLog::begin_delivery", self.inner.begin_delivery(delivery)).await
    }
    async fn delivery(&self, connection: &ConnectionKey, id: &DeliveryId) -> PortResult<Delivery> {
        self.call("DeliveryLog::delivery", self.inner.delivery(connection, id)).await
    }
    async fn set_delivery(&self, delivery: &Delivery) -> PortResult<Delivery> {
        self.call("DeliveryLog::set_delivery", self.inner.set_delivery(delivery)).await
    }
    async fn deliveries(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Delivery>> {
        self.call("DeliveryLog::deliveries", self.inner.deliveries(connection, limit)).await
    }
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.call("DeliveryLog::erase", self.inner.erase(connection)).await
    }
}

#[async_trait]
impl<P: RosterStore + ?Sized, H: Hook> RosterStore for Around<P, H> {
    async fn apply(
        &self,
        connection: &ConnectionKey,
        by: (&RunId, u64),
        at: Timestamp,
        batch: &[Change],
    ) -> PortResult<Applied> {
        self.hook.items(batch.len() as u64);
        self.call("RosterStore::apply", self.inner.apply(connection, by, at, batch)).await
    }
    async fn get(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        sourced_id: &str,
    ) -> PortResult<StoredRecord> {
        self.call("RosterStore::get", self.inner.get(connection, entity, sourced_id)).await
    }
    async fn page(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        after: Option<&str>,
        limit: usize,
    ) -> PortResult<Vec<StoredRecord>> {
        self.call("RosterStore::page", self.inner.page(connection, entity, after, limit)).await
    }
    async fn count(&self, connection: &ConnectionKey, entity: Entity) -> PortResult<u64> {
        self.call("RosterStore::count", self.inner.count(connection, entity)).await
    }
    async fn purge(&self, connection: &ConnectionKey, before: Timestamp) -> PortResult<u64> {
        self.call("RosterStore::purge", self.inner.purge(connection, before)).await
    }
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.call("RosterStore::erase", self.inner.erase(connection)).await
    }
}

#[async_trait]
impl<P: Artifacts + ?Sized, H: Hook> Artifacts for Around<P, H> {
    async fn write(&self, key: &ArtifactKey) -> PortResult<Box<dyn ArtifactWriter>> {
        let inner = self.call("Artifacts::write", self.inner.write(key)).await?;
        Ok(Box::new(AroundWriter { inner, hook: self.hook.clone() }))
    }
    async fn open(&self, key: &ArtifactKey) -> PortResult<Box<dyn Source>> {
        self.call("Artifacts::open", self.inner.open(key)).await
    }
    async fn list(&self, connection: &ConnectionKey, prefix: &str) -> PortResult<Vec<String>> {
        self.call("Artifacts::list", self.inner.list(connection, prefix)).await
    }
    async fn remove(&self, key: &ArtifactKey) -> PortResult<()> {
        self.call("Artifacts::remove", self.inner.remove(key)).await
    }
}

#[async_trait]
impl<P: Landing + ?Sized, H: Hook> Landing for Around<P, H> {
    async fn files(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        self.call("Landing::files", self.inner.files(connection)).await
    }
    async fn open(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<Box<dyn Read + Send>> {
        self.call("Landing::open", self.inner.open(connection, file)).await
    }
    async fn remove_version(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<()> {
        self.call("Landing::remove_version", self.inner.remove_version(connection, file)).await
    }
    async fn publish(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        content: &[u8],
    ) -> PortResult<()> {
        self.call("Landing::publish", self.inner.publish(connection, path, content)).await
    }
    async fn reports(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>> {
        self.call("Landing::reports", self.inner.reports(connection)).await
    }
    async fn withdraw(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()> {
        self.call("Landing::withdraw", self.inner.withdraw(connection, path)).await
    }
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.call("Landing::erase", self.inner.erase(connection)).await
    }
}

#[async_trait]
impl<P: Directory + ?Sized, H: Hook> Directory for Around<P, H> {
    async fn add_tenant(&self, tenant: &Tenant) -> PortResult<()> {
        self.call("Directory::add_tenant", self.inner.add_tenant(tenant)).await
    }
    async fn tenant(&self, id: &TenantId) -> PortResult<Tenant> {
        self.call("Directory::tenant", self.inner.tenant(id)).await
    }
    async fn tenants(&self) -> PortResult<Vec<Tenant>> {
        self.call("Directory::tenants", self.inner.tenants()).await
    }
    async fn remove_tenant(&self, id: &TenantId) -> PortResult<()> {
        self.call("Directory::remove_tenant", self.inner.remove_tenant(id)).await
    }
    async fn add_connection(&self, connection: &Connection) -> PortResult<()> {
        self.call("Directory::add_connection", self.inner.add_connection(connection)).await
    }
    async fn connection(&self, key: &ConnectionKey) -> PortResult<Connection> {
        self.call("Directory::connection", self.inner.connection(key)).await
    }
    async fn connections(&self) -> PortResult<Vec<Connection>> {
        self.call("Directory::connections", self.inner.connections()).await
    }
    async fn set_connection(&self, connection: &Connection) -> PortResult<Connection> {
        self.call("Directory::set_connection", self.inner.set_connection(connection)).await
    }
    async fn add_mapping(
        &self,
        connection: &ConnectionKey,
        version: &MappingVersion,
        document: &str,
    ) -> PortResult<()> {
        self.call("Directory::add_mapping", self.inner.add_mapping(connection, version, document)).await
    }
    async fn mapping(&self, connection: &ConnectionKey, version: u64) -> PortResult<String> {
        self.call("Directory::mapping", self.inner.mapping(connection, version)).await
    }
    async fn mappings(&self, connection: &ConnectionKey) -> PortResult<Vec<MappingVersion>> {
        self.call("Directory::mappings", self.inner.mappings(connection)).await
    }
    async fn profile(&self) -> PortResult<Option<String>> {
        self.call("Directory::profile", self.inner.profile()).await
    }
    async fn set_profile(&self, document: Option<&str>) -> PortResult<()> {
        self.call("Directory::set_profile", self.inner.set_profile(document)).await
    }
    async fn put_login(&self, login: &Login) -> PortResult<()> {
        self.call("Directory::put_login", self.inner.put_login(login)).await
    }
    async fn login(&self, user: &str) -> PortResult<Login> {
        self.call("Directory::login", self.inner.login(user)).await
    }
    async fn logins(&self, connection: &ConnectionKey) -> PortResult<Vec<Login>> {
        self.call("Directory::logins", self.inner.logins(connection)).await
    }
    async fn remove_login(&self, user: &str) -> PortResult<()> {
        self.call("Directory::remove_login", self.inner.remove_login(user)).await
    }
}

#[async_trait]
impl<P: Attempts + ?Sized, H: Hook> Attempts for Around<P, H> {
    async fn counts(&self, keys: &[AttemptKey], now: Timestamp) -> PortResult<Vec<Option<Counted>>> {
        self.call("Attempts::counts", self.inner.counts(keys, now)).await
    }
    async fn count(&self, keys: &[AttemptKey], now: Timestamp, until: Timestamp) -> PortResult<()> {
        self.call("Attempts::count", self.inner.count(keys, now, until)).await
    }
    async fn keep(&self, keys: &[AttemptKey], until: Timestamp) -> PortResult<()> {
        self.call("Attempts::keep", self.inner.keep(keys, until)).await
    }
}

#[async_trait]
impl<P: Announcer + ?Sized, H: Hook> Announcer for Around<P, H> {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        self.call("Announcer::announce", self.inner.announce(connection, announcement)).await
    }
    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        self.call("Announcer::tell_operator", self.inner.tell_operator(announcement)).await
    }
}

#[async_trait]
impl<P: WorkSender + ?Sized, H: Hook> WorkSender for Around<P, H> {
    async fn send(&self, connection: &ConnectionKey, work: &Work) -> PortResult<()> {
        self.call("WorkSender::send", self.inner.send(connection, work)).await
    }
}

#[async_trait]
impl<P: Reminders + ?Sized, H: Hook> Reminders for Around<P, H> {
    async fn remind(&self, reminder: &Reminder, now: Timestamp) -> PortResult<()> {
        self.call("Reminders::remind", self.inner.remind(reminder, now)).await
    }
}

#[async_trait]
impl<P: Secrets + ?Sized, H: Hook> Secrets for Around<P, H> {
    async fn put(
        &self,
        connection: &ConnectionKey,
        name: &SecretName,
        secret: &SecretText,
    ) -> PortResult<()> {
        self.call("Secrets::put", self.inner.put(connection, name, secret)).await
    }
    async fn get(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<SecretText> {
        self.call("Secrets::get", self.inner.get(connection, name)).await
    }
    async fn remove(&self, connection: &ConnectionKey, name: &SecretName) -> PortResult<()> {
        self.call("Secrets::remove", self.inner.remove(connection, name)).await
    }
}

//! A roster table in an emulator, with its requests counted.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_emulators::Emulator;
use roster::model::{Entity, Record};
use roster_aws::Clients;
use roster_aws::dynamo::roster::{Requests, RosterTable, definition};
use roster_conformance::Fixture;
use roster_conformance::samples::{at, maple};
use roster_pipeline::PortResult;
use roster_pipeline::ports::{Applied, Change, RosterStore};
use roster_pipeline::records::RunId;

use crate::support::{config, dynamodb};

/// A table and how to look into it.
pub(crate) struct World {
    pub(crate) table: RosterTable,
    pub(crate) requests: Requests,
    /// A client that is not counted.
    pub(crate) client: Client,
    pub(crate) emulator: Emulator,
}

/// All attributes of all items, by partition and sort key.
pub(crate) type Items = BTreeMap<(String, String), BTreeMap<String, AttributeValue>>;

impl World {
    pub(crate) async fn new() -> World {
        let service = dynamodb().await;
        let client = service.clients.dynamodb();
        definition().create(&client, "roster").unwrap().send().await.unwrap();
        let (table, requests) = over(service.emulator.url()).await;
        World { table, requests, client, emulator: service.emulator }
    }

    /// Every item; costs no counted request.
    pub(crate) async fn items(&self) -> Items {
        self.scan(None).await
    }

    /// Every entry of an index, by the item's own key.
    pub(crate) async fn entries(&self, index: &str) -> Items {
        self.scan(Some(index)).await
    }

    async fn scan(&self, index: Option<&str>) -> Items {
        let (mut items, mut from) = (Items::new(), None);
        loop {
            let scan = self.client.scan().table_name("roster").set_index_name(index.map(str::to_owned));
            let answer = scan.set_exclusive_start_key(from).send().await.unwrap();
            for item in answer.items.unwrap_or_default() {
                let part = |name: &str| item[name].as_s().unwrap().clone();
                items.insert((part("pk"), part("sk")), item.into_iter().collect());
            }
            from = answer.last_evaluated_key;
            if from.is_none() {
                return items;
            }
        }
    }

    /// Applies to the usual connection as run `r-<run>` with that number as the fence, at that second.
    pub(crate) async fn apply(&self, run: u64, batch: &[Change]) -> Applied {
        apply(&self.table, run, batch).await.unwrap()
    }
}

/// The same on any table.
pub(crate) async fn apply(table: &RosterTable, run: u64, batch: &[Change]) -> PortResult<Applied> {
    table.apply(&maple(), (&RunId(format!("r-{run}")), run), at(run as i64), batch).await
}

/// The table behind an address, its requests counted, with hurried retries of the SDK.
pub(crate) async fn over(url: &str) -> (RosterTable, Requests) {
    let client = Clients::with(config(url).await).dynamodb();
    let hurried = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let client = Client::from_conf(client.config().to_builder().retry_config(hurried).build());
    let requests = Requests::default();
    (RosterTable::new(requests.of_client(&client), "roster"), requests)
}

pub(crate) async fn fresh() -> Fixture<RosterTable> {
    let world = World::new().await;
    Fixture::new(world.table.clone(), world)
}

/// A change that makes a record of these fields visible.
pub(crate) fn put(entity: Entity, pairs: &[(&str, &str)]) -> Change {
    Change::Put { record: Record::from_pairs(entity, pairs), key: [7; 16] }
}

/// A change that removes a record.
pub(crate) fn remove(entity: Entity, id: &str) -> Change {
    Change::Remove { entity, sourced_id: id.into() }
}

/// So many users, whose given names are `name`.
pub(crate) fn users(count: usize, name: &str) -> Vec<Change> {
    let user = |n: usize| {
        let (id, email) = (format!("st{n:04}"), format!("st{n:04}@example.org"));
        let number = format!("{n:06}");
        let pairs =
            [("sourcedId", id.as_str()), ("givenName", name), ("email", &email), ("identifier", &number)];
        put(Entity::Users, &pairs)
    };
    (0..count).map(user).collect()
}

//! A roster table in an emulator, with its requests counted.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_emulators::Emulator;
use roster_aws::Clients;
use roster_aws::dynamo::roster::{Requests, RosterTable, definition};
use roster_conformance::Fixture;

use crate::support::{config, dynamodb};

/// A table and how to look into it.
pub(crate) struct World {
    pub(crate) table: RosterTable,
    pub(crate) client: Client,
    pub(crate) requests: Requests,
    pub(crate) emulator: Emulator,
}

impl World {
    pub(crate) async fn new() -> World {
        let service = dynamodb().await;
        let client = service.clients.dynamodb();
        definition().create(&client, "roster").unwrap().send().await.unwrap();
        let (table, requests) = over(service.emulator.url()).await;
        World { table, client, requests, emulator: service.emulator }
    }

    /// Every item, by its keys; costs no counted request.
    pub(crate) async fn items(&self) -> BTreeMap<(String, String), Vec<(String, AttributeValue)>> {
        let (mut items, mut from) = (BTreeMap::new(), None);
        loop {
            let scan = self.client.scan().table_name("roster").set_exclusive_start_key(from);
            let answer = scan.send().await.unwrap();
            for item in answer.items.unwrap_or_default() {
                let part = |name: &str| item[name].as_s().unwrap().clone();
                let key = (part("pk"), part("sk"));
                let mut attributes: Vec<_> = item.into_iter().collect();
                attributes.sort_by(|a, b| a.0.cmp(&b.0));
                items.insert(key, attributes);
            }
            from = answer.last_evaluated_key;
            if from.is_none() {
                return items;
            }
        }
    }
}

/// The table behind an address, whose requests are counted, with hurried retries of the SDK.
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

//! The roster table as it lies there: every attribute of every item, bookkeeping included.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use roster_pipeline::records::Run;

use crate::world::World;

/// By partition and sort key.
pub(crate) type Items = BTreeMap<(String, String), HashMap<String, AttributeValue>>;

/// All items.
pub(crate) async fn all(world: &World) -> Items {
    let (client, table) = (world.deployment.clients.dynamodb(), &world.deployment.stack.roster_table);
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().send();
    let mut items = Items::new();
    while let Some(page) = pages.next().await {
        for item in page.unwrap().items.unwrap_or_default() {
            let key = |name: &str| item[name].as_s().unwrap().clone();
            items.insert((key("pk"), key("sk")), item);
        }
    }
    items
}

/// Whether there is any.
pub(crate) async fn are_there(world: &World) -> bool {
    let (client, table) = (world.deployment.clients.dynamodb(), &world.deployment.stack.roster_table);
    client.scan().table_name(table).limit(1).send().await.unwrap().count() > 0
}

/// Items that differ.
pub(crate) fn written(before: &Items, after: &Items) -> u64 {
    assert!(before.keys().all(|key| after.contains_key(key)), "a removed record stays for its days of grace");
    after.iter().filter(|(key, item)| before.get(*key) != Some(*item)).count() as u64
}

/// Records that a run says it changed.
pub(crate) fn changes(run: &Run) -> u64 {
    run.entities.values().map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum()
}

//! What every roster store promises, also seen through a wrapper.

use std::sync::Arc;

use roster_aws::dynamo::roster::RosterTable;
use roster_conformance::{Calls, Fixture, Recording};

use super::world::{World, fresh};

roster_conformance::roster_store_conformance!(fresh());

mod wrapped {
    use super::*;

    async fn recorded() -> Fixture<Recording<RosterTable>> {
        let world = World::new().await;
        Fixture::new(Recording::new(Arc::new(world.table.clone()), Arc::new(Calls::new())), world)
    }
    roster_conformance::roster_store_conformance!(recorded());
}

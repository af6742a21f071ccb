//! What every roster store promises, with nothing left out, also seen through wrappers.

use std::sync::Arc;

use roster_aws::dynamo::roster::RosterTable;
use roster_conformance::{Faults, Faulty, Fixture, Then, When};

use super::world::{World, fresh};

roster_conformance::roster_store_conformance!(fresh());

mod wrapped {
    use super::*;

    async fn faultless() -> Fixture<Faulty<RosterTable>> {
        let world = World::new().await;
        let never = Faults::at(u64::MAX, When::Before, Then::Recover);
        Fixture::new(Faulty::new(Arc::new(world.table.clone()), Arc::new(never)), world)
    }
    roster_conformance::roster_store_conformance!(faultless());
}

//! The control table keeps what its ports promise.

use std::sync::Arc;

use roster_aws::dynamo::control::{ControlTable, definition};
use roster_conformance::{Calls, Fixture, Recording};
use roster_pipeline::ports::{DeliveryLog, Directory, RunLog};

use crate::support;

async fn fresh() -> Fixture<ControlTable> {
    let service = support::dynamodb().await;
    let client = service.clients.dynamodb();
    definition().create(&client, "control").unwrap().send().await.unwrap();
    Fixture::new(ControlTable::new(client, "control"), service)
}

mod attempts {
    roster_conformance::attempts_conformance!(super::fresh());
}

mod directory {
    roster_conformance::directory_conformance!(super::fresh());
}

mod delivery_log {
    roster_conformance::delivery_log_conformance!(super::fresh());
}

mod pull_log {
    roster_conformance::pull_log_conformance!(super::fresh());
}

mod run_log {
    roster_conformance::run_log_conformance!(super::fresh());
}

/// The same through wrappers that fail and count calls.
mod wrapped {
    use super::*;

    async fn recorded<P: ?Sized>(wrap: fn(ControlTable) -> Arc<P>) -> Fixture<Recording<P>> {
        let service = support::dynamodb().await;
        let client = service.clients.dynamodb();
        definition().create(&client, "control").unwrap().send().await.unwrap();
        let port = wrap(ControlTable::new(client, "control"));
        Fixture::new(Recording::new(port, Arc::new(Calls::new())), service)
    }

    mod directory {
        use super::*;
        roster_conformance::directory_conformance!(recorded::<dyn Directory>(|table| Arc::new(table)));
    }

    mod delivery_log {
        use super::*;
        roster_conformance::delivery_log_conformance!(recorded::<dyn DeliveryLog>(|table| Arc::new(table)));
    }

    mod run_log {
        use super::*;
        roster_conformance::run_log_conformance!(recorded::<dyn RunLog>(|table| Arc::new(table)));
    }
}

//! Ports over emulators of DynamoDB and S3.

use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use rollcall_emulators::{ACCESS_KEY, Emulator, SECRET_KEY};
use roster_aws::dynamo::{control, roster};
use roster_aws::{Clients, S3Artifacts};
use roster_pipeline::Ports;
use roster_pipeline::ports::PullLog;

use crate::costs::meter::Meter;

async fn clients(emulator: &Emulator) -> Clients {
    Clients::with(config(emulator.url()).await)
}

pub(crate) async fn config(url: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await
}

/// The same ports, with all that AWS keeps kept there, and metered.
pub(crate) async fn over(ports: &Ports, meter: &Meter) -> (Ports, Arc<dyn PullLog>, Vec<Emulator>) {
    let (dynamodb, s3) = (rollcall_emulators::dynamodb().await, rollcall_emulators::s3().await);
    let tables = meter.tables(&clients(&dynamodb).await.dynamodb());
    let buckets = meter.buckets(&clients(&s3).await.s3());
    for (definition, name) in [(control::definition(), "control"), (roster::definition(), "roster")] {
        definition.create(&tables, name).unwrap().send().await.unwrap();
    }
    buckets.create_bucket().bucket("artifacts").send().await.unwrap();
    let control = Arc::new(control::ControlTable::new(tables.clone(), "control"));
    let ports = Ports {
        artifacts: Arc::new(S3Artifacts::new(&buckets, "artifacts")),
        directory: control.clone(),
        deliveries: control.clone(),
        runs: control.clone(),
        roster: Arc::new(roster::RosterTable::new(tables, "roster")),
        landing: Arc::new(meter.landing(&ports.landing)),
        ..ports.clone()
    };
    (ports, control, vec![dynamodb, s3])
}

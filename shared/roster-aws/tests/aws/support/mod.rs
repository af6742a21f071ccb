//! Clients of the emulators, each a namespace of its own.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use rollcall_emulators::{ACCESS_KEY, Emulator, SECRET_KEY};
use roster_aws::Clients;

/// An emulator and clients that speak to it.
pub(crate) struct Service {
    pub(crate) clients: Clients,
    pub(crate) emulator: Emulator,
}

pub(crate) async fn dynamodb() -> Service {
    over(rollcall_emulators::dynamodb().await).await
}

pub(crate) async fn s3() -> Service {
    over(rollcall_emulators::s3().await).await
}

async fn over(emulator: Emulator) -> Service {
    Service { clients: Clients::with(config(emulator.url()).await), emulator }
}

/// The SDK's configuration for an emulator at `url`.
pub(crate) async fn config(url: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await
}

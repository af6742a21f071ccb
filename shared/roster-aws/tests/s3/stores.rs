//! Stores that speak S3's protocol, and a new bucket in each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Intercept;
use aws_sdk_s3::config::retry::RetryPartition;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use rollcall_emulators::{ACCESS_KEY, Emulator, Ministack, SECRET_KEY};
use roster_aws::{Clients, S3Landing};

/// A store that the cases run on.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    /// In this process; keeps no versions.
    S3sFs,
    /// In a process of its own; keeps versions.
    Ministack(Arc<Ministack>),
}

/// A bucket of its own, and the client for it.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) landing: S3Landing,
    _emulator: Option<Emulator>,
}

impl Store {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Store::S3sFs => "s3s_fs",
            Store::Ministack(_) => "ministack",
        }
    }

    pub(crate) async fn bucket(&self) -> Bucket {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("bucket-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        match self {
            Store::S3sFs => {
                let emulator = rollcall_emulators::s3().await;
                let client = client(emulator.url()).await;
                client.create_bucket().bucket(&name).send().await.unwrap();
                let landing = S3Landing::new(&client, &name);
                Bucket { client, name, landing, _emulator: Some(emulator) }
            }
            Store::Ministack(ministack) => {
                let client = client(ministack.url()).await;
                client.create_bucket().bucket(&name).send().await.unwrap();
                let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
                let request = client.put_bucket_versioning().bucket(&name);
                request.versioning_configuration(on).send().await.unwrap();
                let landing = S3Landing::new(&client, &name);
                Bucket { client, name, landing, _emulator: None }
            }
        }
    }
}

/// A client for an endpoint, which tries again at once.
pub(crate) async fn client(url: &str) -> Client {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .load()
        .await;
    let client = Clients::with(config).s3();
    // Clients of one partition share how often they may try again: trials must not.
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let partition = RetryPartition::new(format!("trial {}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    Client::from_conf(client.config().to_builder().retry_partition(partition).build())
}

/// The same client with something that sees, or changes, what goes in and out.
pub(crate) fn seen_by(client: &Client, hook: impl Intercept + 'static) -> Client {
    Client::from_conf(client.config().to_builder().interceptor(hook).build())
}

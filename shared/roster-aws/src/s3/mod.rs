//! What lies in buckets: artifacts, and the folders that districts see.

mod artifacts;
mod blocking;
pub(crate) mod bucket;
mod landing;
mod parts;
mod source;
mod stream;
mod writer;

pub use artifacts::S3Artifacts;
pub use landing::S3Landing;

use roster_pipeline::ConnectionKey;

/// The prefix of all keys of a connection, in either bucket; what a tenant's session may touch begins with its first half.
pub(crate) fn prefix(connection: &ConnectionKey) -> String {
    format!("tenants/{}/{}/", connection.tenant, connection.connection)
}

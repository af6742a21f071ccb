//! What `rollcall --version` says.

use std::sync::LazyLock;

use roster::{changes, diff, snapshot};

static LINE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{} (commit {}; stored formats: data directory {}, snapshot {}, row hash {}, change set {})",
        env!("CARGO_PKG_VERSION"),
        env!("BUILT_COMMIT"),
        roster_local::LAYOUT,
        snapshot::VERSION,
        diff::ROW_VERSION,
        changes::VERSION,
    )
});

/// Version, commit, and the versions of what we store.
pub(crate) fn line() -> &'static str {
    &LINE
}

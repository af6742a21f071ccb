//! What each port promises, as tests that any adapter runs.
//!
//! Each module holds one `pub async fn case(port)` per sentence of a port's contract, and each `*_conformance!` macro
//! turns them into one `#[tokio::test]` each, over a fresh namespace:
//!
//! ```text
//! roster_conformance::run_log_conformance!(async {
//!     let dir = tempfile::tempdir().unwrap();
//!     Fixture::new(ControlDb::open(&dir.path().join("control.db")).unwrap(), dir)
//! });
//! ```
//!
//! The calling crate needs `tokio` with `macros` and `rt-multi-thread`. [`Faulty`] and [`Recording`] wrap any port, to
//! crash a use case at each of its steps and to count what it asks of the world.
#![expect(
    clippy::unwrap_used,
    reason = "this crate is tests: a broken promise must stop the case where it is seen"
)]

use std::any::Any;
use std::fmt;

use roster_pipeline::{ErrorKind, PortResult};

pub mod announcer;
mod around;
pub mod artifacts;
pub mod attempts;
pub mod delivery_log;
pub mod directory;
mod faulty;
pub mod front_door;
pub mod landing;
pub mod pull_log;
pub mod queue;
mod recording;
pub mod roster_store;
pub mod run_log;
pub mod samples;
pub mod secrets;
pub mod upload;
mod wrapped;

pub use around::{Around, Hook};
pub use faulty::{Faults, Faulty, Then, When};
pub use recording::{Calls, Recording};

/// A port over a namespace of its own, with whatever must live as long as it does.
pub struct Fixture<P> {
    /// What is tested.
    pub port: P,
    _alive: Box<dyn Any + Send + Sync>,
}

impl<P> Fixture<P> {
    /// A port, and what must not be dropped before it (a temporary directory, a server).
    pub fn new(port: P, alive: impl Any + Send + Sync) -> Fixture<P> {
        Fixture { port, _alive: Box::new(alive) }
    }
}

impl<P> fmt::Debug for Fixture<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixture")
    }
}

/// The kind of failure; panics if the call went well.
#[track_caller]
pub(crate) fn failure<T>(result: PortResult<T>) -> ErrorKind {
    match result {
        Ok(_) => panic!("this call must fail"),
        Err(error) => error.kind,
    }
}

/// How many of several racing calls won; the others must have failed as `lost`.
#[track_caller]
pub(crate) fn winners<T>(results: impl IntoIterator<Item = PortResult<T>>, lost: ErrorKind) -> usize {
    let mut won = 0;
    for result in results {
        match result {
            Ok(_) => won += 1,
            Err(error) => assert_eq!(error.kind, lost, "{error}"),
        }
    }
    won
}

/// One `#[tokio::test]` per case; the `*_conformance!` macros call it. Given `each m` in place of a fixture, some of them
/// call `m!(port, [case case ...])` instead, for a harness of its own.
#[macro_export]
macro_rules! conformance_cases {
    ($port:ident, (each $with:ident), $cases:tt) => {
        $with!($port, $cases)
    };
    ($port:ident, ($(#[$attr:meta])* $fresh:expr), $cases:tt) => {
        $crate::conformance_cases!(@each $port, [$(#[$attr])*], ($fresh), $cases);
    };
    ($port:ident, [$(#[$attr:meta])*], $fresh:expr, $cases:tt) => {
        $crate::conformance_cases!(@each $port, [$(#[$attr])*], ($fresh), $cases);
    };
    (@each $port:ident, $attrs:tt, $fresh:tt, [$($case:ident)+]) => {
        $($crate::conformance_cases!(@one $port, $attrs, $fresh, $case);)+
    };
    (@one $port:ident, [$(#[$attr:meta])*], ($fresh:expr), $case:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        $(#[$attr])*
        async fn $case() {
            let fixture = $fresh.await;
            $crate::$port::$case(&fixture.port).await;
        }
    };
}

//! A port that fails at one call, to crash a use case at each of its steps.

use std::sync::atomic::{AtomicU64, Ordering};

use roster_pipeline::{ErrorKind, PortError, PortResult};

use crate::around::{Around, Hook};

/// A port that fails as its [`Faults`] say, with `Unavailable`.
pub type Faulty<P> = Around<P, Faults>;

/// On which side of its effect a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The call had no effect.
    Before,
    /// The call had its effect, but nobody learns of it.
    After,
}

/// What happens to the calls after the one that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// They go well: the world had a hiccup.
    Recover,
    /// They fail too, without effect: the process is dead.
    StayDown,
}

/// Which call fails. Shared by several ports it crashes a use case at its nth step:
///
/// ```text
/// for n in 1.. {
///     let faults = Arc::new(Faults::at(n, When::After, Then::StayDown));
///     // Build the ports with `Faulty::new(port.clone(), faults.clone())`, run the use case,
///     // run it again over the bare ports, and compare what is stored with a run that never failed.
///     if !faults.reached() {
///         break;
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Faults {
    nth: u64,
    when: When,
    then: Then,
    calls: AtomicU64,
}

impl Faults {
    /// The `nth` call fails, counted from 1 over all ports that share this.
    pub fn at(nth: u64, when: When, then: Then) -> Faults {
        Faults { nth, when, then, calls: AtomicU64::new(0) }
    }

    /// Whether the call that fails was reached.
    pub fn reached(&self) -> bool {
        self.calls.load(Ordering::SeqCst) >= self.nth
    }
}

fn down() -> PortError {
    PortError::new(ErrorKind::Unavailable, "injected failure")
}

impl Hook for Faults {
    fn before(&self, _call: &'static str) -> PortResult<u64> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fails = match self.when {
            When::Before => number == self.nth,
            When::After => false,
        };
        let dead = match self.then {
            Then::StayDown => number > self.nth,
            Then::Recover => false,
        };
        if fails || dead { Err(down()) } else { Ok(number) }
    }

    fn after(&self, number: u64) -> PortResult<()> {
        match self.when {
            When::After if number == self.nth => Err(down()),
            When::After | When::Before => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_call_fails_on_its_side_and_the_rest_as_said() {
        let (before, after, down, recover) = (When::Before, When::After, Then::StayDown, Then::Recover);
        for (when, then, want) in [
            (before, recover, ["ok", "no effect", "ok"]),
            (before, down, ["ok", "no effect", "no effect"]),
            (after, recover, ["ok", "no answer", "ok"]),
            (after, down, ["ok", "no answer", "no effect"]),
        ] {
            let faults = Faults::at(2, when, then);
            assert!(!faults.reached());
            let got = [(); 3].map(|()| match faults.before("call").map(|number| faults.after(number)) {
                Err(_) => "no effect",
                Ok(Err(_)) => "no answer",
                Ok(Ok(())) => "ok",
            });
            assert_eq!(got, want, "{when:?} {then:?}");
            assert!(faults.reached());
        }
    }
}

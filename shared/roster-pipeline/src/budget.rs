//! How long work may go on before it must be handed over.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The time that is left to the process that works. It asks its own clock: a use case has none.
#[derive(Clone, Default)]
pub struct Budget {
    left: Option<Arc<dyn Fn() -> Duration + Send + Sync>>,
}

impl Budget {
    /// No limit: the process ends when the work does.
    pub fn unlimited() -> Budget {
        Budget::default()
    }

    /// As long as `left` says when it is asked.
    pub fn of(left: impl Fn() -> Duration + Send + Sync + 'static) -> Budget {
        Budget { left: Some(Arc::new(left)) }
    }

    fn allows(&self, need: Duration) -> bool {
        self.left.as_ref().is_none_or(|left| left() >= need)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.left {
            None => f.write_str("Budget(unlimited)"),
            Some(left) => write!(f, "Budget({:?})", left()),
        }
    }
}

/// Steps within a budget. The first is always allowed, so that work which is handed over again and again ends.
#[derive(Debug)]
pub(crate) struct Pace<'b> {
    budget: &'b Budget,
    began: bool,
}

impl<'b> Pace<'b> {
    pub(crate) fn within(budget: &'b Budget) -> Pace<'b> {
        Pace { budget, began: false }
    }

    /// Whether a step that takes so long may begin.
    pub(crate) fn allows(&mut self, need: Duration) -> bool {
        let allowed = !self.began || self.budget.allows(need);
        self.began = true;
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_is_allowed_and_others_if_there_is_time() {
        let seconds = Duration::from_secs;
        for (left, need, want) in [(0, 5, [true, false]), (5, 5, [true, true]), (4, 5, [true, false])] {
            let budget = Budget::of(move || seconds(left));
            let mut pace = Pace::within(&budget);
            assert_eq!([pace.allows(seconds(need)), pace.allows(seconds(need))], want, "{left} {need}");
        }
        let unlimited = Budget::unlimited();
        let mut pace = Pace::within(&unlimited);
        assert!(pace.allows(Duration::MAX) && pace.allows(Duration::MAX));
    }
}

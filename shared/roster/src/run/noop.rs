//! When a delivery needs no run because it was applied already.

/// What decides that two runs would do the same: content, mapping version and settings version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoopKey {
    /// Hash over the names and contents of the delivery's files, as text.
    pub content: String,
    /// Version of the mapping (or of the built-in format) that reads them.
    pub mapping: u64,
    /// Version of the connection's settings.
    pub settings: u64,
}

/// Why a delivery is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It arrived.
    ByArrival,
    /// A person asked for `check-again`: it runs even if nothing changed.
    CheckAgain,
}

impl NoopKey {
    /// Whether the run is a recorded no-op, given the key of the delivery last *applied* to this connection.
    pub fn is_noop(&self, last_applied: Option<&NoopKey>, asked: Asked) -> bool {
        match asked {
            Asked::ByArrival => last_applied == Some(self),
            Asked::CheckAgain => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(content: &str, mapping: u64, settings: u64) -> NoopKey {
        NoopKey { content: content.into(), mapping, settings }
    }

    #[test]
    fn the_same_content_under_the_same_settings_is_a_noop_unless_asked_again() {
        let last = key("abc", 1, 4);
        for (new, asked, noop) in [
            (key("abc", 1, 4), Asked::ByArrival, true),
            (key("abc", 1, 4), Asked::CheckAgain, false),
            (key("abd", 1, 4), Asked::ByArrival, false),
            (key("abc", 2, 4), Asked::ByArrival, false),
            (key("abc", 1, 5), Asked::ByArrival, false),
        ] {
            assert_eq!(new.is_noop(Some(&last), asked), noop, "{new:?} {asked:?}");
        }
        assert!(!last.is_noop(None, Asked::ByArrival), "a first delivery is never a no-op");
    }
}

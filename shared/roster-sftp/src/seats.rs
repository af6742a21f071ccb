//! How many sessions each user name has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts sessions by user name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seats(Arc<Mutex<HashMap<String, usize>>>);

/// One session's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Seats,
    user: String,
}

impl Seats {
    /// A place for one more session of the user, unless it has `at_most` already.
    pub(crate) fn take(&self, user: &str, at_most: usize) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(user.to_owned()).or_default();
        if *count >= at_most {
            return None;
        }
        *count += 1;
        Some(Seat { seats: self.clone(), user: user.to_owned() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_its_session_ends() {
        let seats = Seats::default();
        let first = seats.take("maple", 2).unwrap();
        let _second = seats.take("maple", 2).unwrap();
        assert!(seats.take("maple", 2).is_none());
        assert!(seats.take("oak", 2).is_some());
        drop(first);
        assert!(seats.take("maple", 2).is_some());
        assert_eq!(seats.0.lock().unwrap().len(), 1);
    }
}

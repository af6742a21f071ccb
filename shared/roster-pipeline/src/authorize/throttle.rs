//! How many wrong passwords are one too many, and for whom none is: `docs/decisions/0015-who-is-shut-out.md`.

use core::net::{IpAddr, Ipv6Addr};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::Caller;
use crate::PortResult;
use crate::ports::{AttemptKey, Attempts, Counted};

/// How long failures count. Attempts that are refused for their number do not prolong it, so that a corrected password
/// works after this time at the latest.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// How long an address is known after a login succeeded from it.
pub const KNOWN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Wrong passwords within the window for one user name, from all unknown addresses together.
pub const USER_FAILURES: u32 = 10;
/// Wrong passwords within the window from one unknown address, for all user names together.
pub const ADDRESS_FAILURES: u32 = 30;
/// Wrong passwords within the window from one known address for one user name that never logged in from there.
pub const PAIR_FAILURES: u32 = 10;

/// A success is noted again when this much of its time has gone.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What a failure is counted under: enough slots that nobody meets a stranger's count, few enough that inventing user
/// names or addresses fills no storage.
const SLOT_DIGITS: usize = 5;
/// What is known of a success: 128 bits, since it opens a door.
const KNOWN_DIGITS: usize = 32;

/// What is counted about one caller.
#[derive(Debug)]
pub(super) struct Keys {
    user: AttemptKey,
    address: AttemptKey,
    pair: AttemptKey,
    refused: [AttemptKey; 2],
    known: [AttemptKey; 2],
}

/// What an address may still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// This login succeeded from here; it is never refused for a number.
    KnownLogin,
    /// Some login succeeded from here: only this user name's own failures from here count.
    KnownAddress { user_may_try: bool },
    /// None did.
    Stranger { address_may_try: bool, user_may_try: bool },
}

impl Standing {
    /// Whether a password may be tried.
    pub(super) fn admits_passwords(self) -> bool {
        match self {
            Standing::KnownLogin => true,
            Standing::KnownAddress { user_may_try } => user_may_try,
            Standing::Stranger { address_may_try, user_may_try } => address_may_try && user_may_try,
        }
    }

    /// Whether keys may be asked for. They cannot be guessed, so that what others tried with passwords does not shut out
    /// the owner of one.
    pub(super) fn admits_keys(self) -> bool {
        match self {
            Standing::KnownLogin | Standing::KnownAddress { .. } => true,
            Standing::Stranger { address_may_try, .. } => address_may_try,
        }
    }
}

/// What was counted about a caller before.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) standing: Standing,
    known: [Option<Counted>; 2],
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// A wrong password, or nobody of that name.
    Wrong,
    /// An address that this login is not open to: no guess at its password.
    Elsewhere,
    /// Too many before.
    Throttled,
}

impl Keys {
    pub(super) fn of(caller: Caller<'_>) -> Keys {
        let (user, network) = (caller.user.as_bytes(), network(caller.from));
        let slot = |kind, parts: &[&[u8]]| key(kind, parts, SLOT_DIGITS);
        let known = |kind, parts: &[&[u8]]| key(kind, parts, KNOWN_DIGITS);
        Keys {
            user: slot("user", &[user]),
            address: slot("address", &[&network]),
            pair: slot("pair", &[user, &network]),
            refused: [slot("refused", &[user]), slot("refused-address", &[&network])],
            known: [known("known", &[&network]), known("known-login", &[user, &network])],
        }
    }

    /// Reads what was counted, in one call.
    pub(super) async fn seen(&self, attempts: &dyn Attempts, now: Timestamp) -> PortResult<Seen> {
        let [known_address, known_login] = &self.known;
        let keys = [&self.user, &self.address, &self.pair, known_address, known_login].map(Clone::clone);
        let counts = attempts.counts(&keys, now).await?;
        let count = |n: usize| counts.get(n).copied().flatten();
        let below = |n, limit| count(n).is_none_or(|c| c.times < limit);
        let standing = match (count(3), count(4)) {
            (_, Some(_)) => Standing::KnownLogin,
            (Some(_), None) => Standing::KnownAddress { user_may_try: below(2, PAIR_FAILURES) },
            (None, None) => Standing::Stranger {
                user_may_try: below(0, USER_FAILURES),
                address_may_try: below(1, ADDRESS_FAILURES),
            },
        };
        Ok(Seen { standing, known: [count(3), count(4)] })
    }

    /// Notes a failure: always one call with two keys, so that every failure costs the same.
    pub(super) async fn failed(
        &self,
        attempts: &dyn Attempts,
        (seen, failed): (&Seen, Failed),
        now: Timestamp,
    ) -> PortResult<()> {
        let [refused_user, refused_address] = &self.refused;
        let keys = match (failed, seen.standing) {
            (Failed::Throttled, _) => [refused_user, refused_address],
            (Failed::Elsewhere, _) => [refused_user, &self.address],
            (Failed::Wrong, Standing::KnownLogin | Standing::KnownAddress { .. }) => {
                [&self.pair, &self.address]
            }
            (Failed::Wrong, Standing::Stranger { .. }) => [&self.user, &self.address],
        };
        attempts.count(&keys.map(Clone::clone), now, end(now, WINDOW)).await
    }

    /// Notes a success, unless one was noted lately.
    pub(super) async fn succeeded(
        &self,
        attempts: &dyn Attempts,
        seen: &Seen,
        now: Timestamp,
    ) -> PortResult<()> {
        let fresh = end(now, KNOWN - RENEWED_AFTER);
        match seen.known.iter().all(|known| known.is_some_and(|k| k.until > fresh)) {
            true => Ok(()),
            false => attempts.keep(&self.known, end(now, KNOWN)).await,
        }
    }
}

fn end(now: Timestamp, after: SignedDuration) -> Timestamp {
    now.checked_add(after).unwrap_or(Timestamp::MAX)
}

/// Whoever has an IPv6 address has the whole /64 around it.
fn network(from: IpAddr) -> Vec<u8> {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => Ipv6Addr::octets(&v6)[..8].to_vec(),
    }
}

fn key(kind: &str, parts: &[&[u8]], digits: usize) -> AttemptKey {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    AttemptKey::new(kind, &hex[..digits])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(user: &str, from: &str) -> Keys {
        Keys::of(Caller { user, from: from.parse().unwrap(), at: Timestamp::UNIX_EPOCH })
    }

    #[test]
    fn an_address_is_the_network_that_its_owner_has() {
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("2001:db8::1", "2001:db8::ffff:1", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
        ] {
            let (one, other) = (keys("maple", one), keys("maple", other));
            assert_eq!(one.address == other.address, same, "{one:?} {other:?}");
            assert_eq!(one.known == other.known, same);
        }
    }

    #[test]
    fn keys_say_nothing_and_are_as_many_as_there_are_slots() {
        let keys = keys("maple-usd", "192.0.2.1");
        for key in [&keys.user, &keys.address, &keys.pair, &keys.refused[0], &keys.known[1]] {
            let text = key.as_str();
            assert!(!text.contains("maple") && text.len() <= 64, "{text}");
            assert!(
                text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{text}"
            );
        }
        assert_eq!(keys.user.as_str().len(), "user-".len() + SLOT_DIGITS);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(key("pair", &[b"ab", b"c"], 32), key("pair", &[b"a", b"bc"], 32));
    }
}

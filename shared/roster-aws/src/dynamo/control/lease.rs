//! Leases in the control table: the item stays when a lease is given back, so that fencing numbers only rise.

use jiff::Timestamp;
use roster_pipeline::ports::Lease;
use roster_pipeline::{ErrorKind, PortError, PortResult};

use super::super::backoff::Backoff;
use super::super::item::{Expression, Item, absent, maybe_text, millis, n, number, s};
use super::super::table::item;
use super::{ControlTable, keys};

/// What is stored: who holds it, if anybody; the last number given; when it lapses, in milliseconds since 1970.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    holder: Option<String>,
    fence: u64,
    until: i64,
}

impl Standing {
    fn read(item: &Item) -> PortResult<Standing> {
        let holder = maybe_text(item, "holder").map(str::to_owned);
        Ok(Standing { holder, fence: number(item, "fence")?, until: number(item, "until")? })
    }

    /// It is still as it was read.
    fn unchanged(&self) -> Expression {
        let (fence, until) = (n(self.fence), n(self.until));
        let text = match self.holder {
            Some(_) => "#holder = :holder AND #fence = :fence AND #until = :until",
            None => "attribute_not_exists(#holder) AND #fence = :fence AND #until = :until",
        };
        let expression = Expression::new(text).with(":fence", fence).with(":until", until);
        match &self.holder {
            Some(holder) => expression.with(":holder", s(holder)),
            None => expression,
        }
    }
}

/// How the lease stands after `wanted` by `holder`; `None` while another one has it.
fn next(standing: Option<&Standing>, (holder, until): (&str, i64), now: i64) -> Option<Standing> {
    let mine = |fence, until| Some(Standing { holder: Some(holder.to_owned()), fence, until });
    let Some(before) = standing else { return mine(1, until) };
    match &before.holder {
        Some(other) if before.until > now && other != holder => None,
        Some(_) if before.until > now => mine(before.fence, until.max(before.until)),
        Some(_) | None => mine(before.fence + 1, until),
    }
}

impl ControlTable {
    pub(super) async fn take_lease(&self, wanted: Lease, now: Timestamp) -> PortResult<Lease> {
        let (key, what) = (keys::lease(&wanted.connection), format!("roster of {}", wanted.connection));
        let mut backoff = Backoff::default();
        loop {
            let stored = self.table.get(&what, &key).await?;
            let standing = stored.as_ref().map(Standing::read).transpose()?;
            let ask = (wanted.holder.as_str(), millis(wanted.until));
            let Some(next) = next(standing.as_ref(), ask, now.as_millisecond()) else {
                return Err(PortError::new(ErrorKind::Busy, what));
            };
            let attributes =
                [("holder", s(&wanted.holder)), ("fence", n(next.fence)), ("until", n(next.until))];
            let condition = standing.as_ref().map_or_else(absent, Standing::unchanged);
            if self.table.put(&what, item(&key, attributes), condition).await?.is_done() {
                let until = Timestamp::from_millisecond(next.until).unwrap_or(wanted.until);
                return Ok(Lease { fence: next.fence, until, ..wanted });
            }
            // Somebody took, renewed or released it since it was read.
            backoff.wait(&what).await?;
        }
    }

    pub(super) async fn give_lease_back(&self, lease: &Lease) -> PortResult<()> {
        let condition = Expression::new("#holder = :holder AND #fence = :fence")
            .with(":holder", s(&lease.holder))
            .with(":fence", n(lease.fence));
        let change = (Expression::new("REMOVE #holder"), Some(condition));
        let what = format!("roster of {}", lease.connection);
        self.table.update(&what, &keys::lease(&lease.connection), change).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_goes_from_hand_to_hand_with_rising_numbers() {
        let standing =
            |holder: Option<&str>, fence, until| Standing { holder: holder.map(str::to_owned), fence, until };
        for (before, until, now, want) in [
            (None, 60, 0, Some(standing(Some("me"), 1, 60))),
            (Some(standing(Some("other"), 3, 60)), 99, 59, None),
            (Some(standing(Some("other"), 3, 60)), 99, 60, Some(standing(Some("me"), 4, 99))),
            (Some(standing(Some("me"), 3, 60)), 99, 59, Some(standing(Some("me"), 3, 99))),
            (Some(standing(Some("me"), 3, 60)), 40, 30, Some(standing(Some("me"), 3, 60))),
            (Some(standing(Some("me"), 3, 60)), 99, 60, Some(standing(Some("me"), 4, 99))),
            (Some(standing(None, 3, 60)), 99, 10, Some(standing(Some("me"), 4, 99))),
        ] {
            assert_eq!(next(before.as_ref(), ("me", until), now), want, "{before:?} at {now}");
        }
    }
}

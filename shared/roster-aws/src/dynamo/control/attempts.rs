//! Attempts to log in, counted in the control table until they expire.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::PortResult;
use roster_pipeline::ports::{AttemptKey, Attempts, Counted};
use tokio::task::JoinSet;

use super::super::backoff::Backoff;
use super::super::item::{Expression, Item, ItemKey, PK, millis, n, number, text};
use super::super::table::Table;
use super::{ControlTable, keys};

const WHAT: &str = "attempts to log in";

#[async_trait]
impl Attempts for ControlTable {
    async fn counts(&self, keys: &[AttemptKey], now: Timestamp) -> PortResult<Vec<Option<Counted>>> {
        let at: Vec<ItemKey> = keys.iter().map(keys::attempt).collect();
        let mut found = HashMap::new();
        for item in self.table.get_all(WHAT, &at).await? {
            if number::<i64>(&item, "until")? > millis(now) {
                found.insert(text(&item, PK)?.to_owned(), counted(&item)?);
            }
        }
        Ok(at.iter().map(|key| found.get(&key.pk).copied()).collect())
    }

    async fn count(&self, keys: &[AttemptKey], now: Timestamp, until: Timestamp) -> PortResult<()> {
        let mut counting = JoinSet::new();
        for key in keys {
            counting.spawn(count_one(self.table.clone(), keys::attempt(key), (millis(now), until)));
        }
        counting.join_all().await.into_iter().collect()
    }

    async fn keep(&self, keys: &[AttemptKey], until: Timestamp) -> PortResult<()> {
        let mut keeping = JoinSet::new();
        for key in keys {
            keeping.spawn(keep_one(self.table.clone(), keys::attempt(key), until));
        }
        keeping.join_all().await.into_iter().collect()
    }
}

fn counted(item: &Item) -> PortResult<Counted> {
    let until = Timestamp::from_millisecond(number(item, "until")?).unwrap_or(Timestamp::MAX);
    let times = number::<u64>(item, "times")?;
    Ok(Counted { times: u32::try_from(times).unwrap_or(u32::MAX), until })
}

/// A change that starts a count at 1, or with `text` as it says, to end at `until`.
fn ending(text: &'static str, until: Timestamp) -> Expression {
    // Whole seconds, rounded up: nothing expires before it has ended.
    let expires = millis(until).saturating_add(999).div_euclid(1000);
    Expression::new(text).with(":one", n(1)).with(":until", n(millis(until))).with(":expires", n(expires))
}

const RISE: &str = "SET #until = if_not_exists(#until, :until), #expires = if_not_exists(#expires, :expires) \
                    ADD #times :one";
const START: &str = "SET #times = :one, #until = :until, #expires = :expires";

/// One more, in one update; in two where the count has ended and has not been swept away yet. An answer that is lost may
/// count twice.
async fn count_one(table: Table, key: ItemKey, (now, until): (i64, Timestamp)) -> PortResult<()> {
    let mut backoff = Backoff::default();
    loop {
        let runs = Expression::new("attribute_not_exists(#pk) OR #until > :now").with(":now", n(now));
        if table.update(WHAT, &key, (ending(RISE, until), Some(runs))).await?.is_some() {
            return Ok(());
        }
        let ended = Expression::new("#until <= :now").with(":now", n(now));
        if table.update(WHAT, &key, (ending(START, until), Some(ended))).await?.is_some() {
            return Ok(());
        }
        // Another attempt began it anew, or it expired.
        backoff.wait(WHAT).await?;
    }
}

/// Kept until then, unless it is for longer already.
async fn keep_one(table: Table, key: ItemKey, until: Timestamp) -> PortResult<()> {
    let shorter = Expression::new("attribute_not_exists(#pk) OR #until < :until");
    table.update(WHAT, &key, (ending(START, until), Some(shorter))).await.map(drop)
}

//! Attempts to log in, in the control database.

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::PortResult;
use roster_pipeline::ports::{AttemptKey, Attempts, Counted};
use rusqlite::{Connection, OptionalExtension, Row};

use super::control::{ControlDb, millis};
use super::failure::Outcome;

/// Each attempt takes more rows away than it makes, so that they cannot pile up.
const SWEEP: &str = "DELETE FROM attempt WHERE key IN
                     (SELECT key FROM attempt WHERE until <= ?1 ORDER BY until LIMIT 100)";

const COUNT: &str = "INSERT INTO attempt (key, times, until) VALUES (?1, 1, ?3)
                     ON CONFLICT (key) DO UPDATE SET
                         times = CASE WHEN until <= ?2 THEN 1 ELSE min(times + 1, 4294967295) END,
                         until = CASE WHEN until <= ?2 THEN excluded.until ELSE until END";

const KEEP: &str = "INSERT INTO attempt (key, times, until) VALUES (?1, 1, ?2)
                    ON CONFLICT (key) DO UPDATE SET times = 1, until = max(until, excluded.until)";

#[async_trait]
impl Attempts for ControlDb {
    async fn counts(&self, keys: &[AttemptKey], now: Timestamp) -> PortResult<Vec<Option<Counted>>> {
        let (keys, now) = (keys.to_vec(), millis(now));
        self.db.read(move |db| keys.iter().map(|key| counted(db, key, now)).collect()).await
    }

    async fn count(&self, keys: &[AttemptKey], now: Timestamp, until: Timestamp) -> PortResult<()> {
        let (keys, now, until) = (keys.to_vec(), millis(now), millis(until));
        self.db
            .write(move |t| {
                t.prepare_cached(SWEEP)?.execute([now])?;
                let mut count = t.prepare_cached(COUNT)?;
                keys.iter().try_for_each(|key| Ok(count.execute((key.as_str(), now, until)).map(drop)?))
            })
            .await
    }

    async fn keep(&self, keys: &[AttemptKey], until: Timestamp) -> PortResult<()> {
        let (keys, until) = (keys.to_vec(), millis(until));
        self.db
            .write(move |t| {
                let mut keep = t.prepare_cached(KEEP)?;
                keys.iter().try_for_each(|key| Ok(keep.execute((key.as_str(), until)).map(drop)?))
            })
            .await
    }
}

fn counted(db: &Connection, key: &AttemptKey, now: i64) -> Outcome<Option<Counted>> {
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let sql = "SELECT times, until FROM attempt WHERE key = ?1 AND until > ?2";
    let found: Option<(u32, i64)> = db.prepare_cached(sql)?.query_row((key.as_str(), now), row).optional()?;
    Ok(found.map(|(times, until)| Counted {
        times,
        until: Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn rows_that_ended_do_not_pile_up() {
        let dir = tempfile::tempdir().unwrap();
        let control = ControlDb::open(&dir.path().join("control.db")).unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        for n in 0..500 {
            let keys = [AttemptKey::new("user", &n.to_string()), AttemptKey::new("address", &n.to_string())];
            control.count(&keys, at(n), at(n + 10)).await.unwrap();
        }
        let sql = "SELECT count(*) FROM attempt";
        let rows: i64 = control.db.read(move |db| Ok(db.query_row(sql, [], |r| r.get(0))?)).await.unwrap();
        assert_eq!(rows, 20);
    }
}

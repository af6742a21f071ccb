//! From two sizes of a district to any: a fixed part and a part for each record.

use super::meter::{Counts, Kind};
use super::prices::{self, Price};
use super::scenes::{Day, Days};

/// What was counted.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    /// The days of a small and of a larger district.
    pub(crate) days: [Days; 2],
    /// The rounds of a day over few and over more connections, with their number.
    pub(crate) rounds: [(f64, Counts); 2],
    /// Read units of the days of a tiny district, one after the other.
    pub(crate) reads: Vec<f64>,
    /// One login.
    pub(crate) login: Counts,
}

/// A straight line for each kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// What there is in any case.
    pub(crate) fixed: Counts,
    /// What there is for each one.
    pub(crate) each: Counts,
}

impl Line {
    /// Through two points, each with where it is, kind by kind.
    fn through(small: &Counts, large: &Counts, at: impl Fn(Kind) -> [f64; 2]) -> Line {
        let each = large.with(small, |kind, y2, y1| match at(kind) {
            [x1, x2] if x2 > x1 => (y2 - y1) / (x2 - x1),
            _ => 0.0,
        });
        Line { fixed: small.with(&each, |kind, y1, each| y1 - each * at(kind)[0]), each }
    }

    /// Of a day of both districts. Bytes go with the records, the rest with the changes.
    pub(crate) fn of_day(days: &[Days; 2], pick: fn(&Days) -> Day) -> Line {
        let [small, large] = [pick(&days[0]), pick(&days[1])];
        Line::through(&small.counts, &large.counts, |kind| match kind {
            Kind::Kept | Kind::Landed => [small.records, large.records],
            Kind::Writes | Kind::Reads | Kind::Puts | Kind::Gets | Kind::Messages | Kind::Events => {
                [small.changed, large.changed]
            }
        })
    }

    /// Of the rounds of a day, by connections.
    pub(crate) fn of_rounds(rounds: &[(f64, Counts); 2]) -> Line {
        Line::through(&rounds[0].1, &rounds[1].1, |_| [rounds[0].0, rounds[1].0])
    }

    /// At so many records and changes.
    pub(crate) fn at(&self, records: f64, changed: f64) -> Counts {
        self.fixed.with(&self.each, |kind, fixed, each| match kind {
            Kind::Kept | Kind::Landed => fixed + each * records,
            Kind::Writes | Kind::Reads | Kind::Puts | Kind::Gets | Kind::Messages | Kind::Events => {
                fixed + each * changed
            }
        })
    }
}

/// The typical district.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typical {
    pub(crate) records: f64,
    pub(crate) rows: f64,
    /// Records that change on a day with changes.
    pub(crate) changed: f64,
    /// What its first load counts.
    pub(crate) first: Counts,
    /// What a month counts, rounds left out.
    pub(crate) month: Counts,
}

impl Counted {
    /// By how many read units a day's reads grow from one to the next.
    pub(crate) fn growth(&self) -> f64 {
        let (last, second) = (self.reads[self.reads.len() - 1], self.reads[1]);
        (last - second) / (self.reads.len() - 2) as f64
    }

    /// Read units of a day when as much is remembered as ever will be.
    pub(crate) fn aged(&self) -> f64 {
        self.reads[1] + self.growth() * prices::REMEMBERED.value
    }

    /// By the assumptions.
    pub(crate) fn typical(&self) -> Typical {
        let large = &self.days[1];
        let scale = prices::STUDENTS.value / f64::from(large.students);
        let (records, rows) = (large.first.records * scale, large.rows * scale);
        let changed = records * prices::SHARE.value;
        let at = |pick, changed| Line::of_day(&self.days, pick).at(records, changed);
        let first = at(|days| days.first, records);
        let busy = at(|days| days.changed, changed);
        let quiet = at(|days| days.stamped, 0.0);
        let (busy_days, quiet_days) = (prices::BUSY.value, prices::QUIET.value);
        let month = busy.with(&quiet, |kind, busy, quiet| match kind {
            Kind::Reads => self.aged() * (busy_days + quiet_days),
            Kind::Writes
            | Kind::Puts
            | Kind::Gets
            | Kind::Kept
            | Kind::Landed
            | Kind::Messages
            | Kind::Events => busy * busy_days + quiet * quiet_days,
        });
        let logins = prices::LOGINS.value * (busy_days + quiet_days);
        let month = month.with(&self.login, |_, month, login| month + login * logins);
        Typical { records, rows, changed, first, month }
    }

    /// What a month of so many districts costs, by what is paid for.
    pub(crate) fn bill(&self, districts: f64, alarms: f64) -> Vec<(&'static str, f64)> {
        let typical = self.typical();
        let days = prices::BUSY.value + prices::QUIET.value;
        let rounds = Line::of_rounds(&self.rounds).at(districts, districts);
        let month = typical.month.with(&rounds, |_, district, rounds| district * districts + rounds * days);
        let pay = |price: Price, kind| price.of(month.of(kind));
        let messages = month.of(Kind::Messages);
        let kept = month.of(Kind::Kept) + typical.first.of(Kind::Kept) * districts;
        let landed = month.of(Kind::Landed);
        let seconds = messages * prices::CALL.value + districts * typical.seconds(days);
        let logins = districts * prices::LOGINS.value * days;
        vec![
            ("DynamoDB writes", pay(prices::WRITES, Kind::Writes)),
            ("DynamoDB reads", pay(prices::READS, Kind::Reads)),
            (
                "DynamoDB storage, recovery",
                prices::TABLES.of(districts * typical.records * prices::RECORD.value / 1e9),
            ),
            ("S3 requests", pay(prices::PUTS, Kind::Puts) + pay(prices::GETS, Kind::Gets)),
            ("S3 storage", prices::BUCKETS.of((kept + landed / days * 3.0) / 1e9)),
            ("Lambda", prices::CALLS.of(messages + logins) + prices::SECONDS.of(seconds)),
            (
                "SQS, EventBridge",
                prices::QUEUES.of(messages * 3.0 + prices::POLLS.value) + pay(prices::EVENTS, Kind::Events),
            ),
            ("Transfer Family, data", prices::UPLOADS.of(landed / 1e9)),
            ("Transfer Family, endpoint", prices::ENDPOINT.of(prices::HOURS.value)),
            (
                "KMS, CloudWatch",
                prices::KEYS.of(1.0)
                    + prices::ALARMS.of(alarms)
                    + prices::METRICS.of(prices::OWN_METRICS.value)
                    + prices::LOGS.of(messages * prices::LINE.value / 1e9),
            ),
        ]
    }
}

impl Typical {
    /// GB-seconds of a month of `days` days that go with rows and changes.
    fn seconds(&self, days: f64) -> f64 {
        let rows = self.rows * days / prices::ROW.value * 3.0;
        rows + self.changed * prices::BUSY.value / prices::CHANGE.value * 2.0
    }

    /// Seconds that `process` has this district, and that `apply` has it, on a day with changes.
    pub(crate) fn night(&self) -> f64 {
        self.rows / prices::ROW.value + self.changed / prices::CHANGE.value + 1.0
    }
}

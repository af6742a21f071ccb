//! What AWS asks, and what had to be assumed because no counter shows it.

/// One price.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Price {
    /// What it is for.
    pub(crate) what: &'static str,
    /// Dollars.
    pub(crate) dollars: f64,
    /// For so many.
    pub(crate) per: f64,
    /// Of what.
    pub(crate) unit: &'static str,
}

impl Price {
    /// Dollars for so many units.
    pub(crate) fn of(&self, units: f64) -> f64 {
        units * self.dollars / self.per
    }
}

const fn price(what: &'static str, dollars: f64, per: f64, unit: &'static str) -> Price {
    Price { what, dollars, per, unit }
}

/// When and where the prices were noted.
pub(crate) const NOTED: &str = "us-east-1, on demand, without free tiers and discounts, noted on 2026-11-22 from what \
     AWS's price pages and projects that copy them said; look at <https://aws.amazon.com/pricing/> before you rely on one";

pub(crate) const WRITES: Price = price("DynamoDB writes", 0.625, 1e6, "WRU");
pub(crate) const READS: Price = price("DynamoDB reads", 0.125, 1e6, "RRU");
pub(crate) const TABLES: Price = price("DynamoDB storage with point-in-time recovery", 0.45, 1.0, "GB-month");
pub(crate) const PUTS: Price = price("S3 PUT, POST, LIST", 0.005, 1e3, "requests");
pub(crate) const GETS: Price = price("S3 GET, HEAD", 0.0004, 1e3, "requests");
pub(crate) const BUCKETS: Price = price("S3 storage", 0.023, 1.0, "GB-month");
pub(crate) const QUEUES: Price = price("SQS FIFO", 0.50, 1e6, "requests");
pub(crate) const EVENTS: Price = price("EventBridge", 1.00, 1e6, "events");
pub(crate) const CALLS: Price = price("Lambda calls", 0.20, 1e6, "calls");
pub(crate) const SECONDS: Price = price("Lambda, arm64", 0.000_013_333_4, 1.0, "GB-second");
pub(crate) const UPLOADS: Price = price("Transfer Family, data", 0.04, 1.0, "GB");
pub(crate) const ENDPOINT: Price = price("Transfer Family, SFTP endpoint", 0.30, 1.0, "hour");
pub(crate) const KEYS: Price = price("KMS key", 1.00, 1.0, "key-month");
pub(crate) const ALARMS: Price = price("CloudWatch alarm", 0.10, 1.0, "alarm-month");
pub(crate) const METRICS: Price = price("CloudWatch metric", 0.30, 1.0, "metric-month");
pub(crate) const LOGS: Price = price("CloudWatch Logs", 0.50, 1.0, "GB");

/// All of them, as the page lists them.
pub(crate) const PRICES: &[Price] = &[
    WRITES, READS, TABLES, PUTS, GETS, BUCKETS, QUEUES, EVENTS, CALLS, SECONDS, UPLOADS, ENDPOINT, KEYS,
    ALARMS, METRICS, LOGS,
];

/// Something that no counter shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assumed {
    /// What.
    pub(crate) what: &'static str,
    /// How much.
    pub(crate) value: f64,
    /// Why so much.
    pub(crate) why: &'static str,
}

const fn assumed(what: &'static str, value: f64, why: &'static str) -> Assumed {
    Assumed { what, value, why }
}

pub(crate) const HOURS: Assumed = assumed("hours of a month", 730.0, "365 × 24 / 12");
pub(crate) const STUDENTS: Assumed =
    assumed("students of a district", 4000.0, "49 million pupils of public schools in 13,000 districts");
pub(crate) const BUSY: Assumed = assumed("days of a month on which something changed", 20.0, "school days");
pub(crate) const QUIET: Assumed =
    assumed("days of a month on which nothing changed", 10.0, "the files come all the same, stamped anew");
pub(crate) const SHARE: Assumed = assumed("share of the records that change on such a day", 0.01, "1 %");
pub(crate) const LOGINS: Assumed = assumed("logins of a district in a day", 2.0, "an export in two sessions");
pub(crate) const RECORD: Assumed =
    assumed("bytes of a record with its index entries", 1400.0, "the examples of docs/data-model.md");
pub(crate) const CALL: Assumed =
    assumed("GB-seconds of a message, whatever its work", 0.3, "0.3 s of a function with 1 GB");
pub(crate) const ROW: Assumed =
    assumed("rows that `process` reads in a second", 100_000.0, "half of docs/performance.md's, with 3 GB");
pub(crate) const CHANGE: Assumed = assumed(
    "records that `apply` writes in a second",
    2_000.0,
    "64 at once in 10 ms to 30 ms each, with 2 GB",
);
pub(crate) const LINE: Assumed = assumed("bytes of log for a message", 3_000.0, "docs/logging.md");
pub(crate) const POLLS: Assumed =
    assumed("empty receives of a month", 2.6e6, "four queues, five pollers each, 20 s each");
pub(crate) const OWN_METRICS: Assumed = assumed("metrics of our own", 25.0, "no tenant is a dimension");
pub(crate) const WORKERS: Assumed =
    assumed("connections that are worked on at one time", 20.0, "`WorkerConcurrency` of infra/template.yaml");

pub(crate) const REMEMBERED: Assumed = assumed(
    "days for which reads grow",
    30.0,
    "`RawDays` of infra/template.yaml; then raw copies are forgotten",
);

/// All of them, as the page lists them.
pub(crate) const ASSUMED: &[Assumed] = &[
    HOURS,
    STUDENTS,
    BUSY,
    QUIET,
    SHARE,
    LOGINS,
    RECORD,
    CALL,
    ROW,
    CHANGE,
    LINE,
    POLLS,
    OWN_METRICS,
    WORKERS,
    REMEMBERED,
];

//! Metrics as log lines in CloudWatch's embedded format: no call, no agent.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::log::line_out;

/// The namespace of all metrics of ours.
pub const NAMESPACE: &str = "Rollcall";

/// Writes counts under dimensions, which are few and known beforehand: every combination of their values is a metric that
/// is billed. A tenant is therefore no dimension, and personal data is nothing of this.
pub fn emit(dimensions: &[(&str, &str)], counts: &[(&str, u64)]) {
    line_out(&line(dimensions, counts, Timestamp::now()));
}

/// The line, by the "CloudWatch embedded metric format specification".
fn line(dimensions: &[(&str, &str)], counts: &[(&str, u64)], now: Timestamp) -> Value {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let metrics: Vec<Value> =
        counts.iter().map(|(name, _)| json!({ "Name": name, "Unit": "Count" })).collect();
    let about = json!({
        "Timestamp": now.as_millisecond(),
        "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics }],
    });
    let mut line = Map::from_iter([("_aws".to_owned(), about)]);
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    line.extend(counts.iter().map(|(name, count)| ((*name).to_owned(), Value::from(*count))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_declares_and_gives_every_dimension_and_count() {
        let now = Timestamp::from_second(1_795_328_100).unwrap();
        let line = line(&[("Function", "receive")], &[("Messages", 10), ("Dropped", 1)], now);
        let want = json!({
            "_aws": {
                "Timestamp": 1_795_328_100_000_u64,
                "CloudWatchMetrics": [{
                    "Namespace": "Rollcall",
                    "Dimensions": [["Function"]],
                    "Metrics": [{ "Name": "Messages", "Unit": "Count" }, { "Name": "Dropped", "Unit": "Count" }],
                }],
            },
            "Function": "receive",
            "Messages": 10,
            "Dropped": 1,
        });
        assert_eq!(line, want);
    }
}

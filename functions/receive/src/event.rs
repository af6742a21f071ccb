//! What stands in the queue of arrivals: S3's events, by either way, and looks that we wanted to come back to.

use roster_pipeline::ConnectionKey;
use roster_pipeline::assemble::is_temporary;
use roster_pipeline::ports::Reminder;
use serde_json::Value;

/// A message, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// Work of ours whose time has come, or has not.
    Reminder(Reminder),
    /// Objects that were made, and how many more were named in a way that is not S3's.
    Objects(Vec<Object>, usize),
    /// S3 tries out a notification that was just set up.
    Test,
    /// Something else.
    Unknown,
}

/// An object that was made. Its contents may be gone or replaced by now: nothing here says what they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// In which bucket.
    pub bucket: String,
    /// Its key, decoded.
    pub key: String,
}

/// Whose an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of this connection.
    Of(ConnectionKey),
    /// A report of ours, a folder, or a file that is still being written.
    Nothing,
    /// No connection has such keys.
    Unknown,
}

/// Reads the body of a message; whatever it is.
pub fn read(body: &str) -> Arrived {
    let Ok(body) = serde_json::from_str::<Value>(body) else { return Arrived::Unknown };
    if body.get("work").is_some() {
        return serde_json::from_value(body).map_or(Arrived::Unknown, Arrived::Reminder);
    }
    match (body.get("detail"), body.get("Records"), body.get("Event")) {
        (Some(detail), ..) => through_event_bridge(&body, detail),
        (None, Some(Value::Array(records)), _) => directly(records),
        (None, None, Some(event)) if event == "s3:TestEvent" => Arrived::Test,
        (None, ..) => Arrived::Unknown,
    }
}

/// "Amazon S3 Event Notifications, EventBridge event structure": the key is as it is.
fn through_event_bridge(event: &Value, detail: &Value) -> Arrived {
    if event["source"] != "aws.s3" || event["detail-type"] != "Object Created" {
        return Arrived::Unknown;
    }
    match (detail["bucket"]["name"].as_str(), detail["object"]["key"].as_str()) {
        (Some(bucket), Some(key)) => {
            Arrived::Objects(vec![Object { bucket: bucket.to_owned(), key: key.to_owned() }], 0)
        }
        (_, None) | (None, _) => Arrived::Unknown,
    }
}

/// "Event message structure" of direct notifications: the key is form-encoded.
fn directly(records: &[Value]) -> Arrived {
    let (mut objects, mut unknown) = (Vec::new(), 0);
    for record in records {
        let s3 = &record["s3"];
        match (record["eventName"].as_str(), s3["bucket"]["name"].as_str(), s3["object"]["key"].as_str()) {
            (Some(name), ..) if name.starts_with("ObjectRemoved:") => {}
            (Some(name), Some(bucket), Some(key)) if name.starts_with("ObjectCreated:") => {
                objects.push(Object { bucket: bucket.to_owned(), key: form_decoded(key) });
            }
            (_, _, _) => unknown += 1,
        }
    }
    Arrived::Objects(objects, unknown)
}

/// `application/x-www-form-urlencoded`; what is not well encoded stays as it is.
fn form_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let decoded = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match (first, decoded.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (other, _) => {
                bytes.push(*other);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whose an object with this key is: `tenants/<tenant>/<connection>/<path>`.
pub fn place(key: &str) -> Place {
    let parts: Option<Vec<&str>> = key.strip_prefix("tenants/").map(|rest| rest.splitn(3, '/').collect());
    let Some([tenant, connection, path]) = parts.as_deref() else { return Place::Unknown };
    let Ok(connection) = ConnectionKey::new(tenant, connection) else { return Place::Unknown };
    let folder = path.is_empty() || path.ends_with('/');
    match folder || path.starts_with("reports/") || is_temporary(path) {
        true => Place::Nothing,
        false => Place::Of(connection),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_direct_notifications_are_form_encoded() {
        for (text, want) in [
            ("red+flower.jpg", "red flower.jpg"),
            ("a%2Bb%20c", "a+b c"),
            ("Sch%C3%BCler.csv", "Schüler.csv"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%+1", "% 1"),
            ("%ff", "\u{fffd}"),
        ] {
            assert_eq!(form_decoded(text), want, "{text}");
        }
    }

    #[test]
    fn a_key_says_whose_it_is() {
        let of = |t, c| Place::Of(ConnectionKey::new(t, c).unwrap());
        for (key, want) in [
            ("tenants/maple-usd/sis/users.csv", of("maple-usd", "sis")),
            ("tenants/maple-usd/sis/2026/Schüler +1.csv", of("maple-usd", "sis")),
            ("tenants/maple-usd/sis/../../birch-usd/sis/x", of("maple-usd", "sis")),
            ("tenants/maple-usd/sis/reports", of("maple-usd", "sis")),
            ("tenants/maple-usd/sis/reports/received.txt", Place::Nothing),
            ("tenants/maple-usd/sis/", Place::Nothing),
            ("tenants/maple-usd/sis/2026/", Place::Nothing),
            ("tenants/maple-usd/sis/users.csv.filepart", Place::Nothing),
            ("tenants/maple-usd/sis", Place::Unknown),
            ("tenants//sis/users.csv", Place::Unknown),
            ("tenants/Maple/sis/users.csv", Place::Unknown),
            ("/tenants/maple-usd/sis/users.csv", Place::Unknown),
            ("users.csv", Place::Unknown),
            ("", Place::Unknown),
        ] {
            assert_eq!(place(key), want, "{key}");
        }
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for body in
            ["", "null", "[]", "{}", "\"x\"", "{\"work\":1}", "{\"detail\":{}}", "{\"Records\":{}}", "{"]
        {
            assert_eq!(read(body), Arrived::Unknown, "{body}");
        }
        assert_eq!(read(r#"{"Records":[{},7]}"#), Arrived::Objects(vec![], 2));
    }
}

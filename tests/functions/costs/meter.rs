//! Counts what AWS bills: units of DynamoDB, requests and bytes of S3.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client as Tables;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_s3::Client as Buckets;
use aws_sdk_s3::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::SdkBody;
use roster_conformance::{Calls, Recording};
use roster_pipeline::ports::Landing;
use serde_json::Value;

/// What is billed by the piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Write units of DynamoDB.
    Writes,
    /// Read units of DynamoDB.
    Reads,
    /// PUT, POST and LIST of S3.
    Puts,
    /// GET and HEAD of S3.
    Gets,
    /// Bytes written to the bucket of artifacts.
    Kept,
    /// Bytes that districts upload.
    Landed,
    /// Messages that were handed to a function.
    Messages,
    /// Events of S3 and announcements.
    Events,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Kind; 8] = [
        Kind::Writes,
        Kind::Reads,
        Kind::Puts,
        Kind::Gets,
        Kind::Kept,
        Kind::Landed,
        Kind::Messages,
        Kind::Events,
    ];

    /// Its heading.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Writes => "WRU",
            Kind::Reads => "RRU",
            Kind::Puts => "S3 PUT, LIST",
            Kind::Gets => "S3 GET",
            Kind::Kept => "bytes kept",
            Kind::Landed => "bytes landed",
            Kind::Messages => "messages",
            Kind::Events => "events",
        }
    }
}

/// How much of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Counts([f64; Kind::ALL.len()]);

impl Counts {
    /// Of one kind.
    pub(crate) fn of(&self, kind: Kind) -> f64 {
        self.0[kind as usize]
    }

    /// More of one kind.
    pub(crate) fn add(&mut self, kind: Kind, count: f64) {
        self.0[kind as usize] += count;
    }

    /// Something made of both, kind by kind.
    pub(crate) fn with(&self, other: &Counts, make: impl Fn(Kind, f64, f64) -> f64) -> Counts {
        Counts(Kind::ALL.map(|kind| make(kind, self.of(kind), other.of(kind))))
    }
}

/// Counts together with its clones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    counts: Arc<Mutex<Counts>>,
    landing: Arc<Mutex<Arc<Calls>>>,
}

impl Meter {
    /// The same client, metered.
    pub(crate) fn tables(&self, client: &Tables) -> Tables {
        Tables::from_conf(client.config().to_builder().interceptor(Units(self.clone())).build())
    }

    /// The same client, metered.
    pub(crate) fn buckets(&self, client: &Buckets) -> Buckets {
        Buckets::from_conf(client.config().to_builder().interceptor(Objects(self.clone())).build())
    }

    /// The same folders, their calls counted.
    pub(crate) fn landing(&self, landing: &Arc<dyn Landing>) -> Recording<dyn Landing> {
        let calls = self.landing.lock().unwrap().clone();
        Recording::new(Arc::clone(landing), calls)
    }

    /// What was counted since the meter was made.
    pub(crate) fn so_far(&self) -> Counts {
        let mut counts = *self.counts.lock().unwrap();
        let calls = self.landing.lock().unwrap().clone();
        for (call, kind, requests) in LANDING {
            counts.add(*kind, requests * calls.of(call) as f64);
        }
        counts
    }

    fn add(&self, kind: Kind, count: f64) {
        self.counts.lock().unwrap().add(kind, count);
    }
}

/// What the landing bucket costs for each call: docs/data-model.md, counted in shared/roster-aws/tests/s3/.
/// Each report that is published is an event too, and its message is handed to `receive`, which leaves it alone.
const LANDING: &[(&str, Kind, f64)] = &[
    ("Landing::files", Kind::Puts, 1.0),
    ("Landing::reports", Kind::Puts, 1.0),
    ("Landing::open", Kind::Gets, 1.0),
    ("Landing::remove_version", Kind::Puts, 1.0),
    ("Landing::withdraw", Kind::Puts, 1.0),
    ("Landing::publish", Kind::Puts, 1.0),
    ("Landing::publish", Kind::Events, 1.0),
    ("Landing::publish", Kind::Messages, 1.0),
];

/// Asks DynamoDB for the units of each request and adds them up.
#[derive(Debug)]
struct Units(Meter);

impl Intercept for Units {
    fn name(&self) -> &'static str {
        "Units"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let fields = request.body().bytes().and_then(|body| body.strip_prefix(b"{")).unwrap_or_default();
        let asked = [br#"{"ReturnConsumedCapacity":"TOTAL","#, fields].concat();
        request.headers_mut().insert("content-length", asked.len().to_string());
        *request.body_mut() = SdkBody::from(asked);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // A read has no condition that could be refused.
        let is_read = context.output_or_error().is_ok_and(|got| {
            got.downcast_ref::<GetItemOutput>().is_some()
                || got.downcast_ref::<QueryOutput>().is_some()
                || got.downcast_ref::<BatchGetItemOutput>().is_some()
                || got.downcast_ref::<ScanOutput>().is_some()
        });
        let answer = context.response().body().bytes().unwrap_or_default();
        let answer: Value = serde_json::from_slice(answer)?;
        self.0.add(if is_read { Kind::Reads } else { Kind::Writes }, units(&answer));
        Ok(())
    }
}

/// Units of an answer. A write whose condition does not hold costs what it would have cost: one unit for a record, two in
/// a transaction.
fn units(answer: &Value) -> f64 {
    let of = |one: &Value| one["CapacityUnits"].as_f64().unwrap_or_default();
    match (&answer["ConsumedCapacity"], answer["__type"].as_str().unwrap_or_default()) {
        (Value::Array(tables), _) => tables.iter().map(of).sum(),
        (_, refused) if refused.ends_with("ConditionalCheckFailedException") => 1.0,
        (_, refused) if refused.ends_with("TransactionCanceledException") => 2.0,
        (one, _) => of(one),
    }
}

/// Adds up requests to the bucket of artifacts, and what they store.
#[derive(Debug)]
struct Objects(Meter);

impl Intercept for Objects {
    fn name(&self) -> &'static str {
        "Objects"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let is_list = request.uri().contains("list-type=");
        match request.method() {
            "GET" | "HEAD" if !is_list => self.0.add(Kind::Gets, 1.0),
            // Free of charge.
            "DELETE" => {}
            _ => self.0.add(Kind::Puts, 1.0),
        }
        if request.method() == "PUT" {
            let size = |name| request.headers().get(name).and_then(|size: &str| size.parse::<f64>().ok());
            let size = size("x-amz-decoded-content-length").or_else(|| size("content-length"));
            self.0.add(Kind::Kept, size.unwrap_or_default());
        }
        Ok(())
    }
}

//! Log lines as JSON on standard output: an event's fields and those of the spans around it, all at the top.

use std::fmt::Debug;
use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// Begins to log, at the level of `AWS_LAMBDA_LOG_LEVEL` or else of `RUST_LOG`. A second call changes nothing.
pub(super) fn begin() {
    let level =
        level_of(["AWS_LAMBDA_LOG_LEVEL", "RUST_LOG"].into_iter().find_map(|v| std::env::var(v).ok()));
    let lines = JsonLines { write: line_out }.with_filter(targets(level));
    let _ = tracing_subscriber::registry().with(lines).try_init();
    std::panic::set_hook(Box::new(|panic| {
        // Its message is left out: it may show a value.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug stopped the invocation");
    }));
}

/// Never TRACE, at which the SDK and the runtime write whole documents.
fn level_of(asked: Option<String>) -> LevelFilter {
    match asked.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("TRACE" | "DEBUG") => LevelFilter::DEBUG,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

/// Ours at `level`; of others what went wrong, but not what the runtime says of a handler, which we have said by then.
fn targets(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(LevelFilter::WARN.min(level))
        .with_target("roster", level)
        .with_target("rollcall", level)
        .with_target("lambda_runtime", LevelFilter::OFF)
}

pub(super) fn line_out(line: &Value) {
    // Nobody could be told that standard output is gone.
    let _ = std::io::stdout().lock().write_all(format!("{line}\n").as_bytes());
}

struct JsonLines<W> {
    write: W,
}

/// A span's fields.
struct Fields(Map<String, Value>);

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&Value) + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields(Map::new());
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Fields(Map::new());
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.0.extend(fields.0.clone());
            }
        }
        event.record(&mut line);
        line.0.insert("timestamp".into(), Timestamp::now().to_string().into());
        line.0.insert("level".into(), name_of(event.metadata().level()).into());
        line.0.insert("target".into(), event.metadata().target().into());
        (self.write)(&Value::Object(line.0));
    }
}

fn name_of(level: &Level) -> &'static str {
    level.as_str()
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    fn lines_of(level: LevelFilter, work: impl FnOnce()) -> Vec<Value> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let layer = JsonLines { write: move |line: &Value| kept.lock().unwrap().push(line.clone()) };
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(targets(level)));
        tracing::subscriber::with_default(subscriber, work);
        lines.lock().unwrap().clone()
    }

    #[test]
    fn a_line_has_the_fields_of_the_spans_around_it() {
        let lines = lines_of(LevelFilter::INFO, || {
            let outer = tracing::info_span!("invocation", request.id = "q-1", run.id = tracing::field::Empty);
            let _outer = outer.enter();
            let _inner = tracing::info_span!("message", connection = "maple-usd/main").entered();
            outer.record("run.id", "r-1");
            tracing::warn!(changes = 3, "run \"applied\"");
        });
        let line = &lines[0];
        for (field, want) in [
            ("request.id", "q-1".into()),
            ("run.id", "r-1".into()),
            ("connection", "maple-usd/main".into()),
            ("changes", Value::from(3)),
            ("message", "run \"applied\"".into()),
            ("level", "WARN".into()),
        ] {
            assert_eq!(line[field], want, "{field} in {line}");
        }
        assert!(line["timestamp"].as_str().unwrap().parse::<Timestamp>().is_ok());
    }

    #[test]
    fn trace_is_never_logged_and_others_only_when_something_is_wrong() {
        let lines = lines_of(level_of(Some("trace".into())), || {
            tracing::trace!("ours, a payload");
            tracing::debug!("ours");
            tracing::debug!(target: "aws_smithy_runtime", "theirs, a payload");
            tracing::info!(target: "hyper_util", "theirs");
            tracing::warn!(target: "aws_config", "theirs, wrong");
            tracing::error!(target: "lambda_runtime::layers", "said before");
        });
        let said: Vec<&str> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
        assert_eq!(said, ["ours", "theirs, wrong"]);
    }

    #[test]
    fn the_level_is_the_one_asked_for() {
        for (asked, level) in [
            (None, LevelFilter::INFO),
            (Some("debug"), LevelFilter::DEBUG),
            (Some("Warn"), LevelFilter::WARN),
            (Some("FATAL"), LevelFilter::ERROR),
            (Some("rollcall=trace"), LevelFilter::INFO),
        ] {
            assert_eq!(level_of(asked.map(str::to_owned)), level, "{asked:?}");
        }
    }
}

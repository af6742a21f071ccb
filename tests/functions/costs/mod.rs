//! `docs/costs.md` says what the counters say; `UPDATE_DOCS=1` writes it anew.

pub(crate) mod meter;
mod model;
mod page;
mod prices;
mod scenes;

use std::path::Path;

use meter::Kind;
use model::Counted;
use scenes::Days;

/// Figures that a few bytes of a time stamp may move are not what makes a page stale.
const TOLERANCE: f64 = 0.03;

async fn counted() -> Counted {
    let (small, large) = (Days::of(100).await, Days::of(500).await);
    let rounds = [(50.0, scenes::rounds(50).await), (250.0, scenes::rounds(250).await)];
    let reads = scenes::reads_by_age(12).await;
    Counted { days: [small, large], rounds, reads, login: scenes::login().await }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_costs_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let alarms = std::fs::read_to_string(root.join("infra/alarms.yaml")).unwrap();
    let alarms = alarms.matches("Type: AWS::CloudWatch::Alarm").count();
    let counted = counted().await;
    for days in &counted.days {
        assert_eq!(days.first.changed, days.first.records, "a first load writes every record");
        assert_eq!(days.stamped.changed, 0.0, "a stamped night changes none");
    }
    let [small, large] = counted.days.map(|days| days.stamped.counts.of(Kind::Writes));
    assert_eq!(small, large, "writes of a night without changes do not grow with the roster");
    let page = page::page(&counted, alarms as f64);
    let path = root.join("docs/costs.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let stale = difference(&stored, &page);
    assert_eq!(
        stale, None,
        "docs/costs.md is stale: UPDATE_DOCS=1 cargo test -p rollcall-function-tests costs"
    );
}

/// The first line that says something else, or another figure.
fn difference(stored: &str, page: &str) -> Option<String> {
    let (stored, page): (Vec<&str>, Vec<&str>) = (stored.lines().collect(), page.lines().collect());
    if stored.len() != page.len() {
        return Some(format!("{} lines, not {}", stored.len(), page.len()));
    }
    let mut pairs = stored.into_iter().zip(page);
    pairs
        .find(|(stored, page)| !alike(stored, page))
        .map(|(stored, page)| format!("{stored}\n is now\n{page}"))
}

/// The same words, and figures that are close.
fn alike(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let close = |(a, b): (&&str, &&str)| match (figure(a), figure(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()) + 0.011,
        _ => a == b,
    };
    one.len() == other.len() && one.iter().zip(&other).all(close)
}

fn figure(word: &str) -> Option<f64> {
    word.trim_matches(|c: char| "$*,.;()%".contains(c)).replace(',', "").parse().ok()
}

#[test]
fn a_page_is_stale_by_another_word_or_another_figure() {
    for (stored, page, want) in [
        ("| a | 1,000 |", "| a | 1,001 |", true),
        ("| a | 1,000 |", "| a | 1,100 |", false),
        ("| **$12.00** |", "| **$12.01** |", true),
        ("| a | 1 |", "| b | 1 |", false),
        ("one two", "one", false),
    ] {
        assert_eq!(alike(stored, page), want, "{stored} {page}");
    }
    assert!(difference("a", "a\nb").is_some());
}

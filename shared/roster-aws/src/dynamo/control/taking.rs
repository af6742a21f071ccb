//! How a delivery takes its arrivals, any number of them, at one moment.
//!
//! A transaction stores the delivery together with a `BEGUN` item; from then on every reader counts its arrivals as taken.
//! After that each arrival is marked by itself and the `BEGUN` item goes. A crash in between leaves it standing, to be
//! read, and to be finished before the next delivery begins.

use std::collections::HashMap;

use roster_pipeline::ports::Arrival;
use roster_pipeline::records::{Delivery, DeliveryId};
use roster_pipeline::{ConnectionKey, ErrorKind, PortResult};
use tokio::task::JoinSet;
use tracing::warn;

use super::super::backoff::Backoff;
use super::super::document::Draft;
use super::super::item::{Expression, Item, ItemKey, absent, corrupt, maybe_text, n, number, s, text};
use super::super::table::{Range, Table, item};
use super::super::transaction::{Outcome, Part};
use super::delivery_log::{SEQ, draft};
use super::{ControlTable, keys};

/// On an arrival: the delivery that took it, and that one's number.
const TAKEN: &str = "taken";
const TAKEN_SEQ: &str = "takenSeq";
/// How many arrivals are marked at a time.
const AT_ONCE: usize = 16;

/// Who took an arrival, and when in the order of recording.
type Taker = (u64, DeliveryId);

/// An arrival's attributes beside its document.
pub(super) fn taken_already(draft: Draft, delivery: Option<&DeliveryId>) -> Draft {
    match delivery {
        Some(id) => draft.with(TAKEN, s(&id.0)).with(TAKEN_SEQ, n(0)),
        None => draft,
    }
}

impl ControlTable {
    pub(super) async fn begin(&self, delivery: &Delivery) -> PortResult<bool> {
        let (connection, what) = (&delivery.connection, format!("delivery {}", delivery.id));
        for (id, seq) in self.pending(connection).await? {
            self.settle(connection, &id, seq).await?;
        }
        let draft = draft(delivery)?;
        self.table.put_all(&what, draft.parts).await?;
        let mut backoff = Backoff::default();
        loop {
            let seq = self.last_number(connection).await?;
            match self.table.transact(&what, beginning(delivery, &draft.item, seq)).await? {
                Outcome::Done => {
                    // It has begun, whatever becomes of the marks: until they are set, readers find them in the delivery.
                    if let Err(error) = self.mark(delivery, seq + 1).await {
                        warn!(%connection, delivery = %delivery.id, %error, "arrivals are not marked yet");
                    }
                    return Ok(true);
                }
                Outcome::Refused(0) => backoff.wait(&what).await?,
                Outcome::Refused(_) => {
                    self.table.discard_parts(&what, &draft.item).await?;
                    return Ok(false);
                }
            }
        }
    }

    /// Every arrival in the order of recording, with the delivery that took it, as all of it was at one moment as far as
    /// deliveries are concerned.
    pub(super) async fn recorded(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>> {
        let what = format!("arrivals of {connection}");
        let mut backoff = Backoff::default();
        loop {
            let items = self.table.query(&what, &Range::all(keys::of(connection), keys::ARRIVALS)).await?;
            let counter = keys::counter(connection);
            let before = items.first().filter(|item| maybe_text(item, "sk") == Some(&counter.sk));
            let now = self.table.get(&what, &counter).await?;
            if begun(before) == begun(now.as_ref()) {
                return self.read(connection, items).await;
            }
            // A delivery began between two pages: some of its arrivals may be marked in one and not in the other.
            backoff.wait(&what).await?;
        }
    }

    async fn read(&self, connection: &ConnectionKey, items: Vec<Item>) -> PortResult<Vec<Arrival>> {
        let mut takers: HashMap<(String, String), Vec<Taker>> = HashMap::new();
        for (id, seq) in numbered(&items)? {
            for file in self.files_of(connection, &id).await? {
                takers.entry(file).or_default().push((seq, id.clone()));
            }
        }
        let mut arrivals = Vec::with_capacity(items.len());
        for item in items {
            if !text(&item, "sk")?.starts_with(keys::FILES) {
                continue;
            }
            let (seq, mark) = (number::<u64>(&item, SEQ)?, mark_of(&item)?);
            let Some(arrival) = self.table.document::<Arrival>("arrival", item).await? else { continue };
            let listed = takers.get(&(arrival.path.clone(), arrival.version.clone())).into_iter().flatten();
            let first = listed.filter(|(taker, _)| *taker > seq).cloned().chain(mark).min();
            arrivals.push((seq, Arrival { delivery: first.map(|(_, id)| id), ..arrival }));
        }
        arrivals.sort_by_key(|(seq, _)| *seq);
        Ok(arrivals.into_iter().map(|(_, arrival)| arrival).collect())
    }

    /// Path and version of a delivery's files; none if it was erased.
    async fn files_of(
        &self,
        connection: &ConnectionKey,
        id: &DeliveryId,
    ) -> PortResult<Vec<(String, String)>> {
        let found = self.table.document_at(&format!("delivery {id}"), &keys::delivery(connection, id)).await;
        match found {
            Ok(Delivery { files, .. }) => Ok(files.into_iter().map(|f| (f.path, f.version)).collect()),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    async fn last_number(&self, connection: &ConnectionKey) -> PortResult<u64> {
        let what = format!("arrivals of {connection}");
        match self.table.get(&what, &keys::counter(connection)).await? {
            Some(counter) => number(&counter, SEQ),
            None => Ok(0),
        }
    }

    /// Deliveries that began and whose arrivals may not all be marked.
    async fn pending(&self, connection: &ConnectionKey) -> PortResult<Vec<(DeliveryId, u64)>> {
        let what = format!("deliveries of {connection}");
        numbered(&self.table.query(&what, &Range::all(keys::of(connection), keys::BEGUN)).await?)
    }

    /// Finishes what a crash left.
    async fn settle(&self, connection: &ConnectionKey, id: &DeliveryId, seq: u64) -> PortResult<()> {
        let what = format!("delivery {id}");
        match self.table.document_at(&what, &keys::delivery(connection, id)).await {
            Ok(delivery) => self.mark(&delivery, seq).await,
            Err(error) if error.kind == ErrorKind::NotFound => {
                self.table.delete(&what, &keys::begun(connection, id)).await
            }
            Err(error) => Err(error),
        }
    }

    /// Marks the arrivals of a delivery that began with this number, then drops its `BEGUN` item.
    async fn mark(&self, delivery: &Delivery, seq: u64) -> PortResult<()> {
        let connection = &delivery.connection;
        let what = format!("delivery {}", delivery.id);
        for some in delivery.files.chunks(AT_ONCE) {
            let mut marks = JoinSet::new();
            for file in some {
                let key = keys::file(connection, &file.path, &file.version);
                marks.spawn(mark_one(self.table.clone(), key, (delivery.id.clone(), seq)));
            }
            for marked in marks.join_all().await {
                marked?;
            }
        }
        self.table.delete(&what, &keys::begun(connection, &delivery.id)).await
    }
}

/// The transaction that begins a delivery, if no number was given since `seq`.
fn beginning(delivery: &Delivery, stored: &Item, seq: u64) -> Vec<Part> {
    let connection = &delivery.connection;
    let number = n(seq + 1);
    let unchanged = match seq {
        0 => absent(),
        seq => Expression::new("#seq = :before").with(":before", n(seq)),
    };
    let count = Expression::new("SET #seq = :next ADD #begun :one").with(":one", n(1));
    vec![
        Part::Update(keys::counter(connection), count.with(":next", number.clone()), unchanged),
        Part::Put(stored.clone(), Some(absent())),
        Part::Put(item(&keys::begun(connection, &delivery.id), [(SEQ, number)]), None),
    ]
}

/// Marks an arrival that was there before the delivery began and that no earlier delivery took.
async fn mark_one(table: Table, key: ItemKey, (id, seq): (DeliveryId, u64)) -> PortResult<()> {
    let condition = "#seq < :seq AND (attribute_not_exists(#takenSeq) OR #takenSeq > :seq)";
    let condition = Expression::new(condition).with(":seq", n(seq));
    let change = Expression::new("SET #taken = :id, #takenSeq = :seq").with(":id", s(&id.0));
    table.update(&format!("delivery {id}"), &key, (change, Some(condition))).await.map(drop)
}

fn mark_of(item: &Item) -> PortResult<Option<Taker>> {
    let taken = maybe_text(item, TAKEN).map(|id| Ok((number(item, TAKEN_SEQ)?, DeliveryId(id.to_owned()))));
    taken.transpose()
}

/// How many deliveries ever began.
fn begun(counter: Option<&Item>) -> u64 {
    counter.and_then(|counter| number(counter, "begun").ok()).unwrap_or(0)
}

/// The deliveries of `BEGUN` items and their numbers.
fn numbered(items: &[Item]) -> PortResult<Vec<(DeliveryId, u64)>> {
    let ids =
        items.iter().filter_map(|item| Some((maybe_text(item, "sk")?.strip_prefix(keys::BEGUN)?, item)));
    ids.map(|(id, item)| Ok((DeliveryId(id.to_owned()), number(item, SEQ).map_err(|_| corrupt(SEQ))?)))
        .collect()
}

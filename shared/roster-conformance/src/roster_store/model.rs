//! A roster store as a map, with which every adapter must agree.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roster::model::{Entity, Record};
use roster_pipeline::ports::{Change, RosterStore, StoredRecord};
use roster_pipeline::records::RunId;

use crate::Fixture;
use crate::samples::{at, maple};

const ENTITIES: [Entity; 2] = [Entity::Orgs, Entity::Enrollments];

#[derive(Debug, Clone)]
enum Call {
    /// A batch of run, fencing number and changes.
    Apply(u8, u64, Vec<Change>),
    /// Purge what was removed before the call so many calls ago.
    Purge(usize),
    Erase,
}

#[derive(Debug, Default)]
struct Model(BTreeMap<(Entity, String), StoredRecord>);

impl Model {
    fn apply(&mut self, run: &RunId, fence: u64, at: Timestamp, batch: &[Change]) {
        for change in batch {
            let (entity, id) = match change {
                Change::Put { record, .. } | Change::Move { record, .. } => {
                    (record.entity(), record.sourced_id().to_owned())
                }
                Change::Remove { entity, sourced_id } => (*entity, sourced_id.clone()),
            };
            let stored = self.0.get_mut(&(entity, id.clone()));
            match (change, stored) {
                (_, Some(stored)) if stored.fence >= fence && stored.run != *run => {}
                (Change::Remove { .. }, None) => {}
                (Change::Put { record, key } | Change::Move { record, key, .. }, None) => {
                    let first_seen = match change {
                        Change::Move { first_seen, .. } => *first_seen,
                        Change::Put { .. } | Change::Remove { .. } => at,
                    };
                    let (record, key, run) = (record.clone(), *key, run.clone());
                    let new = StoredRecord {
                        record,
                        key,
                        run,
                        fence,
                        first_seen,
                        last_changed: at,
                        removed_at: None,
                    };
                    self.0.insert((entity, id), new);
                }
                (change, Some(stored)) => change_stored(stored, change, at, (run, fence)),
            }
        }
    }

    fn visible(&self, entity: Entity) -> Vec<StoredRecord> {
        let of = self.0.iter().filter(|((e, _), stored)| *e == entity && stored.removed_at.is_none());
        of.map(|(_, stored)| stored.clone()).collect()
    }

    fn purge(&mut self, before: Timestamp) -> u64 {
        let old = self.0.len();
        self.0.retain(|_, stored| stored.removed_at.is_none_or(|removed| removed >= before));
        (old - self.0.len()) as u64
    }
}

fn change_stored(stored: &mut StoredRecord, change: &Change, at: Timestamp, (run, fence): (&RunId, u64)) {
    stored.run = run.clone();
    stored.fence = stored.fence.max(fence);
    match change {
        Change::Put { record, key } => {
            if stored.record != *record || stored.removed_at.is_some() {
                stored.last_changed = at;
            }
            (stored.record, stored.key, stored.removed_at) = (record.clone(), *key, None);
        }
        Change::Move { record, key, first_seen } => {
            if stored.record != *record || stored.key != *key || stored.removed_at.is_some() {
                stored.last_changed = at;
                stored.first_seen = *first_seen;
            }
            (stored.record, stored.key, stored.removed_at) = (record.clone(), *key, None);
        }
        Change::Remove { .. } if stored.removed_at.is_none() => {
            (stored.last_changed, stored.removed_at) = (at, Some(at));
        }
        Change::Remove { .. } => {}
    }
}

fn change() -> impl Strategy<Value = Change> {
    let record = (0..2usize, 0..5u8, prop::option::of("[ab]?"), any::<bool>());
    (record, 0..4u8).prop_map(|((entity, id, value, keep), kind)| {
        let (entity, id) = (ENTITIES[entity], format!("id-{id}"));
        let field = entity.fields()[1].name;
        let pairs: Vec<(&str, &str)> =
            [Some(("sourcedId", id.as_str())), value.as_deref().map(|v| (field, v))]
                .into_iter()
                .flatten()
                .collect();
        let (record, key) = (Record::from_pairs(entity, &pairs), [u8::from(keep); 16]);
        match kind {
            0 => Change::Remove { entity, sourced_id: id },
            1 => Change::Move { record, key, first_seen: at(i64::from(value.is_some())) },
            _ => Change::Put { record, key },
        }
    })
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = prop_oneof![
        12 => (0..4u8, 1..6u64, prop::collection::vec(change(), 0..8)).prop_map(|(r, f, b)| Call::Apply(r, f, b)),
        2 => (0..6usize).prop_map(Call::Purge),
        1 => Just(Call::Erase),
    ];
    prop::collection::vec(call, 1..24)
}

async fn agree(port: &dyn RosterStore, calls: &[Call]) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    for (n, call) in calls.iter().enumerate() {
        let now = at(n as i64);
        match call {
            Call::Apply(run, fence, batch) => {
                let run = RunId(format!("r-{run}"));
                let applied = port.apply(&maple(), (&run, *fence), now, batch).await.unwrap();
                prop_assert_eq!(applied.written + applied.stale, batch.len() as u64);
                model.apply(&run, *fence, now, batch);
            }
            Call::Purge(ago) => {
                let before = at(n.saturating_sub(*ago) as i64);
                prop_assert_eq!(port.purge(&maple(), before).await.unwrap(), model.purge(before));
            }
            Call::Erase => {
                port.erase(&maple()).await.unwrap();
                model.0.clear();
            }
        }
        for entity in ENTITIES {
            let visible = model.visible(entity);
            prop_assert_eq!(port.count(&maple(), entity).await.unwrap(), visible.len() as u64);
            prop_assert_eq!(port.page(&maple(), entity, None, 100).await.unwrap(), visible);
        }
    }
    Ok(())
}

/// Random sequences of calls, each over a fresh store, must leave what the model says; panics with the shortest that
/// does not.
pub fn check_model<P, F, Fut>(fresh: F)
where
    P: RosterStore,
    F: Fn() -> Fut,
    Fut: Future<Output = Fixture<P>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let result = runner.run(&calls(), |calls| {
        runtime.block_on(async {
            let fixture = fresh().await;
            agree(&fixture.port, &calls).await
        })
    });
    if let Err(failed) = result {
        panic!("{failed}");
    }
}

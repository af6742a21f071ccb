//! A batch of changes, many at once, each key's in order.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::Timestamp;
use roster::model::Entity;
use roster_pipeline::ports::{Applied, Change};
use roster_pipeline::records::RunId;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::RosterTable;
use super::item::time;
use super::together::together;
use super::write::{Seen, Step, Update, Writer};
use crate::dynamo::backoff::Backoff;
use crate::dynamo::item::Item;
use crate::dynamo::table::table_failed;

/// How often a change is decided again because somebody wrote in between.
const TURNS: u32 = 8;

/// How a request ended.
enum Answer {
    Written,
    /// Refused by its condition, with what is stored, if anything is.
    Refused(Option<Item>),
}

impl RosterTable {
    pub(super) async fn apply_all(
        &self,
        connection: &ConnectionKey,
        (run, fence): (&RunId, u64),
        at: Timestamp,
        batch: &[Change],
    ) -> PortResult<Applied> {
        let writer = Writer { connection: connection.clone(), run: run.0.clone(), fence, at: time(at) };
        let writer = Arc::new(writer);
        let work = chains(batch).into_iter().map(|chain| {
            let (table, writer) = (self.clone(), Arc::clone(&writer));
            async move { table.chain(&writer, &chain).await }
        });
        let mut all = Applied::default();
        for applied in together(self.at_once, work).await? {
            all.written += applied.written;
            all.stale += applied.stale;
        }
        Ok(all)
    }

    /// Changes of one record, one after the other.
    async fn chain(&self, writer: &Writer, chain: &[Change]) -> PortResult<Applied> {
        let mut applied = Applied::default();
        for change in chain {
            match self.change(writer, change).await? {
                Step::Stale => applied.stale += 1,
                Step::Done | Step::Send(_) => applied.written += 1,
            }
        }
        Ok(applied)
    }

    /// One request where the change changes something; a second one only where it does not and the item is to be signed.
    async fn change(&self, writer: &Writer, change: &Change) -> PortResult<Step> {
        let (mut seen, mut turns, mut backoff) = (None, 0, Backoff::default());
        while turns < TURNS {
            let update = match &seen {
                None => writer.first(change),
                Some(seen) => match writer.next(change, seen) {
                    Step::Send(update) => update,
                    Step::Stale => return Ok(Step::Stale),
                    Step::Done => return Ok(Step::Done),
                },
            };
            match (self.send(update, change).await, change) {
                (Ok(Answer::Written), _) => return Ok(Step::Done),
                (Ok(Answer::Refused(None)), Change::Remove { .. }) => return Ok(Step::Stale),
                // It was purged or erased in between.
                (Ok(Answer::Refused(None)), Change::Put { .. } | Change::Move { .. }) => {
                    (seen, turns) = (None, turns + 1)
                }
                (Ok(Answer::Refused(Some(item))), _) => {
                    seen = Some(Seen::of(&item).ok_or_else(|| foreign(change))?);
                    turns += 1;
                }
                (Err(error), _) => {
                    if !error.is_retryable() || backoff.wait("").await.is_err() {
                        return Err(error);
                    }
                }
            }
        }
        Err(PortError::new(ErrorKind::Busy, format!("{} that others write too", what(change))))
    }

    async fn send(&self, update: Update, change: &Change) -> PortResult<Answer> {
        let sent = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(update.key.item()))
            .update_expression(update.expression)
            .condition_expression(update.condition)
            .set_expression_attribute_values(Some(update.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match sent {
            Ok(_) => Ok(Answer::Written),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    Ok(Answer::Refused(refused.item().cloned()))
                }
                _ => Err(table_failed(&what(change), error)),
            },
        }
    }
}

fn what(change: &Change) -> String {
    let (entity, _) = place(change);
    format!("record of {entity}")
}

fn foreign(change: &Change) -> PortError {
    PortError::new(ErrorKind::Corrupt, format!("stored {}", what(change)))
}

fn place(change: &Change) -> (Entity, &str) {
    match change {
        Change::Put { record, .. } | Change::Move { record, .. } => (record.entity(), record.sourced_id()),
        Change::Remove { entity, sourced_id } => (*entity, sourced_id),
    }
}

/// The changes of each record, in the batch's order.
fn chains(batch: &[Change]) -> Vec<Vec<Change>> {
    let mut chains: Vec<Vec<Change>> = Vec::with_capacity(batch.len());
    let mut of: HashMap<(Entity, &str), usize> = HashMap::with_capacity(batch.len());
    for change in batch {
        let at = *of.entry(place(change)).or_insert(chains.len());
        match chains.get_mut(at) {
            Some(chain) => chain.push(change.clone()),
            None => chains.push(vec![change.clone()]),
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_one_record_stay_in_order() {
        let remove = |entity, id: &str| Change::Remove { entity, sourced_id: id.into() };
        let (a, b, c) = (remove(Entity::Orgs, "1"), remove(Entity::Users, "1"), remove(Entity::Orgs, "2"));
        let batch = [a.clone(), b.clone(), a.clone(), c.clone(), b.clone()];
        assert_eq!(chains(&batch), [vec![a.clone(), a], vec![b.clone(), b], vec![c]]);
    }
}

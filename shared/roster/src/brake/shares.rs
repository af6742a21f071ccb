//! The limits that are shares of counts, on normal and on rollover days.

use super::message::{self, Place};
use super::{Cause, Counts, Limit, Limits, Reason, Tally};
use crate::model::Entity;

/// A share with its limit and floor.
struct Share {
    cause: Cause,
    percent: Limit,
    floor: Limit,
    count: u64,
    of: u64,
}

impl Share {
    /// Over the limit and not under the floor.
    fn trips(&self, limits: &Limits) -> bool {
        let (count, of) = (self.count as f64, self.of as f64);
        self.count > 0 && count >= limits.get(self.floor) && count * 100.0 > limits.get(self.percent) * of
    }
}

/// The reasons of a normal day: every entity and every school.
pub(super) fn normal(tally: &Tally, limits: &Limits) -> Vec<Reason> {
    let scopes = tally.scopes().flat_map(|(entity, school, counts)| {
        let removals = removals(counts, Limit::RemovalsPercent, Limit::RemovalsFloor);
        of_scope(Place { entity, school }, counts, removals, limits)
    });
    scopes.chain(zero_rows(tally, |_| true)).collect()
}

/// The reasons of a rollover day: people only, over all schools too because some have none. A new year may begin without sessions, courses, classes and enrollments.
pub(super) fn rollover(tally: &Tally, limits: &Limits) -> Vec<Reason> {
    let people = tally.scopes().filter(|(entity, ..)| *entity == Entity::Users);
    let scopes = people.flat_map(|(entity, school, counts)| {
        let removals = removals(counts, Limit::RolloverRemovalsPercent, Limit::RolloverRemovalsFloor);
        of_scope(Place { entity, school }, counts, removals, limits)
    });
    let of_a_year = [Entity::AcademicSessions, Entity::Courses, Entity::Classes, Entity::Enrollments];
    scopes.chain(zero_rows(tally, move |entity| !of_a_year.contains(&entity))).collect()
}

fn removals(counts: &Counts, percent: Limit, floor: Limit) -> Share {
    Share { cause: Cause::Removals, percent, floor, count: counts.removed, of: counts.judged() }
}

fn of_scope(place: Place<'_>, counts: &Counts, removals: Share, limits: &Limits) -> Vec<Reason> {
    let identity = Share {
        cause: Cause::IdentityUpdates,
        percent: Limit::IdentityUpdatesPercent,
        floor: Limit::IdentityUpdatesFloor,
        count: counts.identity_updated,
        of: counts.before,
    };
    let invalid = Share {
        cause: Cause::InvalidRows,
        percent: Limit::InvalidRowsPercent,
        floor: Limit::InvalidRowsFloor,
        count: counts.invalid,
        of: counts.read,
    };
    let emptied = emptied(place, counts, limits).filter(|_| !removals.trips(limits));
    let tripped = [removals, identity, invalid].into_iter().filter(|share| share.trips(limits));
    tripped
        .map(|share| {
            message::of_share(share.cause, place, (share.count, share.of), limits.get(share.percent))
        })
        .chain(emptied)
        .collect()
}

/// A school too small for the removals' floor, of which nobody would be left.
fn emptied(place: Place<'_>, counts: &Counts, limits: &Limits) -> Option<Reason> {
    place.school.filter(|_| place.entity == Entity::Users)?;
    let gone = counts.removed + counts.removed_expected + counts.moved_out;
    let nobody_left = counts.removed > 0 && gone >= counts.before;
    let nobody_new = counts.created + counts.revived + counts.moved_in == 0;
    let floor = limits.get(Limit::SchoolEmptiedFloor);
    (nobody_left && nobody_new && counts.before as f64 >= floor)
        .then(|| message::of_emptied(place, counts.removed, floor))
}

fn zero_rows(tally: &Tally, judged: impl Fn(Entity) -> bool) -> impl Iterator<Item = Reason> {
    let empty = tally.empty().filter(move |(entity, counts)| judged(*entity) && counts.judged() > 0);
    empty.map(|(entity, counts)| message::of_zero_rows(entity, counts.judged()))
}

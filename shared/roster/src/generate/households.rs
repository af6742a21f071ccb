//! Families: which students are siblings, and who their guardians are.

use super::dice::About;
use super::users::{Place, Who};
use super::world::World;

/// Of four students in a row two have no siblings here and two are siblings.
pub(super) fn household_of(student: u64) -> u64 {
    student / 4 * 3 + (student % 4).min(2)
}

/// The students of a household, there or not.
pub(super) fn children_of(household: u64) -> impl Iterator<Item = u64> {
    let first = household / 3 * 4 + household % 3;
    first..=first + u64::from(household % 3 == 2)
}

/// How many households there are or were.
pub(super) fn households(world: &World) -> u64 {
    world.timeline.ever().checked_sub(1).map_or(0, |last| household_of(last) + 1)
}

/// One or two adults.
pub(super) fn guardians_of(world: &World, household: u64) -> impl Iterator<Item = Who> + use<> {
    let two = !world.dice.one_in(3, About::Parents.of(household));
    (0..1 + u64::from(two)).map(move |parent| Who::Guardian { household, parent })
}

/// The schools of the children, each once; nothing without children.
pub(super) fn schools_of(world: &World, children: &[u64]) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    for &child in children {
        let place = Place::School(world.shape.school_of(child));
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (!places.is_empty()).then_some(places)
}

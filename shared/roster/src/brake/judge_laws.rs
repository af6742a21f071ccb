//! Laws of the brake over random tallies.

use proptest::prelude::*;

use super::judge;
use crate::brake::{Change, Counts, Fact, Limits, Row, Tally, Verdict};
use crate::calendar::Mode;
use crate::model::Entity;

const ENTITIES: [Entity; 4] = [Entity::Orgs, Entity::Classes, Entity::Users, Entity::Enrollments];
const SCHOOLS: [&str; 3] = ["a", "b", "c"];
const MODES: [Mode; 2] = [Mode::Normal, Mode::Rollover];

fn verdict(tally: &Tally, mode: Mode) -> Verdict {
    judge(tally, &[], &Limits::default(), mode).into_verdict()
}

/// Records that stay, and changes to some of them, at one entity and school.
#[derive(Clone, Debug)]
struct Part {
    entity: Entity,
    school: &'static str,
    counts: Counts,
}

prop_compose! {
    fn part()(entity in proptest::sample::select(ENTITIES.to_vec()), school in proptest::sample::select(SCHOOLS.to_vec()),
              stay in 0_u64..200, removed in 0_u64..60, removed_expected in 0_u64..60, moved_out in 0_u64..20,
              created in 0_u64..20, identity in 0_u64..200, (valid, invalid) in (0_u64..200, 0_u64..40)) -> Part {
        let identity_updated = identity.min(stay);
        let before = stay + removed + removed_expected + moved_out;
        let read = valid + invalid;
        Part { entity, school, counts: Counts {
            before, created, updated: identity_updated, identity_updated, removed, removed_expected, moved_out,
            read, invalid, ..Counts::default()
        } }
    }
}

fn tally(parts: &[Part]) -> Tally {
    let mut tally = Tally::default();
    for Part { entity, school, counts } in parts {
        tally.add(*entity, Some(school), counts);
        tally.add(*entity, None, &Counts { moved_out: 0, ..*counts });
        tally.came(*entity);
    }
    tally
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    proptest::collection::vec(part(), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn more_removals_never_release_a_run(parts in parts(), which in any::<prop::sample::Index>(), more in 1_u64..200) {
        let mut worse = parts.clone();
        let counts = &mut worse[which.index(parts.len())].counts;
        let staying = counts.before - counts.removed - counts.removed_expected - counts.moved_out;
        counts.removed += more.min(staying);
        for mode in MODES {
            if verdict(&tally(&parts), mode).held() {
                prop_assert!(verdict(&tally(&worse), mode).held());
            }
        }
    }

    #[test]
    fn more_rows_in_error_or_one_fact_more_never_release_a_run(
        parts in parts(), which in any::<prop::sample::Index>(), more in 1_u64..200,
    ) {
        let mut worse = parts.clone();
        let counts = &mut worse[which.index(parts.len())].counts;
        counts.invalid += more.min(counts.read - counts.invalid);
        let fact = Fact::FileMissing { file: "orgs.csv".into(), entity: None };
        for mode in MODES {
            if verdict(&tally(&parts), mode).held() {
                prop_assert!(verdict(&tally(&worse), mode).held());
            }
            prop_assert!(judge(&tally(&parts), std::slice::from_ref(&fact), &Limits::default(), mode).into_verdict().held());
        }
    }

    #[test]
    fn fewer_than_the_floor_never_hold_an_entity(
        entity in proptest::sample::select(ENTITIES.to_vec()), stay in 1_u64..50, (gone, other, bad) in (0_u64..10, 0_u64..10, 0_u64..10),
    ) {
        let mut tally = Tally::default();
        let counts = Counts {
            before: stay + gone + other, removed: gone, identity_updated: other, updated: other,
            read: stay + other + bad, invalid: bad, ..Counts::default()
        };
        tally.add(entity, None, &counts);
        tally.came(entity);
        for mode in MODES {
            prop_assert!(!verdict(&tally, mode).held());
        }
    }

    #[test]
    fn additions_allowed_implies_only_removal_reasons_and_most_keys(parts in parts(), share in 0.0_f64..=1.0) {
        for mode in MODES {
            let verdict = verdict(&tally(&parts), mode);
            if verdict.may_apply_additions(share) {
                prop_assert!(verdict.held() && share >= 0.8);
                prop_assert!(verdict.reasons.iter().all(|reason| reason.cause.is_about_removals()));
            }
        }
    }

    #[test]
    fn every_reason_reads_as_over_its_limit_and_as_one_line(parts in parts()) {
        for reason in verdict(&tally(&parts), Mode::Normal).reasons {
            let shown = matches!(reason.cause.code(), "B001" | "B002" | "B003");
            prop_assert!(!shown || reason.actual > reason.limit, "{reason:?}");
            prop_assert!(!reason.message.contains('\n') && reason.message.ends_with('.'));
        }
    }

    #[test]
    fn counting_record_by_record_is_adding_the_counts(parts in parts()) {
        let mut streamed = Tally::default();
        for Part { entity, school, counts: c } in &parts {
            streamed.came(*entity);
            let staying = c.before - c.removed - c.removed_expected - c.moved_out - c.identity_updated;
            for (change, times) in [
                (Change::Unchanged, staying), (Change::IdentityUpdated, c.identity_updated), (Change::Removed, c.removed),
                (Change::RemovedExpected, c.removed_expected), (Change::Created, c.created),
            ] {
                (0..times).for_each(|_| streamed.record(*entity, &[school], change));
            }
            (0..c.moved_out).for_each(|_| streamed.moved(*entity, (&[school], &[]), Change::Unchanged));
            (0..c.invalid).for_each(|_| streamed.row(*entity, &[school], Row::Invalid));
            (c.invalid..c.read).for_each(|_| streamed.row(*entity, &[school], Row::Valid));
        }
        prop_assert_eq!(streamed, tally(&parts));
    }
}

//! The sentences of the design about the brake, each a table.

use super::{Outcome, judge};
use crate::brake::{
    Absence, Cause, Change, Counts, Fact, Feeds, LastRow, Limit, Limits, Overlap, Reason, Removals, Tally,
    Verdict,
};
use crate::calendar::Mode;
use crate::model::Entity::{self, Classes, Enrollments, Orgs, Roles, Users};

fn removed(before: u64, removed: u64) -> Counts {
    Counts { before, removed, ..Counts::default() }
}

fn total(entity: Entity, counts: Counts) -> Tally {
    let mut tally = Tally::default();
    tally.add(entity, None, &counts);
    tally
}

fn at_school(entity: Entity, counts: Counts) -> Tally {
    let mut tally = total(entity, Counts { before: 1_000_000, read: 1_000_000, ..Counts::default() });
    tally.add(entity, Some("s1"), &counts);
    tally
}

fn verdict(tally: &Tally, facts: &[Fact], mode: Mode) -> Verdict {
    judge(tally, facts, &Limits::default(), mode).into_verdict()
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.reasons.iter().map(|reason| reason.cause.code()).collect()
}

fn only(verdict: Verdict) -> Reason {
    let [reason] = <[Reason; 1]>::try_from(verdict.reasons).expect("one reason");
    reason
}

#[test]
fn removals_over_10_percent_hold_with_a_floor_of_10_records_by_entity_and_by_school() {
    for (before, gone, held) in [
        (5, 1, false),
        (50, 9, false),
        (50, 10, true),
        (100, 10, false),
        (100, 11, true),
        (10_000, 400, false),
        (10_000, 1_000, false),
        (10_000, 1_001, true),
        (10_000, 1_100, true),
        (0, 0, false),
    ] {
        for entity in [Users, Enrollments, Orgs] {
            for tally in [total(entity, removed(before, gone)), at_school(entity, removed(before, gone))] {
                assert_eq!(verdict(&tally, &[], Mode::Normal).held(), held, "{gone} of {before} {entity}");
            }
        }
    }
}

#[test]
fn updates_of_identity_fields_over_75_percent_hold() {
    for (before, identity_updated, held) in
        [(12, 9, false), (12, 10, true), (1_000, 750, false), (1_000, 751, true)]
    {
        let counts = Counts { before, identity_updated, updated: before, ..Counts::default() };
        for tally in [total(Users, counts), at_school(Users, counts)] {
            assert_eq!(verdict(&tally, &[], Mode::Normal).held(), held, "{identity_updated} of {before}");
        }
    }
}

#[test]
fn other_updates_creations_and_kept_records_never_hold() {
    let counts =
        Counts { before: 1_000, updated: 1_000, created: 9_000, revived: 500, kept: 90, ..Counts::default() };
    assert_eq!(judge(&total(Users, counts), &[], &Limits::default(), Mode::Normal), Outcome::Go);
}

#[test]
fn invalid_rows_over_10_percent_hold() {
    for (read, invalid, held) in [(20, 9, false), (20, 10, true), (1_000, 100, false), (1_000, 101, true)] {
        let counts = Counts { before: 1_000, read, invalid, ..Counts::default() };
        for tally in [total(Classes, counts), at_school(Classes, counts)] {
            assert_eq!(verdict(&tally, &[], Mode::Normal).held(), held, "{invalid} of {read}");
        }
    }
}

#[test]
fn zero_rows_where_the_snapshot_has_rows_hold() {
    for (before, removed_expected, read, held) in
        [(3, 0, 0, true), (3, 1, 0, true), (3, 3, 0, false), (0, 0, 0, false), (3, 0, 1, false)]
    {
        let mut tally = total(Enrollments, Counts { before, removed_expected, read, ..Counts::default() });
        assert!(!verdict(&tally, &[], Mode::Normal).held(), "a file that did not come says nothing");
        tally.came(Enrollments);
        assert_eq!(verdict(&tally, &[], Mode::Normal).held(), held, "{before} {removed_expected} {read}");
    }
}

#[test]
fn enrollments_and_classes_of_an_ended_session_are_expected_to_go() {
    let counts = |removed| Counts { before: 10_000, removed_expected: 9_000, removed, ..Counts::default() };
    for (gone, held) in [(0, false), (100, false), (101, true)] {
        let tally = total(Enrollments, counts(gone));
        assert_eq!(verdict(&tally, &[], Mode::Normal).held(), held, "{gone} of the 1,000 that should stay");
    }
}

#[test]
fn a_student_who_changes_school_is_a_move_and_not_a_removal() {
    let mut moves = Tally::default();
    let mut leaves = Tally::default();
    for n in 0..100 {
        let change = if n < 50 { None } else { Some(Change::Unchanged) };
        for (tally, leaving) in [(&mut moves, false), (&mut leaves, true)] {
            match change {
                Some(change) => tally.record(Users, &["old"], change),
                None if leaving => tally.record(Users, &["old"], Change::Removed),
                None => tally.moved(Users, (&["old"], &["new"]), Change::Updated),
            }
        }
    }
    assert!(!verdict(&moves, &[], Mode::Normal).held());
    assert_eq!(codes(&verdict(&leaves, &[], Mode::Normal)), ["B001", "B001"], "the entity and the school");
}

#[test]
fn a_school_of_which_nobody_would_be_left_holds_below_the_floor() {
    let all_six = removed(6, 6);
    for (counts, held) in [
        (all_six, true),
        (removed(6, 5), false),
        (removed(4, 4), false),
        (Counts { moved_out: 5, ..removed(6, 1) }, true),
        (Counts { moved_out: 6, ..removed(6, 0) }, false),
        (Counts { created: 1, ..all_six }, false),
        (Counts { moved_in: 1, ..all_six }, false),
    ] {
        for mode in [Mode::Normal, Mode::Rollover] {
            let verdict = verdict(&at_school(Users, counts), &[], mode);
            assert_eq!(codes(&verdict), if held { vec!["B005"] } else { vec![] }, "{counts:?}");
        }
    }
    assert!(!verdict(&at_school(Classes, all_six), &[], Mode::Normal).held(), "only people");
    let twenty = verdict(&at_school(Users, removed(20, 20)), &[], Mode::Normal);
    assert_eq!(codes(&twenty), ["B001"], "said once");
}

#[test]
fn on_rollover_limits_judge_people_only_over_30_percent_of_a_school() {
    for (entity, gone, held) in [
        (Users, 300, false),
        (Users, 301, true),
        (Enrollments, 1_000, false),
        (Classes, 1_000, false),
        (Roles, 1_000, false),
    ] {
        let verdict = verdict(&at_school(entity, removed(1_000, gone)), &[], Mode::Rollover);
        assert_eq!(verdict.held(), held, "{gone} {entity}");
    }
    let small = at_school(Users, removed(20, 9));
    assert!(!verdict(&small, &[], Mode::Rollover).held(), "the floor is that of a normal day");
}

#[test]
fn a_rollover_may_begin_without_classes_and_not_without_people_or_orgs() {
    for (entity, held) in [(Users, true), (Orgs, true), (Roles, true), (Classes, false), (Enrollments, false)]
    {
        let mut tally = total(entity, removed(8, 0));
        tally.came(entity);
        assert_eq!(verdict(&tally, &[], Mode::Rollover).held(), held, "{entity}");
    }
}

#[test]
fn paused_is_checked_but_never_applied_and_not_a_hold() {
    let Outcome::Paused(green) = judge(&Tally::default(), &[], &Limits::default(), Mode::Paused) else {
        panic!("a paused connection applies nothing");
    };
    assert!(!green.held());
    let much = total(Users, removed(100, 50));
    let Outcome::Paused(preview) = judge(&much, &[], &Limits::default(), Mode::Paused) else {
        panic!("a paused connection asks nobody");
    };
    assert_eq!(codes(&preview), ["B001"]);
}

#[test]
fn a_file_down_by_over_5_percent_whose_last_row_is_broken_holds() {
    for (before, now, last_row, held) in [
        (268, 244, LastRow::Broken, true),
        (268, 244, LastRow::Whole, false),
        (1_000, 950, LastRow::Broken, false),
        (1_000, 949, LastRow::Broken, true),
        (1_000, 1_200, LastRow::Broken, false),
        (0, 0, LastRow::Broken, false),
    ] {
        let fact = Fact::FileSize { file: "users.csv".into(), before, now, last_row, entity: Some(Users) };
        assert_eq!(
            verdict(&Tally::default(), &[fact], Mode::Normal).held(),
            held,
            "{before} {now} {last_row:?}"
        );
    }
}

#[test]
fn facts_hold_on_normal_and_on_rollover_days() {
    let (file, entity) = ("users.csv".to_owned(), Some(Users));
    let column = "role".to_owned();
    for (fact, code, message) in [
        (
            Fact::FileMissing { file: file.clone(), entity },
            "B006",
            "users.csv is required and did not come. Send the whole set again.",
        ),
        (
            Fact::ColumnLost { file: file.clone(), column, feeds: Feeds::Role, entity },
            "B007",
            "users.csv no longer has the column \"role\", which says what a person is. Put the column back, or change \
             the mapping if it is gone for good.",
        ),
        (
            Fact::PositionsChanged { file: file.clone(), changes: "1 gone (\"Grade\")".into(), entity },
            "B013",
            "the columns of users.csv, which the mapping finds by their place, have changed: 1 gone (\"Grade\"). Have the \
             columns put back as they were, or make a mapping for them as they are now.",
        ),
        (
            Fact::FileSize { file, before: 268, now: 244, last_row: LastRow::Broken, entity },
            "B008",
            "users.csv has 244 rows where it had 268 (8.96 % fewer; the limit is 5 %), and its last row is broken. It \
             was probably cut off on its way: send it again.",
        ),
        (
            Fact::IdsChangedShape { entity: Users, changed: 9_000, of: 10_000 },
            "B009",
            "9,000 of 10,000 IDs of users look different from before (90 %); the limit is 0 %. If the IDs were changed \
             on purpose, have them renamed before the run is approved.",
        ),
        (
            Fact::OtherTenant { overlap: Overlap::Schools, count: 12 },
            "B010",
            "12 schools of this delivery are also another tenant's. Nothing is applied until an operator has checked \
             whose files these are.",
        ),
    ] {
        for mode in [Mode::Normal, Mode::Rollover] {
            let verdict = verdict(&Tally::default(), std::slice::from_ref(&fact), mode);
            assert!(!verdict.may_apply_additions(1.0), "{fact:?}");
            let reason = only(verdict);
            assert_eq!((reason.cause.code(), &*reason.message), (code, message));
        }
    }
}

#[test]
fn messages_say_what_how_many_of_how_many_which_limit_and_what_to_do() {
    let reason = only(verdict(&total(Users, removed(10_000, 1_100)), &[], Mode::Normal));
    assert_eq!((reason.entity, reason.school, reason.actual, reason.limit), (Some(Users), None, 11.0, 10.0));
    assert_eq!(
        reason.message,
        "1,100 of 10,000 users would be removed (11 %); the limit is 10 %. If they have really left, approve the run; \
         if the export was cut short, send the whole set again."
    );
    let reason = only(verdict(&at_school(Users, removed(300, 120)), &[], Mode::Rollover));
    assert_eq!((reason.school.as_deref(), reason.actual, reason.limit), (Some("s1"), 40.0, 30.0));
    assert!(
        reason
            .message
            .starts_with("120 of 300 users of school s1 would be removed (40 %); the limit is 30 %.")
    );
    for (counts, text) in [
        (
            Counts { before: 100, identity_updated: 80, ..Counts::default() },
            "80 of 100 users would get other names, addresses, IDs or birth dates (80 %); the limit is 75 %.",
        ),
        (
            Counts { read: 1_000, invalid: 120, ..Counts::default() },
            "120 of 1,000 rows of users are in error (12 %); the limit is 10 %.",
        ),
    ] {
        let reason = only(verdict(&total(Users, counts), &[], Mode::Normal));
        assert!(reason.message.starts_with(text), "{}", reason.message);
    }
    let mut empty = total(Users, Counts { before: 268, ..Counts::default() });
    empty.came(Users);
    let reason = only(verdict(&empty, &[], Mode::Normal));
    assert!(reason.message.starts_with("users came without a single row, and the roster has 268."));
}

#[test]
fn additions_may_go_ahead_only_if_nothing_but_removal_limits_tripped_and_80_percent_of_the_keys_are_present()
{
    let removals = total(Users, removed(1_000, 150));
    let mut both = removals.clone();
    both.add(Users, None, &Counts { read: 100, invalid: 50, ..Counts::default() });
    for (tally, share, may) in [
        (&removals, removals.keys_present_share(10.0), true),
        (&removals, 0.80, true),
        (&removals, 0.799, false),
        (&removals, f64::NAN, false),
        (&both, 1.0, false),
        (&Tally::default(), 1.0, false),
    ] {
        assert_eq!(verdict(tally, &[], Mode::Normal).may_apply_additions(share), may, "{share}");
    }
}

#[test]
fn a_connection_has_its_own_limits() {
    let tally = total(Users, removed(100, 15));
    let own = |limit, value| Limits::default().with(limit, value).unwrap();
    for (limits, held) in [
        (Limits::default(), true),
        (own(Limit::RemovalsPercent, 15.0), false),
        (own(Limit::RemovalsPercent, 14.5), true),
        (own(Limit::RemovalsFloor, 16.0), false),
    ] {
        assert_eq!(judge(&tally, &[], &limits, Mode::Normal).into_verdict().held(), held, "{limits:?}");
    }
    let strict = own(Limit::KeysPresentPercent, 90.0);
    let held = judge(&tally, &[], &strict, Mode::Normal).into_verdict();
    assert!(!held.may_apply_additions(tally.keys_present_share(10.0)));
}

#[test]
fn what_adds_only_mode_does_not_plan_never_holds() {
    let mut tally = Tally::default();
    for _ in 0..100 {
        let planned = Removals::Never.plans(Absence::Missed(5));
        tally.record(Users, &["s1"], if planned { Change::Removed } else { Change::Unchanged });
    }
    assert_eq!(judge(&tally, &[], &Limits::default(), Mode::Normal), Outcome::Go);
}

#[test]
fn reasons_come_by_code_then_entity_then_school() {
    let mut tally = at_school(Enrollments, Counts { invalid: 20, read: 40, ..removed(100, 60) });
    tally.add(Users, None, &removed(100, 60));
    let verdict = verdict(&tally, &[Fact::FileMissing { file: "x.csv".into(), entity: None }], Mode::Normal);
    let order = verdict.reasons.iter().map(|r| (r.cause, r.entity, r.school.as_deref())).collect::<Vec<_>>();
    assert_eq!(
        order,
        [
            (Cause::Removals, Some(Users), None),
            (Cause::Removals, Some(Enrollments), Some("s1")),
            (Cause::InvalidRows, Some(Enrollments), Some("s1")),
            (Cause::FileMissing, None, None),
        ]
    );
}

#[test]
fn many_records_under_other_ids_hold_a_run() {
    for (entity, matched, of, held) in [
        (Users, 9, 10, false),
        (Users, 10, 200, false),
        (Users, 11, 200, true),
        (Users, 1_000, 30_000, false),
        (Orgs, 1, 1, false),
        (Orgs, 2, 5, true),
        (Users, 0, 0, false),
    ] {
        let facts = [Fact::IdsReissued { entity, matched, of }];
        let verdict = verdict(&Tally::default(), &facts, Mode::Normal);
        assert_eq!(codes(&verdict), if held { vec!["B012"] } else { vec![] }, "{matched} of {of} {entity}");
        assert!(!held || !verdict.may_apply_additions(1.0));
    }
}

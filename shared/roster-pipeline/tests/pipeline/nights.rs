//! Whole nights on one machine's adapters: what lands, what is applied, what is held, what survives.

use crate::world::{World, at, district, names, students};
use roster::model::Entity;
use roster::run::Answer;
use roster_pipeline::ErrorKind;
use roster_pipeline::answer::answer;
use roster_pipeline::check::check_again;
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::{FrontDoor, LandedKind, LandingPath};
use roster_pipeline::receive::{SetState, receive};
use roster_pipeline::records::ExpectedFile;

#[tokio::test(flavor = "multi_thread")]
async fn a_first_delivery_becomes_the_roster() {
    let world = World::new().await;
    let ids = students(1, 40);
    world.upload(&district(&names(&ids))).await;
    let worked = world.run(1).await;
    let run = worked.applied.expect("applied");
    assert_eq!((run.state.as_str(), run.entities["users"].created), ("applied", 40));
    assert_eq!(world.ids(Entity::Users).await, ids);
    assert_eq!(world.ids(Entity::Enrollments).await.len(), 40);
    let latest = world.report("latest.txt").await;
    assert!(latest.contains("applied") && latest.contains("users"), "{latest}");
    assert!(world.report("received.txt").await.contains("users.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_under_the_same_settings_is_a_recorded_no_op_unless_asked_again() {
    let world = World::new().await;
    let ids = students(1, 40);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    world.upload(&district(&names(&ids))).await;
    let worked = world.run(10).await;
    let SetState::Unchanged(delivery) = worked.received.set else { panic!("{worked:?}") };
    assert!(worked.applied.is_none() && worked.checked.is_empty());
    let newest = world.ports.runs.runs(&world.key, 1).await.expect("runs").remove(0);
    let users = newest.entities["users"];
    assert_eq!((users.unchanged, users.created), (40, 0));
    let again = check_again(&world.ports, &world.key, &delivery, at(20)).await.expect("a check");
    assert_eq!((again.run.state.as_str(), again.run.has_changes), ("checked", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_night_after_night_is_as_complete_as_the_first_time() {
    let world = World::new().await;
    let mut files = district(&names(&students(1, 40)));
    files[6].1.push_str("e-x,,,no-such-class,s1,st0001,student,,,\n");
    for night in 0..3 {
        world.upload(&files).await;
        world.run(1 + 60 * night).await;
    }
    let all = world.ports.deliveries.deliveries(&world.key, 9).await.expect("deliveries");
    let told: Vec<_> = all.iter().map(|d| (d.complete, d.findings.clone())).collect();
    assert!(told[2].0 == Some(true) && !told[2].1.is_empty(), "{told:?}");
    assert_eq!((told.len(), &told[0], &told[1]), (3, &told[2], &told[2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delta_that_comes_again_loses_none_that_came_between() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await;
    world.upload(&delta(&[("new1", "active")])).await;
    world.run(10).await.applied.expect("applied");
    set_paused(&world, true).await;
    for (minute, id) in [(20, "new2"), (30, "new1")] {
        world.upload(&delta(&[(id, "active")])).await;
        world.run(minute).await;
    }
    set_paused(&world, false).await;
    world.run(40).await;
    let ids = world.ids(Entity::Users).await;
    assert!(ids.iter().any(|id| id == "new1") && ids.iter().any(|id| id == "new2"), "{ids:?}");
}

async fn set_paused(world: &World, paused: bool) {
    let mut connection = world.ports.directory.connection(&world.key).await.expect("there");
    connection.paused = paused;
    world.ports.directory.set_connection(&connection).await.expect("stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn leavers_are_tombstones_and_return_as_the_same_record() {
    let world = World::new().await;
    let ids = students(1, 40);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    let first = world.ports.roster.get(&world.key, Entity::Users, "st0002").await.expect("there");
    world.upload(&district(&names(&ids[4..]))).await;
    let run = world.run(60).await.applied.expect("under the floor of 10");
    assert_eq!(run.entities["users"].removed, 4);
    assert_eq!(world.ids(Entity::Users).await.len(), 36);
    world.upload(&district(&names(&ids[1..]))).await;
    let run = world.run(120).await.applied.expect("applied");
    let users = run.entities["users"];
    assert_eq!((users.revived, users.created, users.unchanged), (3, 0, 36));
    let back = world.ports.roster.get(&world.key, Entity::Users, "st0002").await.expect("back");
    assert_eq!((back.key, back.first_seen), (first.key, first.first_seen));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_removals_are_held_and_a_newer_complete_delivery_supersedes_the_held_one() {
    let world = World::new().await;
    let ids = students(1, 100);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    world.upload(&district(&names(&ids[30..]))).await;
    let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
    assert!(held.brake.held && !held.brake.additions_allowed, "{:?}", held.brake);
    assert_eq!(world.ids(Entity::Users).await.len(), 100);
    assert!(world.report("latest.txt").await.contains("HELD"));
    world.upload(&district(&names(&ids[1..]))).await;
    let run = world.run(120).await.applied.expect("applied");
    assert_eq!(run.entities["users"].removed, 1);
    let old = world.ports.runs.run(&world.key, &held.id).await.expect("there");
    assert_eq!(old.state, "superseded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_has_three_answers() {
    for (say, users_after, state) in [
        (Answer::Approve, 86, "applied"),
        (Answer::ApplyAdditions, 101, "applied"),
        (Answer::Discard, 100, "discarded"),
    ] {
        let world = World::new().await;
        let ids = students(1, 101);
        world.upload(&district(&names(&ids[..100]))).await;
        world.run(1).await;
        world.upload(&district(&names(&ids[15..]))).await;
        let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
        let run =
            answer(&world.ports, (&world.key, &held.id), say, ("test", at(61))).await.expect("answered");
        assert_eq!((run.state.as_str(), world.ids(Entity::Users).await.len()), (state, users_after), "{say}");
        if say == Answer::ApplyAdditions {
            world.upload(&district(&names(&ids[14..]))).await;
            let worked = world.run(120).await;
            assert!(matches!(worked.planned, Planned::Held(_)), "removals go on waiting: {worked:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn additions_are_refused_where_the_brake_does_not_allow_them() {
    let world = World::new().await;
    let ids = students(1, 100);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    world.upload(&district(&names(&ids[50..]))).await;
    let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
    let answered =
        answer(&world.ports, (&world.key, &held.id), Answer::ApplyAdditions, ("test", at(61))).await;
    assert_eq!(answered.expect_err("refused").kind, ErrorKind::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cut_in_mid_row_is_held_and_removes_nobody() {
    let world = World::new().await;
    let ids = students(1, 200);
    let files = district(&names(&ids));
    world.upload(&files).await;
    world.run(1).await;
    let mut cut = files.clone();
    let users = cut.iter_mut().find(|(name, _)| *name == "users.csv").expect("users");
    let keep = users.1.len() * 91 / 100;
    users.1.truncate(keep);
    world.upload(&cut).await;
    let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
    assert_eq!(held.entities["users"].removed, 0);
    assert!(held.brake.reasons.iter().any(|r| r.code == "B008"), "{:?}", held.brake);
    world.upload(&files).await;
    let worked = world.run(120).await;
    assert_eq!(world.ids(Entity::Users).await.len(), 200);
    assert!(
        matches!(worked.received.set, SetState::Unchanged(_))
            || matches!(worked.planned, Planned::Unchanged(_))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_not_active_stops_after_the_check() {
    let world = World::with(|c| c.active = false).await;
    world.upload(&district(&names(&students(1, 20)))).await;
    let worked = world.run(1).await;
    assert_eq!((worked.checked.len(), worked.planned), (1, Planned::Nothing));
    assert!(world.ids(Entity::Users).await.is_empty());
    assert!(world.report("latest.txt").await.contains("not active"));
}

#[tokio::test(flavor = "multi_thread")]
async fn adds_only_never_removes_and_removal_waits_for_n_deliveries() {
    let ids = students(1, 40);
    for (adds_only, after, users_after) in [(true, 1, [40, 40]), (false, 2, [40, 37])] {
        let change = |c: &mut roster_pipeline::records::Connection| {
            c.adds_only = adds_only;
            c.removal_after = after;
        };
        let world = World::with(change).await;
        world.upload(&district(&names(&ids))).await;
        world.run(1).await;
        for (night, want) in users_after.into_iter().enumerate() {
            let mut files = district(&names(&ids[3..]));
            files[1].1 = files[1].1.replace("Oak", &format!("Oak {night}"));
            world.upload(&files).await;
            world.run(60 * (night as i64 + 1)).await;
            assert_eq!(world.ids(Entity::Users).await.len(), want, "adds only {adds_only}, night {night}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_no_format_claims_is_rejected_with_a_report() {
    let world = World::new().await;
    world.upload(&[("things.csv", "a,b\n1,2\n".into())]).await;
    let worked = world.run(1).await;
    assert_eq!(worked.checked[0].state, "rejected");
    assert!(world.report("latest.txt").await.contains("rejected"));
}

/// A delivery of changes to users: (ID, status).
fn delta(rows: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut files = district(&[]);
    files.retain(|(name, _)| matches!(*name, "manifest.csv" | "users.csv"));
    for line in ["academicSessions", "classes", "courses", "enrollments", "orgs"] {
        files[0].1 = files[0].1.replace(&format!("file.{line},bulk"), &format!("file.{line},absent"));
    }
    files[0].1 = files[0].1.replace("file.users,bulk", "file.users,delta");
    for (id, status) in rows {
        let name = format!(
            "{id},{status},2026-11-22T06:00:00Z,true,s1,student,{id},,Ann,{id}son,,,{id}@example.org,,,,05,\n"
        );
        files[1].1.push_str(&name);
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn every_unapplied_delta_counts_in_order_of_arrival_and_removes_only_what_it_says() {
    let world = World::with(|c| c.active = false).await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await;
    for (minute, rows) in [
        (10, [("st0001", "tobedeleted"), ("new1", "active")]),
        (20, [("st0001", "active"), ("new1", "tobedeleted")]),
    ] {
        world.upload(&delta(&rows)).await;
        world.run(minute).await;
    }
    let mut connection = world.ports.directory.connection(&world.key).await.expect("there");
    connection.active = true;
    world.ports.directory.set_connection(&connection).await.expect("activated");
    world.run(30).await;
    let states: Vec<String> =
        world.ports.runs.runs(&world.key, 9).await.unwrap().into_iter().map(|r| r.state).collect();
    assert_eq!(states, ["applied", "applied", "applied"]);
    assert_eq!(
        world.ids(Entity::Users).await,
        students(1, 20),
        "st0001 went and came back, new1 came and went"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn discarding_a_delta_breaks_the_chain_and_a_bulk_is_demanded() {
    let world = World::with(|c| c.active = false).await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await;
    let mut connection = world.ports.directory.connection(&world.key).await.expect("there");
    connection.active = true;
    let mut connection = world.ports.directory.set_connection(&connection).await.expect("activated");
    world.run(2).await;
    connection.paused = true;
    world.ports.directory.set_connection(&connection).await.expect("paused");
    world.upload(&delta(&[("new1", "active")])).await;
    let run = world.run(10).await.checked.remove(0);
    answer(&world.ports, (&world.key, &run.id), Answer::Discard, ("test", at(11))).await.expect("discarded");
    let mut connection = world.ports.directory.connection(&world.key).await.expect("there");
    connection.paused = false;
    world.ports.directory.set_connection(&connection).await.expect("resumed");
    world.upload(&delta(&[("new2", "active")])).await;
    let Planned::Held(held) = world.run(20).await.planned else { panic!("not held") };
    assert_eq!(held.brake.reasons[0].code, "B011");
    world.upload(&district(&names(&students(1, 21)))).await;
    let run = world.run(30).await.applied.expect("a bulk delivery mends the chain");
    assert_eq!(run.entities["users"].created, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_connection_checks_what_comes_and_plans_nothing() {
    for calendar in [false, true] {
        let world = World::with(|c| {
            c.paused = !calendar;
            c.calendar = if calendar { "paused 2026-11-01..2026-12-31".into() } else { String::new() };
        })
        .await;
        world.upload(&district(&names(&students(1, 20)))).await;
        let worked = world.run(1).await;
        assert_eq!((worked.checked.len(), worked.planned), (1, Planned::Paused));
        assert!(world.ids(Entity::Users).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_first_activation_what_matches_another_tenant_is_quarantined() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await;
    for (active, held) in [(false, true), (true, false)] {
        let other = world.another_tenant(active).await;
        world.upload_to(&other, &district(&names(&students(1, 20)))).await;
        let checked = world.run_of(&other, 10).await.checked.remove(0);
        assert_eq!(
            checked.brake.reasons.iter().any(|r| r.code == "B010"),
            held,
            "active {active}: {:?}",
            checked.brake
        );
        assert!(!format!("{:?}", checked.brake).contains("maple"), "the other tenant is not named");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_repeats_an_id_implies_no_role_of_its_own() {
    let world = World::new().await;
    let mut files = district(&["st0001"]);
    let again = "st0001,,,true,d1,teacher,st0001,,Bea,Other,,,b@example.org,,,,,\n";
    files[5].1.push_str(again);
    world.upload(&files).await;
    world.run(1).await;
    assert_eq!(world.ids(Entity::Roles).await, ["st0001:student:s1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_cannot_be_checked_fails_and_does_not_stop_the_next() {
    let world = World::with(|c| c.format = Some("no-such-format".into())).await;
    world.upload(&district(&["st0001"])).await;
    let worked = world.run(1).await;
    assert_eq!(worked.checked[0].state, "failed");
    assert!(worked.checked[0].note.as_deref().is_some_and(|n| n.contains("no-such-format")));
    let mut connection = world.ports.directory.connection(&world.key).await.expect("there");
    connection.format = None;
    world.ports.directory.set_connection(&connection).await.expect("mended");
    world.upload(&district(&["st0001", "st0002"])).await;
    assert_eq!(world.run(2).await.applied.expect("applied").state, "applied");
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_of_one_moment_keep_their_order_and_none_is_lost() {
    let world = World::new().await;
    let (small, large) = (district(&names(&students(1, 20))), district(&names(&students(1, 21))));
    for files in [&small, &large, &small, &large] {
        world.upload(files).await;
        world.run(1).await;
    }
    let runs = world.ports.runs.runs(&world.key, 9).await.expect("runs");
    let created: Vec<u64> =
        runs.iter().map(|r| r.entities["users"].created + 100 * r.entities["users"].removed).collect();
    assert_eq!(created, [0, 100, 1, 20], "newest first: revived, removed one, created one, created all");
    assert_eq!(world.ids(Entity::Users).await.len(), 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_only_what_changed_means_the_rest_of_the_folder_too() {
    let world = World::new().await;
    let ids = students(1, 40);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    let second = district(&names(&ids[1..]));
    world.upload(&second[5..]).await;
    let run = world.run(60).await.applied.expect("applied, not held for files that stand in the folder");
    assert_eq!((run.entities["users"].removed, run.entities["enrollments"].removed), (1, 1));
    let orgs = LandingPath::parse("orgs.csv").expect("a path");
    world.door.remove(&world.key, &orgs, LandedKind::File).await.expect("removed by the client");
    world.upload(&district(&names(&ids[2..]))[5..]).await;
    let Planned::Held(held) = world.run(120).await.planned else { panic!("not held") };
    assert_eq!(held.brake.reasons[0].code, "B006", "what was taken out of the folder is missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn received_txt_says_which_files_of_a_declared_set_are_still_to_come() {
    let expect = |pattern: &str| ExpectedFile { pattern: pattern.into(), rhythm: "each run".into() };
    let world = World::with(|c| c.expected = vec![expect("users.csv"), expect("orgs*.csv")]).await;
    let files = district(&["st0001"]);
    world.upload(&files[5..6]).await;
    let usual = roster_pipeline::assemble::Patience::Usual;
    receive(&world.ports, &world.key, usual, at(1)).await.expect("received");
    let text = world.report("received.txt").await;
    assert!(text.contains("users.csv") && text.contains("Still to come: orgs*.csv"), "{text}");
}

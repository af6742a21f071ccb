//! The run's laws: every table row of `State::on`, redelivery, and random sequences.

use proptest::prelude::*;

use super::super::event::{Answer, Event};
use super::{State, Why};

fn walk(events: &[Event]) -> State {
    events
        .iter()
        .fold(State::Received, |state, event| state.on(*event).unwrap_or_else(|refused| panic!("{refused}")))
}

const TO_HELD: [Event; 3] = [Event::Checked, Event::Planned, Event::Held];

#[test]
fn a_run_is_received_checked_planned_applying_applied() {
    let path = [Event::Checked, Event::Planned, Event::ApplyStarted, Event::Applied];
    let words = (0..=path.len()).map(|n| walk(&path[..n]).as_str()).collect::<Vec<_>>();
    assert_eq!(words, ["received", "checked", "planned", "applying", "applied"]);
}

#[test]
fn a_hold_has_three_answers() {
    for (answer, state) in [
        (Answer::Approve, State::Applying),
        (Answer::ApplyAdditions, State::Applying),
        (Answer::Discard, State::Discarded),
    ] {
        assert_eq!(walk(&TO_HELD).on(Event::Answered(answer)), Ok(state), "{answer}");
    }
}

#[test]
fn only_a_held_run_is_approved() {
    for state in State::ALL {
        for answer in [Answer::Approve, Answer::ApplyAdditions] {
            assert_eq!(state.on(Event::Answered(answer)).is_ok(), state == State::Held, "{state} {answer}");
        }
    }
}

#[test]
fn only_a_planned_run_without_a_hold_or_an_approved_one_is_applied() {
    for state in State::ALL {
        for event in Event::ALL {
            let approved = matches!(event, Event::Answered(Answer::Approve | Answer::ApplyAdditions));
            let may = (state == State::Planned && event == Event::ApplyStarted)
                || (state == State::Held && approved);
            assert_eq!(state.on(event) == Ok(State::Applying), may, "{state} {event}");
        }
    }
}

#[test]
fn a_newer_complete_delivery_supersedes_what_waits_and_not_what_is_being_applied() {
    let waits = [State::Checked, State::Planned, State::Held];
    for state in State::ALL {
        assert_eq!(state.on(Event::Superseded).is_ok(), waits.contains(&state), "{state}");
    }
}

#[test]
fn each_way_out_is_open_where_it_makes_sense() {
    use State::{Applied, Applying, Checked, Held, Planned, Received};
    for (event, from) in [
        (Event::Rejected, &[Received, Checked][..]),
        (Event::Answered(Answer::Discard), &[Checked, Planned, Held]),
        (Event::Failed, &[Received, Checked, Planned, Applying]),
        (Event::RolledBack, &[Applied]),
    ] {
        for state in State::ALL {
            assert_eq!(state.on(event).is_ok(), from.contains(&state), "{state} {event}");
        }
    }
}

#[test]
fn unchanged_content_is_a_recorded_noop_that_never_passes_through_applying() {
    let noop = [State::Received, State::Checked, State::Planned];
    for state in State::ALL {
        let after = state.on(Event::Unchanged).ok();
        assert_eq!(after, noop.contains(&state).then_some(State::Applied), "{state}");
    }
}

#[test]
fn an_outdated_plan_is_made_again() {
    for path in [&TO_HELD[..2], &TO_HELD[..]] {
        assert_eq!(walk(path).on(Event::PlanOutdated), Ok(State::Checked));
    }
    let applying = walk(&[Event::Checked, Event::Planned, Event::ApplyStarted]);
    assert!(applying.on(Event::PlanOutdated).is_err(), "batches are already written");
}

#[test]
fn an_event_seen_twice_is_refused_as_a_repeat() {
    for state in State::ALL {
        for event in Event::ALL {
            let Ok(after) = state.on(event) else { continue };
            let second = after.on(event).expect_err("no event is accepted twice in a row");
            let answered = matches!(event, Event::Answered(Answer::Approve | Answer::ApplyAdditions));
            let why = if answered { Why::NotNow } else { Why::Repeat };
            assert_eq!((second.state, second.why), (after, why), "{state} {event}");
        }
    }
}

#[test]
fn a_worker_that_died_while_applying_finds_the_run_and_goes_on() {
    let died = walk(&[Event::Checked, Event::Planned, Event::ApplyStarted]);
    assert_eq!(died.on(Event::ApplyStarted).map_err(|refused| refused.why), Err(Why::Repeat));
    assert_eq!(died.on(Event::Applied), Ok(State::Applied));
}

#[test]
fn a_different_answer_after_an_approval_is_not_taken_for_a_repeat() {
    let approved = walk(&TO_HELD).on(Event::Answered(Answer::Approve)).unwrap();
    for answer in [Answer::Approve, Answer::ApplyAdditions, Answer::Discard] {
        let refused = approved.on(Event::Answered(answer)).unwrap_err();
        assert_eq!(refused.why, Why::NotNow, "{answer}");
    }
}

#[test]
fn final_states_accept_nothing_and_every_other_state_accepts_something() {
    for state in State::ALL {
        let accepted = Event::ALL.into_iter().filter(|event| state.on(*event).is_ok()).count();
        assert_eq!(accepted == 0, state.is_final(), "{state} accepts {accepted} events");
    }
}

#[test]
fn from_every_state_a_finished_state_can_be_reached_and_every_state_is_reached() {
    let step = |from: &[State]| {
        let mut seen = from.to_vec();
        seen.extend(from.iter().flat_map(|s| Event::ALL.into_iter().filter_map(|e| s.on(e).ok())));
        seen.sort();
        seen.dedup();
        seen
    };
    let all_from = |start| (0..State::ALL.len()).fold(vec![start], |seen, _| step(&seen));
    assert_eq!(all_from(State::Received), State::ALL.to_vec());
    for state in State::ALL {
        assert!(all_from(state).into_iter().any(State::is_finished), "{state} leads nowhere");
    }
}

#[test]
fn words_parse_back_and_others_are_named() {
    for state in State::ALL {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    let error = "Applied".parse::<State>().unwrap_err();
    assert_eq!(error.to_string(), "\"Applied\" is not a state of a run");
}

#[test]
fn a_refusal_says_what_stands_and_why() {
    let refused = State::Applied.on(Event::Superseded).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a run that is applied does not accept \"superseded\": not at this point"
    );
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(proptest::sample::select(Event::ALL.to_vec()), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_sequence_reaches_a_final_state_or_refuses_never_both(events in events()) {
        let mut state = State::Received;
        for event in events {
            match state.on(event) {
                Ok(next) => {
                    prop_assert!(!state.is_final(), "{state} moved on {event}");
                    prop_assert_ne!(next, state, "an accepted event moves the run");
                    state = next;
                }
                Err(refused) => prop_assert_eq!((refused.state, refused.event), (state, event)),
            }
        }
    }

    #[test]
    fn doubling_every_message_ends_in_the_same_state(events in events()) {
        let tolerant = |state: State, event: &Event| state.on(*event).unwrap_or(state);
        let once = events.iter().fold(State::Received, tolerant);
        let doubled = events.iter().flat_map(|event| [event, event]).fold(State::Received, tolerant);
        prop_assert_eq!(once, doubled);
    }
}

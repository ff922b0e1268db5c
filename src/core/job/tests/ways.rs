//! Whole lives of jobs: what a service would see, event by event.

use super::samples::*;
use crate::core::job::{Call, Event, FailureKind, FetchAnswer, JobState, LookUp, Phase, step};

/// Runs `events` from a draft and compares the states and effects, one line each.
#[track_caller]
fn check(events: Vec<Event>, expected: &str) {
    let mut state = JobState::Draft;
    let mut lines = Vec::new();
    for event in events {
        let next = step(state, event, STARTED);
        lines.push(step_words(&next));
        state = next.0;
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected);
}

fn downloaded() -> Event {
    Event::Downloaded { result_ids: lines("a") }
}

#[test]
fn the_plain_way() {
    check(
        vec![
            Event::Run { is_remote: true },
            Event::Uploaded(inputs()),
            Event::Submitted(ticket()),
            pending(Phase::Queued, ""),
            pending(Phase::InProgress, ""),
            completed(""),
            Event::Fetched(FetchAnswer::Ready(outcome())),
            downloaded(),
        ],
        "uploading 0 > upload in 0
         submitting > submit
         waiting Queued 0/0 > poll in 1000
         waiting Queued 1/0 > poll in 2000
         waiting InProgress 2/0 > poll in 3000
         fetching 0 > fetch in 0
         downloading 0 > download in 0
         finished a $0.151",
    );
}

#[test]
fn accepted_but_answered_504() {
    check(
        vec![
            Event::Run { is_remote: true },
            Event::Uploaded(inputs()),
            call_failed(Call::Submit, FailureKind::Server, true, true),
            Event::LookedUp(LookUp::NotFound),
            Event::LookedUp(LookUp::Found(ticket())),
            completed(""),
        ],
        "uploading 0 > upload in 0
         submitting > submit
         looking up 0 > look up in 2000
         looking up 1 > look up in 2000
         waiting Queued 0/0 > poll in 1000
         fetching 0 > fetch in 0",
    );
}

#[test]
fn the_tab_dies_while_submitting_and_nobody_knows() {
    check(
        vec![
            Event::Run { is_remote: true },
            Event::Uploaded(inputs()),
            Event::Restored,
            Event::LookedUp(LookUp::NotFound),
            Event::LookedUp(LookUp::NotFound),
            Event::LookedUp(LookUp::NotFound),
            Event::LookedUp(LookUp::NotFound),
            Event::Restored,
            Event::LookAgain,
            Event::LookedUp(LookUp::CannotTell),
            Event::RunAgain,
            Event::Submitted(ticket()),
        ],
        "uploading 0 > upload in 0
         submitting > submit
         looking up 0 > look up in 0
         looking up 1 > look up in 2000
         looking up 2 > look up in 4000
         looking up 3 > look up in 8000
         unknown
         unknown
         looking up 0 > look up in 0
         unknown
         submitting again > submit
         waiting Queued 0/0 > poll in 1000",
    );
}

#[test]
fn the_key_is_deleted_while_waiting() {
    check(
        vec![
            Event::Run { is_remote: true },
            Event::Uploaded(inputs()),
            Event::Submitted(ticket()),
            refused(Call::Poll),
            pending(Phase::Queued, ""),
            refused(Call::Poll),
            Event::Resume,
            completed(""),
            refused(Call::Fetch),
            Event::Resume,
        ],
        "uploading 0 > upload in 0
         submitting > submit
         waiting Queued 0/0 > poll in 1000
         waiting Queued 0/1 trouble Auth
         waiting Queued 1/0 > poll in 2000
         waiting Queued 1/1 trouble Auth
         waiting Queued 1/0 > poll in 0
         fetching 0 > fetch in 0
         fetching 0 trouble Auth
         fetching 0 > fetch in 0",
    );
}

#[test]
fn left_while_submitting_and_resumed() {
    check(
        vec![
            Event::Run { is_remote: true },
            Event::Uploaded(inputs()),
            Event::Leave,
            Event::Submitted(ticket()),
            Event::Restored,
            Event::Resume,
        ],
        "uploading 0 > upload in 0
         submitting > submit
         left in doubt resumable
         left ticket resumable
         left ticket resumable
         waiting Queued 0/0 > poll in 0",
    );
}

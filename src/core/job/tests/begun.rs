//! One state, one event, what follows: up to the provider's acceptance, and what is common to all states.

use super::samples::*;
use crate::core::job::{Call, Event, Failure, FailureKind, JobState, LookUp, step};

#[test]
fn a_draft_is_run() {
    check(JobState::Draft, Event::Run { is_remote: false }, "filling > fill");
    check(JobState::Draft, Event::Run { is_remote: true }, "uploading 0 > upload in 0");
    check(JobState::Draft, Event::Restored, "draft");
    check(JobState::Draft, Event::Drop, "left");
}

#[test]
fn filling_is_free_and_starts_over() {
    let filling = || JobState::Filling { started_millis: STARTED };
    let filled = Event::Filled { result_ids: lines("a\nb") };
    check(filling(), filled, "finished a,b free");
    check(filling(), Event::Restored, "filling > fill");
    check(filling(), Event::WorkFailed(failure(FailureKind::Local)), "failed Local");
    check(filling(), Event::Leave, "left");
    let (restored, _) = step(filling(), Event::Restored, 7.0);
    assert_eq!(restored.started_millis(), Some(7.0));
}

#[test]
fn uploads_are_tried_four_times() {
    check(uploading(0), Event::Uploaded(inputs()), "submitting > submit");
    check(uploading(0), network(Call::Upload), "uploading 1 > upload in 2000");
    check(uploading(1), network(Call::Upload), "uploading 2 > upload in 4000");
    check(uploading(2), network(Call::Upload), "uploading 3 > upload in 8000");
    check(uploading(3), network(Call::Upload), "failed Network");
    check(uploading(0), retry_after(Call::Upload, 9000), "uploading 1 > upload in 9000");
    check(uploading(0), refused(Call::Upload), "failed Auth");
    check(uploading(2), Event::Restored, "uploading 0 > upload in 0");
    check(uploading(2), Event::WorkFailed(failure(FailureKind::Local)), "failed Local");
    check(uploading(2), Event::Leave, "left");
}

#[test]
fn a_submit_is_never_repeated_by_itself() {
    check(submitting(false), Event::Submitted(ticket()), "waiting Queued polls 0 misses 0 > poll in 1000");
    check(submitting(false), network(Call::Submit), "looking up 0 > look up in 2000");
    // Retryable, but refused: the person runs it again.
    check(submitting(false), call_failed(Call::Submit, FailureKind::Rate, true, false), "failed Rate");
    check(submitting(false), refused(Call::Submit), "failed Auth");
    check(submitting(true), refused(Call::Submit), "unknown");
    check(submitting(false), Event::Restored, "looking up 0 > look up in 0");
    check(submitting(false), Event::WorkFailed(failure(FailureKind::Local)), "looking up 0 > look up in 0");
    check(submitting(false), Event::Leave, "left in doubt resumable");
    check(submitting(false), Event::Drop, "left in doubt");
}

#[test]
fn a_look_up_finds_or_asks_the_person() {
    let found = || Event::LookedUp(LookUp::Found(ticket()));
    let not_found = || Event::LookedUp(LookUp::NotFound);
    check(looking_up(2), found(), "waiting Queued polls 0 misses 0 > poll in 1000");
    check(looking_up(0), not_found(), "looking up 1 > look up in 2000");
    check(looking_up(1), not_found(), "looking up 2 > look up in 4000");
    check(looking_up(2), not_found(), "looking up 3 > look up in 8000");
    check(looking_up(3), not_found(), "unknown");
    check(looking_up(0), Event::LookedUp(LookUp::CannotTell), "unknown");
    check(looking_up(0), network(Call::LookUp), "looking up 1 > look up in 2000");
    check(looking_up(3), network(Call::LookUp), "unknown");
    check(looking_up(0), refused(Call::LookUp), "unknown");
    check(looking_up(3), Event::Restored, "looking up 0 > look up in 0");
    check(looking_up(1), Event::Submitted(ticket()), "waiting Queued polls 0 misses 0 > poll in 1000");
    check(looking_up(0), Event::Leave, "left in doubt resumable");
}

#[test]
fn an_unknown_job_takes_the_persons_word() {
    check(unknown(), Event::LookAgain, "looking up 0 > look up in 0");
    check(unknown(), Event::RunAgain, "submitting again > submit");
    check(unknown(), Event::Drop, "left in doubt");
    check(unknown(), Event::Restored, "unknown");
    check(unknown(), Event::Resume, "unknown");
    check(unknown(), Event::Submitted(ticket()), "waiting Queued polls 0 misses 0 > poll in 1000");
}

#[test]
fn an_unknown_job_tells_what_is_known() {
    let (state, _) = step(looking_up(0), Event::LookedUp(LookUp::CannotTell), STARTED);
    let told = "no answer; the provider's list does not tell whether it was accepted";
    let JobState::Unknown { message, .. } = &state else {
        panic!("{state:?}");
    };
    assert_eq!(message, told);
    // Looking again and again does not make the message longer.
    let (state, _) = step(state, Event::LookAgain, STARTED);
    let (state, _) = step(state, Event::LookedUp(LookUp::CannotTell), STARTED);
    assert!(matches!(&state, JobState::Unknown { message, .. } if message == told), "{state:?}");
}

#[test]
fn what_a_person_reads() {
    #[track_caller]
    fn check_label(state: &JobState, expected: &str) {
        assert_eq!(state.label(), expected);
    }
    check_label(&JobState::Draft, "draft");
    check_label(&uploading(0), "uploading");
    check_label(&waiting(0, 0, None), "in the queue");
    check_label(&waiting(0, 0, Some(FailureKind::Auth)), "waiting for you");
    check_label(&left(None, Some(ticket()), true), "left, may still run");
    check_label(&left(None, None, false), "stopped");
    check_label(&finished(), "finished");
}

#[test]
fn states_are_kept_as_they_are() {
    for state in [
        JobState::Draft,
        uploading(1),
        submitting(true),
        looking_up(2),
        unknown(),
        waiting(3, 1, Some(FailureKind::Auth)),
        fetching(0, None),
        downloading(None, 2, Some(FailureKind::Local)),
        left(Some(inputs()), None, true),
        finished(),
        failed(),
    ] {
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<JobState>(&text).unwrap(), state, "{text}");
    }
    let text = r#"{"uploading":{"started_millis":1000000.0,"attempt":1}}"#;
    assert_eq!(serde_json::to_string(&uploading(1)).unwrap(), text);
    let failure: Failure = serde_json::from_str(r#"{"kind":"auth","message":"m"}"#).unwrap();
    assert_eq!(failure.kind, FailureKind::Auth);
}

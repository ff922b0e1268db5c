//! One state, one event, what follows: up to the provider's acceptance, and what is common to all states.

use super::samples::*;
use crate::core::job::{
    Call, Event, FailureKind, Finding, JobState, LookUp, LookingUp, Reason, Unknown, step,
};

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
    check(submitting(false), Event::Submitted(ticket()), "waiting Queued 0/0 > poll in 1000");
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
    check(looking_up(2), found(), "waiting Queued 0/0 > poll in 1000");
    check(looking_up(0), not_found(), "looking up 1 > look up in 2000");
    check(looking_up(1), not_found(), "looking up 2 > look up in 4000");
    check(looking_up(2), not_found(), "looking up 3 > look up in 8000");
    check(looking_up(3), not_found(), "unknown");
    check(looking_up(0), Event::LookedUp(LookUp::CannotTell), "unknown");
    check(looking_up(0), network(Call::LookUp), "looking up 1 > look up in 2000");
    check(looking_up(3), network(Call::LookUp), "unknown");
    check(looking_up(0), refused(Call::LookUp), "unknown");
    check(looking_up(3), Event::Restored, "looking up 0 > look up in 0");
    check(looking_up(1), Event::Submitted(ticket()), "waiting Queued 0/0 > poll in 1000");
    check(looking_up(0), Event::Leave, "left in doubt resumable");
}

#[test]
fn an_unknown_job_takes_the_persons_word() {
    check(unknown(), Event::LookAgain, "looking up 0 > look up in 0");
    check(unknown(), Event::RunAgain, "submitting again > submit");
    check(unknown(), Event::Drop, "left in doubt");
    check(unknown(), Event::Restored, "unknown");
    check(unknown(), Event::Resume, "unknown");
    check(unknown(), Event::Submitted(ticket()), "waiting Queued 0/0 > poll in 1000");
}

#[test]
fn an_unknown_job_knows_why_it_is() {
    #[track_caller]
    fn check_finding(state: JobState, event: Event, cause: FailureKind, expected: &Finding) -> JobState {
        let (state, _) = step(state, event, STARTED);
        let JobState::Unknown(unknown) = &state else {
            panic!("{state:?}");
        };
        assert_eq!((unknown.cause.kind, &unknown.finding), (cause, expected));
        state
    }
    use FailureKind::{Auth, Server};
    let cannot_tell = || Event::LookedUp(LookUp::CannotTell);
    let state = check_finding(looking_up(0), cannot_tell(), Server, &Finding::ListUnclear);
    // The cause outlives looking again.
    let (state, _) = step(state, Event::LookAgain, STARTED);
    check_finding(state, cannot_tell(), Server, &Finding::ListUnclear);
    check_finding(looking_up(3), Event::LookedUp(LookUp::NotFound), Server, &Finding::NotListed);
    check_finding(looking_up(0), refused(Call::LookUp), Server, &Finding::LookUpFailed(failure(Auth)));
    check_finding(submitting(true), refused(Call::Submit), Auth, &Finding::RerunRefused(failure(Auth)));
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
}

/// Version 1 of the record had sentences where version 2 has facts.
#[test]
fn records_of_version_1_are_read() {
    #[track_caller]
    fn check_old(text: &str, kind: FailureKind, details: &str) -> JobState {
        let state: JobState = serde_json::from_str(text).unwrap();
        let failure = match &state {
            JobState::Unknown(Unknown { cause, .. }) | JobState::LookingUp(LookingUp { cause, .. }) => cause,
            JobState::Failed { failure, .. } => failure,
            state => state.trouble().unwrap(),
        };
        assert_eq!((failure.kind, &failure.reason), (kind, &Reason::Unspecified));
        assert_eq!(failure.details, details);
        // What is saved again is version 2, and stays as it is.
        let again = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<JobState>(&again).unwrap(), state, "{again}");
        state
    }
    check_old(
        r#"{"failed":{"started_millis":1.0,"finished_millis":2.0,"failure":{"kind":"auth","message":"the key was refused (401)"},"ticket":null,"logs":[]}}"#,
        FailureKind::Auth,
        "the key was refused (401)",
    );
    check_old(
        r#"{"looking_up":{"started_millis":1.0,"inputs":{"picture_urls":["https://f.example/1.png"],"mask_url":null},"attempt":1,"cause":"the page was closed while the request was being sent"}}"#,
        FailureKind::Network,
        "the page was closed while the request was being sent",
    );
    let unknown = check_old(
        r#"{"unknown":{"started_millis":1.0,"inputs":{"picture_urls":[],"mask_url":null},"cause":"the server failed (504)","message":"the server failed (504); the provider does not list the request"}}"#,
        FailureKind::Network,
        "the server failed (504)",
    );
    assert!(matches!(unknown, JobState::Unknown(Unknown { finding: Finding::Unrecorded, .. })));
    check_old(
        r#"{"waiting":{"started_millis":1.0,"ticket":{"request_id":"r","status_url":"s","response_url":"t"},"phase":"queued","logs":[],"polls":1,"misses":1,"trouble":{"kind":"server","message":"not finished after 6 hours: try again to ask once more"}}}"#,
        FailureKind::Server,
        "not finished after 6 hours: try again to ask once more",
    );
}

//! One state, one event, what follows: after the provider's acceptance.

use super::samples::*;
use crate::core::job::{
    Call, CancelAnswer, Event, FailureKind, FetchAnswer, JobState, PATIENCE_MILLIS, Phase, PollAnswer, step,
};

#[test]
fn polls_slow_down_and_never_give_up_early() {
    use Phase::{InProgress, Queued};
    check(waiting(0, 0, None), pending(Queued, ""), "waiting Queued 1/0 > poll in 2000");
    check(waiting(1, 0, None), pending(InProgress, ""), "waiting InProgress 2/0 > poll in 3000");
    check(waiting(50, 3, None), pending(InProgress, ""), "waiting InProgress 51/0 > poll in 3000");
    check(waiting(1, 0, None), network(Call::Poll), "waiting Queued 1/1 > poll in 2000");
    check(waiting(1, 4, None), network(Call::Poll), "waiting Queued 1/5 > poll in 32000");
    check(waiting(1, 5, None), network(Call::Poll), "waiting Queued 1/6 > poll in 60000");
    check(waiting(1, 5000, None), network(Call::Poll), "waiting Queued 1/5001 > poll in 60000");
    check(waiting(1, 0, None), retry_after(Call::Poll, 90_000), "waiting Queued 1/1 > poll in 90000");
    check(waiting(1, 0, None), retry_after(Call::Poll, u64::MAX), "waiting Queued 1/1 > poll in 3600000");
    check(waiting(1, 2, None), Event::Restored, "waiting Queued 1/0 > poll in 0");
}

#[test]
fn patience_ends_after_six_hours() {
    let late = STARTED + PATIENCE_MILLIS + 1.0;
    let still = "waiting InProgress 2/0 > poll in 3000";
    check_at(late - 2.0, waiting(1, 0, None), pending(Phase::InProgress, ""), still);
    check_at(
        late,
        waiting(1, 0, None),
        pending(Phase::InProgress, ""),
        "waiting InProgress 2/0 trouble Server",
    );
    check_at(late, waiting(1, 0, None), network(Call::Poll), "waiting Queued 1/1 trouble Network");
    check_at(late, fetching(0, None), network(Call::Fetch), "fetching 0 trouble Network");
    // Asking costs nothing: reopening the page and the person's word still ask once.
    check_at(
        late,
        waiting(1, 1, Some(FailureKind::Server)),
        Event::Restored,
        "waiting Queued 1/0 > poll in 0",
    );
    check_at(late, waiting(1, 0, None), completed(""), "fetching 0 > fetch in 0");
    // A clock that was set back, or is none, harms nothing.
    check_at(-1e18, waiting(1, 0, None), pending(Phase::InProgress, ""), still);
    check_at(f64::NAN, waiting(1, 0, None), pending(Phase::InProgress, ""), still);
}

#[test]
fn a_left_job_hears_what_its_cancelling_came_to() {
    let job = || left(None, Some(ticket()), true);
    let cancelled = |answer| Event::Cancelled(answer);
    check(job(), cancelled(CancelAnswer::Removed), "left ticket removed");
    check(job(), cancelled(CancelAnswer::Asked), "left ticket resumable asked");
    // Finished and billed before the cancelling: it is fetched.
    check(job(), cancelled(CancelAnswer::TooLate), "waiting InProgress 0/0 > poll in 0");
    check(left(None, Some(ticket()), false), cancelled(CancelAnswer::TooLate), "left ticket");
}

#[test]
fn an_accepted_job_is_kept_while_trouble_can_be_mended() {
    use FailureKind::{Auth, Credit, Empty, Forbidden, Generation, Input, Malformed, Moderation};
    // A relay that was set wrongly refuses the request, too; the paid job is none the worse for it.
    for kind in [Auth, Credit, Forbidden, Malformed, Input, Empty, Moderation, Generation] {
        check(
            waiting(1, 0, None),
            call_failed(Call::Poll, kind, false, false),
            &format!("waiting Queued 1/1 trouble {kind:?}"),
        );
        check(
            fetching(0, None),
            call_failed(Call::Fetch, kind, false, false),
            &format!("fetching 0 trouble {kind:?}"),
        );
    }
    let given_up = Event::Polled(PollAnswer::Failed { failure: failure(Generation), logs: Vec::new() });
    check(waiting(1, 0, None), given_up, "failed Generation");
    check(waiting(1, 1, Some(Auth)), Event::Resume, "waiting Queued 1/0 > poll in 0");
    check(fetching(1, Some(Auth)), Event::Resume, "fetching 0 > fetch in 0");
    // Nothing to resume: a second poll would run beside the first.
    check(waiting(1, 1, None), Event::Resume, "waiting Queued 1/1");
    check(
        waiting(1, 0, None),
        Event::WorkFailed(failure(FailureKind::Local)),
        "waiting Queued 1/0 trouble Local",
    );
}

#[test]
fn a_result_is_fetched_and_downloaded() {
    check(waiting(1, 0, None), completed(""), "fetching 0 > fetch in 0");
    check(fetching(0, None), Event::Fetched(FetchAnswer::Ready(outcome())), "downloading 0 > download in 0");
    check(fetching(0, None), Event::Fetched(FetchAnswer::NotReady), "waiting InProgress 2/0 > poll in 3000");
    check(
        fetching(0, None),
        Event::Fetched(FetchAnswer::Failed { failure: failure(FailureKind::Empty), logs: Vec::new() }),
        "failed Empty",
    );
    check(fetching(2, None), network(Call::Fetch), "fetching 3 > fetch in 8000");
    check(fetching(2, None), Event::Restored, "fetching 0 > fetch in 0");
    let downloaded = Event::Downloaded { result_ids: lines("a\nb") };
    check(downloading(Some(ticket()), 0, None), downloaded, "finished a,b $0.151");
}

#[test]
fn a_paid_result_is_not_given_up() {
    let at = |attempt| downloading(Some(ticket()), attempt, None);
    check(at(0), network(Call::Download), "downloading 1 > download in 2000");
    check(at(3), network(Call::Download), "downloading 4 > download in 16000 last");
    check(at(4), network(Call::Download), "downloading 5 trouble Network");
    check(
        at(0),
        call_failed(Call::Download, FailureKind::Empty, false, false),
        "downloading 1 trouble Empty",
    );
    check(at(0), Event::WorkFailed(failure(FailureKind::Local)), "downloading 0 trouble Local");
    let in_trouble = || downloading(Some(ticket()), 5, Some(FailureKind::Network));
    check(in_trouble(), Event::Resume, "downloading 0 > download in 0");
    check(in_trouble(), Event::Restored, "downloading 0 > download in 0");
    check(in_trouble(), Event::Leave, "left ticket resumable");
    // Its only trace is in this state.
    check(downloading(None, 1, None), Event::Leave, "downloading 1");
    check(downloading(None, 1, None), Event::Drop, "left");
}

#[test]
fn a_left_job_can_be_resumed() {
    check(waiting(3, 0, None), Event::Leave, "left ticket resumable");
    check(waiting(3, 0, None), Event::Drop, "left ticket");
    check(fetching(0, None), Event::Leave, "left ticket resumable");
    check(left(None, Some(ticket()), true), Event::Resume, "waiting InProgress 0/0 > poll in 0");
    check(left(Some(inputs()), None, true), Event::Resume, "looking up 0 > look up in 0");
    check(left(None, None, false), Event::Resume, "left");
    check(left(None, Some(ticket()), false), Event::Resume, "left ticket");
    check(left(None, Some(ticket()), true), Event::Restored, "left ticket resumable");
    check(left(None, Some(ticket()), true), Event::Drop, "left ticket");
    // The answer of a submit that was on its way is recorded, never acted on.
    check(left(Some(inputs()), None, true), Event::Submitted(ticket()), "left ticket resumable");
    check(left(None, None, false), Event::Submitted(ticket()), "left");
}

#[test]
fn logs_are_kept_and_replaced_by_newer_ones() {
    #[track_caller]
    fn check_logs(state: JobState, event: Event, expected: &str) {
        let (state, _) = step(state, event, STARTED);
        assert_eq!(state.logs().join("|"), expected);
    }
    check_logs(waiting(0, 0, None), pending(Phase::InProgress, ""), "old");
    check_logs(waiting(0, 0, None), pending(Phase::InProgress, "new\nest"), "new|est");
    check_logs(waiting(0, 0, None), completed("done"), "done");
    check_logs(waiting(0, 0, None), Event::Leave, "old");
    check_logs(fetching(0, None), Event::Fetched(FetchAnswer::Ready(outcome())), "old");
    check_logs(
        fetching(0, None),
        Event::Fetched(FetchAnswer::Failed { failure: failure(FailureKind::Generation), logs: lines("why") }),
        "why",
    );
}

/// A relay's word may have ended it: the provider is asked, and nothing is sent again.
#[test]
fn a_failed_job_with_a_ticket_can_be_asked_again() {
    let (started_millis, finished_millis, logs) = (STARTED, STARTED + 1.0, Vec::new());
    let failed = |ticket| JobState::Failed {
        started_millis,
        finished_millis,
        failure: failure(FailureKind::Empty),
        ticket,
        logs: logs.clone(),
    };
    check(failed(Some(ticket())), Event::Resume, "waiting InProgress 0/0 > poll in 0");
    check(failed(None), Event::Resume, "failed Empty");
}

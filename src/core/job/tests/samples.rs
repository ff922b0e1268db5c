//! Values for the tests and short names of what came out.

use crate::core::job::{
    Call, CallFailure, CancelAnswer, Downloading, Effect, Event, Failure, FailureKind, FetchAnswer, Fetching,
    Finding, JobState, Left, LocalEffect, LookUp, LookingUp, Outcome, Phase, PollAnswer, Reason,
    RemoteEffect, RemoteInputs, RemotePicture, Submitting, Ticket, Unknown, Waiting, step,
};
use crate::core::price::MicroDollars;

/// When every sample job began.
pub(super) const STARTED: f64 = 1_000_000.0;

pub(super) fn inputs() -> RemoteInputs {
    RemoteInputs {
        picture_urls: vec!["https://files.example/1.png".to_owned()],
        mask_url: None,
        markup_url: None,
    }
}

pub(super) fn ticket() -> Ticket {
    Ticket {
        request_id: "r1".to_owned(),
        status_url: "https://api.example/r1/status".to_owned(),
        response_url: "https://api.example/r1".to_owned(),
    }
}

pub(super) fn outcome() -> Outcome {
    Outcome {
        pictures: vec![RemotePicture::Url("https://files.example/o.png".to_owned())],
        logs: Vec::new(),
        total: Some(MicroDollars(151_000)),
    }
}

pub(super) fn failure(kind: FailureKind) -> Failure {
    Failure { kind, reason: Reason::Unspecified, details: "it broke".to_owned() }
}

pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

pub(super) fn uploading(attempt: u32) -> JobState {
    JobState::Uploading { started_millis: STARTED, attempt }
}

pub(super) fn submitting(is_rerun: bool) -> JobState {
    Submitting { started_millis: STARTED, inputs: inputs(), is_rerun }.into()
}

pub(super) fn looking_up(attempt: u32) -> JobState {
    LookingUp { started_millis: STARTED, inputs: inputs(), attempt, cause: failure(FailureKind::Server) }
        .into()
}

pub(super) fn unknown() -> JobState {
    Unknown {
        started_millis: STARTED,
        inputs: inputs(),
        cause: failure(FailureKind::Server),
        finding: Finding::NotListed,
    }
    .into()
}

pub(super) fn waiting(polls: u32, misses: u32, trouble: Option<FailureKind>) -> JobState {
    let (logs, trouble) = (lines("old"), trouble.map(failure));
    Waiting { logs, polls, misses, trouble, ..Waiting::new(STARTED, ticket(), Phase::Queued) }.into()
}

pub(super) fn fetching(misses: u32, trouble: Option<FailureKind>) -> JobState {
    let (logs, trouble) = (lines("old"), trouble.map(failure));
    Fetching { started_millis: STARTED, ticket: ticket(), logs, misses, trouble }.into()
}

pub(super) fn downloading(ticket: Option<Ticket>, attempt: u32, trouble: Option<FailureKind>) -> JobState {
    let trouble = trouble.map(failure);
    Downloading { started_millis: STARTED, ticket, outcome: outcome(), attempt, trouble }.into()
}

pub(super) fn left(inputs: Option<RemoteInputs>, ticket: Option<Ticket>, resumable: bool) -> JobState {
    let (started_millis, finished_millis) = (STARTED, STARTED + 1.0);
    let (phase, logs, cancel) = (Phase::InProgress, lines("old"), None);
    Left { started_millis, finished_millis, inputs, ticket, phase, logs, resumable, cancel }.into()
}

pub(super) fn finished() -> JobState {
    let (started_millis, finished_millis) = (STARTED, STARTED + 1.0);
    JobState::Finished {
        started_millis,
        finished_millis,
        result_ids: lines("a"),
        cost: None,
        logs: Vec::new(),
        ticket: None,
    }
}

pub(super) fn failed() -> JobState {
    let (started_millis, finished_millis, failure) = (STARTED, STARTED + 1.0, failure(FailureKind::Input));
    JobState::Failed { started_millis, finished_millis, failure, ticket: None, logs: Vec::new() }
}

pub(super) fn call_failed(call: Call, kind: FailureKind, retryable: bool, ambiguous: bool) -> Event {
    let failure = failure(kind);
    Event::CallFailed(CallFailure { call, failure, retryable, ambiguous, retry_after_millis: None })
}

/// A failure that may pass by itself.
pub(super) fn network(call: Call) -> Event {
    call_failed(call, FailureKind::Network, true, call == Call::Submit)
}

/// The key is refused.
pub(super) fn refused(call: Call) -> Event {
    call_failed(call, FailureKind::Auth, false, false)
}

pub(super) fn pending(phase: Phase, logs: &str) -> Event {
    Event::Polled(PollAnswer::Pending { phase, logs: lines(logs) })
}

pub(super) fn completed(logs: &str) -> Event {
    Event::Polled(PollAnswer::Completed { logs: lines(logs) })
}

/// Too many requests, with the provider's wish.
pub(super) fn retry_after(call: Call, millis: u64) -> Event {
    let (failure, retry_after_millis) = (failure(FailureKind::Rate), Some(millis));
    Event::CallFailed(CallFailure { call, failure, retryable: true, ambiguous: false, retry_after_millis })
}

/// One of every event, and of each kind of answer in it.
pub(super) fn every_event() -> Vec<Event> {
    let mut events = vec![
        Event::Run { is_remote: false },
        Event::Run { is_remote: true },
        Event::Restored,
        Event::Filled { result_ids: lines("a\nb") },
        Event::Uploaded(inputs()),
        Event::Submitted(ticket()),
        Event::Answered(outcome()),
        Event::LookedUp(LookUp::Found(ticket())),
        Event::LookedUp(LookUp::NotFound),
        Event::LookedUp(LookUp::CannotTell),
        pending(Phase::Queued, ""),
        pending(Phase::InProgress, "one line"),
        completed(""),
        Event::Polled(PollAnswer::Failed { failure: failure(FailureKind::Generation), logs: Vec::new() }),
        Event::Fetched(FetchAnswer::Ready(outcome())),
        Event::Fetched(FetchAnswer::NotReady),
        Event::Fetched(FetchAnswer::Failed { failure: failure(FailureKind::Generation), logs: Vec::new() }),
        Event::Downloaded { result_ids: lines("a\nb") },
        Event::WorkFailed(failure(FailureKind::Local)),
        Event::Leave,
        Event::Cancelled(CancelAnswer::Removed),
        Event::Cancelled(CancelAnswer::Asked),
        Event::Cancelled(CancelAnswer::TooLate),
        Event::Resume,
        Event::LookAgain,
        Event::RunAgain,
        Event::Drop,
    ];
    for call in [Call::Upload, Call::Submit, Call::LookUp, Call::Poll, Call::Fetch, Call::Download] {
        events.push(network(call));
        events.push(refused(call));
        events.push(call_failed(call, FailureKind::Input, false, false));
        events.push(call_failed(call, FailureKind::Server, true, true));
    }
    events
}

/// A state in a few words: its kind and the figures that count; of a waiting job, its polls and misses.
pub(super) fn state_words(state: &JobState) -> String {
    let trouble = state.trouble().map(|failure| format!(" trouble {:?}", failure.kind)).unwrap_or_default();
    match state {
        JobState::Draft => "draft".to_owned(),
        JobState::Filling { .. } => "filling".to_owned(),
        JobState::Uploading { attempt, .. } => format!("uploading {attempt}"),
        JobState::Submitting(Submitting { is_rerun, .. }) => {
            if *is_rerun { "submitting again" } else { "submitting" }.to_owned()
        }
        JobState::LookingUp(LookingUp { attempt, .. }) => format!("looking up {attempt}"),
        JobState::Waiting(Waiting { phase, polls, misses, .. }) => {
            format!("waiting {phase:?} {polls}/{misses}{trouble}")
        }
        JobState::Fetching(Fetching { misses, .. }) => format!("fetching {misses}{trouble}"),
        JobState::Downloading(Downloading { attempt, .. }) => format!("downloading {attempt}{trouble}"),
        JobState::Finished { result_ids, cost, .. } => {
            let cost = cost.map_or_else(|| "free".to_owned(), |cost| cost.to_string());
            format!("finished {} {cost}", result_ids.join(","))
        }
        JobState::Failed { failure, .. } => format!("failed {:?}", failure.kind),
        JobState::Unknown(_) => "unknown".to_owned(),
        JobState::Left(Left { inputs, ticket, resumable, cancel, .. }) => {
            let known = match (ticket, inputs) {
                (Some(_), _) => " ticket",
                (None, Some(_)) => " in doubt",
                (None, None) => "",
            };
            let cancel = match cancel {
                None => "",
                Some(CancelAnswer::Removed) => " removed",
                Some(CancelAnswer::Asked | CancelAnswer::TooLate) => " asked",
            };
            format!("left{known}{}{cancel}", if *resumable { " resumable" } else { "" })
        }
    }
}

/// A state in a few words and, after `>`, the effect, if any: its name and its wait.
pub(super) fn step_words((state, effect): &(JobState, Option<Effect>)) -> String {
    let words = state_words(state);
    let Some(effect) = effect else { return words };
    let name = match effect {
        Effect::Local(LocalEffect::Fill) => return format!("{words} > fill"),
        Effect::Remote(RemoteEffect::Submit { .. }) => return format!("{words} > submit"),
        Effect::Local(LocalEffect::Upload { .. }) => "upload",
        Effect::Local(LocalEffect::Download { .. }) => "download",
        Effect::Remote(RemoteEffect::LookUp { .. }) => "look up",
        Effect::Remote(RemoteEffect::Poll { .. }) => "poll",
        Effect::Remote(RemoteEffect::Fetch { .. }) => "fetch",
    };
    let is_last = matches!(effect, Effect::Local(LocalEffect::Download { is_last: true, .. }));
    format!("{words} > {name} in {}{}", effect.after_millis(), if is_last { " last" } else { "" })
}

/// Takes one step shortly after the start. `expected`: the new state and, after `>`, the effect, if any.
#[track_caller]
pub(super) fn check(state: JobState, event: Event, expected: &str) {
    check_at(STARTED + 5.0, state, event, expected);
}

/// As [`check`], at a time.
#[track_caller]
pub(super) fn check_at(now_millis: f64, state: JobState, event: Event, expected: &str) {
    assert_eq!(step_words(&step(state, event, now_millis)), expected);
}

//! The moves: each makes the state a job goes to, with the effect that belongs to it.

use super::Step;
use crate::core::job::timing::poll_delay_millis;
use crate::core::job::{DOWNLOAD_ATTEMPTS, Effect, Failure, JobState, Outcome, Phase, RemoteInputs, Ticket};

/// Nothing changes.
pub(super) fn stay(state: JobState) -> Step {
    (state, Vec::new())
}

pub(super) fn fill(now_millis: f64) -> Step {
    (JobState::Filling { started_millis: now_millis }, vec![Effect::Fill])
}

pub(super) fn upload(started_millis: f64, attempt: u32, after_millis: u32) -> Step {
    (JobState::Uploading { started_millis, attempt }, vec![Effect::Upload { after_millis }])
}

pub(super) fn submit(started_millis: f64, inputs: RemoteInputs, is_rerun: bool) -> Step {
    (
        JobState::Submitting { started_millis, inputs: inputs.clone(), is_rerun },
        vec![Effect::Submit { inputs }],
    )
}

pub(super) fn look_up(
    started_millis: f64,
    inputs: RemoteInputs,
    attempt: u32,
    after_millis: u32,
    cause: String,
) -> Step {
    (JobState::LookingUp { started_millis, inputs, attempt, cause }, vec![Effect::LookUp { after_millis }])
}

pub(super) fn poll_first(started_millis: f64, ticket: Ticket) -> Step {
    (
        JobState::Waiting {
            started_millis,
            ticket: ticket.clone(),
            phase: Phase::Queued,
            logs: Vec::new(),
            polls: 0,
            misses: 0,
            trouble: None,
        },
        vec![Effect::Poll { ticket, after_millis: poll_delay_millis(0) }],
    )
}

pub(super) fn fetch(
    started_millis: f64,
    ticket: Ticket,
    logs: Vec<String>,
    misses: u32,
    after_millis: u32,
) -> Step {
    (
        JobState::Fetching { started_millis, ticket: ticket.clone(), logs, misses, trouble: None },
        vec![Effect::Fetch { ticket, after_millis }],
    )
}

pub(super) fn download(
    started_millis: f64,
    ticket: Option<Ticket>,
    outcome: Outcome,
    attempt: u32,
    after_millis: u32,
) -> Step {
    (
        JobState::Downloading {
            started_millis,
            ticket: ticket.clone(),
            outcome: outcome.clone(),
            attempt,
            trouble: None,
        },
        vec![Effect::Download { ticket, outcome, after_millis, is_last: attempt + 1 >= DOWNLOAD_ATTEMPTS }],
    )
}

/// Failed before the provider accepted anything.
pub(super) fn failed(started_millis: f64, finished_millis: f64, failure: Failure) -> JobState {
    JobState::Failed { started_millis, finished_millis, failure, ticket: None, logs: Vec::new() }
}

pub(super) fn failed_after_acceptance(
    started_millis: f64,
    finished_millis: f64,
    failure: Failure,
    ticket: Ticket,
    logs: Vec<String>,
) -> JobState {
    JobState::Failed { started_millis, finished_millis, failure, ticket: Some(ticket), logs }
}

/// Left before anything was submitted.
pub(super) fn stopped(started_millis: f64, finished_millis: f64) -> JobState {
    JobState::Left {
        started_millis,
        finished_millis,
        inputs: None,
        ticket: None,
        phase: Phase::Queued,
        logs: Vec::new(),
        resumable: false,
        cancel: None,
    }
}

/// Left while a submit may have been accepted whose ticket is not known.
pub(super) fn left_in_doubt(
    started_millis: f64,
    finished_millis: f64,
    inputs: RemoteInputs,
    resumable: bool,
) -> JobState {
    JobState::Left {
        started_millis,
        finished_millis,
        inputs: Some(inputs),
        ticket: None,
        phase: Phase::Queued,
        logs: Vec::new(),
        resumable,
        cancel: None,
    }
}

//! The one function that moves a job.

mod accepted;
mod begun;
mod moves;

use super::{Effect, Event, JobState};
use accepted::{step_downloading, step_fetching, step_left, step_waiting};
use begun::{step_draft, step_filling, step_looking_up, step_submitting, step_unknown, step_uploading};

/// Where a job goes and what is to be done for it.
type Step = (JobState, Vec<Effect>);

/// Moves a job. Pure and total: an event that does not fit gives the state back unchanged, without effects.
///
/// `now_millis` is the time since 1970. At most one effect is given, and the job then has no other under way.
pub fn step(state: JobState, event: Event, now_millis: f64) -> (JobState, Vec<Effect>) {
    match state {
        JobState::Draft => step_draft(&event, now_millis),
        JobState::Filling { started_millis } => step_filling(started_millis, event, now_millis),
        JobState::Uploading { started_millis, attempt } => {
            step_uploading(started_millis, attempt, event, now_millis)
        }
        JobState::Submitting { .. } => step_submitting(state, event, now_millis),
        JobState::LookingUp { .. } => step_looking_up(state, event, now_millis),
        JobState::Unknown { .. } => step_unknown(state, event, now_millis),
        JobState::Waiting { .. } => step_waiting(state, event, now_millis),
        JobState::Fetching { .. } => step_fetching(state, event, now_millis),
        JobState::Downloading { .. } => step_downloading(state, event, now_millis),
        JobState::Left { .. } => step_left(state, event),
        JobState::Finished { .. } | JobState::Failed { .. } => moves::stay(state),
    }
}

//! The one function that moves a job.

mod accepted;
mod begun;
mod moves;

use super::effect::Effect;
use super::event::Event;
use super::state::JobState;

/// Moves a job. Pure and total: an event that does not fit gives the state back unchanged, without an effect.
///
/// `now_millis` is the time since 1970. With an effect, the job has no other under way.
pub fn step(state: JobState, event: Event, now_millis: f64) -> (JobState, Option<Effect>) {
    match state {
        JobState::Draft => begun::step_draft(&event, now_millis),
        JobState::Filling { started_millis } => begun::step_filling(started_millis, event, now_millis),
        JobState::Uploading { started_millis, attempt } => {
            begun::step_uploading(started_millis, attempt, event, now_millis)
        }
        JobState::Submitting(submitting) => begun::step_submitting(submitting, event, now_millis),
        JobState::LookingUp(looking_up) => begun::step_looking_up(looking_up, event, now_millis),
        JobState::Unknown(unknown) => begun::step_unknown(unknown, event, now_millis),
        JobState::Waiting(waiting) => accepted::step_waiting(waiting, event, now_millis),
        JobState::Fetching(fetching) => accepted::step_fetching(fetching, event, now_millis),
        JobState::Downloading(downloading) => accepted::step_downloading(downloading, event, now_millis),
        JobState::Left(left) => accepted::step_left(left, event),
        // What the provider or a relay said of it may have been wrong: asking once more costs nothing.
        JobState::Failed { started_millis, ticket: Some(ticket), logs, .. } if event == Event::Resume => {
            accepted::ask_again(started_millis, ticket, logs)
        }
        JobState::Finished { .. } | JobState::Failed { .. } => moves::stay(state),
    }
}

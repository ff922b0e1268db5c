//! What jobs have cost, known or estimated, and what running ones will. From the jobs and not from the
//! results: a result that is deleted was paid for all the same.

use super::estimate::Estimate;
use super::job::{CancelAnswer, FailureKind, JobRecord, JobState, Left};
use super::model::FailureBilling;
use super::price::MicroDollars;

/// What a finished job cost: the provider's figure, or the most expected for the results that came. A local
/// job, and one that did not finish, cost nothing.
pub fn spent_by(job: &JobRecord) -> MicroDollars {
    match &job.state {
        JobState::Finished { cost: Some(cost), .. } => *cost,
        JobState::Finished { result_ids, .. } => estimate(job, result_ids.len()),
        _ => MicroDollars::default(),
    }
}

/// What a job cost or is still expected to: one that was sent and may be billed counts with its estimate.
pub fn committed_by(job: &JobRecord) -> MicroDollars {
    match &job.state {
        JobState::Finished { .. } => spent_by(job),
        JobState::Draft | JobState::Filling { .. } | JobState::Failed { .. } => MicroDollars::default(),
        JobState::Left(_) if is_surely_unbilled(job) => MicroDollars::default(),
        JobState::Uploading { .. }
        | JobState::Submitting(_)
        | JobState::LookingUp(_)
        | JobState::Waiting(_)
        | JobState::Fetching(_)
        | JobState::Downloading(_)
        | JobState::Unknown(_)
        | JobState::Left(_) => estimate(job, usize::from(job.request.settings.count)),
    }
}

/// Nothing is billed for it, as far as the provider's documents go.
pub fn is_surely_unbilled(job: &JobRecord) -> bool {
    use FailureKind::{Empty, Generation, Moderation};
    match &job.state {
        JobState::Failed { ticket: None, failure, .. } => {
            !matches!(failure.kind, Moderation | Generation | Empty)
        }
        JobState::Failed { failure, .. } => {
            let billing = job.request.engine.capabilities().failure_billing;
            failure.kind == Generation && billing == FailureBilling::Free
        }
        JobState::Left(
            Left { ticket: None, inputs: None, .. } | Left { cancel: Some(CancelAnswer::Removed), .. },
        ) => true,
        _ => false,
    }
}

fn estimate(job: &JobRecord, count: usize) -> MicroDollars {
    let each = Estimate::of_request(&job.request).most_each().unwrap_or_default();
    each.times(u8::try_from(count).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::job::{Phase, RemoteInputs, Submitting, Ticket};
    use crate::core::lineage::tests::record;
    use crate::core::model::EngineId;
    use crate::core::request::{EditRequest, EditSettings};

    #[track_caller]
    fn check(engine: EngineId, state: JobState, spent: u64, committed: u64) {
        let settings = EditSettings::default_for(engine.offer(""));
        let request = EditRequest { engine, settings, ..record("", "", "", 0.0).request };
        let job = JobRecord::new("a".to_owned(), request, String::new(), 0.0, state);
        assert_eq!((spent_by(&job).0, committed_by(&job).0), (spent, committed));
    }

    fn finished(cost: Option<u64>) -> JobState {
        JobState::Finished {
            started_millis: 0.0,
            finished_millis: 1.0,
            result_ids: vec!["a".to_owned(), "b".to_owned()],
            cost: cost.map(MicroDollars),
            logs: Vec::new(),
            ticket: None,
        }
    }

    fn left(ticket: bool, resumable: bool, cancel: Option<CancelAnswer>) -> JobState {
        Left {
            started_millis: 0.0,
            finished_millis: 1.0,
            inputs: None,
            ticket: ticket.then(|| Ticket {
                request_id: "r".to_owned(),
                status_url: String::new(),
                response_url: String::new(),
            }),
            phase: Phase::Queued,
            logs: Vec::new(),
            resumable,
            cancel,
        }
        .into()
    }

    #[test]
    fn what_may_be_billed_is_counted_and_nothing_else() {
        use EngineId::{LocalFill, ModelRunner};
        check(ModelRunner, finished(Some(7)), 7, 7);
        check(ModelRunner, finished(None), 302_000, 302_000);
        check(LocalFill, finished(None), 0, 0);
        check(ModelRunner, JobState::Draft, 0, 0);
        let submitting =
            Submitting { started_millis: 0.0, inputs: RemoteInputs::default(), is_rerun: false }.into();
        check(ModelRunner, submitting, 0, 151_000);
        check(ModelRunner, left(true, true, None), 0, 151_000);
        check(ModelRunner, left(true, false, None), 0, 151_000);
        check(ModelRunner, left(false, false, None), 0, 0);
        check(ModelRunner, left(true, false, Some(CancelAnswer::Removed)), 0, 0);
    }
}

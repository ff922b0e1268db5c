//! From a request to a job under way.

use super::error::Error;
use super::ports::{Durability, Ports, PutJob};
use super::runner::Runner;
use crate::core::estimate::{Asked, Estimate};
use crate::core::job::{Event, JOB_RECORD_VERSION, JobRecord, JobState};
use crate::core::own_runs::OwnRuns;
use crate::core::price::MicroDollars;
use crate::core::request::EditRequest;
use crate::core::spending::committed_by;

/// A run that would pass the day's budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverBudget {
    /// What today would come to with it.
    pub after: MicroDollars,
    /// What the person set.
    pub budget: MicroDollars,
}

impl<P: Ports> Runner<P> {
    /// Whether a run would pass the day's budget. What is under way counts as spent.
    pub fn over_budget(&self, request: &EditRequest) -> Option<OverBudget> {
        let budget = self.ports().budget()?;
        let options = self.ports().account_without_key(request.engine).options;
        let asked = Asked { partials: options.partials(), ..Asked::of_request(request) };
        let jobs = self.0.jobs.borrow();
        let own = OwnRuns::of(jobs.values().map(|job| &job.record), request.offer(), &asked.settings);
        // The upper end: what the model chooses may be the dearest.
        let cost = own.correct(Estimate::of(request.offer(), &asked)).most()?;
        let since_millis = self.ports().day_start_millis();
        let today = jobs.values().filter(|job| job.record.created_millis >= since_millis);
        let after = today.fold(cost, |sum, job| sum.plus(committed_by(&job.record)));
        (after > budget).then_some(OverBudget { after, budget })
    }

    /// Makes a job of a request, stores it, and sets it going; gives its name.
    ///
    /// # Errors
    /// When a remote job cannot be stored: it could be lost once it is paid.
    pub async fn launch(&self, request: EditRequest) -> Result<String, Error> {
        let ports = self.ports();
        let capabilities = request.engine.capabilities();
        let is_remote = capabilities.is_remote;
        let api_address =
            if is_remote { ports.account_without_key(capabilities.id).api_address } else { String::new() };
        let record = JobRecord {
            version: JOB_RECORD_VERSION,
            id: ports.unique_name(),
            request,
            api_address,
            created_millis: ports.now_millis(),
            state: JobState::Draft,
            deleted_at_provider: false,
        };
        let hold = self.hold_new(&record.id).await;
        let put = PutJob { with_files: true, durability: Durability::Relaxed, expected: None };
        if let Err(error) = self.put_job(&record, put).await
            && is_remote
        {
            return Err(Error::JobNotStored(error));
        }
        let id = record.id.clone();
        self.add(record, hold);
        self.feed_here(&id, Event::Run { is_remote });
        Ok(id)
    }
}

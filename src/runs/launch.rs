//! From a request to a job under way.

use super::error::Error;
use super::ports::{Durability, Expected, Notice, Ports, PutJob};
use super::runner::Runner;
use super::{StoreError, runner};
use crate::core::estimate::{Asked, Estimate};
use crate::core::job::{Event, JobRecord, JobState};
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

/// Whether a job may run that cannot be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// It is not started.
    Needed,
    /// The person runs it knowing that there is no database: closing the tab loses it, paid or not.
    GivenUp,
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
    pub async fn launch(&self, request: EditRequest, storing: Storing) -> Result<String, Error> {
        let ports = self.ports();
        let capabilities = request.engine.capabilities();
        let is_remote = capabilities.is_remote;
        let api_address =
            if is_remote { ports.account_without_key(capabilities.id).api_address } else { String::new() };
        let (id, now_millis) = (ports.unique_name(), ports.now_millis());
        let record = JobRecord::new(id.clone(), request, api_address, now_millis, JobState::Draft);
        let hold = self.hold_new(&id).await;
        let put = PutJob { durability: Durability::Strict, expected: Expected::Nothing };
        let (is_stored, without_store) = match ports.put_job(&record, put).await {
            Ok(()) => (true, false),
            Err(StoreError::Absent) if !is_remote || storing == Storing::GivenUp => (true, true),
            Err(error) => {
                ports.notify(Notice::NotStored(error.clone()));
                if is_remote {
                    // Should it have been stored all the same, it is a draft that nobody goes on with.
                    return Err(Error::JobNotStored(error));
                }
                (false, false)
            }
        };
        self.add(record, hold, is_stored);
        self.change(&id, |job: &mut runner::Job<_>| job.without_store = without_store);
        self.feed_here(&id, Event::Run { is_remote });
        Ok(id)
    }
}

//! A job: what was asked, and how far it is. Its phase follows from the time and from the edit's end, so it
//! never goes back.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::submission::Submission;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::settings::AddressForm;

/// Most jobs kept; the oldest go first.
const MAX_JOBS: usize = 400;

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    /// Its id.
    pub(super) id: String,
    /// How it goes wrong.
    pub(super) fault: Fault,
    /// What is wrong with its fields, when that is said late.
    pub(super) late_refusal: Option<String>,
    /// The form of its addresses.
    pub(super) address_form: AddressForm,
    /// Its pictures as data addresses, when it is to give such.
    pub(super) data_addresses: OnceLock<Vec<String>>,
    /// What the model is asked for.
    pub(super) submission: Submission,
    /// The model's fields as they were sent.
    pub(super) input: Map<String, Value>,
    /// The tags it was sent with.
    pub(super) metadata: Map<String, Value>,
    /// The webhook it was sent with.
    pub(super) webhook: Option<String>,
    /// How long it waits.
    pub(super) queue: Duration,
    /// How long it runs, at least.
    pub(super) run: Duration,
    /// The time.
    pub(super) clock: Arc<Clock>,
    /// When it was submitted, by that clock.
    pub(super) created: Duration,
    /// When it was submitted, for people.
    pub(super) created_at: SystemTime,
    /// What the edit gave.
    pub(super) work: OnceLock<Work>,
    /// A finished result was asked for; [`Fault::ResultNotReadyOnce`] refuses the first time.
    pub(super) was_asked: AtomicBool,
    /// When its payloads were deleted.
    pub(super) purged_at: OnceLock<SystemTime>,
}

/// What an edit gave.
#[derive(Debug)]
pub(super) struct Work {
    /// Names of the stored results, or why there are none.
    pub(super) outcome: Result<Vec<String>, String>,
    /// Time from the submit to the edit's end.
    pub(super) done_after: Duration,
}

/// How far a job is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Phase<'a> {
    /// Waiting.
    Queued,
    /// Being worked on.
    Running,
    /// Done, well or not.
    Finished(&'a Work),
}

impl Job {
    /// Time since it was submitted.
    pub(super) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(self.created)
    }

    /// How far it is now.
    pub(super) fn phase(&self) -> Phase<'_> {
        let elapsed = self.elapsed();
        if elapsed < self.queue {
            return Phase::Queued;
        }
        match self.work.get() {
            Some(work) if elapsed >= self.queue + self.run && self.fault != Fault::Stuck => {
                Phase::Finished(work)
            }
            _ => Phase::Running,
        }
    }

    /// Time from the submit to the end that a client could see.
    pub(super) fn finished_after(&self, work: &Work) -> Duration {
        work.done_after.max(self.queue + self.run)
    }
}

/// All jobs, by id.
#[derive(Debug, Default)]
pub(super) struct JobTable {
    jobs: HashMap<String, Arc<Job>>,
    /// Ids, oldest first.
    order: VecDeque<String>,
}

impl JobTable {
    /// Adds a job and drops the oldest over the limit.
    pub(super) fn add(&mut self, job: Arc<Job>) {
        self.order.push_back(job.id.clone());
        self.jobs.insert(job.id.clone(), job);
        while self.order.len() > MAX_JOBS {
            if let Some(oldest) = self.order.pop_front() {
                self.jobs.remove(&oldest);
            }
        }
    }

    /// The job of an id.
    pub(super) fn get(&self, id: &str) -> Option<Arc<Job>> {
        self.jobs.get(id).cloned()
    }

    /// All jobs, newest first.
    pub(super) fn newest_first(&self) -> Vec<Arc<Job>> {
        self.order.iter().rev().filter_map(|id| self.get(id)).collect()
    }
}

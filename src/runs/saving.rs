//! Storing a job: one write after the other, each over the last, until what is shown is what is stored.
//!
//! A write that fails is tried again with growing waits. Until it succeeds the lock is held, the last word stands
//! outside the store, leaving asks, and the page is told. A submit whose state cannot be stored is not sent.

use futures_channel::oneshot;

use super::error::{Error, StoreError};
use super::ports::{Durability, Expected, Message, Notice, Ports, PutJob};
use super::runner::{Hold, Job, Runner};
use super::waits::{Wake, until_stopped};
use crate::core::job::{Call, Effect, Event, JobRecord, JobState, Waiting};

/// Wait after the first failed write; doubles with each further one.
const FIRST_WAIT_MILLIS: u32 = 1000;
/// Longest wait between two writes.
const LONGEST_WAIT_MILLIS: u32 = 30_000;

impl<P: Ports> Runner<P> {
    /// Leaving now would lose something: a submit whose answer only this tab can hear, or what cannot be stored.
    pub fn must_stay(&self) -> bool {
        self.0.jobs.borrow().values().any(|job| {
            let is_remote = job.record.request.engine.capabilities().is_remote;
            let is_lost = job.without_store && is_remote && !has_cost_nothing(&job.record.state);
            job.has_unrecoverable_submit
                || is_remote && (job.is_unsaved || has_unsaved_answer(job))
                || is_lost
        })
    }

    /// Stores a job as it is now, then performs what is due.
    pub(super) fn save(&self, job_id: &str) {
        let is_first = self.change(job_id, |job| {
            // Whoever waits between two attempts goes on at once.
            job.save_now = None;
            !std::mem::replace(&mut job.is_saving, true)
        });
        if is_first == Some(true) {
            let (this, job_id) = (self.clone(), job_id.to_owned());
            self.ports().spawn(async move {
                this.save_until_stored(&job_id).await;
                this.change(&job_id, |job| job.is_saving = false);
                this.release_ended(&job_id);
            });
        }
    }

    /// Lets a job go that has ended, once that is stored.
    pub(super) fn release_ended(&self, job_id: &str) {
        self.change(job_id, |job| {
            let is_stored = job.stored.as_ref() == Some(&job.record) && !job.is_saving;
            if job.record.state.is_terminal() && is_stored {
                job.hold = Hold::None;
            }
        });
    }

    async fn save_until_stored(&self, job_id: &str) {
        let mut attempts: Vec<JobRecord> = Vec::new();
        loop {
            let seen = self.change(job_id, |job| {
                let is_held = matches!(job.hold, Hold::Held(_));
                is_held.then(|| (job.record.clone(), job.stored.clone(), job.without_store))
            });
            let Some((record, stored, without_store)) = seen.flatten() else { return };
            if stored.as_ref() == Some(&record) {
                if !self.perform_due(job_id) {
                    return;
                }
                continue;
            }
            let put = PutJob {
                durability: durability(stored.as_ref(), &record),
                expected: stored.as_ref().map_or(Expected::Nothing, Expected::Record),
            };
            match self.ports().put_job(&record, put).await {
                Ok(()) => {
                    attempts.clear();
                    self.on_stored(job_id, record);
                }
                // It will not be there later either. A submit needs the person's word for that.
                Err(StoreError::Absent) if without_store || !self.has_due_submit(job_id, &record) => {
                    self.change(job_id, |job| job.without_store = true);
                    self.on_stored(job_id, record);
                }
                Err(StoreError::Changed) => match self.ports().stored_job(job_id).await {
                    // A write that seemed to fail was made.
                    Ok(Some(found)) if attempts.contains(&found) => {
                        attempts.clear();
                        self.on_stored(job_id, found);
                    }
                    Ok(found) => return self.lose(job_id, found),
                    Err(error) => self.wait_for_store(job_id, &record, error, attempts.len()).await,
                },
                Err(error) => {
                    attempts.push(record.clone());
                    self.wait_for_store(job_id, &record, error, attempts.len()).await;
                }
            }
        }
    }

    /// Performs what the job asks for in the state that is stored; `false` when nothing is due.
    fn perform_due(&self, job_id: &str) -> bool {
        let due = self.change(job_id, |job| job.due.take()).flatten();
        let is_due = due.is_some();
        if let Some(effect) = due {
            self.perform(job_id, effect);
        }
        is_due
    }

    /// A job is stored in this record, which may be out of date already.
    fn on_stored(&self, job_id: &str, record: JobRecord) {
        let now_millis = self.ports().now_millis();
        let changed = self.change(job_id, |job| {
            job.stored = Some(record.clone());
            job.stored_millis = now_millis;
            let is_latest = job.record == record;
            let had_word = is_latest && std::mem::take(&mut job.has_word);
            (had_word, std::mem::take(&mut job.is_unsaved), job.absorbs.take())
        });
        let Some((had_word, was_unsaved, absorbs)) = changed else { return };
        let ports = self.ports();
        if had_word {
            ports.remove_last_word(job_id);
        }
        if was_unsaved {
            ports.notify(Notice::Saving { job_id: job_id.to_owned(), is_unsaved: false });
        }
        self.show(&record);
        ports.broadcast(&Message::Changed { job_id: job_id.to_owned() });
        if let Some(answer_id) = absorbs {
            self.remove_answer(answer_id);
        }
        if record.late_answer.as_ref().is_some_and(|late| !late.stands_alone) {
            self.bring_to_its_job(record);
        }
    }

    fn show(&self, record: &JobRecord) {
        let ports = self.ports();
        if record.state.is_terminal() {
            ports.notify(Notice::Progress { job_id: record.id.clone(), share: None });
            ports.notify(Notice::Partial { job_id: record.id.clone(), picture: None });
        }
        ports.notify(Notice::JobChanged(record.clone()));
        if record.state.is_terminal() {
            ports.notify(Notice::Ended(record.clone()));
        }
    }

    /// Puts down outside the store how far a job is, until it is stored: at once, and before a write is tried that may
    /// hang. Pictures are too large for that.
    pub(super) fn put_word(&self, job_id: &str) {
        let record = self.change(job_id, |job| {
            let has_pictures =
                matches!(&job.record.state, JobState::Downloading(state) if state.ticket.is_none());
            let is_wanted = is_remote(&job.record) && !has_pictures;
            job.has_word |= is_wanted;
            is_wanted.then(|| job.record.clone())
        });
        if let Some(record) = record.flatten() {
            self.ports().put_last_word(&record);
        }
    }

    /// A submit is due once this record is stored.
    fn has_due_submit(&self, job_id: &str, record: &JobRecord) -> bool {
        let is_due =
            |job: &mut Job<_>| job.record == *record && job.due.as_ref().is_some_and(Effect::is_submit);
        self.change(job_id, is_due) == Some(true)
    }

    /// A write has failed: the submit that was due is not sent; all else goes on, and the write is tried again.
    async fn wait_for_store(&self, job_id: &str, record: &JobRecord, error: StoreError, failures: usize) {
        if failures == 1 {
            self.ports().notify(Notice::NotStored(error.clone()));
        }
        if self.has_due_submit(job_id, record) {
            self.change(job_id, |job| job.due = None);
            let failed = Error::JobNotStored(error).to_call_failure(Call::Submit);
            return self.feed_here(job_id, Event::CallFailed(failed));
        }
        self.put_word(job_id);
        if self.change(job_id, |job| !std::mem::replace(&mut job.is_unsaved, true)) == Some(true) {
            self.ports().notify(Notice::Saving { job_id: job_id.to_owned(), is_unsaved: true });
        }
        self.show(record);
        if self.change(job_id, |job| job.record == *record) == Some(true) {
            self.perform_due(job_id);
        }
        let (save_now, woken) = oneshot::channel();
        self.change(job_id, |job| job.save_now = Some(save_now));
        let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(5);
        let wait_millis = (FIRST_WAIT_MILLIS << doublings).min(LONGEST_WAIT_MILLIS);
        let sleep = self.ports().sleep(wait_millis);
        until_stopped(self.0.waits.wait(Wake::Seen, sleep), woken).await;
    }

    /// Looks whether another tab has moved on a job that this one believes to drive.
    pub(super) async fn confirm(&self, job_id: &str) {
        let Ok(found) = self.ports().stored_job(job_id).await else { return };
        let is_lost = self.change(job_id, |job| {
            let is_newer = match (&found, &job.stored) {
                (Some(found), Some(stored)) if found.revision == stored.revision => found != stored,
                (Some(found), Some(stored)) => found.revision > stored.revision,
                (None, Some(_)) => !job.without_store,
                (_, None) => false,
            };
            // A write that is under way finds it out itself.
            is_newer && !job.is_saving && matches!(job.hold, Hold::Held(_))
        });
        if is_lost == Some(true) {
            self.lose(job_id, found);
        }
    }

    /// Another tab has moved the job on. What this one knows of a submit and the store does not is set apart.
    fn lose(&self, job_id: &str, found: Option<JobRecord>) {
        let lost = self.change(job_id, |job| {
            job.hold = Hold::None;
            job.due = None;
            job.stop = None;
            job.epoch += 1;
            job.is_unsaved = false;
            job.record.clone()
        });
        let Some(lost) = lost else { return };
        self.ports().notify(Notice::Saving { job_id: job_id.to_owned(), is_unsaved: false });
        self.set_apart_what_is_missing(&lost, found.as_ref());
        match found {
            Some(found) => {
                let has_ended = found.state.is_terminal();
                self.put(found);
                if !has_ended {
                    self.drive(job_id, false);
                }
            }
            None => self.forget(job_id),
        }
    }
}

/// What the provider gave is in this tab only, so far.
fn has_unsaved_answer<L>(job: &Job<L>) -> bool {
    let known = |record: &JobRecord| match &record.state {
        JobState::Downloading(_) => true,
        state => state.ticket().is_some(),
    };
    known(&job.record) && !job.stored.as_ref().is_some_and(known)
}

fn is_remote(record: &JobRecord) -> bool {
    record.request.engine.capabilities().is_remote
}

/// Nothing was ever sent, or it is all done.
fn has_cost_nothing(state: &JobState) -> bool {
    match state {
        JobState::Finished { .. } | JobState::Draft => true,
        JobState::Failed { ticket, .. } => ticket.is_none(),
        JobState::Left(left) => left.ticket.is_none() && left.inputs.is_none(),
        _ => false,
    }
}

/// Sure, but for what another poll would tell again.
fn durability(stored: Option<&JobRecord>, record: &JobRecord) -> Durability {
    let waiting = |record: &JobRecord| match &record.state {
        JobState::Waiting(Waiting { ticket, trouble: None, .. }) => Some(ticket.clone()),
        _ => None,
    };
    let is_hint = waiting(record).is_some() && stored.and_then(waiting) == waiting(record);
    if is_hint { Durability::Relaxed } else { Durability::Strict }
}

//! The runner: moves the jobs of one tab.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;

use super::effects::{self, ReadyFiles};
use super::error::{Error, StoreError};
use super::ports::{Durability, Exclusion, Message, Notice, Ports, PutJob};
use super::waits::{Waits, Wake, until_stopped};
use crate::core::job::{Call, Effect, Event, JobRecord, JobState, RemoteEffect, step};

/// Longest wait that a provider may ask for.
const LONGEST_PROVIDER_WAIT_MILLIS: f64 = 3_600_000.0;
/// Shortest wait between polls while the page is not seen.
const HIDDEN_POLL_MILLIS: u32 = 10_000;

/// A job's lock, as far as this tab has it.
pub(super) enum Hold<L> {
    /// Another tab drives the job, or nobody does.
    None,
    /// This tab waits for it.
    Waiting,
    /// This tab drives the job. Without a lock where there are none: each tab then believes to be alone.
    Held(Option<L>),
}

/// A job, and what of it is alive in this tab.
pub(super) struct Job<L> {
    pub(super) record: JobRecord,
    pub(super) hold: Hold<L>,
    /// Rises with each step; effects of an older one are out of date.
    epoch: u32,
    ready: Rc<ReadyFiles>,
    /// Ends what is under way, but a submit, when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    /// Until then the provider wants to be left alone, milliseconds since 1970.
    not_before_millis: f64,
    /// A submit is on its way whose answer only this tab can hear.
    has_unrecoverable_submit: bool,
}

pub(super) type LockOf<P> = <P as Exclusion>::Lock;

pub(super) struct Shared<P: Ports> {
    pub(super) ports: P,
    pub(super) jobs: RefCell<BTreeMap<String, Job<LockOf<P>>>>,
    waits: Waits,
    is_hidden: Cell<bool>,
}

/// Moves the jobs of one tab; a handle, cloning it is cheap.
pub struct Runner<P: Ports>(pub(super) Rc<Shared<P>>);

impl<P: Ports> Clone for Runner<P> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<P: Ports> Runner<P> {
    /// A runner without jobs.
    pub fn new(ports: P) -> Self {
        Self(Rc::new(Shared {
            ports,
            jobs: RefCell::default(),
            waits: Waits::default(),
            is_hidden: Cell::new(false),
        }))
    }

    /// The ports of this tab.
    pub fn ports(&self) -> &P {
        &self.0.ports
    }

    /// A job as this tab knows it.
    pub fn job(&self, job_id: &str) -> Option<JobRecord> {
        self.change(job_id, |job| job.record.clone())
    }

    /// The network is back: what waits to try again does so now.
    pub fn on_online(&self) {
        self.0.waits.wake(Wake::Online);
    }

    /// The page is seen again, or no more: polls wait longer while nobody looks.
    pub fn on_visibility(&self, is_hidden: bool) {
        self.0.is_hidden.set(is_hidden);
        if !is_hidden {
            self.0.waits.wake(Wake::Seen);
        }
    }

    /// A submit is on its way whose answer would be lost with this tab.
    pub fn must_stay(&self) -> bool {
        self.0.jobs.borrow().values().any(|job| job.has_unrecoverable_submit)
    }

    /// Takes in what became of a job; what is alive of it here stays.
    pub(super) fn put(&self, record: JobRecord) {
        if self.change(&record.id, |job| job.record = record.clone()).is_none() {
            return self.add(record, Hold::None);
        }
        self.ports().notify(Notice::JobChanged(record));
    }

    /// Takes in a new job.
    pub(super) fn add(&self, record: JobRecord, hold: Hold<LockOf<P>>) {
        let id = record.id.clone();
        let job = Job {
            record: record.clone(),
            hold,
            epoch: 0,
            ready: Rc::default(),
            stop: None,
            not_before_millis: 0.0,
            has_unrecoverable_submit: false,
        };
        self.0.jobs.borrow_mut().insert(id, job);
        self.ports().notify(Notice::JobChanged(record));
    }

    pub(super) fn change<T>(&self, job_id: &str, change: impl FnOnce(&mut Job<LockOf<P>>) -> T) -> Option<T> {
        self.0.jobs.borrow_mut().get_mut(job_id).map(change)
    }

    fn is_current(&self, job_id: &str, epoch: u32) -> bool {
        self.change(job_id, |job| job.epoch == epoch) == Some(true)
    }

    /// Feeds an event to a job, in whichever tab drives it.
    pub(super) fn feed(&self, job_id: &str, event: Event) {
        if self.is_held(job_id) {
            self.feed_here(job_id, event);
        } else {
            self.feed_elsewhere(job_id, event);
        }
    }

    /// Feeds an event to a job that this tab drives, stores what it becomes, and performs what it asks for.
    pub(super) fn feed_here(&self, job_id: &str, event: Event) {
        let Some(mut record) = self.job(job_id) else { return };
        if event == Event::Leave {
            self.cancel(&record);
        }
        let now_millis = self.ports().now_millis();
        let (state, effect) = step(record.state.clone(), event, now_millis);
        let before = std::mem::replace(&mut record.state, state);
        let has_changed = record.state != before;
        if !has_changed && effect.is_none() {
            self.release_ended(&record);
            return;
        }
        if has_changed {
            self.put(record.clone());
            if record.state.is_terminal() {
                let job_id = record.id.clone();
                self.ports().notify(Notice::Progress { job_id: job_id.clone(), share: None });
                self.ports().notify(Notice::Partial { job_id, picture: None });
                self.ports().notify(Notice::Ended(record.clone()));
            }
        }
        let next_epoch = self.change(job_id, |job| {
            job.stop = None;
            job.epoch += 1;
            job.epoch
        });
        let Some(epoch) = next_epoch else { return };
        let this = self.clone();
        self.ports().spawn(async move {
            let is_submit = effect.as_ref().is_some_and(is_submit);
            let stored = if has_changed { this.store(&record, is_submit).await } else { Ok(()) };
            if has_changed {
                this.release_ended(&record);
                this.ports().broadcast(&Message::Changed { job_id: record.id.clone() });
            }
            let Some(effect) = effect.filter(|_| this.is_current(&record.id, epoch)) else { return };
            match stored {
                // A paid job that a reload would forget is not begun.
                Err(error) if is_submit => {
                    let failed = Error::JobNotStored(error).to_call_failure(Call::Submit);
                    this.feed_here(&record.id, Event::CallFailed(failed));
                }
                _ => this.perform(record, effect, epoch),
            }
        });
    }

    /// Stores a job before its effect; surely, when that may be billed.
    async fn store(&self, record: &JobRecord, is_submit: bool) -> Result<(), StoreError> {
        let durability = if is_submit { Durability::Strict } else { Durability::Relaxed };
        self.put_job(record, PutJob { with_files: false, durability, expected: None }).await
    }

    /// Stores a job; tells what is in the way.
    pub(super) async fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> Result<(), StoreError> {
        let stored = self.ports().put_job(record, put).await;
        if let Err(error) = &stored {
            self.ports().notify(Notice::NotStored(error.clone()));
        }
        stored
    }

    fn perform(&self, record: JobRecord, effect: Effect, epoch: u32) {
        let (stop, stopped) = oneshot::channel();
        let is_submit = is_submit(&effect);
        let is_unrecoverable = is_submit && !record.request.engine.capabilities().has_look_up;
        let ready = self.change(&record.id, |job| {
            // A submit is never broken off: its answer is the only sure word on what was paid.
            job.stop = (!is_submit).then_some(stop);
            job.has_unrecoverable_submit |= is_unrecoverable;
            Rc::clone(&job.ready)
        });
        let Some(ready) = ready else { return };
        let this = self.clone();
        self.ports().spawn(async move {
            let work = async {
                let wake = match effect {
                    Effect::Remote(RemoteEffect::Poll { .. }) => Wake::Seen,
                    _ => Wake::Online,
                };
                this.wait(&record.id, effect.after_millis(), wake).await;
                if this.is_current(&record.id, epoch) {
                    Some(effects::perform(this.ports(), &record, &effect, &ready).await)
                } else {
                    None
                }
            };
            let done = if is_submit { work.await } else { until_stopped(work, stopped).await.flatten() };
            let Some(event) = done else { return };
            this.change(&record.id, |job| {
                job.has_unrecoverable_submit &= !is_unrecoverable;
                if let Event::CallFailed(failed) = &event {
                    let asked_millis = failed.retry_after_millis.unwrap_or(0) as f64;
                    job.not_before_millis =
                        this.ports().now_millis() + asked_millis.min(LONGEST_PROVIDER_WAIT_MILLIS);
                }
            });
            let is_answer = matches!(event, Event::Submitted(_) | Event::Answered(_));
            if is_answer || this.is_current(&record.id, epoch) {
                this.feed(&record.id, event);
            }
        });
    }

    /// Waits, with up to a fifth more so that many jobs do not ask at once; polls wait longer while nobody looks.
    /// The page's return ends the wait, but not before the time that the provider asked for.
    async fn wait(&self, job_id: &str, millis: u32, wake: Wake) {
        if millis == 0 {
            return;
        }
        let is_slow = wake == Wake::Seen && self.0.is_hidden.get();
        let millis = if is_slow { millis.max(HIDDEN_POLL_MILLIS) } else { millis };
        let clock = self.ports();
        let jittered_millis = f64::from(millis) * (1.0 + self.ports().fraction() * 0.2);
        self.0.waits.wait(wake, clock.sleep(jittered_millis as u32)).await;
        let not_before_millis = self.change(job_id, |job| job.not_before_millis).unwrap_or_default();
        let left_millis = not_before_millis - clock.now_millis();
        if left_millis > 0.0 {
            clock.sleep(left_millis.min(LONGEST_PROVIDER_WAIT_MILLIS) as u32).await;
        }
    }

    /// Takes an ended job away.
    pub fn dismiss(&self, job_id: &str) {
        self.0.jobs.borrow_mut().remove(job_id);
        self.ports().notify(Notice::JobGone { job_id: job_id.to_owned() });
        let (this, job_id) = (self.clone(), job_id.to_owned());
        self.ports().spawn(async move {
            if let Err(error) = this.ports().delete_job(&job_id).await {
                this.ports().notify(Notice::NotStored(error));
            }
            this.ports().broadcast(&Message::Gone { job_id });
        });
    }

    /// A new key was entered: what waited for one goes on, and what is unknown is looked up, which costs nothing.
    pub fn resume_waiting(&self) {
        let event_for = |record: &JobRecord| match &record.state {
            JobState::Unknown(_) if record.request.engine.capabilities().has_look_up => {
                Some(Event::LookAgain)
            }
            state => state.trouble().map(|_| Event::Resume),
        };
        let waiting: Vec<(String, Event)> = {
            let jobs = self.0.jobs.borrow();
            jobs.values().filter_map(|job| Some((job.record.id.clone(), event_for(&job.record)?))).collect()
        };
        for (id, event) in waiting {
            self.feed(&id, event);
        }
    }
}

fn is_submit(effect: &Effect) -> bool {
    matches!(effect, Effect::Remote(RemoteEffect::Submit { .. }))
}

//! The runner: moves the jobs of one tab.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;

use super::effects::{self, Done, ReadyFiles};
use super::ports::{Exclusion, Notice, Ports};
use super::waits::{Waits, Wake, until_stopped};
use crate::core::job::{Effect, Event, JOB_RECORD_VERSION, JobRecord, JobState, RemoteEffect, step};

/// Longest wait that a provider may ask for.
const LONGEST_PROVIDER_WAIT_MILLIS: f64 = 3_600_000.0;
/// Shortest wait between polls while the page is not seen.
const HIDDEN_POLL_MILLIS: u32 = 10_000;
/// A submit goes out this soon after its state was stored, or is stored once more: a tab that was frozen in between
/// finds out that another has the job.
const FRESH_MILLIS: f64 = 2000.0;

/// A job's lock, as far as this tab has it.
pub(super) enum Hold<L> {
    /// Another tab drives the job, or nobody does.
    None,
    /// This tab waits for it.
    Waiting,
    /// There are no locks, or its answer ended a page, and the person has not said that this tab is to drive the job.
    Unattended,
    /// This tab drives the job. Without a lock where there are none: then only the store tells who came first.
    Held(Option<L>),
}

/// A job, and what of it is alive in this tab.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all of them can hold together"
)]
pub(super) struct Job<L> {
    pub(super) record: JobRecord,
    /// As it is stored, as far as this tab knows.
    pub(super) stored: Option<JobRecord>,
    pub(super) hold: Hold<L>,
    /// What its state asks for, until that state is stored.
    pub(super) due: Option<Effect>,
    /// It is being stored.
    pub(super) is_saving: bool,
    /// Ends a wait between two attempts to store it.
    pub(super) save_now: Option<oneshot::Sender<()>>,
    /// The person was told that it could not be stored so far.
    pub(super) is_unsaved: bool,
    /// Its last word stands outside the store.
    pub(super) has_word: bool,
    /// The person runs it although nothing can be stored.
    pub(super) without_store: bool,
    /// The job that its answer was stored as, to be deleted once this one has it.
    pub(super) absorbs: Option<String>,
    /// Rises with each step; effects of an older one are out of date.
    pub(super) epoch: u32,
    pub(super) ready: Rc<ReadyFiles>,
    /// Ends what is under way, but a submit, when it is dropped.
    pub(super) stop: Option<oneshot::Sender<()>>,
    /// When it was last stored, milliseconds since 1970.
    pub(super) stored_millis: f64,
    /// Until then the provider wants to be left alone, milliseconds since 1970.
    not_before_millis: f64,
    /// A submit is on its way whose answer only this tab can hear.
    pub(super) has_unrecoverable_submit: bool,
}

pub(super) type LockOf<P> = <P as Exclusion>::Lock;

pub(super) struct Shared<P: Ports> {
    pub(super) ports: P,
    pub(super) jobs: RefCell<BTreeMap<String, Job<LockOf<P>>>>,
    pub(super) waits: Waits,
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
            self.refresh();
        }
    }

    /// Takes in a job as it is stored; what is alive of it here stays.
    pub(super) fn put(&self, record: JobRecord) {
        let is_known = self.change(&record.id, |job| {
            job.record = record.clone();
            job.stored = Some(record.clone());
        });
        if is_known.is_none() {
            return self.add(record, Hold::None, true);
        }
        self.ports().notify(Notice::JobChanged(record));
    }

    /// Takes in a job that this tab did not know; `is_stored`: as it is stored.
    pub(super) fn add(&self, record: JobRecord, hold: Hold<LockOf<P>>, is_stored: bool) {
        let job = Job {
            record: record.clone(),
            stored: is_stored.then(|| record.clone()),
            hold,
            due: None,
            is_saving: false,
            save_now: None,
            is_unsaved: false,
            has_word: false,
            without_store: false,
            absorbs: None,
            epoch: 0,
            ready: Rc::default(),
            stop: None,
            stored_millis: self.ports().now_millis(),
            not_before_millis: 0.0,
            has_unrecoverable_submit: false,
        };
        self.0.jobs.borrow_mut().insert(record.id.clone(), job);
        if is_stored {
            self.ports().notify(Notice::JobChanged(record));
        }
    }

    pub(super) fn change<T>(&self, job_id: &str, change: impl FnOnce(&mut Job<LockOf<P>>) -> T) -> Option<T> {
        self.0.jobs.borrow_mut().get_mut(job_id).map(change)
    }

    pub(super) fn is_current(&self, job_id: &str, epoch: u32) -> bool {
        self.change(job_id, |job| job.epoch == epoch) == Some(true)
    }

    /// This tab drives the job.
    pub(super) fn is_held(&self, job_id: &str) -> bool {
        self.change(job_id, |job| matches!(job.hold, Hold::Held(_))) == Some(true)
    }

    /// Feeds an event to a job that this tab drives; what it becomes is stored, then what it asks for is performed.
    pub(super) fn feed_here(&self, job_id: &str, event: Event) {
        let Some(mut record) = self.job(job_id) else { return };
        if event == Event::Leave {
            self.cancel(&record);
        }
        let (state, effect) = step(record.state.clone(), event.clone(), self.ports().now_millis());
        if state == record.state && effect.is_none() {
            self.set_apart_answer(&record, &event);
            return self.release_ended(job_id);
        }
        if state != record.state {
            record.state = state;
            record.revision += 1;
            record.version = JOB_RECORD_VERSION;
            if matches!(record.state, JobState::Finished { .. }) {
                // The results are here: what could not be read is of no use any more.
                record.parked.clear();
            }
        }
        self.change(job_id, |job| {
            job.record = record;
            job.due = effect;
            job.stop = None;
            job.epoch += 1;
        });
        if is_answer(&event) {
            self.put_word(job_id);
        }
        self.save(job_id);
    }

    /// Performs an effect of the state that a job is in.
    pub(super) fn perform(&self, job_id: &str, effect: Effect) {
        let (stop, stopped) = oneshot::channel();
        let is_submit = effect.is_submit();
        let begun = self.change(job_id, |job| {
            // A submit is never broken off: its answer is the only sure word on what was paid.
            job.stop = (!is_submit).then_some(stop);
            (job.record.clone(), Rc::clone(&job.ready), job.epoch)
        });
        let Some((record, ready, epoch)) = begun else { return };
        let this = self.clone();
        self.ports().spawn(async move {
            if is_submit {
                this.submit(record, effect, &ready, epoch).await;
                return;
            }
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
            if let Some(Done { event, parked }) = until_stopped(work, stopped).await.flatten()
                && this.is_current(&record.id, epoch)
            {
                this.note_pause(&record.id, &event);
                this.feed_here(&record.id, event);
                this.park(&record, parked);
            }
        });
    }

    /// Sends a request, and hears its answer wherever the job is by then.
    async fn submit(&self, record: JobRecord, effect: Effect, ready: &ReadyFiles, epoch: u32) {
        let refused = effects::make_ready(self.ports(), &record, &effect, ready).await.err();
        if !self.is_current(&record.id, epoch) {
            return;
        }
        if let Some(error) = refused {
            return self.feed_here(&record.id, error);
        }
        let is_unrecoverable = !record.request.engine.capabilities().has_look_up;
        let now_millis = self.ports().now_millis();
        let is_fresh = self.change(&record.id, |job| {
            let is_fresh = (0.0..FRESH_MILLIS).contains(&(now_millis - job.stored_millis));
            if is_fresh {
                job.has_unrecoverable_submit |= is_unrecoverable;
            } else {
                job.record.revision += 1;
                job.due = Some(effect.clone());
            }
            is_fresh
        });
        if is_fresh != Some(true) {
            return self.save(&record.id);
        }
        // Nothing is awaited between the look at the clock and the request.
        let Done { event, parked } = effects::perform(self.ports(), &record, &effect, ready).await;
        self.note_pause(&record.id, &event);
        if self.is_current(&record.id, epoch) || (is_answer(&event) && self.is_held(&record.id)) {
            self.feed_here(&record.id, event);
        } else {
            self.set_apart_answer(&record, &event);
        }
        self.park(&record, parked);
        self.change(&record.id, |job| job.has_unrecoverable_submit &= !is_unrecoverable);
    }

    /// Notes until when the provider wants to be left alone.
    fn note_pause(&self, job_id: &str, event: &Event) {
        if let Event::CallFailed(failed) = event {
            let asked_millis = failed.retry_after_millis.unwrap_or(0) as f64;
            let not_before_millis =
                self.ports().now_millis() + asked_millis.min(LONGEST_PROVIDER_WAIT_MILLIS);
            self.change(job_id, |job| job.not_before_millis = not_before_millis);
        }
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

fn is_answer(event: &Event) -> bool {
    matches!(event, Event::Submitted(_) | Event::Answered(_))
}

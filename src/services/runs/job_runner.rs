//! The job runner: performs what the job machine asks for, and feeds back what came of it.
//!
//! Each new state is kept before its effects are performed. An effect whose job has moved on meanwhile (it
//! was left, say) is not told, except the answer of a submit, which must never be lost.
//!
//! A job moves only in the tab that holds its lock (`tabs`); the others show it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use leptos::prelude::*;

use crate::api::InputFiles;
use crate::browser::dom::Listener;
use crate::browser::random;
use crate::browser::spawn;
use crate::browser::time::{self, Interval, now_millis};
use crate::browser::worker_handle::WorkerHandle;
use crate::core::job::{
    Call, Effect, Event, Failure, FailureKind, JobRecord, JobState, Reason, RemoteEffect, step,
};
use crate::services::Inner;
use crate::services::library::records;
use crate::services::runs::{at_provider, effects};
use crate::services::shell::questions::Question;
use crate::services::shell::{notifications, tabs};

/// What is alive of a job in this tab.
#[derive(Default)]
struct Live {
    /// Rises with each step; effects of an older one are out of date.
    epoch: u32,
    /// The workers of a fill under way.
    workers: Vec<Rc<WorkerHandle>>,
    /// Files made ready for a submit that carries them.
    files: Option<InputFiles>,
    /// Ends what is under way, but a submit, when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    /// Until then the provider wants to be left alone, milliseconds since 1970.
    not_before_millis: f64,
    /// A submit is on its way whose answer only this tab can hear.
    is_sending_blindly: bool,
}

/// What cuts a wait short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wake {
    /// The network's return only.
    Online,
    /// The page being seen again, too.
    Seen,
}

/// The runner's owner.
#[derive(Default)]
pub struct JobRunner {
    live: RefCell<HashMap<String, Live>>,
    is_starting: Cell<bool>,
    /// Waits that the page's return cuts short: what for, and how to end it.
    waits: RefCell<Vec<(Wake, oneshot::Sender<()>)>>,
    /// Listens for the page's return.
    listeners: RefCell<Vec<Listener>>,
    ticking: RefCell<Option<Interval>>,
}

impl JobRunner {
    /// Keeps the files of a submit until it is sent.
    pub(crate) fn hold_files(&self, job_id: &str, files: InputFiles) {
        self.change(job_id, |live| live.files = Some(files));
    }

    /// The files made ready for a submit.
    pub(crate) fn take_files(&self, job_id: &str) -> Option<InputFiles> {
        self.live.borrow_mut().get_mut(job_id)?.files.take()
    }

    /// Marks a start; `true` when another has not ended.
    pub(crate) fn begin_starting(&self) -> bool {
        self.is_starting.replace(true)
    }

    /// Ends a start.
    pub(crate) fn end_starting(&self) {
        self.is_starting.set(false);
    }

    /// A submit is on its way whose answer would be lost with this tab.
    fn must_stay(&self) -> bool {
        self.live.borrow().values().any(|live| live.is_sending_blindly)
    }

    fn change<T>(&self, job_id: &str, change: impl FnOnce(&mut Live) -> T) -> T {
        change(self.live.borrow_mut().entry(job_id.to_owned()).or_default())
    }

    /// The page is back: waits end early.
    fn wake(&self, is_online: bool) {
        let woken: Vec<_> = {
            let mut waits = self.waits.borrow_mut();
            let (woken, rest) = waits.drain(..).partition(|(wake, _)| is_online || *wake == Wake::Seen);
            *waits = rest;
            woken
        };
        for (_, end) in woken {
            // A wait that is over has nobody to tell.
            let _ = end.send(());
        }
    }

    /// Remembers the workers of a fill, so that leaving the job ends them.
    pub(crate) fn hold_workers(&self, job_id: &str, workers: Vec<Rc<WorkerHandle>>) {
        self.change(job_id, |live| live.workers = workers);
    }

    fn next_epoch(&self, job_id: &str) -> u32 {
        self.change(job_id, |live| {
            live.stop = None;
            live.epoch += 1;
            live.epoch
        })
    }

    fn is_current(&self, job_id: &str, epoch: u32) -> bool {
        self.live.borrow().get(job_id).is_some_and(|live| live.epoch == epoch)
    }

    fn end_workers(&self, job_id: &str) {
        let workers = self.live.borrow_mut().get_mut(job_id).map(|live| std::mem::take(&mut live.workers));
        for worker in workers.into_iter().flatten() {
            worker.end();
        }
    }
}

/// Takes in a job that another device began, and goes on with it.
pub async fn adopt(inner: &Rc<Inner>, record: JobRecord) {
    let id = record.id.clone();
    tabs::hold_new(inner, &id).await;
    records::keep_job(inner, &record, false).await;
    inner.state.jobs.add(record);
    apply_here(inner, &id, Event::Restored);
}

/// Takes up the jobs of earlier visits, and keeps the time while any runs.
pub fn take_up(inner: &Rc<Inner>) {
    let waiting: Vec<String> = inner.state.jobs.entries.with_untracked(|entries| {
        entries
            .iter()
            .filter(|entry| entry.record.with_untracked(|record| !record.state.is_terminal()))
            .map(|entry| entry.id.clone())
            .collect()
    });
    for id in waiting {
        tabs::drive(inner, &id);
    }
    let runner = Rc::downgrade(inner);
    let mut listeners = crate::browser::tabs::on_return(move |is_online| {
        if let Some(inner) = runner.upgrade() {
            inner.runner.wake(is_online);
            if !is_online {
                notifications::page_is_seen();
            }
        }
    });
    let runner = Rc::downgrade(inner);
    listeners.extend(crate::browser::tabs::ask_before_leaving(move || {
        runner.upgrade().is_some_and(|inner| inner.runner.must_stay())
    }));
    *inner.runner.listeners.borrow_mut() = listeners;
    let state = inner.state;
    let tick = Interval::every(1000, move || {
        let is_running = state.jobs.entries.with_untracked(|entries| {
            entries.iter().any(|entry| entry.record.with_untracked(|record| !record.state.is_terminal()))
        });
        if is_running {
            state.now_millis.set(now_millis());
        }
    });
    *inner.runner.ticking.borrow_mut() = tick;
}

/// A new key was entered: what waited for one goes on, and what is unknown is looked up, which costs nothing.
pub fn resume_waiting(inner: &Rc<Inner>) {
    let waiting: Vec<(String, Event)> = inner.state.jobs.entries.with_untracked(|entries| {
        let word_for = |record: &JobRecord| match &record.state {
            JobState::Unknown(_) if record.request.engine.capabilities().has_look_up => {
                Some(Event::LookAgain)
            }
            state => state.trouble().map(|_| Event::Resume),
        };
        entries
            .iter()
            .filter_map(|entry| Some((entry.id.clone(), entry.record.with_untracked(word_for)?)))
            .collect()
    });
    for (id, event) in waiting {
        apply(inner, &id, event);
    }
}

/// Feeds an event to a job, in whichever tab drives it.
pub fn apply(inner: &Rc<Inner>, job_id: &str, event: Event) {
    if tabs::is_held(inner, job_id) {
        apply_here(inner, job_id, event);
    } else {
        tabs::apply_elsewhere(inner, job_id, event);
    }
}

/// Feeds an event to a job that this tab drives, keeps what it becomes, and performs what it asks for.
pub(crate) fn apply_here(inner: &Rc<Inner>, job_id: &str, event: Event) {
    let Some(entry) = inner.state.jobs.find(job_id) else {
        return;
    };
    let mut record = entry.record.get_untracked();
    let ends_work = matches!(event, Event::Leave | Event::Drop);
    if event == Event::Leave {
        at_provider::cancel(inner, &record);
    }
    let (state, effect) = step(record.state.clone(), event, now_millis());
    let has_changed = state != record.state;
    if !has_changed && effect.is_none() {
        tabs::release_ended(inner, &record);
        return;
    }
    record.state = state;
    if ends_work {
        inner.runner.end_workers(job_id);
    }
    if has_changed {
        inner.state.now_millis.set(now_millis());
        entry.record.set(record.clone());
        if record.state.is_terminal() {
            entry.progress.set(None);
            entry.partial.set(None);
            notifications::tell_ended(&record);
        }
    }
    let epoch = inner.runner.next_epoch(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        let mut is_kept = true;
        if has_changed {
            is_kept = records::keep_job(&inner, &record, false).await;
            tabs::tell_changed(&inner, &record);
        }
        if let Some(effect) = effect {
            if !inner.runner.is_current(&job_id, epoch) {
                return;
            }
            if !is_kept && effect.is_submit() {
                // A paid job that a reload would forget is not begun.
                let failure = Failure::new(FailureKind::Local, Reason::JobNotSaved);
                let event = effects::certain_failure(Call::Submit, failure);
                apply_here(&inner, &job_id, event);
            } else {
                perform(&inner, &record, effect, epoch);
            }
        }
    });
}

fn perform(inner: &Rc<Inner>, record: &JobRecord, effect: Effect, epoch: u32) {
    let (inner, record) = (Rc::clone(inner), record.clone());
    let (stop, stopped) = oneshot::channel();
    let is_submit = effect.is_submit();
    let is_blind = is_submit && !record.request.engine.capabilities().has_look_up;
    inner.runner.change(&record.id, |live| {
        // A submit is never broken off: its answer is the only sure word on what was paid.
        live.stop = (!is_submit).then_some(stop);
        live.is_sending_blindly |= is_blind;
    });
    spawn(async move {
        let work = async {
            let wake = match effect {
                Effect::Remote(RemoteEffect::Poll { .. }) => Wake::Seen,
                _ => Wake::Online,
            };
            wait(&inner, &record.id, effect.after_millis(), wake).await;
            if inner.runner.is_current(&record.id, epoch) {
                Some(effects::perform(&inner, &record, effect).await)
            } else {
                None
            }
        };
        let done = if is_submit { work.await } else { until_stopped(work, stopped).await.flatten() };
        let Some(event) = done else { return };
        inner.runner.change(&record.id, |live| {
            live.is_sending_blindly &= !is_blind;
            if let Event::CallFailed(failed) = &event {
                let wish = failed.retry_after_millis.unwrap_or(0).min(LONGEST_WISH_MILLIS);
                live.not_before_millis = now_millis() + wish as f64;
            }
        });
        let is_answer = matches!(event, Event::Submitted(_) | Event::Answered(_));
        if is_answer || inner.runner.is_current(&record.id, epoch) {
            apply(&inner, &record.id, event);
        }
    });
}

/// The value of a future, or `None` once its stop was dropped, with all that it was doing.
async fn until_stopped<O>(work: impl Future<Output = O>, mut stopped: oneshot::Receiver<()>) -> Option<O> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(|context| {
        if std::pin::Pin::new(&mut stopped).poll(context).is_ready() {
            return std::task::Poll::Ready(None);
        }
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// Waits, with up to a fifth more so that many jobs do not ask at once; polls wait longer while nobody looks.
/// The page's return ends the wait, but not before the time that the provider asked for.
async fn wait(inner: &Inner, job_id: &str, millis: u32, wake: Wake) {
    if millis == 0 {
        return;
    }
    let millis = if wake == Wake::Seen && crate::browser::tabs::is_hidden() {
        millis.max(HIDDEN_POLL_MILLIS)
    } else {
        millis
    };
    let (end, woken) = oneshot::channel();
    {
        let mut waits = inner.runner.waits.borrow_mut();
        waits.retain(|(_, end)| !end.is_canceled());
        waits.push((wake, end));
    }
    let jittered = (f64::from(millis) * (1.0 + random::fraction() * 0.2)) as u32;
    // Woken is as good as slept.
    until_stopped(time::sleep(jittered), woken).await;
    let wished = inner.runner.change(job_id, |live| live.not_before_millis) - now_millis();
    if wished > 0.0 {
        time::sleep(wished.min(LONGEST_WISH_MILLIS as f64) as u32).await;
    }
}

/// Longest wait that a provider may ask for.
const LONGEST_WISH_MILLIS: u64 = 3_600_000;
/// Shortest wait between polls while the page is not seen.
const HIDDEN_POLL_MILLIS: u32 = 10_000;

/// Takes an ended job away, after asking when the person could lose something by it.
pub fn dismiss_asking(inner: &Rc<Inner>, job_id: &str, loss: Option<&'static str>) {
    let Some(text) = loss else {
        dismiss(inner, job_id);
        return;
    };
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        let question = Question { name: "Forget this run", text: text.to_owned(), yes: "Forget it" };
        if inner.questions.ask(question).await {
            dismiss(&inner, &job_id);
        }
    });
}

/// Takes an ended job away.
fn dismiss(inner: &Rc<Inner>, job_id: &str) {
    inner.state.jobs.remove(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    tabs::release(&inner, &job_id);
    spawn(async move {
        records::forget_job(&inner, &job_id).await;
        tabs::tell_gone(&inner, &job_id);
    });
}

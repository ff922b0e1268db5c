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

use crate::api::{InputFiles, Order, provider};
use crate::browser::dom::{self, Listener};
use crate::browser::random;
use crate::browser::spawn;
use crate::browser::time::{self, Interval, now_millis};
use crate::browser::worker_handle::WorkerHandle;
use crate::browser::worker_port::Attachment;
use crate::core::job::{Effect, Event, JOB_RECORD_VERSION, JobRecord, JobState, step};
use crate::core::price::Cost;
use crate::core::request::{BlobHash, DraftFacts, EditRequest, check_draft};
use crate::fill::protocol::{MaskKind, Task};
use crate::services::{Inner, costs, effects, records, region, tabs};
use crate::state::Pane;

/// What is alive of a job in this tab.
#[derive(Default)]
struct Live {
    /// Rises with each step; effects of an older one are out of date.
    epoch: u32,
    /// The worker of a fill under way.
    worker: Option<Rc<WorkerHandle>>,
    /// Files made ready for a submit that carries them.
    files: Option<InputFiles>,
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
    pub(super) fn hold_files(&self, job_id: &str, files: InputFiles) {
        self.live.borrow_mut().entry(job_id.to_owned()).or_default().files = Some(files);
    }

    /// The files made ready for a submit.
    pub(super) fn take_files(&self, job_id: &str) -> Option<InputFiles> {
        self.live.borrow_mut().get_mut(job_id)?.files.take()
    }

    /// The page is back: waits end early.
    fn wake(&self, is_online: bool) {
        let woken: Vec<_> = {
            let mut waits = self.waits.borrow_mut();
            let (woken, rest) = waits
                .drain(..)
                .partition(|(wake, _)| is_online || *wake == Wake::Seen);
            *waits = rest;
            woken
        };
        for (_, end) in woken {
            // A wait that is over has nobody to tell.
            let _ = end.send(());
        }
    }

    /// Remembers the worker of a fill, so that leaving the job ends it.
    pub(super) fn hold_worker(&self, job_id: &str, worker: Option<Rc<WorkerHandle>>) {
        self.live
            .borrow_mut()
            .entry(job_id.to_owned())
            .or_default()
            .worker = worker;
    }

    fn next_epoch(&self, job_id: &str) -> u32 {
        let mut live = self.live.borrow_mut();
        let live = live.entry(job_id.to_owned()).or_default();
        live.epoch += 1;
        live.epoch
    }

    fn is_current(&self, job_id: &str, epoch: u32) -> bool {
        self.live
            .borrow()
            .get(job_id)
            .is_some_and(|live| live.epoch == epoch)
    }

    fn end_worker(&self, job_id: &str) {
        let worker = self
            .live
            .borrow_mut()
            .get_mut(job_id)
            .and_then(|live| live.worker.take());
        if let Some(worker) = worker {
            worker.end();
        }
    }
}

/// Runs the draft.
pub fn run(inner: &Rc<Inner>) {
    inner.state.notices.clear_errors();
    if inner.runner.is_starting.replace(true) {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        match start(&inner).await {
            Ok(()) => {
                inner.state.pane.update(|pane| {
                    if *pane == Pane::Edit {
                        *pane = Pane::Results;
                    }
                });
            }
            Err(message) => {
                inner.state.notices.error(message);
            }
        }
        inner.runner.is_starting.set(false);
    });
}

/// Runs a request that was made before, as it is.
pub fn run_request(inner: &Rc<Inner>, request: EditRequest) {
    inner.state.notices.clear_errors();
    let inner = Rc::clone(inner);
    spawn(async move {
        let capabilities = request.engine.capabilities();
        let has_key = inner.keys.account(capabilities.id).is_some();
        if capabilities.is_remote && !has_key {
            let engine = capabilities.label;
            inner
                .state
                .notices
                .error(crate::core::request::RequestError::NoKey { engine }.to_string());
        } else if is_within_budget(&inner, capabilities.estimate(&request.sent_settings())) {
            launch(&inner, request).await;
            inner.state.notices.info("the run was started again");
        }
    });
}

async fn start(inner: &Rc<Inner>) -> Result<(), String> {
    let draft = inner.state.draft;
    let capabilities = draft.engine.get_untracked().capabilities();
    let pictures = draft.pictures.get_untracked();
    let prompt = draft.prompt.get_untracked();
    let settings = draft.settings.get_untracked();
    let base = pictures.first().cloned();
    let coverage = base.as_ref().and_then(|base| inner.painter.coverage(base.key));
    let account = inner.keys.account(capabilities.id);
    let facts = DraftFacts {
        picture_count: pictures.len(),
        prompt: &prompt,
        masked_px: coverage
            .as_ref()
            .map_or(0, |(_, c)| c.iter().filter(|&&c| c > 0).count() as u64),
        base_px: base.as_ref().map_or(0, |base| base.picture.size.area()),
        settings,
        has_key: account.is_some(),
    };
    check_draft(&facts, capabilities).map_err(|error| error.to_string())?;
    let region = region::of_draft(inner);
    let request = EditRequest {
        engine: capabilities.id,
        prompt,
        pictures: pictures.into_iter().map(|picture| picture.picture).collect(),
        mask: None,
        settings,
        region,
    };
    if !is_within_budget(inner, capabilities.estimate(&request.sent_settings())) {
        return Ok(());
    }
    let mask = match coverage {
        Some((size, coverage)) => Some(keep_mask(inner, size, &coverage).await?),
        None => None,
    };
    launch(inner, EditRequest { mask, ..request }).await;
    Ok(())
}

/// Makes a job of a request, keeps it, and sets it going.
async fn launch(inner: &Rc<Inner>, request: EditRequest) {
    let capabilities = request.engine.capabilities();
    let account = inner.keys.account(capabilities.id);
    let record = JobRecord {
        version: JOB_RECORD_VERSION,
        id: random::unique_name(),
        request,
        api_address: account.map(|account| account.api_address).unwrap_or_default(),
        created_millis: now_millis(),
        state: JobState::Draft,
    };
    tabs::hold_new(inner, &record.id).await;
    records::keep_job(inner, &record, true).await;
    if capabilities.is_remote {
        spawn(records::persist());
    }
    let id = record.id.clone();
    inner.state.jobs.add(record);
    apply_here(
        inner,
        &id,
        Event::Run {
            is_remote: capabilities.is_remote,
        },
    );
}

/// Asks the person when this run would pass the day's budget.
fn is_within_budget(inner: &Inner, estimate: Cost) -> bool {
    let (Some(budget), Cost::Estimate(cost)) = (inner.state.account.budget.get_untracked(), estimate) else {
        return true;
    };
    let today = costs::spent_today(inner);
    let after = today.plus(cost);
    after <= budget
        || dom::confirm(
            &[
                "This run would bring today to about ",
                &after.to_string(),
                ", over your budget of ",
                &budget.to_string(),
                ". Run it?",
            ]
            .concat(),
        )
}

/// Takes in a job that another device began, and goes on with it.
pub async fn adopt(inner: &Rc<Inner>, record: JobRecord) {
    let id = record.id.clone();
    tabs::hold_new(inner, &id).await;
    records::keep_job(inner, &record, false).await;
    inner.state.jobs.add(record);
    apply_here(inner, &id, Event::Restored);
}

async fn keep_mask(
    inner: &Inner,
    size: crate::core::geometry::Size,
    coverage: &[u8],
) -> Result<BlobHash, String> {
    let task = Task::EncodeMask {
        size,
        picture: MaskKind::Coverage,
    };
    let (_, png) = inner
        .worker
        .ask_bytes(task, vec![Attachment::of(coverage)])
        .await
        .map_err(|error| error.to_string())?;
    inner
        .blobs
        .add(&png, "image/png")
        .map_err(|error| error.to_string())
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
    *inner.runner.listeners.borrow_mut() = crate::browser::tabs::on_return(move |is_online| {
        if let Some(inner) = runner.upgrade() {
            inner.runner.wake(is_online);
            if !is_online {
                dom::set_title(TITLE);
            }
        }
    });
    let state = inner.state;
    let tick = Interval::every(1000, move || {
        let is_running = state.jobs.entries.with_untracked(|entries| {
            entries
                .iter()
                .any(|entry| entry.record.with_untracked(|record| !record.state.is_terminal()))
        });
        if is_running {
            state.now_millis.set(now_millis());
        }
    });
    *inner.runner.ticking.borrow_mut() = tick;
}

/// A new key was entered: what waited for one goes on.
pub fn resume_waiting(inner: &Rc<Inner>) {
    let waiting: Vec<String> = inner.state.jobs.entries.with_untracked(|entries| {
        entries
            .iter()
            .filter(|entry| {
                entry
                    .record
                    .with_untracked(|record| record.state.trouble().is_some())
            })
            .map(|entry| entry.id.clone())
            .collect()
    });
    for id in waiting {
        apply(inner, &id, Event::Resume);
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
pub(super) fn apply_here(inner: &Rc<Inner>, job_id: &str, event: Event) {
    let Some(entry) = inner.state.jobs.find(job_id) else {
        return;
    };
    let mut record = entry.record.get_untracked();
    let ends_work = matches!(event, Event::Leave | Event::Drop);
    if event == Event::Leave {
        effects::cancel(inner, &record);
    }
    let (state, effects) = step(record.state.clone(), event, now_millis());
    let has_changed = state != record.state;
    if !has_changed && effects.is_empty() {
        tabs::release_ended(inner, &record);
        return;
    }
    record.state = state;
    if ends_work {
        inner.runner.end_worker(job_id);
    }
    if has_changed {
        inner.state.now_millis.set(now_millis());
        entry.record.set(record.clone());
        if record.state.is_terminal() {
            entry.progress.set(None);
            entry.partial.set(None);
            if crate::browser::tabs::is_hidden() {
                dom::set_title(&[record.state.label(), " · ", TITLE].concat());
            }
        }
    }
    let epoch = inner.runner.next_epoch(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        if has_changed {
            records::keep_job(&inner, &record, false).await;
            tabs::tell_changed(&inner, &record);
        }
        for effect in effects {
            if inner.runner.is_current(&job_id, epoch) {
                perform(&inner, &record, effect, epoch);
            }
        }
    });
}

fn perform(inner: &Rc<Inner>, record: &JobRecord, effect: Effect, epoch: u32) {
    let (inner, record) = (Rc::clone(inner), record.clone());
    spawn(async move {
        let wake = match effect {
            Effect::Poll { .. } => Wake::Seen,
            _ => Wake::Online,
        };
        wait(&inner, effect.after_millis(), wake).await;
        if !inner.runner.is_current(&record.id, epoch) {
            return;
        }
        let event = effects::perform(&inner, &record, effect).await;
        if inner.runner.is_current(&record.id, epoch)
            || matches!(event, Event::Submitted(_) | Event::Answered(_))
        {
            apply(&inner, &record.id, event);
        }
    });
}

/// Waits, with up to a fifth more so that many jobs do not ask at once; polls wait longer while nobody looks.
/// The page's return ends the wait.
async fn wait(inner: &Inner, millis: u32, wake: Wake) {
    if millis == 0 {
        return;
    }
    let millis = if wake == Wake::Seen && crate::browser::tabs::is_hidden() {
        millis.max(HIDDEN_POLL_MILLIS)
    } else {
        millis
    };
    let (end, mut woken) = oneshot::channel();
    {
        let mut waits = inner.runner.waits.borrow_mut();
        waits.retain(|(_, end)| !end.is_canceled());
        waits.push((wake, end));
    }
    let jittered = (f64::from(millis) * (1.0 + random::fraction() * 0.2)) as u32;
    let mut sleep = std::pin::pin!(time::sleep(jittered));
    std::future::poll_fn(|context| {
        let is_woken = std::pin::Pin::new(&mut woken).poll(context).is_ready();
        if is_woken || sleep.as_mut().poll(context).is_ready() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

/// Shortest wait between polls while the page is not seen.
const HIDDEN_POLL_MILLIS: u32 = 10_000;
/// The page's title.
const TITLE: &str = "Pentimento";

/// Takes an ended job away.
pub fn dismiss(inner: &Rc<Inner>, job_id: &str) {
    inner.state.jobs.remove(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    tabs::release(&inner, &job_id);
    spawn(async move {
        records::forget_job(&inner, &job_id).await;
        tabs::tell_gone(&inner, &job_id);
    });
}

/// The request that Run would send for the draft, with placeholders for addresses.
fn preview_request(state: &crate::state::AppState) -> (EditRequest, crate::core::job::RemoteInputs) {
    let draft = state.draft;
    let pictures = draft.pictures.get();
    let has_mask = state.stage.facts.get().covered_px > 0;
    let request = EditRequest {
        engine: draft.engine.get(),
        prompt: draft.prompt.get(),
        pictures: pictures.iter().map(|picture| picture.picture.clone()).collect(),
        mask: None,
        settings: draft.settings.get(),
        region: draft.region.get(),
    };
    let inputs = crate::core::job::RemoteInputs {
        picture_urls: pictures
            .iter()
            .enumerate()
            .map(|(index, picture)| match request.region.filter(|_| index == 0) {
                Some(region) => [
                    "<",
                    &region.part().to_string(),
                    " px of ",
                    &picture.picture.name,
                    ">",
                ]
                .concat(),
                None => ["<", &picture.picture.name, ">"].concat(),
            })
            .collect(),
        mask_url: has_mask.then(|| "<mask.png>".to_owned()),
    };
    (request, inputs)
}

/// The fields that Run would send for the draft as it is.
pub fn request_preview(inner: &Inner) -> serde_json::Value {
    let (request, inputs) = preview_request(&inner.state);
    let order = Order {
        request: &request,
        inputs: &inputs,
        files: &InputFiles::default(),
        tag: "<a new tag for each run>",
    };
    let account = inner.keys.account_without_key(request.engine);
    provider::of(request.engine).preview(&account, &order)
}

/// Where the draft's engine takes requests.
pub fn request_url(inner: &Inner) -> String {
    let engine = inner.state.draft.engine.get();
    let account = inner.keys.account_without_key(engine);
    provider::of(engine).submit_url(&account)
}

/// Where that goes, for the person.
pub fn request_target(inner: &Inner) -> String {
    let capabilities = inner.state.draft.capabilities();
    if capabilities.is_remote {
        ["POST ", &request_url(inner)].concat()
    } else {
        [
            capabilities.label,
            " sends nothing: it runs on this device. A remote engine would get this:",
        ]
        .concat()
    }
}

/// Takes an ended job's prompt and result off the provider's records.
pub fn delete_at_provider(inner: &Rc<Inner>, job_id: &str) {
    if let Some(entry) = inner.state.jobs.find(job_id) {
        let record = entry.record.get_untracked();
        let inner = Rc::clone(inner);
        spawn(async move { effects::delete_at_provider(&inner, &record).await });
    }
}

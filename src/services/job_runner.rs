//! The job runner: performs what the job machine asks for, and feeds back what came of it.
//!
//! Each new state is kept before its effects are performed. An effect whose job has moved on meanwhile (it
//! was left, say) is not told, except the ticket of a submit, which must never be lost.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::random;
use crate::browser::spawn;
use crate::browser::time::{self, Interval, now_millis};
use crate::browser::worker_handle::WorkerHandle;
use crate::browser::worker_port::Attachment;
use crate::core::job::{Effect, Event, JOB_RECORD_VERSION, JobRecord, JobState, step};
use crate::core::request::{BlobHash, DraftFacts, EditRequest, check_draft};
use crate::fill::protocol::{MaskKind, Task};
use crate::services::{Inner, effects, records};
use crate::state::Pane;

/// What is alive of a job in this tab.
#[derive(Default)]
struct Live {
    /// Rises with each step; effects of an older one are out of date.
    epoch: u32,
    /// The worker of a fill under way.
    worker: Option<Rc<WorkerHandle>>,
}

/// The runner's owner.
#[derive(Default)]
pub struct JobRunner {
    live: RefCell<HashMap<String, Live>>,
    is_starting: Cell<bool>,
    ticking: RefCell<Option<Interval>>,
}

impl JobRunner {
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

async fn start(inner: &Rc<Inner>) -> Result<(), String> {
    let draft = inner.state.draft;
    let capabilities = draft.engine.get_untracked().capabilities();
    let pictures = draft.pictures.get_untracked();
    let prompt = draft.prompt.get_untracked();
    let settings = draft.settings.get_untracked();
    let base = pictures.first().cloned();
    let coverage = base.as_ref().and_then(|base| inner.painter.coverage(base.key));
    let account = inner.keys.account();
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
    let mask = match coverage {
        Some((size, coverage)) => Some(keep_mask(inner, size, &coverage).await?),
        None => None,
    };
    let record = JobRecord {
        version: JOB_RECORD_VERSION,
        id: random::unique_name(),
        request: EditRequest {
            engine: capabilities.id,
            prompt,
            pictures: pictures.into_iter().map(|picture| picture.picture).collect(),
            mask,
            settings,
        },
        api_address: account.map(|account| account.api_address).unwrap_or_default(),
        created_millis: now_millis(),
        state: JobState::Draft,
    };
    records::keep_job(inner, &record, true).await;
    if capabilities.is_remote {
        spawn(records::persist());
    }
    let id = record.id.clone();
    inner.state.jobs.add(record);
    apply(
        inner,
        &id,
        Event::Run {
            is_remote: capabilities.is_remote,
        },
    );
    Ok(())
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
        apply(inner, &id, Event::Restored);
    }
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

/// Feeds an event to a job, keeps what it becomes, and performs what it asks for.
pub fn apply(inner: &Rc<Inner>, job_id: &str, event: Event) {
    let Some(entry) = inner.state.jobs.find(job_id) else {
        return;
    };
    let mut record = entry.record.get_untracked();
    let ends_work = matches!(event, Event::Leave | Event::Drop);
    let (state, effects) = step(record.state.clone(), event, now_millis());
    let has_changed = state != record.state;
    if !has_changed && effects.is_empty() {
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
        }
    }
    let epoch = inner.runner.next_epoch(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        if has_changed {
            records::keep_job(&inner, &record, false).await;
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
        wait(effect.after_millis()).await;
        if !inner.runner.is_current(&record.id, epoch) {
            return;
        }
        let event = effects::perform(&inner, &record, effect).await;
        if inner.runner.is_current(&record.id, epoch) || matches!(event, Event::Submitted(_)) {
            apply(&inner, &record.id, event);
        }
    });
}

/// Waits, with up to a fifth more so that many jobs do not ask at once.
async fn wait(millis: u32) {
    if millis > 0 {
        time::sleep((f64::from(millis) * (1.0 + random::fraction() * 0.2)) as u32).await;
    }
}

/// Takes an ended job away.
pub fn dismiss(inner: &Rc<Inner>, job_id: &str) {
    inner.state.jobs.remove(job_id);
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move { records::forget_job(&inner, &job_id).await });
}

/// The JSON that Run would send for the draft as it is.
pub fn request_preview(state: &crate::state::AppState) -> String {
    let draft = state.draft;
    let capabilities = draft.capabilities();
    let pictures = draft.pictures.get();
    let has_mask = state.stage.facts.get().covered_px > 0;
    let request = EditRequest {
        engine: capabilities.id,
        prompt: draft.prompt.get(),
        pictures: pictures.iter().map(|picture| picture.picture.clone()).collect(),
        mask: None,
        settings: draft.settings.get(),
    };
    let inputs = crate::core::job::RemoteInputs {
        picture_urls: pictures
            .iter()
            .map(|picture| format!("<{}>", picture.picture.name))
            .collect(),
        mask_url: has_mask.then(|| "<mask.png>".to_owned()),
    };
    let json = crate::api::modelrunner::request_json(&request, &inputs, "<a new tag for each run>");
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

/// Where that JSON goes.
pub fn request_target(state: &crate::state::AppState) -> String {
    let capabilities = state.draft.capabilities();
    if capabilities.is_remote {
        format!(
            "POST {}/{}",
            state.account.api_address.get(),
            crate::api::modelrunner::ENDPOINT
        )
    } else {
        format!(
            "{} sends nothing: it runs on this device. A remote engine would get this:",
            capabilities.label
        )
    }
}

//! Run: makes a job of the draft, after all that can be checked before anything is sent.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::random;
use crate::browser::spawn;
use crate::browser::time::now_millis;
use crate::core::job::{Event, JOB_RECORD_VERSION, JobRecord, JobState};
use crate::core::price::Cost;
use crate::core::request::{DraftFacts, EditRequest, RequestError, check_draft};
use crate::services::Inner;
use crate::services::account::costs;
use crate::services::draft::{region, texts};
use crate::services::library::records;
use crate::services::painter::texts as painter_texts;
use crate::services::runs::job_runner;
use crate::services::shell::questions::Question;
use crate::services::shell::tabs;
use crate::state::Pane;

/// Runs the draft.
pub fn run(inner: &Rc<Inner>) {
    inner.state.notices.clear_errors();
    if inner.runner.begin_starting() {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        match start(&inner).await {
            Ok(true) => {
                inner.state.pane.update(|pane| {
                    if *pane == Pane::Edit {
                        *pane = Pane::Results;
                    }
                });
            }
            Ok(false) => (),
            Err(message) => {
                inner.state.notices.error(message);
            }
        }
        inner.runner.end_starting();
    });
}

/// Starts a job; `false` when the person would rather not.
async fn start(inner: &Rc<Inner>) -> Result<bool, String> {
    let draft = inner.state.draft;
    let capabilities = draft.engine.get_untracked().capabilities();
    let pictures = draft.pictures.get_untracked();
    let prompt = draft.prompt.get_untracked();
    let settings = draft.settings.get_untracked();
    let base = pictures.first().cloned();
    let masked_px = base.as_ref().map_or(0, |base| inner.painter.covered_px(base.key));
    let facts = DraftFacts {
        picture_count: pictures.len(),
        prompt: &prompt,
        masked_px,
        base_px: base.as_ref().map_or(0, |base| base.picture.size.area()),
        settings,
        has_key: inner.keys.account_or_proxy(capabilities.id).is_some(),
    };
    check_draft(&facts, capabilities).map_err(|error| texts::refusal(&error))?;
    let request = EditRequest {
        engine: capabilities.id,
        prompt,
        pictures: pictures.into_iter().map(|picture| picture.picture).collect(),
        mask: None,
        settings,
        region: region::of_draft(inner),
    };
    if !is_within_budget(inner, &request).await {
        return Ok(false);
    }
    let mask = match base {
        Some(base) => {
            let saved = inner.painter.save_mask(base.key).await;
            saved.map_err(|error| painter_texts::text_of(&error))?
        }
        None => None,
    };
    if masked_px > 0 && mask.is_none() {
        return Err("the picture was removed before the run began".to_owned());
    }
    launch(inner, EditRequest { mask, ..request }).await?;
    Ok(true)
}

/// Runs a request that was made before, as it was.
pub fn run_again(inner: &Rc<Inner>, request: EditRequest) {
    inner.state.notices.clear_errors();
    if inner.runner.begin_starting() {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        let engine = request.engine.capabilities();
        let notices = inner.state.notices;
        if inner.keys.account_or_proxy(engine.id).is_none() && engine.is_remote {
            notices.error(texts::refusal(&RequestError::NoKey(engine.id)));
        } else if is_within_budget(&inner, &request).await {
            match launch(&inner, request).await {
                Ok(()) => {
                    notices.info("the run was started again");
                }
                Err(message) => {
                    notices.error(message);
                }
            }
        }
        inner.runner.end_starting();
    });
}

/// Makes a job of a request, keeps it, and sets it going.
async fn launch(inner: &Rc<Inner>, request: EditRequest) -> Result<(), String> {
    let capabilities = request.engine.capabilities();
    let api_address = if capabilities.is_remote {
        inner.keys.account_without_key(capabilities.id).api_address
    } else {
        String::new()
    };
    let record = JobRecord {
        version: JOB_RECORD_VERSION,
        id: random::unique_name(),
        request,
        api_address,
        created_millis: now_millis(),
        state: JobState::Draft,
        deleted_at_provider: false,
    };
    tabs::hold_new(inner, &record.id).await;
    if !records::keep_job(inner, &record, true).await && capabilities.is_remote {
        tabs::release(inner, &record.id);
        return Err(
            "not run: a job that cannot be kept on this device could be lost once it is paid".to_owned()
        );
    }
    if capabilities.is_remote {
        spawn(records::persist());
    }
    let id = record.id.clone();
    inner.state.jobs.add(record);
    let is_remote = capabilities.is_remote;
    job_runner::apply_here(inner, &id, Event::Run { is_remote });
    Ok(())
}

/// Asks the person when this run would pass the day's budget. What is under way counts as spent.
async fn is_within_budget(inner: &Inner, request: &EditRequest) -> bool {
    let capabilities = request.engine.capabilities();
    let estimate = request.sent_settings().estimate(capabilities);
    let (Some(budget), Cost::Estimate(cost)) = (inner.state.account.budget.get_untracked(), estimate) else {
        return true;
    };
    let after = costs::committed_today(inner).plus(cost);
    if after <= budget {
        return true;
    }
    let text = [
        "This run would bring today to about ",
        &after.to_string(),
        ", over your budget of ",
        &budget.to_string(),
        ". What is under way is counted.",
    ];
    let question = Question { name: "Over the budget", text: text.concat(), yes: "Run it" };
    inner.questions.ask(question).await
}

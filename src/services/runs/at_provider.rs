//! What is asked of a provider about a job beside running it: to cancel it, to delete what it keeps.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Client, Error};
use crate::browser::fetch::FetchTransport;
use crate::browser::spawn;
use crate::core::job::{Call, Event, JobRecord, JobState};
use crate::core::model::EngineId;
use crate::services::Inner;
use crate::services::account::texts::failure_line;
use crate::services::library::records;
use crate::services::runs::{effects, job_runner};
use crate::services::shell::questions::Question;
use crate::services::shell::tabs;

/// Tells the provider that nobody waits for a job any more, where it can be cancelled. The job is left in any
/// case; what the provider says of it is heard afterwards.
pub(crate) fn cancel(inner: &Rc<Inner>, record: &JobRecord) {
    let Some(ticket) = record.state.ticket().cloned() else {
        return;
    };
    if !record.request.engine.capabilities().has_cancel {
        return;
    }
    if let Ok(account) = effects::remote(inner, record, Call::Poll) {
        let (inner, id) = (Rc::clone(inner), record.id.clone());
        spawn(async move {
            // Without an answer the card goes on saying that it may still run.
            if let Ok(answer) = Client::new(&FetchTransport, account).cancel(&ticket).await {
                job_runner::apply(&inner, &id, Event::Cancelled(answer));
            }
        });
    }
}

/// What is to be deleted.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// Whose.
    pub job_id: String,
    /// Where.
    pub engine: EngineId,
    /// The provider's name of the request.
    pub request_id: String,
}

/// Is a picture of the run only at the provider?
fn loses_picture(inner: &Inner, job_id: &str) -> bool {
    let (mut count, mut are_here) = (0, true);
    inner.state.results.entries.with_untracked(|entries| {
        for entry in entries {
            entry.record.with_untracked(|record| {
                if record.job_id == job_id {
                    count += 1;
                    are_here &= record.blob.is_some();
                }
            });
        }
    });
    let has_failed = inner.state.jobs.find(job_id).is_some_and(|entry| {
        entry.record.with_untracked(|record| matches!(record.state, JobState::Failed { .. }))
    });
    !are_here || (count == 0 && !has_failed)
}

/// Asks the person, then deletes a request's prompt and results at the provider and marks what is kept here.
pub fn delete(inner: &Rc<Inner>, deletion: Deletion) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let label = deletion.engine.capabilities().label;
        let text = [
            label,
            " is asked to delete this run\u{2019}s prompt, settings and result pictures from its records and their \
             public links. All results of the run are meant. Pictures that were uploaded for it stay there. What \
             is on this device stays. It cannot be undone.",
            if loses_picture(&inner, &deletion.job_id) {
                " A picture of this run is not on this device: it will be gone for good."
            } else {
                ""
            },
        ];
        let question = Question { name: "Delete at the provider", text: text.concat(), yes: "Delete there" };
        if inner.questions.ask(question).await {
            delete_now(&inner, &deletion).await;
        }
    });
}

async fn delete_now(inner: &Rc<Inner>, deletion: &Deletion) {
    let notices = inner.state.notices;
    let outcome = match inner.keys.account_or_proxy(deletion.engine) {
        Some(account) => Client::new(&FetchTransport, account).delete_payloads(&deletion.request_id).await,
        None => Err(Error::NoKey),
    };
    match outcome {
        Ok(0) => {
            notices.info("prompt and results are deleted at the provider");
        }
        Ok(count) => {
            notices.error(format!(
                "the prompt is deleted at the provider, but {count} result files are not: try again later"
            ));
            return;
        }
        Err(error) => {
            let text = failure_line(deletion.engine, &error.into());
            notices.error(["Not deleted. ", &text].concat());
            return;
        }
    }
    mark(inner, &deletion.job_id).await;
}

/// Marks a job and its results.
async fn mark(inner: &Rc<Inner>, job_id: &str) {
    if let Some(entry) = inner.state.jobs.find(job_id) {
        entry.record.update(|record| record.deleted_at_provider = true);
        let record = entry.record.get_untracked();
        records::keep_job(inner, &record, false).await;
        tabs::tell_changed(inner, &record);
    }
    let results = inner.state.results.entries.get_untracked();
    for entry in results {
        let mut record = entry.record.get_untracked();
        if record.job_id == job_id {
            std::sync::Arc::make_mut(&mut record).deleted_at_provider = true;
            records::keep_result_record(inner, &record).await;
            entry.record.set(record);
        }
    }
}

//! ModelRunner's protocol: submit, status, result, cancel, look-up, payload deletion, upload, media.
//!
//! Where the sources contradict each other or are silent, the choice made is said in the module that makes
//! it. Not spoken: webhooks (accepted and echoed, never called), the list of files, the catalogue.

mod call;
mod job;
mod large_upload;
mod metadata;
pub(super) mod record;
pub(super) mod refusal;
pub(super) mod result;
pub(super) mod storage;
pub(super) mod submission;
pub(super) mod submit;
mod updates;

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::answer::Answer;
use crate::failure::CallKind;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::simulator::Simulator;
use crate::sync::locked;
use call::{Call, RequestCall};
use job::{Job, JobTable};

/// The one endpoint there is.
const ENDPOINT: &str = "openai/gpt-image-2/edit";
/// The endpoint's first two segments: the official clients build addresses of these.
const SHORT_ENDPOINT: &str = "openai/gpt-image-2";

/// What ModelRunner keeps.
#[derive(Debug, Default)]
pub(crate) struct ModelRunner {
    jobs: Mutex<JobTable>,
    large_uploads: Mutex<large_upload::LargeUploads>,
}

impl ModelRunner {
    /// Forgets all jobs; one that is being computed ends unseen.
    pub(crate) fn forget_jobs(&self) {
        *locked(&self.jobs) = JobTable::default();
        *locked(&self.large_uploads) = large_upload::LargeUploads::default();
    }

    fn job(&self, id: &str) -> Option<Arc<Job>> {
        locked(&self.jobs).get(id)
    }
}

/// Which call a request is, for ordered failures.
pub(super) fn kind(incoming: &Incoming) -> Option<CallKind> {
    Call::of(incoming).kind()
}

/// Answers a request.
pub(crate) fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let answer_id = simulator.identifiers.next();
    let answer = match Call::of(incoming) {
        Call::Upload { name } if incoming.query("uploadId").is_some() => {
            large_upload::part(simulator, incoming, &name)
        }
        Call::Upload { name } => storage::upload(simulator, incoming, &name),
        Call::Media { name } => storage::media(simulator, &name),
        call => keyed(simulator, incoming, call, &answer_id),
    };
    if answer.headers.iter().any(|(name, _)| name == "x-request-id") {
        answer
    } else {
        answer.with_header("x-request-id", answer_id)
    }
}

/// Answers a request that needs a key.
fn keyed(simulator: &Arc<Simulator>, incoming: &Incoming, call: Call, answer_id: &str) -> Answer {
    let fault = match fault_of_key(simulator, incoming) {
        Some(of_key) => simulator.fault(of_key),
        None => return refusal::plain(401, "missing or unknown key", answer_id),
    };
    let mut answer = match (fault, call) {
        (Fault::Unauthorized, _) => refusal::plain(401, "key was deleted", answer_id),
        (Fault::Forbidden, _) => refusal::plain(403, "key has no access to this resource", answer_id),
        (_, Call::Submit { endpoint }) => submit::submit(simulator, incoming, &endpoint, fault, answer_id),
        (_, Call::List) => result::list(simulator, incoming, answer_id),
        (_, Call::Initiate) => storage::initiate(simulator, incoming, answer_id),
        (_, Call::LargeUpload(step)) => large_upload::answer(simulator, incoming, step, answer_id),
        (_, Call::Stream) => updates::stream(simulator, incoming),
        (_, Call::Request { id, call }) => of_request(simulator, incoming, &id, call, answer_id),
        (_, Call::Upload { .. } | Call::Media { .. } | Call::Unknown) => {
            let message = format!("no route for {} {}", incoming.method, incoming.path);
            refusal::plain(404, &message, answer_id)
        }
    };
    if fault == Fault::NoCors {
        answer.has_cors = false;
    }
    answer
}

/// Answers a request about a job.
fn of_request(
    simulator: &Arc<Simulator>,
    incoming: &Incoming,
    id: &str,
    call: RequestCall,
    answer_id: &str,
) -> Answer {
    if !crate::identifiers::is_name(id) {
        return refusal::plain(400, &format!("malformed request id {id:?}"), answer_id);
    }
    let Some(job) = simulator.modelrunner.job(id) else {
        return refusal::plain(404, &format!("no request {id}"), answer_id);
    };
    let answer = match call {
        // Cancelling changes nothing: the job runs on and is billed.
        RequestCall::Status | RequestCall::Cancel => status(&job, incoming),
        RequestCall::Result => result::result(simulator, incoming, &job, answer_id),
        RequestCall::DeletePayloads => result::delete_payloads(simulator, incoming, &job, answer_id),
    };
    answer.with_header("x-request-id", id).with_header("x-modelrunner-request-id", id)
}

fn status(job: &Job, incoming: &Incoming) -> Answer {
    let mut envelope = record::envelope(job, incoming);
    if let Some(error) = record::forced_failure(job) {
        if let Some(members) = envelope.as_object_mut() {
            members.insert("error".to_owned(), json!(error));
        }
        return Answer::json(400, &envelope);
    }
    Answer::json(200, &envelope)
}

/// The fault that the request's key chooses; `None` without a known key in a scheme that is taken.
fn fault_of_key(simulator: &Simulator, incoming: &Incoming) -> Option<Fault> {
    let value = incoming.header("authorization");
    let of_bearer = || {
        let key = value.strip_prefix("Bearer ")?;
        simulator.settings().accepts_bearer.then_some(key)
    };
    value.strip_prefix("Key ").or_else(of_bearer).and_then(Fault::from_key)
}

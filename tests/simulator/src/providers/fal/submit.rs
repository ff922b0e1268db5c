//! Takes a job for fal: checks it, and sets the edit going.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};

use super::job::{self, Job, Phase};
use super::{detail, endpoint, model_error};
use crate::answer::Answer;
use crate::base64;
use crate::failure::html_gateway;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::providers::modelrunner::record::media_url;
use crate::providers::modelrunner::submission::Submission;
use crate::providers::work;
use crate::rules;
use crate::simulator::Simulator;
use crate::sync::locked;

/// Most jobs kept.
const MAX_JOBS: usize = 400;
/// How often a waiting call looks at its job.
const TICK: Duration = Duration::from_millis(5);
/// Longest wait of a waiting call, by the simulator's clock.
const MAX_WAIT: Duration = Duration::from_mins(10);

/// Answers `POST` of the endpoint at the queue.
pub(super) fn submit(simulator: &Arc<Simulator>, incoming: &Incoming, fault: Fault) -> Answer {
    let job = match accepted(simulator, incoming, fault) {
        Ok(job) => job,
        Err(refusal) => return *refusal,
    };
    let answer = Answer::json(200, &job::envelope(simulator, incoming, &job, false));
    match fault {
        Fault::AcceptedButGatewayTimeout => detail(504, "gateway timeout"),
        Fault::TruncatedSubmit => answer.truncated(),
        Fault::ResetAfterAccepting => Answer::reset(),
        Fault::NoContent => Answer::empty(204),
        _ => answer,
    }
}

/// Answers `POST` of the endpoint at the host that waits: with the result, once it is there.
pub(super) async fn run(simulator: &Arc<Simulator>, incoming: &Incoming, fault: Fault) -> Answer {
    let job = match accepted(simulator, incoming, fault) {
        Ok(job) => job,
        Err(refusal) => return *refusal,
    };
    while job.phase(simulator.clock.now()) != Phase::Finished {
        tokio::time::sleep(TICK).await;
        let is_too_late = simulator.clock.now().saturating_sub(job.created) > MAX_WAIT;
        if is_too_late {
            return detail(504, "request timed out").with_header("x-fal-error-type", "request_timeout");
        }
    }
    job::result(simulator, incoming, &job)
}

/// Takes a job and sets it going.
///
/// # Errors
/// The refusal of a request that is wrong, or that the fault is for.
fn accepted(simulator: &Arc<Simulator>, incoming: &Incoming, fault: Fault) -> Result<Arc<Job>, Box<Answer>> {
    let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(&incoming.body) else {
        return Err(Box::new(detail(422, "the body is no JSON object")));
    };
    let path = incoming.path.trim_matches('/');
    let model = path.strip_suffix("/edit").unwrap_or(path).to_owned();
    let generation = endpoint(path).ok_or_else(|| Box::new(detail(404, "no such model")))?;
    rules::fal(&body, generation)
        .map_err(|refusal| Box::new(model_error(&refusal.param, &refusal.message, refusal.code)))?;
    let is_transparent = body.get("background").and_then(Value::as_str) == Some("transparent");
    for member in ["quality", "background", "output_compression"] {
        body.remove(member);
    }
    let is_sync = body.remove("sync_mode") == Some(Value::Bool(true));
    let default = json!("auto");
    body.entry("image_size").or_insert(default);
    for member in ["image_urls", "mask_url"] {
        if let Some(value) = body.get_mut(member) {
            resolve(simulator, incoming, value);
        }
    }
    let settings = simulator.settings();
    let (submission, late_refusal) = match Submission::read(&body) {
        Ok(submission) => (Submission { mask_may_be_clear: true, is_transparent, ..submission }, None),
        Err(errors) => {
            let error = errors.first();
            let field = error
                .and_then(|error| error.path.first())
                .and_then(Value::as_str)
                .unwrap_or("body")
                .to_owned();
            let message = error.map(|error| error.message.clone()).unwrap_or_default();
            if !settings.is_late_to_validate {
                return Err(Box::new(model_error(&field, &message, "value_error")));
            }
            (Submission::nothing(), Some((field, message)))
        }
    };
    if let Some(refusal) = refusal(fault) {
        return Err(Box::new(refusal));
    }
    let hash = pentimento::core::request::BlobHash::of(simulator.identifiers.next().as_bytes()).0;
    let place = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    let job = Arc::new(Job {
        // The form of a UUID.
        id: format!(
            "{}-{}-4{}-8{}-{}",
            place(0, 8),
            place(8, 12),
            place(12, 15),
            place(15, 18),
            place(18, 30)
        ),
        model,
        fault,
        submission,
        created: simulator.clock.now(),
        queue: settings.queue,
        run: settings.run,
        work: OnceLock::new(),
        is_sync,
        late_refusal,
    });
    {
        let mut jobs = locked(&simulator.fal.jobs);
        if jobs.len() >= MAX_JOBS {
            jobs.clear();
        }
        jobs.insert(job.id.clone(), Arc::clone(&job));
    }
    tokio::spawn(complete(Arc::clone(simulator), Arc::clone(&job)));
    Ok(job)
}

/// How a fault refuses a submit.
fn refusal(fault: Fault) -> Option<Answer> {
    Some(match fault {
        Fault::NoCredit => detail(402, "exhausted balance"),
        Fault::RateLimited => detail(429, "too many requests").with_header("retry-after", "1"),
        Fault::SubmitServerError => detail(500, "something went wrong"),
        Fault::HtmlGateway => html_gateway(),
        Fault::Reset => Answer::reset(),
        _ => return None,
    })
}

/// Puts data addresses, and files of fal's hosts, where the edit finds files.
fn resolve(simulator: &Simulator, incoming: &Incoming, value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| resolve(simulator, incoming, entry)),
        Value::String(text) => {
            let data = text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
            if let Some(bytes) = data.and_then(|(_, base64)| base64::decode(base64)) {
                let name = simulator.store_bytes("bin", "image/png", bytes);
                *text = media_url(incoming, &name);
            } else if let Some((_, name)) = text.split_once(".fal.media/") {
                *text = media_url(incoming, name);
            }
        }
        _ => (),
    }
}

/// Runs the edit when the job's turn has come, and notes what came of it.
async fn complete(simulator: Arc<Simulator>, job: Arc<Job>) {
    simulator.clock.sleep_until(job.created + job.queue).await;
    let outcome = if job.fault.makes_pictures() && job.late_refusal.is_none() {
        work::edited(&simulator, job.fault, &job.submission).await
    } else {
        Ok(Vec::new())
    };
    job.work.get_or_init(|| outcome);
}

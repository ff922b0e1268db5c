//! Takes a job: checks it, answers, and sets the edit going.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::job::{Job, Work};
use super::metadata::{self, RESERVED_FIELDS};
use super::submission::Submission;
use super::{ENDPOINT, record, refusal, storage};
use crate::answer::Answer;
use crate::edit::{self, EditOrder};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::simulator::Simulator;
use crate::sync::locked;

/// How long [`Fault::Slow`] runs.
const SLOW_RUN: Duration = Duration::from_secs(20);

/// Answers `POST /{endpoint}`. What is wrong with the request is said before a fault of the key is, so that
/// a test of a fault also tests the request.
pub(super) fn submit(
    simulator: &Arc<Simulator>,
    incoming: &Incoming,
    endpoint: &str,
    fault: Fault,
    answer_id: &str,
) -> Answer {
    if endpoint != ENDPOINT {
        let message = format!("no model {endpoint:?}, there is {ENDPOINT}");
        return refusal::plain(404, &message, answer_id);
    }
    let job = match read(simulator, incoming, fault, answer_id) {
        Ok(job) => Arc::new(job),
        Err(refusal) => return *refusal,
    };
    match fault {
        Fault::NoCredit => return refusal::with_code(402, "Payment Required", "no credits left"),
        Fault::RateLimited => {
            return refusal::with_code(429, "Too Many Requests", "provider limit reached")
                .with_header("retry-after", "1");
        }
        Fault::SubmitServerError => {
            return refusal::with_code(500, "Internal Server Error", "something went wrong");
        }
        Fault::HtmlGateway => return refusal::html_gateway(),
        _ => (),
    }
    locked(&simulator.modelrunner.jobs).add(Arc::clone(&job));
    tokio::spawn(work(Arc::clone(simulator), Arc::clone(&job)));
    if fault == Fault::AcceptedButGatewayTimeout {
        return refusal::with_code(504, "Gateway Timeout", "upstream did not answer in time");
    }
    let answer = Answer::json(201, &record::envelope(&job, incoming))
        .with_header("x-request-id", job.id.as_str())
        .with_header("x-modelrunner-request-id", job.id.as_str());
    if fault == Fault::TruncatedSubmit {
        answer.truncated()
    } else {
        answer
    }
}

/// Reads a job from a request.
fn read(
    simulator: &Simulator,
    incoming: &Incoming,
    fault: Fault,
    answer_id: &str,
) -> Result<Job, Box<Answer>> {
    let bad_request = |message: &str| Box::new(refusal::with_code(400, "Bad Request", message));
    metadata::check_headers(incoming).map_err(|message| bad_request(&message))?;
    let body: Value = serde_json::from_slice(&incoming.body)
        .map_err(|error| bad_request(&format!("body is not JSON: {error}")))?;
    let Value::Object(body) = body else {
        return Err(bad_request("body must be a JSON object"));
    };
    let tags = match body.get("metadata") {
        None => Map::new(),
        Some(value) => {
            metadata::check_metadata(value).map_err(|error| Box::new(refusal::validation(&error)))?
        }
    };
    let webhook = metadata::check_webhook(&body).map_err(|error| Box::new(refusal::validation(&error)))?;
    let submission =
        Submission::read(&body).map_err(|errors| Box::new(refusal::fields(&errors, answer_id)))?;
    let settings = simulator.settings();
    let input = body
        .into_iter()
        .filter(|(name, _)| !RESERVED_FIELDS.contains(&name.as_str()))
        .collect();
    Ok(Job {
        id: simulator.identifiers.next(),
        fault,
        submission,
        input,
        metadata: tags,
        webhook,
        queue: settings.queue,
        run: if fault == Fault::Slow {
            SLOW_RUN
        } else {
            settings.run
        },
        created: simulator.clock.now(),
        clock: Arc::clone(&simulator.clock),
        created_at: SystemTime::now(),
        work: OnceLock::new(),
        was_asked: AtomicBool::new(false),
        purged_at: OnceLock::new(),
    })
}

/// Runs the edit when the job's turn has come, and notes what came of it.
async fn work(simulator: Arc<Simulator>, job: Arc<Job>) {
    job.clock.sleep_until(job.created + job.queue).await;
    let outcome = if job.makes_pictures() {
        edited(&simulator, &job).await
    } else {
        Ok(Vec::new())
    };
    // The job's only writer: this cannot be set already.
    job.work.get_or_init(|| Work {
        outcome,
        done_after: job.elapsed(),
    });
}

/// The edit of a job, off the runtime's own threads: names of the stored results, or why there are none.
async fn edited(simulator: &Arc<Simulator>, job: &Job) -> Result<Vec<String>, String> {
    let order = order(simulator, &job.submission)?;
    let permits = Arc::clone(&simulator.modelrunner.edit_permits);
    let _permit = permits.acquire_owned().await.map_err(|error| error.to_string())?;
    let results = tokio::task::spawn_blocking(move || edit::run(&order))
        .await
        .map_err(|error| format!("the model crashed: {error}"))?
        .map_err(|error| error.to_string())?;
    let format = job.submission.format;
    Ok(results
        .into_iter()
        .map(|bytes| simulator.store_bytes(format.extension(), format.media_type(), bytes))
        .collect())
}

pub(in crate::providers) fn order(
    simulator: &Simulator,
    submission: &Submission,
) -> Result<EditOrder, String> {
    if let Some(field) = &submission.unknown_field {
        return Err(format!("the model does not know the field {field:?}"));
    }
    let pictures: Vec<Bytes> = submission
        .image_urls
        .iter()
        .map(|address| storage::download(simulator, address))
        .collect::<Result<_, _>>()?;
    let mask = match &submission.mask_url {
        Some(address) => Some(storage::download(simulator, address)?),
        None => None,
    };
    Ok(EditOrder {
        pictures,
        mask,
        frame: submission.frame,
        count: submission.count,
        format: submission.format,
        seed: seed_of(&submission.prompt),
    })
}

/// FNV-1a of the prompt: the same prompt gives the same results, another prompt others.
fn seed_of(prompt: &str) -> u32 {
    prompt.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

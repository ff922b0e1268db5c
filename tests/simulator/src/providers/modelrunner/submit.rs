//! Takes a job: checks it, answers, and sets the edit going.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::job::{Job, Work};
use super::metadata::{self, RESERVED_FIELDS};
use super::submission::Submission;
use super::{ENDPOINT, record, refusal};
use crate::answer::Answer;
use crate::base64;
use crate::failure::html_gateway;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::object_store::Content;
use crate::providers::work;
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
        Fault::HtmlGateway => return html_gateway(),
        Fault::Reset => return Answer::reset(),
        _ => (),
    }
    locked(&simulator.modelrunner.jobs).add(Arc::clone(&job));
    tokio::spawn(run(Arc::clone(simulator), Arc::clone(&job)));
    match fault {
        Fault::AcceptedButGatewayTimeout => {
            return refusal::with_code(504, "Gateway Timeout", "upstream did not answer in time");
        }
        Fault::ResetAfterAccepting => return Answer::reset(),
        Fault::NoContent => return Answer::empty(204),
        _ => (),
    }
    let status = simulator.settings().submit_status;
    let answer = Answer::json(status, &record::envelope(&job, incoming))
        .with_header("x-request-id", job.id.as_str())
        .with_header("x-modelrunner-request-id", job.id.as_str());
    if fault == Fault::TruncatedSubmit { answer.truncated() } else { answer }
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
    let settings = simulator.settings();
    let (submission, late_refusal) = match Submission::read(&body) {
        Ok(submission) => (submission, None),
        Err(errors) if settings.is_late_to_validate => {
            let first = errors.first().map(|error| error.message.clone());
            (Submission::nothing(), first)
        }
        Err(errors) => return Err(Box::new(refusal::fields(&errors, answer_id))),
    };
    let input = body.into_iter().filter(|(name, _)| !RESERVED_FIELDS.contains(&name.as_str())).collect();
    Ok(Job {
        id: simulator.identifiers.next(),
        fault,
        late_refusal,
        address_form: settings.address_form,
        data_addresses: OnceLock::new(),
        submission,
        input,
        metadata: tags,
        webhook,
        queue: settings.queue,
        run: if fault == Fault::Slow { SLOW_RUN } else { settings.run },
        created: simulator.clock.now(),
        clock: Arc::clone(&simulator.clock),
        created_at: SystemTime::now(),
        work: OnceLock::new(),
        was_asked: AtomicBool::new(false),
        purged_at: OnceLock::new(),
    })
}

/// Runs the edit when the job's turn has come, and notes what came of it.
async fn run(simulator: Arc<Simulator>, job: Arc<Job>) {
    job.clock.sleep_until(job.created + job.queue).await;
    let outcome = match &job.late_refusal {
        Some(message) => Err(message.clone()),
        None if job.fault.makes_pictures() => work::edited(&simulator, job.fault, &job.submission).await,
        None => Ok(Vec::new()),
    };
    if let (Fault::OutputDataUri, Ok(names)) = (job.fault, &outcome) {
        let addresses = names.iter().filter_map(|name| data_address(&simulator, name));
        job.data_addresses.get_or_init(|| addresses.collect());
    }
    // The job's only writer: this cannot be set already.
    job.work.get_or_init(|| Work { outcome, done_after: job.elapsed() });
    if job.fault == Fault::Purged {
        job.purged_at.get_or_init(SystemTime::now);
    }
}

/// A stored file as a data address.
pub(in crate::providers) fn data_address(simulator: &Simulator, name: &str) -> Option<String> {
    let object = simulator.object(name)?;
    match object.content {
        Content::Stored(bytes) => {
            Some(format!("data:{};base64,{}", object.media_type, base64::encode(&bytes)))
        }
        Content::Awaited | Content::Deleted => None,
    }
}

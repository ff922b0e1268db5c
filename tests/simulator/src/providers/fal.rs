//! fal's protocol: submit, status, result, cancel, upload in the ways of both official clients, media.
//!
//! Not spoken: the status stream, multipart uploads above 90 MB.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::modelrunner::submission::Submission;
use super::modelrunner::{storage, submit};
use crate::answer::Answer;
use crate::base64;
use crate::edit;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::settings::CallKind;
use crate::simulator::Simulator;
use crate::sync::locked;

/// The endpoint, and what its requests live under.
const ENDPOINT: &str = "openai/gpt-image-2/edit";
const REQUESTS: &str = "openai/gpt-image-2/requests/";
/// Most jobs kept.
const MAX_JOBS: usize = 400;
/// What uploads by token go to.
const CDN_HOST: &str = "v3.fal.media";
/// Where a job stands in the queue at first.
const FIRST_POSITION: u64 = 2;

/// A job.
#[derive(Debug)]
struct Job {
    id: String,
    fault: Fault,
    submission: Submission,
    created: Duration,
    queue: Duration,
    run: Duration,
    work: OnceLock<Result<Vec<String>, String>>,
    is_cancelled: OnceLock<()>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Queued,
    Running,
    Finished,
}

/// What fal keeps.
#[derive(Debug, Default)]
pub(crate) struct Fal {
    jobs: Mutex<HashMap<String, Arc<Job>>>,
}

impl Fal {
    /// Forgets all jobs.
    pub(crate) fn forget_jobs(&self) {
        locked(&self.jobs).clear();
    }
}

impl Job {
    fn phase(&self, now: Duration) -> Phase {
        let elapsed = now.saturating_sub(self.created);
        if elapsed < self.queue {
            Phase::Queued
        } else if self.work.get().is_none() || elapsed < self.queue + self.run || self.fault == Fault::Stuck {
            Phase::Running
        } else {
            Phase::Finished
        }
    }
}

/// `{"detail": "…"}`.
fn detail(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "detail": message }))
}

/// `{"detail": [{…}]}`, the model's own errors.
fn model_error(field: &str, message: &str, kind: &str) -> Answer {
    let error = json!({"loc": ["body", field], "msg": message, "type": kind,
        "url": format!("https://docs.fal.ai/errors#{kind}"), "input": null});
    Answer::json(422, &json!({ "detail": [error] })).with_header("x-fal-retryable", "false")
}

/// Answers a request.
pub(crate) fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let path = incoming.path.trim_matches('/').to_owned();
    let host = incoming.virtual_host.as_deref().unwrap_or_default();
    if let Some(kind) = kind_of(incoming, host, &path)
        && let Some(failure) = simulator.take_failure(kind)
    {
        let answer = detail(failure.http_status, "ordered by the control route");
        return match failure.retry_after_seconds {
            Some(seconds) => answer.with_header("retry-after", seconds.to_string()),
            None => answer,
        };
    }
    if host.ends_with("fal.media") {
        return match (&incoming.method, path.as_str()) {
            (&Method::PUT, name) => storage::upload(simulator, incoming, name),
            (&Method::POST, "files/upload") => upload_by_token(simulator, incoming),
            (_, name) => storage::media(simulator, name),
        };
    }
    let key = incoming.header("authorization").strip_prefix("Key ");
    let Some(fault) = key.and_then(Fault::from_key).map(|fault| simulator.fault(fault)) else {
        return detail(401, "Cannot access application: missing or unknown key");
    };
    let mut answer = keyed(simulator, incoming, &path, fault)
        .with_header("x-fal-request-id", simulator.identifiers.next());
    answer.has_cors = fault != Fault::NoCors;
    answer
}

fn kind_of(incoming: &Incoming, host: &str, path: &str) -> Option<CallKind> {
    Some(match (&incoming.method, path) {
        (&Method::PUT, _) if host.ends_with("fal.media") => CallKind::Upload,
        (&Method::GET, _) if host.ends_with("fal.media") => CallKind::Media,
        (&Method::POST, ENDPOINT) => CallKind::Submit,
        (&Method::POST, "storage/upload/initiate") => CallKind::Initiate,
        (&Method::GET, path) if path.ends_with("/status") => CallKind::Status,
        (&Method::GET, path) if path.starts_with(REQUESTS) => CallKind::Result,
        _ => return None,
    })
}

fn keyed(simulator: &Arc<Simulator>, incoming: &Incoming, path: &str, fault: Fault) -> Answer {
    match (&incoming.method, path, fault) {
        (_, _, Fault::Unauthorized) => detail(401, "the key was deleted"),
        (_, _, Fault::Forbidden) => detail(403, "the key has no access"),
        (&Method::POST, ENDPOINT, _) => submitted(simulator, incoming, fault),
        (&Method::POST, "storage/upload/initiate", _) => initiate(simulator, incoming),
        (&Method::POST, "storage/auth/token", _) => Answer::json(
            200,
            &json!({"token": "sim-token", "token_type": "Bearer",
                "base_url": incoming.base_of(CDN_HOST), "expires_at": "2126-11-23T10:00:00Z"}),
        ),
        (method, path, _) => match path.strip_prefix(REQUESTS) {
            Some(rest) => of_request(simulator, incoming, method, rest),
            None => detail(404, "no such route"),
        },
    }
}

fn initiate(simulator: &Simulator, incoming: &Incoming) -> Answer {
    // The same signed place as ModelRunner's, at fal's hosts.
    let mut answer = storage::initiate(simulator, incoming, "fal");
    let text = String::from_utf8_lossy(&answer.body)
        .replace("modelrunner-uploads.s3.amazonaws.com", "v3b.fal.media")
        .replace("media.modelrunner.ai", "v3b.fal.media");
    answer.body = text.into_bytes().into();
    answer
}

fn upload_by_token(simulator: &Simulator, incoming: &Incoming) -> Answer {
    if incoming.header("authorization") != "Bearer sim-token" {
        return detail(401, "bad token");
    }
    let name = simulator.store_bytes("bin", incoming.header("content-type"), incoming.body.clone());
    Answer::json(
        200,
        &json!({"access_url": format!("{}/{name}", incoming.base_of(CDN_HOST))}),
    )
}

fn submitted(simulator: &Arc<Simulator>, incoming: &Incoming, fault: Fault) -> Answer {
    let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(&incoming.body) else {
        return detail(422, "the body is no JSON object");
    };
    let quality = body.remove("quality");
    if !matches!(
        quality.as_ref().map(|value| value.as_str()),
        None | Some(Some("auto" | "low" | "medium" | "high"))
    ) {
        return model_error("quality", "unknown quality", "literal_error");
    }
    body.remove("sync_mode");
    let default = json!("auto");
    body.entry("image_size").or_insert(default);
    for member in ["image_urls", "mask_url"] {
        if let Some(value) = body.get_mut(member) {
            resolve(simulator, incoming, value);
        }
    }
    let submission = match Submission::read(&body) {
        Ok(submission) => submission,
        Err(errors) => {
            let error = errors.first();
            let field = error
                .and_then(|error| error.path.first())
                .and_then(Value::as_str)
                .unwrap_or("body")
                .to_owned();
            let message = error.map_or("", |error| error.message.as_str());
            return model_error(&field, message, "value_error");
        }
    };
    match fault {
        Fault::NoCredit => return detail(402, "exhausted balance"),
        Fault::RateLimited => return detail(429, "too many requests").with_header("retry-after", "1"),
        Fault::SubmitServerError => return detail(500, "something went wrong"),
        Fault::HtmlGateway => return super::modelrunner::refusal::html_gateway(),
        _ => (),
    }
    let settings = simulator.settings();
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
        fault,
        submission,
        created: simulator.clock.now(),
        queue: settings.queue,
        run: settings.run,
        work: OnceLock::new(),
        is_cancelled: OnceLock::new(),
    });
    {
        let mut jobs = locked(&simulator.fal.jobs);
        if jobs.len() >= MAX_JOBS {
            jobs.clear();
        }
        jobs.insert(job.id.clone(), Arc::clone(&job));
    }
    tokio::spawn(work(Arc::clone(simulator), Arc::clone(&job)));
    let answer = Answer::json(200, &envelope(simulator, incoming, &job, false));
    match fault {
        Fault::AcceptedButGatewayTimeout => detail(504, "gateway timeout"),
        Fault::TruncatedSubmit => answer.truncated(),
        _ => answer,
    }
}

/// Puts data addresses, and files of fal's hosts, where the edit finds files.
fn resolve(simulator: &Simulator, incoming: &Incoming, value: &mut Value) {
    match value {
        Value::Array(entries) => entries
            .iter_mut()
            .for_each(|entry| resolve(simulator, incoming, entry)),
        Value::String(text) => {
            let data = text
                .strip_prefix("data:")
                .and_then(|rest| rest.split_once(";base64,"));
            if let Some(bytes) = data.and_then(|(_, base64)| base64::decode(base64)) {
                let name = simulator.store_bytes("bin", "image/png", bytes);
                *text = super::modelrunner::record::media_url(incoming, &name);
            } else if let Some((_, name)) = text.split_once(".fal.media/") {
                *text = super::modelrunner::record::media_url(incoming, name);
            }
        }
        _ => (),
    }
}

async fn work(simulator: Arc<Simulator>, job: Arc<Job>) {
    simulator.clock.sleep_until(job.created + job.queue).await;
    let outcome = if matches!(
        job.fault,
        Fault::None
            | Fault::NoCors
            | Fault::LogsObjects
            | Fault::Hostile
            | Fault::TruncatedJson
            | Fault::AcceptedButGatewayTimeout
            | Fault::TruncatedSubmit
    ) {
        edited(&simulator, &job).await
    } else {
        Ok(Vec::new())
    };
    job.work.get_or_init(|| outcome);
}

async fn edited(simulator: &Arc<Simulator>, job: &Job) -> Result<Vec<String>, String> {
    let order = submit::order(simulator, &job.submission)?;
    let permits = Arc::clone(&simulator.modelrunner.edit_permits);
    let _permit = permits.acquire_owned().await.map_err(|error| error.to_string())?;
    let results = tokio::task::spawn_blocking(move || edit::run(&order))
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())?;
    let format = job.submission.format;
    Ok(results
        .into_iter()
        .map(|bytes| simulator.store_bytes(format.extension(), format.media_type(), bytes))
        .collect())
}

fn envelope(simulator: &Simulator, incoming: &Incoming, job: &Job, with_logs: bool) -> Value {
    let response_url = format!("{}/{REQUESTS}{}", incoming.base(), job.id);
    let phase = job.phase(simulator.clock.now());
    let log = json!([{"message": "model started", "level": "INFO", "source": "USER", "timestamp": "2026-11-23T10:00:01Z"}]);
    let elapsed = simulator.clock.now().saturating_sub(job.created).as_millis() as u64;
    let queue = (job.queue.as_millis() as u64).max(1);
    let mut body = json!({
        "status": match phase {
            Phase::Queued => "IN_QUEUE",
            Phase::Running => "IN_PROGRESS",
            Phase::Finished => "COMPLETED",
        },
        "request_id": job.id,
        "response_url": response_url,
        "status_url": format!("{response_url}/status"),
        "cancel_url": format!("{response_url}/cancel"),
        "queue_position": FIRST_POSITION.saturating_sub(FIRST_POSITION * elapsed / queue),
        "logs": if with_logs && phase != Phase::Queued { log } else { Value::Null },
    });
    if phase == Phase::Finished
        && let Some(members) = body.as_object_mut()
    {
        members.insert(
            "metrics".to_owned(),
            json!({"inference_time": job.run.as_secs_f64()}),
        );
        if job.fault == Fault::ForceFailed {
            members.insert("error".to_owned(), json!("runner went away"));
            members.insert("error_type".to_owned(), json!("runner_disconnected"));
        }
    }
    body
}

fn of_request(simulator: &Arc<Simulator>, incoming: &Incoming, method: &Method, rest: &str) -> Answer {
    let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
    let job = locked(&simulator.fal.jobs).get(id).cloned();
    let Some(job) = job else {
        return if action == "cancel" {
            Answer::json(404, &json!({"status": "NOT_FOUND"}))
        } else {
            detail(404, "no such request")
        };
    };
    let phase = job.phase(simulator.clock.now());
    match (method, action) {
        (&Method::GET, "status") => {
            let with_logs = matches!(incoming.query("logs").as_deref(), Some("1" | "true"));
            let status = if phase == Phase::Finished { 200 } else { 202 };
            Answer::json(status, &envelope(simulator, incoming, &job, with_logs))
        }
        (&Method::PUT, "cancel") => match phase {
            Phase::Queued => {
                job.is_cancelled.get_or_init(|| ());
                locked(&simulator.fal.jobs).remove(id);
                Answer::json(200, &json!({"status": "CANCELLED"}))
            }
            Phase::Running => Answer::json(202, &json!({"status": "CANCELLATION_REQUESTED"})),
            Phase::Finished => Answer::json(400, &json!({"status": "ALREADY_COMPLETED"})),
        },
        (&Method::GET, "") if phase != Phase::Finished => Answer::json(
            400,
            &json!({"detail": "Request is still in progress", "status": "IN_PROGRESS"}),
        ),
        (&Method::GET, "") => result(incoming, &job),
        _ => detail(405, "no such action"),
    }
}

fn result(incoming: &Incoming, job: &Job) -> Answer {
    match job.fault {
        Fault::ForceFailed => {
            return Answer::json(
                503,
                &json!({"detail": "runner went away", "error_type": "runner_disconnected"}),
            )
            .with_header("x-fal-error-type", "runner_disconnected");
        }
        Fault::Slow => {
            return Answer::json(
                504,
                &json!({"detail": "the request timed out", "error_type": "request_timeout"}),
            )
            .with_header("x-fal-request-timeout-type", "user");
        }
        Fault::Unprocessable => {
            return model_error(
                "prompt",
                "the prompt was blocked by safety checks",
                "content_policy_violation",
            );
        }
        Fault::HostileError => {
            return model_error(
                "prompt",
                super::modelrunner::record::HOSTILE_TEXT,
                "no_media_generated",
            );
        }
        Fault::Empty => return Answer::json(200, &json!({"images": []})),
        _ => (),
    }
    match job.work.get() {
        Some(Ok(names)) => {
            let images: Vec<Value> = names
                .iter()
                .map(|name| {
                    json!({"url": format!("{}/{name}", incoming.base_of("v3b.fal.media")),
                        "content_type": job.submission.format.media_type(), "file_name": name})
                })
                .collect();
            let answer = Answer::json(200, &json!({ "images": images }));
            if job.fault == Fault::TruncatedJson {
                answer.truncated()
            } else {
                answer
            }
        }
        Some(Err(message)) => model_error("image_urls", message, "image_load_error"),
        None => detail(500, "no work was done"),
    }
}

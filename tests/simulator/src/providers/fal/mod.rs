//! fal's protocol: submit, status, result, cancel, upload in the ways of both official clients, media.
//!
//! Not spoken: multipart uploads above 90 MB, the model's own event stream.

mod job;
mod submit;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::events::{self, News};
use super::modelrunner::storage;
use crate::answer::Answer;
use crate::failure::CallKind;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::rules::{FAL_PATHS, Generation};
use crate::simulator::Simulator;
use crate::sync::locked;
use job::{Job, Phase};

/// The generation of the model at an endpoint.
fn endpoint(path: &str) -> Option<Generation> {
    let model = path.strip_suffix("/edit")?;
    FAL_PATHS.iter().find(|(one, _)| *one == model).map(|(_, generation)| *generation)
}

/// What follows the part of a path that a model's requests live under: its first two steps and `requests`.
fn request_of(path: &str) -> Option<&str> {
    FAL_PATHS.iter().find_map(|(model, _)| path.strip_prefix(&requests(model)))
}

/// What a model's requests live under.
fn requests(model: &str) -> String {
    let steps: Vec<&str> = model.split('/').take(2).collect();
    format!("{}/requests/", steps.join("/"))
}

/// What files are put to and read from.
const FILES_HOST: &str = "v3b.fal.media";
/// What uploads by token go to.
const CDN_HOST: &str = "v3.fal.media";
/// The host whose calls wait for the result.
const WAITING_HOST: &str = "fal.run";
/// Time between the comments that keep a status stream open.
const HEARTBEAT: Duration = Duration::from_secs(15);

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

/// `{"detail": "…"}`.
pub(super) fn detail(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "detail": message }))
}

/// `{"detail": [{…}]}`, the model's own errors.
fn model_error(field: &str, message: &str, kind: &str) -> Answer {
    let error = json!({"loc": ["body", field], "msg": message, "type": kind,
        "url": format!("https://docs.fal.ai/errors#{kind}"), "input": null});
    Answer::json(422, &json!({ "detail": [error] })).with_header("x-fal-retryable", "false")
}

/// Answers a request.
pub(crate) async fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let path = incoming.path.trim_matches('/').to_owned();
    let host = incoming.virtual_host.as_deref().unwrap_or_default();
    if host.ends_with("fal.media") {
        return match (&incoming.method, path.as_str()) {
            (&Method::PUT, name) => storage::upload(simulator, incoming, name),
            (&Method::POST, "files/upload") => upload_by_token(simulator, incoming),
            (_, name) => storage::media(simulator, name),
        };
    }
    let value = incoming.header("authorization");
    let of_bearer = || {
        let key = value.strip_prefix("Bearer ")?;
        simulator.settings().accepts_bearer.then_some(key)
    };
    let key = value.strip_prefix("Key ").or_else(of_bearer);
    let Some(fault) = key.and_then(Fault::from_key).map(|fault| simulator.fault(fault)) else {
        return detail(401, "Cannot access application: missing or unknown key");
    };
    let mut answer = keyed(simulator, incoming, &path, fault)
        .await
        .with_header("x-fal-request-id", simulator.identifiers.next());
    answer.has_cors = fault != Fault::NoCors;
    answer
}

/// Which call a request is, for ordered failures.
pub(super) fn kind(incoming: &Incoming) -> Option<CallKind> {
    let path = incoming.path.trim_matches('/');
    let host = incoming.virtual_host.as_deref().unwrap_or_default();
    Some(match (&incoming.method, path) {
        (&Method::PUT, _) if host.ends_with("fal.media") => CallKind::Upload,
        (&Method::GET, _) if host.ends_with("fal.media") => CallKind::Media,
        (&Method::POST, path) if endpoint(path).is_some() => CallKind::Submit,
        (&Method::POST, "storage/upload/initiate") => CallKind::Initiate,
        (&Method::GET, path) if path.ends_with("/status") || path.ends_with("/status/stream") => {
            CallKind::Status
        }
        (&Method::PUT, path) if path.ends_with("/cancel") => CallKind::Cancel,
        (&Method::GET, path) if request_of(path).is_some() => CallKind::Result,
        _ => return None,
    })
}

async fn keyed(simulator: &Arc<Simulator>, incoming: &Incoming, path: &str, fault: Fault) -> Answer {
    match (&incoming.method, path, fault) {
        (_, _, Fault::Unauthorized) => detail(401, "the key was deleted"),
        (_, _, Fault::Forbidden) => detail(403, "the key has no access"),
        (&Method::POST, path, _)
            if endpoint(path).is_some() && incoming.virtual_host.as_deref() == Some(WAITING_HOST) =>
        {
            submit::run(simulator, incoming, fault).await
        }
        (&Method::POST, path, _) if endpoint(path).is_some() => submit::submit(simulator, incoming, fault),
        (&Method::POST, "storage/upload/initiate", _) => initiate(simulator, incoming),
        (&Method::POST, "storage/auth/token", _) => Answer::json(
            200,
            &json!({"token": "sim-token", "token_type": "Bearer",
                "base_url": incoming.base_of(CDN_HOST), "expires_at": "2126-11-23T10:00:00Z"}),
        ),
        (method, path, _) => match request_of(path) {
            Some(rest) => of_request(simulator, incoming, method, rest),
            None => detail(404, "no such route"),
        },
    }
}

fn initiate(simulator: &Simulator, incoming: &Incoming) -> Answer {
    storage::initiate_at(simulator, incoming, "fal", FILES_HOST, FILES_HOST)
}

fn upload_by_token(simulator: &Simulator, incoming: &Incoming) -> Answer {
    if incoming.header("authorization") != "Bearer sim-token" {
        return detail(401, "bad token");
    }
    let name = simulator.store_bytes("bin", incoming.header("content-type"), incoming.body.clone());
    Answer::json(200, &json!({"access_url": format!("{}/{name}", incoming.base_of(CDN_HOST))}))
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
            Answer::json(status, &job::envelope(simulator, incoming, &job, with_logs))
        }
        (&Method::GET, "status/stream") => stream(simulator, incoming, job),
        (&Method::PUT, "cancel") => match phase {
            Phase::Queued => {
                locked(&simulator.fal.jobs).remove(id);
                Answer::json(200, &json!({"status": "CANCELLED"}))
            }
            Phase::Running => Answer::json(202, &json!({"status": "CANCELLATION_REQUESTED"})),
            Phase::Finished => Answer::json(400, &json!({"status": "ALREADY_COMPLETED"})),
        },
        (&Method::GET, "") if phase != Phase::Finished => {
            Answer::json(400, &json!({"detail": "Request is still in progress", "status": "IN_PROGRESS"}))
        }
        (&Method::GET, "") => job::result(simulator, incoming, &job),
        _ => detail(405, "no such action"),
    }
}

/// The status as events, until the job is finished.
fn stream(simulator: &Arc<Simulator>, incoming: &Incoming, job: Arc<Job>) -> Answer {
    let (time_of, incoming) = (Arc::clone(simulator), incoming.clone());
    let with_logs = matches!(incoming.query("logs").as_deref(), Some("1" | "true"));
    let mut seen: Option<Value> = None;
    events::stream(simulator, HEARTBEAT, ": ping\n\n", move || {
        let envelope = job::envelope(&time_of, &incoming, &job, with_logs);
        let mut news = News { is_last: job.phase(time_of.clock.now()) == Phase::Finished, ..News::default() };
        if seen.as_ref() != Some(&envelope) {
            news.events.push(events::event(None, &envelope));
            seen = Some(envelope);
        }
        news
    })
}

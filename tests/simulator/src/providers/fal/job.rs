//! A job of fal's queue: how far it is, and what is said of it.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::{detail, model_error, requests};
use crate::answer::{Answer, Delivery};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::providers::modelrunner::result::SLOW_BYTES_PER_SECOND;
use crate::providers::modelrunner::submission::Submission;
use crate::providers::modelrunner::submit::data_address;
use crate::simulator::Simulator;

/// Where a job stands in the queue at first.
const FIRST_POSITION: u64 = 2;

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    /// The model's path, without its last step.
    pub(super) model: String,
    pub(super) fault: Fault,
    pub(super) submission: Submission,
    pub(super) created: Duration,
    pub(super) queue: Duration,
    pub(super) run: Duration,
    pub(super) work: OnceLock<Result<Vec<String>, String>>,
    /// Pictures are given as data addresses.
    pub(super) is_sync: bool,
    /// What is wrong with its fields, when that is said late.
    pub(super) late_refusal: Option<(String, String)>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Queued,
    Running,
    Finished,
}

impl Job {
    /// How far it is.
    pub(super) fn phase(&self, now: Duration) -> Phase {
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

/// The envelope of submit and status.
pub(super) fn envelope(simulator: &Simulator, incoming: &Incoming, job: &Job, with_logs: bool) -> Value {
    let response_url = format!("{}/{}{}", incoming.base(), requests(&job.model), job.id);
    let phase = job.phase(simulator.clock.now());
    let log = json!([{"message": "model started", "level": "INFO", "source": "USER", "timestamp": "2026-11-23T10:00:01Z"}]);
    let elapsed = simulator.clock.now().saturating_sub(job.created).as_millis() as u64;
    let queue = (job.queue.as_millis() as u64).max(1);
    let mut body = json!({
        "status": match phase {
            Phase::Queued => "IN_QUEUE",
            Phase::Running if job.fault == Fault::UnknownStatus => "SCHEDULED",
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
    let members = body.as_object_mut();
    if let (Fault::BareEnvelope, Some(members)) = (job.fault, members) {
        members.remove("queue_position");
        members.remove("logs");
    }
    if phase == Phase::Finished
        && let Some(members) = body.as_object_mut()
    {
        members.insert("metrics".to_owned(), json!({"inference_time": job.run.as_secs_f64()}));
        if job.fault == Fault::ForceFailed {
            members.insert("error".to_owned(), json!("runner went away"));
            members.insert("error_type".to_owned(), json!("runner_disconnected"));
        }
    }
    body
}

/// Answers `GET …/requests/{id}` of a finished job: the model's own status and body.
pub(super) fn result(simulator: &Simulator, incoming: &Incoming, job: &Job) -> Answer {
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
                crate::providers::modelrunner::record::HOSTILE_TEXT,
                "no_media_generated",
            );
        }
        Fault::Empty => return Answer::json(200, &json!({"images": []})),
        _ => (),
    }
    if let Some((field, message)) = &job.late_refusal {
        return model_error(field, message, "value_error");
    }
    match job.work.get() {
        Some(Ok(names)) => {
            let images: Vec<Value> = names
                .iter()
                .map(|name| {
                    let url = if job.is_sync || job.fault == Fault::OutputDataUri {
                        data_address(simulator, name)
                    } else {
                        Some(format!("{}/{name}", incoming.base_of("v3b.fal.media")))
                    };
                    json!({"url": url, "content_type": job.submission.format.media_type(), "file_name": name})
                })
                .collect();
            let answer = Answer::json(200, &json!({ "images": images }));
            match job.fault {
                Fault::TruncatedJson => answer.truncated(),
                Fault::SlowBody => answer.delivered(Delivery::Slow(SLOW_BYTES_PER_SECOND)),
                _ => answer,
            }
        }
        Some(Err(message)) => model_error("image_urls", message, "image_load_error"),
        None => detail(500, "no work was done"),
    }
}

//! The result of a job, the look-up of jobs, and the deletion of payloads.
//!
//! Choices where the sources are silent: the look-up answers `{"data": […], "page", "limit", "total"}`; all
//! keys are one account.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::job::{Job, Phase, Work};
use super::{ENDPOINT, record, refusal};
use crate::answer::{Answer, Delivery};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::object_store::{Content, Object};
use crate::simulator::Simulator;
use crate::sync::locked;

/// Records on a page when the query does not say.
const DEFAULT_LIMIT: usize = 20;
/// Most records on a page.
const MAX_LIMIT: usize = 100;

/// Bytes a second of [`Fault::SlowBody`].
pub(in crate::providers) const SLOW_BYTES_PER_SECOND: u32 = 200;

/// Answers `GET …/requests/{id}`.
pub(super) fn result(simulator: &Simulator, incoming: &Incoming, job: &Job, answer_id: &str) -> Answer {
    let early = || {
        let status = simulator.settings().early_result_status;
        refusal::plain(status, "request is not finished", answer_id)
    };
    let Phase::Finished(work) = job.phase() else {
        return early();
    };
    let was_asked = job.was_asked.swap(true, Ordering::Relaxed);
    if job.fault == Fault::ResultNotReadyOnce && !was_asked {
        return early();
    }
    if job.fault == Fault::InvalidOutput {
        return Answer::json(
            422,
            &json!({
                "error": "output does not follow the model's schema",
                "request_id": job.id,
                "details": {
                    "code": "INVALID_OUTPUT",
                    "validationErrors": [{"instancePath": "/output/0", "message": "must be string"}],
                },
            }),
        );
    }
    let answer = finished(job, work, incoming);
    match job.fault {
        Fault::TruncatedJson => answer.truncated(),
        Fault::SlowBody => answer.delivered(Delivery::Slow(SLOW_BYTES_PER_SECOND)),
        _ => answer,
    }
}

fn finished(job: &Job, work: &Work, incoming: &Incoming) -> Answer {
    let nothing = json!({});
    if let Some(error) = record::forced_failure(job) {
        return Answer::json(400, &record::record(job, &nothing, Some(error)));
    }
    if job.purged_at.get().is_some() {
        return Answer::json(200, &record::record(job, &nothing, None));
    }
    match (job.fault, &work.outcome) {
        (Fault::Unprocessable, _) => {
            let error = "the model could not finish this request";
            Answer::json(422, &record::record(job, &nothing, Some(error)))
        }
        (Fault::HostileError, _) => {
            Answer::json(422, &record::record(job, &nothing, Some(record::HOSTILE_TEXT)))
        }
        (Fault::CompletedWithError, _) => {
            let mut record = record::record(job, &nothing, Some("the provider returned no picture"));
            if let Some(members) = record.as_object_mut() {
                members.insert("billingStatus".to_owned(), json!("failed"));
            }
            Answer::json(200, &record)
        }
        (_, Err(error)) => Answer::json(422, &record::record(job, &nothing, Some(error))),
        (_, Ok(names)) => {
            let output = record::output(job, names, incoming);
            let mut record = record::record(job, &output, None);
            if let (Some(name), Some(members)) = (names.first(), record.as_object_mut()) {
                // Not among the results, and nothing is there: a client that takes it for one is found out.
                let url = record::media_url(incoming, &format!("thumbnail-{name}"));
                let thumbnail = json!({"type": "image", "url": url, "posterUrl": null});
                members.insert("thumbnails".to_owned(), json!([thumbnail]));
            }
            Answer::json(200, &record)
        }
    }
}

/// Answers `GET /requests`.
pub(super) fn list(simulator: &Simulator, incoming: &Incoming, answer_id: &str) -> Answer {
    let tags = match incoming.query("metadata").map(|text| serde_json::from_str::<Map<String, Value>>(&text))
    {
        None => Map::new(),
        Some(Ok(tags)) => tags,
        Some(Err(error)) => {
            let message = format!("metadata is not a JSON object: {error}");
            return refusal::plain(400, &message, answer_id);
        }
    };
    let number = |name: &str, default: usize| match incoming.query(name) {
        None => Ok(default),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| format!("{name} is {text:?}, expected a whole number from 1")),
    };
    let (limit, page) = match (number("limit", DEFAULT_LIMIT), number("page", 1)) {
        (Ok(limit), Ok(page)) => (limit.min(MAX_LIMIT), page),
        (Err(message), _) | (_, Err(message)) => return refusal::plain(400, &message, answer_id),
    };
    let status = incoming.query("status");
    let endpoint = incoming.query("modelEndpoint");
    let matches = |job: &Job| {
        tags.iter().all(|(key, value)| job.metadata.get(key) == Some(value))
            && status.as_deref().is_none_or(|status| status == record::status_word(job))
            && endpoint.as_deref().is_none_or(|endpoint| endpoint == ENDPOINT)
    };
    let jobs = locked(&simulator.modelrunner.jobs).newest_first();
    let matching: Vec<_> = jobs.iter().filter(|job| matches(job)).collect();
    let data: Vec<Value> = matching
        .iter()
        .skip((page - 1).saturating_mul(limit))
        .take(limit)
        .map(|job| listed(job, incoming))
        .collect();
    let total = matching.len();
    Answer::json(200, &json!({"data": data, "page": page, "limit": limit, "total": total}))
}

fn listed(job: &Job, incoming: &Incoming) -> Value {
    let output = match job.phase() {
        Phase::Finished(Work { outcome: Ok(names), .. }) if job.purged_at.get().is_none() => {
            record::output(job, names, incoming)
        }
        _ => json!({}),
    };
    record::record(job, &output, None)
}

/// Answers `DELETE …/payloads`: the results go, the uploads stay.
pub(super) fn delete_payloads(
    simulator: &Simulator,
    incoming: &Incoming,
    job: &Job,
    answer_id: &str,
) -> Answer {
    let Phase::Finished(work) = job.phase() else {
        return refusal::plain(409, "request is not finished", answer_id);
    };
    // A second deletion finds the same moment and the same files, gone already.
    job.purged_at.get_or_init(SystemTime::now);
    let results: Vec<Value> = work
        .outcome
        .iter()
        .flatten()
        .map(|name| {
            let deleted = Object { media_type: String::new(), signature: None, content: Content::Deleted };
            simulator.put_object(name, deleted);
            json!({"link": record::media_url(incoming, name), "exception": null})
        })
        .collect();
    Answer::json(200, &json!({"request_id": job.id, "payloads_deleted": true, "cdn_delete_results": results}))
}

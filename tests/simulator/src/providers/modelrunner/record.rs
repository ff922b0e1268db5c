//! What is said of a job: the status envelope, the record, logs and output in their many shapes.
//!
//! Choices where the sources are silent: addresses have the two-segment form that both official clients
//! build, unless the settings say otherwise; `logs` is a string unless a fault says otherwise, and null when the query asks for none.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::MEDIA_HOST;
use super::job::{Job, Phase};
use super::{ENDPOINT, SHORT_ENDPOINT};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::settings::AddressForm;
use crate::timestamp::iso;

/// Text that must never be taken for markup. A page that runs it has `hostile` on its window.
pub(in crate::providers) const HOSTILE_TEXT: &str = "</script><script>window.hostile=1</script>\
     <img src=x onerror=\"window.hostile=1\"><b>bold</b>{{7*7}} \u{202e}reversed";
/// Addresses that are no pictures and must never be followed.
const HOSTILE_ADDRESSES: [&str; 3] = [
    "javascript:window.hostile=1",
    "data:text/html,<script>window.hostile=1</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.hostile=1'/>",
];
/// Price of one result, in thousandths of a dollar.
const PRICE_EACH_MILLS: u32 = 151;

/// The envelope of submit, status and cancel.
pub(super) fn envelope(job: &Job, incoming: &Incoming) -> Value {
    let base = match job.fault {
        // The same simulator under another name, so that a key that leaks is seen in the log.
        Fault::ForeignUrl => format!("{}/__h/elsewhere.example", incoming.foreign_origin()),
        _ => incoming.base(),
    };
    let response_url = match job.address_form {
        AddressForm::Short => format!("{base}/{SHORT_ENDPOINT}/requests/{}", job.id),
        AddressForm::Full => format!("{base}/{ENDPOINT}/requests/{}", job.id),
        AddressForm::Bare => format!("{base}/requests/{}", job.id),
    };
    let wants_logs = !matches!(incoming.query("logs").as_deref(), Some("0" | "false"));
    let mut envelope = json!({
        "status": status_word(job),
        "request_id": job.id,
        "status_url": format!("{response_url}/status"),
        "cancel_url": format!("{response_url}/cancel"),
        "response_url": response_url,
        "queue_position": 0,
        "logs": if wants_logs { logs(job) } else { Value::Null },
    });
    if let Some(members) = envelope.as_object_mut() {
        if job.fault == Fault::BareEnvelope {
            members.remove("queue_position");
            members.remove("logs");
        }
        if let Some(webhook) = &job.webhook {
            members.insert("webhook".to_owned(), json!(webhook));
        }
        if let Phase::Finished(work) = job.phase() {
            let inference = job.finished_after(work).saturating_sub(job.queue);
            members.insert("metrics".to_owned(), json!({"inference_time": inference.as_secs_f64()}));
        }
    }
    envelope
}

/// The error of a job that the platform gave up; `None` for any other.
pub(super) fn forced_failure(job: &Job) -> Option<&'static str> {
    let has_failed = job.fault == Fault::ForceFailed && matches!(job.phase(), Phase::Finished(_));
    has_failed.then_some("upstream gave no output")
}

/// The word for how far a job is. A job whose edit failed is `COMPLETED`: finished, not succeeded.
pub(super) fn status_word(job: &Job) -> &'static str {
    match job.phase() {
        Phase::Queued => "IN_QUEUE",
        Phase::Running if job.fault == Fault::UnknownStatus => "SCHEDULED",
        Phase::Running => "IN_PROGRESS",
        Phase::Finished(_) if job.fault == Fault::Cancelled => "CANCELLED",
        Phase::Finished(_) if job.fault == Fault::ForceFailed => "FAILED",
        Phase::Finished(_) => "COMPLETED",
    }
}

/// The record with an output and an error.
pub(super) fn record(job: &Job, output: &Value, error: Option<&str>) -> Value {
    let finished = match job.phase() {
        Phase::Finished(work) => Some(job.finished_after(work)),
        Phase::Queued | Phase::Running => None,
    };
    let succeeded = finished.is_some() && error.is_none();
    let updated_at = job.created_at + finished.unwrap_or_else(|| job.elapsed());
    let mut record = json!({
        "id": job.id,
        "modelEndpoint": ENDPOINT,
        "status": status_word(job),
        "input": job.input,
        "output": output,
        "error": error,
        "logs": logs(job),
        "metadata": job.metadata,
        "inferenceTime": finished.map(|after| millis(after.saturating_sub(job.queue))),
        "delayTime": millis(job.queue),
        "totalPrice": if succeeded { price(job.submission.count) } else { price(0) },
        "createdAt": iso(job.created_at),
        "updatedAt": iso(updated_at),
    });
    if let (Some(purged_at), Some(members)) = (job.purged_at.get(), record.as_object_mut()) {
        members.insert("input".to_owned(), json!({}));
        members.insert("payloadsPurgedAt".to_owned(), json!(iso(*purged_at)));
    }
    record
}

/// The pictures of a finished job, in the shape that its fault chooses.
pub(super) fn output(job: &Job, names: &[String], incoming: &Incoming) -> Value {
    let mut addresses: Vec<String> = names.iter().map(|name| media_url(incoming, name)).collect();
    match job.fault {
        Fault::Empty => json!({}),
        Fault::OutputString => json!(addresses.first()),
        Fault::OutputDataUri => json!(job.data_addresses.get()),
        Fault::OutputImages => {
            let media_type = job.submission.format.media_type();
            let images: Vec<Value> =
                addresses.iter().map(|url| json!({"url": url, "content_type": media_type})).collect();
            json!({"images": images})
        }
        Fault::Hostile => {
            addresses.extend(HOSTILE_ADDRESSES.map(str::to_owned));
            json!(addresses)
        }
        _ => json!(addresses),
    }
}

/// Where a file is.
pub(in crate::providers) fn media_url(incoming: &Incoming, name: &str) -> String {
    format!("{}/{name}", incoming.base_of(MEDIA_HOST))
}

fn logs(job: &Job) -> Value {
    let count = job.submission.count;
    let lines = match job.phase() {
        Phase::Queued => Vec::new(),
        Phase::Running => vec!["model started".to_owned()],
        Phase::Finished(_) => vec!["model started".to_owned(), format!("pictures made: {count}")],
    };
    match job.fault {
        Fault::LogsNull => Value::Null,
        Fault::LogsStrings => json!(lines),
        Fault::LogsString => json!(lines.join("\n")),
        Fault::LogsObjects => json!(log_objects(job, &lines)),
        Fault::Hostile | Fault::HostileError => json!(log_objects(job, &[HOSTILE_TEXT.to_owned()])),
        _ => json!(lines.get(1).map_or(String::new(), |line| format!("{line}\n"))),
    }
}

fn log_objects(job: &Job, lines: &[String]) -> Vec<Value> {
    lines
        .iter()
        .map(|line| {
            json!({
                "message": line,
                "level": "INFO",
                "source": "model",
                "timestamp": iso(job.created_at + job.queue),
            })
        })
        .collect()
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis() as u64
}

/// Dollars with three decimals: `0.302`.
fn price(count: u8) -> String {
    let mills = PRICE_EACH_MILLS * u32::from(count);
    format!("{}.{:03}", mills / 1000, mills % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_have_three_decimals() {
        assert_eq!([0, 1, 4].map(price), ["0.000", "0.151", "0.604"]);
    }
}

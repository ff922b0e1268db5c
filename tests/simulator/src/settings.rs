//! What can be set at the start and changed over the control route.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::fault::Fault;

/// Longest wait that can be set for either phase: one hour, in milliseconds.
const MAX_PHASE_MILLIS: u64 = 3_600_000;
/// Most calls that one scripted failure can hit.
const MAX_TIMES: u64 = 1_000;
/// Most scripted failures at once.
const MAX_FAILURES: usize = 20;

/// The calls that a scripted failure can be aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A job is submitted.
    Submit,
    /// A status is read.
    Status,
    /// A result is read.
    Result,
    /// The look-up by metadata.
    List,
    /// An upload is begun.
    Initiate,
    /// Bytes are put into storage.
    Upload,
    /// A file is downloaded.
    Media,
}

impl CallKind {
    const ALL: [Self; 7] = [
        Self::Submit,
        Self::Status,
        Self::Result,
        Self::List,
        Self::Initiate,
        Self::Upload,
        Self::Media,
    ];

    /// The control route's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Status => "status",
            Self::Result => "result",
            Self::List => "list",
            Self::Initiate => "initiate",
            Self::Upload => "upload",
            Self::Media => "media",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|call| call.word() == word)
    }
}

/// The next calls of a kind answer an HTTP error without being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptedFailure {
    /// Which calls.
    pub on: CallKind,
    /// The HTTP status they answer, 400 to 599.
    pub http_status: u16,
    /// How many calls are left to fail.
    pub times: u64,
    /// `Retry-After` in seconds, when it is sent.
    pub retry_after_seconds: Option<u64>,
}

/// How the simulator behaves for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a job is `IN_QUEUE`.
    pub queue: Duration,
    /// How long a job is `IN_PROGRESS`, at least; the edit itself may take longer.
    pub run: Duration,
    /// Overrides the fault of the key of every valid request.
    pub fault: Option<Fault>,
    /// HTTP status of a result asked for too early: 409 by one source, 400 by another.
    pub early_result_status: u16,
    /// Failures still to come.
    pub failures: Vec<ScriptedFailure>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            queue: Duration::from_millis(300),
            run: Duration::from_millis(700),
            fault: None,
            early_result_status: 409,
            failures: Vec::new(),
        }
    }
}

impl Settings {
    /// The settings after a change from JSON; members that are absent stay.
    ///
    /// # Errors
    /// A message that names the member, its value and what it may be.
    pub fn changed(&self, change: &Value) -> Result<Self, String> {
        let members = change.as_object().ok_or("settings must be a JSON object")?;
        let mut changed = self.clone();
        for (name, value) in members {
            match name.as_str() {
                "queue_millis" => changed.queue = phase(name, value)?,
                "run_millis" => changed.run = phase(name, value)?,
                "fault" => changed.fault = fault(value)?,
                "early_result_status" => {
                    changed.early_result_status = match value.as_u64() {
                        Some(400) => 400,
                        Some(409) => 409,
                        _ => return Err(format!("early_result_status is {value}, it can be 400 or 409")),
                    };
                }
                "failures" => changed.failures = failures(value)?,
                _ => {
                    return Err(format!(
                        "unknown setting {name:?}, there are queue_millis, run_millis, fault, \
                         early_result_status and failures"
                    ));
                }
            }
        }
        Ok(changed)
    }

    /// Takes one call off the first scripted failure that is aimed at it.
    pub fn take_failure(&mut self, call: CallKind) -> Option<ScriptedFailure> {
        let index = self.failures.iter().position(|failure| failure.on == call)?;
        let failure = self.failures.get_mut(index)?;
        failure.times = failure.times.saturating_sub(1);
        let taken = *failure;
        if taken.times == 0 {
            self.failures.remove(index);
        }
        Some(taken)
    }

    /// As JSON, in the form that [`Settings::changed`] reads.
    pub fn to_json(&self) -> Value {
        let failures: Vec<Value> = self
            .failures
            .iter()
            .map(|failure| {
                json!({
                    "on": failure.on.word(),
                    "http_status": failure.http_status,
                    "times": failure.times,
                    "retry_after_seconds": failure.retry_after_seconds,
                })
            })
            .collect();
        json!({
            "queue_millis": self.queue.as_millis() as u64,
            "run_millis": self.run.as_millis() as u64,
            "fault": self.fault.map(Fault::word),
            "early_result_status": self.early_result_status,
            "failures": failures,
        })
    }
}

fn phase(name: &str, value: &Value) -> Result<Duration, String> {
    value
        .as_u64()
        .filter(|millis| *millis <= MAX_PHASE_MILLIS)
        .map(Duration::from_millis)
        .ok_or_else(|| format!("{name} is {value}, it can be 0 to {MAX_PHASE_MILLIS} ms"))
}

fn fault(value: &Value) -> Result<Option<Fault>, String> {
    if value.is_null() {
        return Ok(None);
    }
    value
        .as_str()
        .and_then(Fault::from_word)
        .map(Some)
        .ok_or_else(|| format!("fault is {value}, it can be null or the ending of a key, as \"402\""))
}

fn failures(value: &Value) -> Result<Vec<ScriptedFailure>, String> {
    let list = value.as_array().ok_or("failures must be a list")?;
    if list.len() > MAX_FAILURES {
        return Err(format!("{} failures, the limit is {MAX_FAILURES}", list.len()));
    }
    list.iter()
        .map(|item| {
            let members = item.as_object().ok_or("a failure must be a JSON object")?;
            scripted_failure(members)
        })
        .collect()
}

fn scripted_failure(members: &Map<String, Value>) -> Result<ScriptedFailure, String> {
    let member = |name: &str| members.get(name).unwrap_or(&Value::Null);
    let on = member("on");
    let http_status = member("http_status");
    let times = members.get("times").map_or(Some(1), Value::as_u64);
    Ok(ScriptedFailure {
        on: on.as_str().and_then(CallKind::from_word).ok_or_else(|| {
            let words: Vec<&str> = CallKind::ALL.map(CallKind::word).to_vec();
            format!("on is {on}, it can be one of {}", words.join(", "))
        })?,
        http_status: http_status
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (400..600).contains(status))
            .ok_or_else(|| format!("http_status is {http_status}, it can be 400 to 599"))?,
        times: times
            .filter(|times| (1..=MAX_TIMES).contains(times))
            .ok_or_else(|| format!("times can be 1 to {MAX_TIMES}"))?,
        retry_after_seconds: member("retry_after_seconds").as_u64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: &Value, expected: &Result<Value, &str>) {
        let changed = Settings::default().changed(change);
        match (changed, expected) {
            (Ok(settings), Ok(members)) => {
                let json = settings.to_json();
                for (name, value) in members.as_object().into_iter().flatten() {
                    assert_eq!(json.get(name), Some(value), "{name} of {change}");
                }
            }
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            (changed, _) => panic!("{change}: {changed:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn settings_are_read_and_refused() {
        check(
            &json!({"queue_millis": 5}),
            &Ok(json!({"queue_millis": 5, "run_millis": 700})),
        );
        check(&json!({"fault": "402"}), &Ok(json!({"fault": "402"})));
        check(&json!({"fault": null}), &Ok(json!({"fault": null})));
        check(&json!({"fault": "sim-402"}), &Err("fault is \"sim-402\""));
        check(
            &json!({"run_millis": -1}),
            &Err("run_millis is -1, it can be 0 to 3600000 ms"),
        );
        check(&json!({"early_result_status": 404}), &Err("it can be 400 or 409"));
        check(&json!({"speed": 1}), &Err("unknown setting \"speed\""));
        check(&json!([]), &Err("must be a JSON object"));
        check(
            &json!({"failures": [{"on": "status", "http_status": 503}]}),
            &Ok(
                json!({"failures": [{"on": "status", "http_status": 503, "times": 1, "retry_after_seconds": null}]}),
            ),
        );
        check(
            &json!({"failures": [{"on": "poll", "http_status": 503}]}),
            &Err("on is \"poll\""),
        );
        check(
            &json!({"failures": [{"on": "status", "http_status": 200}]}),
            &Err("http_status is 200, it can be 400 to 599"),
        );
        check(
            &json!({"failures": [{"on": "status", "http_status": 503, "times": 0}]}),
            &Err("times can be 1 to 1000"),
        );
    }

    #[test]
    fn a_failure_is_used_up() {
        let change = json!({"failures": [{"on": "status", "http_status": 503, "times": 2}]});
        let mut settings = Settings::default().changed(&change).unwrap();
        assert!(settings.take_failure(CallKind::Submit).is_none());
        assert!(settings.take_failure(CallKind::Status).is_some());
        assert!(settings.take_failure(CallKind::Status).is_some());
        assert!(settings.take_failure(CallKind::Status).is_none());
    }
}

//! What can be set at the start and changed over the control route.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cors::CorsPolicy;
use crate::failure::{self, CallKind, OrderedFailure};
use crate::fault::Fault;

/// Longest wait that can be set for either phase: one hour, in milliseconds.
const MAX_PHASE_MILLIS: u64 = 3_600_000;
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
    /// HTTP status of a submit that is taken: 201 by the documents, 200 by the clients' tests.
    pub submit_status: u16,
    /// The form of the addresses that a submit returns.
    pub address_form: AddressForm,
    /// The queue APIs take a key in the `Bearer` scheme, too.
    pub accepts_bearer: bool,
    /// A request with wrong fields is taken, and its job fails.
    pub is_late_to_validate: bool,
    /// Which answers pages of other origins can read.
    pub cors: CorsPolicy,
    /// The key of the proxies; `None` = not configured.
    pub proxy_key: Option<String>,
    /// The proxies turn every HTTP status into 200.
    pub is_proxy_flattening: bool,
    /// Time between the comments that keep an event stream open.
    pub heartbeat: Duration,
    /// Failures still to come.
    pub failures: Vec<OrderedFailure>,
}

/// The form of the addresses that ModelRunner's submit returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressForm {
    /// Below the endpoint's first two segments.
    Short,
    /// Below the whole endpoint.
    Full,
    /// Below the host alone.
    Bare,
}

impl AddressForm {
    const ALL: [(&'static str, Self); 3] =
        [("short", Self::Short), ("full", Self::Full), ("bare", Self::Bare)];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, form)| *form == self).map_or("", |(word, _)| word)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            queue: Duration::from_millis(300),
            run: Duration::from_millis(700),
            fault: None,
            early_result_status: 409,
            submit_status: 201,
            address_form: AddressForm::Short,
            accepts_bearer: false,
            is_late_to_validate: false,
            cors: CorsPolicy::All,
            proxy_key: Some("sim-ok".to_owned()),
            is_proxy_flattening: false,
            heartbeat: Duration::from_secs(25),
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
                "early_result_status" => changed.early_result_status = one_of(name, value, [400, 409])?,
                "submit_status" => changed.submit_status = one_of(name, value, [200, 201])?,
                "address_form" => {
                    changed.address_form = word(name, value, &AddressForm::ALL)?;
                }
                "accepts_bearer" => changed.accepts_bearer = yes_or_no(name, value)?,
                "is_late_to_validate" => changed.is_late_to_validate = yes_or_no(name, value)?,
                "cors" => {
                    let words = CorsPolicy::ALL.map(|policy| (policy.word(), policy));
                    changed.cors = word(name, value, &words)?;
                }
                "proxy_key" => changed.proxy_key = value.as_str().map(str::to_owned),
                "is_proxy_flattening" => changed.is_proxy_flattening = yes_or_no(name, value)?,
                "heartbeat_millis" => changed.heartbeat = phase(name, value)?,
                "failures" => changed.failures = failure::read_list(value)?,
                _ => {
                    let known = self.to_json();
                    let known: Vec<&str> = known
                        .as_object()
                        .into_iter()
                        .flat_map(|members| members.keys().map(String::as_str))
                        .collect();
                    return Err(format!("unknown setting {name:?}, there are {}", known.join(", ")));
                }
            }
        }
        Ok(changed)
    }

    /// Takes one call off the first ordered failure that is aimed at it.
    pub fn take_failure(&mut self, call: CallKind) -> Option<OrderedFailure> {
        let index = self.failures.iter().position(|failure| failure.on == call)?;
        let failure = self.failures.get_mut(index)?;
        failure.times = failure.times.saturating_sub(1);
        let taken = failure.clone();
        if taken.times == 0 {
            self.failures.remove(index);
        }
        Some(taken)
    }

    /// As JSON, in the form that [`Settings::changed`] reads.
    pub fn to_json(&self) -> Value {
        let failures: Vec<Value> = self.failures.iter().map(OrderedFailure::to_json).collect();
        json!({
            "queue_millis": self.queue.as_millis() as u64,
            "run_millis": self.run.as_millis() as u64,
            "fault": self.fault.map(Fault::word),
            "early_result_status": self.early_result_status,
            "submit_status": self.submit_status,
            "address_form": self.address_form.word(),
            "accepts_bearer": self.accepts_bearer,
            "is_late_to_validate": self.is_late_to_validate,
            "cors": self.cors.word(),
            "proxy_key": self.proxy_key,
            "is_proxy_flattening": self.is_proxy_flattening,
            "heartbeat_millis": self.heartbeat.as_millis() as u64,
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

fn one_of(name: &str, value: &Value, allowed: [u16; 2]) -> Result<u16, String> {
    allowed
        .into_iter()
        .find(|allowed| value.as_u64() == Some(u64::from(*allowed)))
        .ok_or_else(|| format!("{name} is {value}, it can be {} or {}", allowed[0], allowed[1]))
}

fn yes_or_no(name: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("{name} is {value}, it can be true or false"))
}

fn word<T: Copy>(name: &str, value: &Value, words: &[(&str, T)]) -> Result<T, String> {
    words.iter().find(|(word, _)| value.as_str() == Some(word)).map(|(_, meaning)| *meaning).ok_or_else(
        || {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("{name} is {value}, it can be one of {}", words.join(", "))
        },
    )
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
        check(&json!({"queue_millis": 5}), &Ok(json!({"queue_millis": 5, "run_millis": 700})));
        check(&json!({"fault": "402"}), &Ok(json!({"fault": "402"})));
        check(&json!({"fault": null}), &Ok(json!({"fault": null})));
        check(&json!({"fault": "sim-402"}), &Err("fault is \"sim-402\""));
        check(&json!({"run_millis": -1}), &Err("run_millis is -1, it can be 0 to 3600000 ms"));
        check(&json!({"early_result_status": 404}), &Err("it can be 400 or 409"));
        check(&json!({"speed": 1}), &Err("unknown setting \"speed\""));
        check(&json!([]), &Err("must be a JSON object"));
        check(
            &json!({"failures": [{"on": "status", "http_status": 503}], "cors": "no-media"}),
            &Ok(json!({"cors": "no-media"})),
        );
        check(&json!({"failures": {}}), &Err("failures must be a list"));
        check(&json!({"cors": "some"}), &Err("cors is \"some\""));
        check(&json!({"submit_status": 202}), &Err("it can be 200 or 201"));
        check(&json!({"accepts_bearer": 1}), &Err("it can be true or false"));
        // What is printed can be read again.
        let all = Settings::default().to_json();
        check(&all, &Ok(all.clone()));
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

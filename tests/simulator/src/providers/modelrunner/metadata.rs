//! The reserved fields and headers of a submit: `metadata`, `webhook`, storage and lifecycle preferences.

use serde_json::{Map, Value};

use super::refusal::FieldError;
use crate::incoming::Incoming;

/// Fields of the body that never reach the model.
pub(super) const RESERVED_FIELDS: [&str; 4] = ["metadata", "webhook", "webhook_events_filter", "base_model"];
/// Most pairs of metadata.
const MAX_PAIRS: usize = 16;
/// Longest key of metadata, in characters.
const MAX_KEY_CHARS: usize = 64;
/// Longest value of metadata, in characters.
const MAX_VALUE_CHARS: usize = 512;
/// Longest webhook address, in characters.
const MAX_WEBHOOK_CHARS: usize = 2048;
/// The header that says whether payloads are kept.
const STORE: &str = "x-modelrunner-store-io";
/// The header that says how long files are kept.
const LIFECYCLE: &str = "x-modelrunner-object-lifecycle-preference";
/// Shortest and longest life of stored files, in seconds: a minute and five years.
const LIFETIME_SECONDS: std::ops::RangeInclusive<u64> = 60..=157_680_000;

/// Checks `metadata`: a flat map of strings.
///
/// # Errors
/// The first pair that breaks a rule.
pub(super) fn check_metadata(value: &Value) -> Result<Map<String, Value>, FieldError> {
    let error = |code, message: String| FieldError::at("metadata", code, message);
    let Some(pairs) = value.as_object() else {
        return Err(error("invalid_type", "expected an object of strings".to_owned()));
    };
    if pairs.len() > MAX_PAIRS {
        let message = format!("{} keys, the limit is {MAX_PAIRS}", pairs.len());
        return Err(error("too_big", message));
    }
    for (key, value) in pairs {
        let key_chars = key.chars().count();
        if key_chars == 0 || key_chars > MAX_KEY_CHARS {
            let message = format!("key has {key_chars} characters, 1 to {MAX_KEY_CHARS} are allowed");
            return Err(error("invalid_key", message).below(key.as_str()));
        }
        let Some(text) = value.as_str() else {
            return Err(error("invalid_type", "expected a string".to_owned()).below(key.as_str()));
        };
        let chars = text.chars().count();
        if chars > MAX_VALUE_CHARS {
            let message = format!("value has {chars} characters, the limit is {MAX_VALUE_CHARS}");
            return Err(error("too_big", message).below(key.as_str()));
        }
    }
    Ok(pairs.clone())
}

/// Checks `webhook` and `webhook_events_filter`, and gives the address. It is never called.
///
/// # Errors
/// The first rule broken.
pub(super) fn check_webhook(body: &Map<String, Value>) -> Result<Option<String>, FieldError> {
    let events = body.get("webhook_events_filter");
    let Some(webhook) = body.get("webhook") else {
        return match events {
            None => Ok(None),
            Some(_) => Err(FieldError::at(
                "webhook_events_filter",
                "custom",
                "webhook_events_filter needs a webhook",
            )),
        };
    };
    let error = |message: String| FieldError::at("webhook", "invalid_string", message);
    let address = webhook.as_str().ok_or_else(|| error("expected an https address".to_owned()))?;
    let chars = address.chars().count();
    if chars > MAX_WEBHOOK_CHARS {
        return Err(error(format!("{chars} characters, the limit is {MAX_WEBHOOK_CHARS}")));
    }
    let host = address
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .ok_or_else(|| error("expected an https address".to_owned()))?;
    if host.contains('@') {
        return Err(error("credentials are not allowed in the address".to_owned()));
    }
    if is_private(host) {
        return Err(error("private hosts are not allowed".to_owned()));
    }
    if let Some(events) = events {
        let is_known = |event: &Value| matches!(event.as_str(), Some("completed" | "start"));
        if !events.as_array().is_some_and(|events| events.iter().all(is_known)) {
            return Err(FieldError::at(
                "webhook_events_filter",
                "invalid_enum_value",
                "expected a list of completed and start",
            ));
        }
    }
    Ok(Some(address.to_owned()))
}

/// True for hosts that are no public name or address.
fn is_private(host_and_port: &str) -> bool {
    let host = match host_and_port.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host_and_port.split(':').next().unwrap_or_default(),
    };
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        return address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_unspecified();
    }
    if let Ok(address) = host.parse::<std::net::Ipv6Addr>() {
        return address.is_loopback()
            || address.is_unspecified()
            || address.is_unique_local()
            || address.is_unicast_link_local();
    }
    let last_label = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || ["local", "localhost", "internal"].contains(&last_label)
}

/// Checks the headers that say how long payloads and files are kept. They change nothing here.
///
/// # Errors
/// A message that names the header.
pub(super) fn check_headers(incoming: &Incoming) -> Result<(), String> {
    if incoming.headers.contains_key(STORE) {
        let value = incoming.header(STORE);
        if !["0", "1", "true", "false"].contains(&value) {
            return Err(format!("{STORE} is {value:?}, it can be 0 or 1"));
        }
    }
    if incoming.headers.contains_key(LIFECYCLE) {
        let value = incoming.header(LIFECYCLE);
        check_lifecycle(value).map_err(|message| format!("{LIFECYCLE} is {value}: {message}"))?;
    }
    Ok(())
}

fn check_lifecycle(text: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let members = value.as_object().ok_or("expected an object")?;
    if members.contains_key("initial_acl") {
        return Err("initial_acl is not supported".to_owned());
    }
    match members.get("expiration_duration_seconds") {
        None | Some(Value::Null) => Ok(()),
        Some(seconds) => match seconds.as_u64() {
            Some(seconds) if LIFETIME_SECONDS.contains(&seconds) => Ok(()),
            _ => Err(format!(
                "expiration_duration_seconds can be {} to {} or null",
                LIFETIME_SECONDS.start(),
                LIFETIME_SECONDS.end()
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(outcome: Result<impl Sized, FieldError>, expected: &str) {
        let message = outcome.err().map_or("fine".to_owned(), |error| error.message);
        assert!(message.contains(expected), "{message:?}, expected {expected:?}");
    }

    #[test]
    fn metadata_is_a_small_flat_map() {
        let pairs = |count: usize| -> Value {
            (0..count).map(|index| (index.to_string(), json!("v"))).collect::<Map<String, Value>>().into()
        };
        check(check_metadata(&pairs(16)), "fine");
        check(check_metadata(&pairs(17)), "17 keys, the limit is 16");
        check(check_metadata(&json!("x")), "expected an object");
        check(check_metadata(&json!({"a": 1})), "expected a string");
        check(check_metadata(&json!({"a": {"b": "c"}})), "expected a string");
        check(check_metadata(&json!({"": "x"})), "key has 0 characters");
        check(check_metadata(&json!({"k".repeat(65): "x"})), "key has 65 characters");
        check(check_metadata(&json!({"a": "x".repeat(512)})), "fine");
        check(check_metadata(&json!({"a": "x".repeat(513)})), "value has 513 characters, the limit is 512");
    }

    #[test]
    fn webhooks_are_public_https_addresses() {
        let webhook = |value: Value| check_webhook(value.as_object().unwrap());
        check(webhook(json!({})), "fine");
        check(webhook(json!({"webhook": "https://hooks.example/x"})), "fine");
        check(webhook(json!({"webhook": "http://hooks.example/x"})), "https");
        check(webhook(json!({"webhook": "https://user:pw@hooks.example"})), "credentials");
        for private in ["localhost", "127.0.0.1:80", "10.1.2.3", "[::1]:443", "printer.local", "intranet"] {
            check(webhook(json!({"webhook": format!("https://{private}/x")})), "private hosts");
        }
        check(webhook(json!({"webhook_events_filter": ["completed"]})), "needs a webhook");
        check(
            webhook(json!({"webhook": "https://hooks.example", "webhook_events_filter": ["end"]})),
            "completed and start",
        );
    }

    #[test]
    fn lifecycles_have_bounds() {
        for (text, fits) in [
            ("{\"expiration_duration_seconds\": 60}", true),
            ("{\"expiration_duration_seconds\": null}", true),
            ("{\"expiration_duration_seconds\": 59}", false),
            ("{\"expiration_duration_seconds\": 157680001}", false),
            ("{\"expiration_duration_seconds\": 60, \"initial_acl\": \"x\"}", false),
            ("60", false),
            ("{", false),
        ] {
            assert_eq!(check_lifecycle(text).is_ok(), fits, "{text}");
        }
    }
}

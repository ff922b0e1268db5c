//! Orders as the control route takes them, read and checked.

use serde_json::{Map, Value};

use super::{CallKind, OrderedFailure, RawAnswer, Way};

/// Most calls that one ordered failure can hit.
const MAX_TIMES: u64 = 1_000;
/// Most ordered failures at once.
const MAX_FAILURES: usize = 20;
/// Largest answer that can be ordered: 256 MiB.
const MAX_HUGE_BYTES: u64 = 256 * 1024 * 1024;
/// Deepest answer that can be ordered.
const MAX_LEVELS: u64 = 1_000_000;
/// Bytes a second of [`Way::Slow`] when the order does not say.
const DEFAULT_BYTES_PER_SECOND: u64 = 4_000;

/// Reads a list of orders.
///
/// # Errors
/// A message that names the member, its value and what it may be.
pub(crate) fn read_list(value: &Value) -> Result<Vec<OrderedFailure>, String> {
    let list = value.as_array().ok_or("failures must be a list")?;
    if list.len() > MAX_FAILURES {
        return Err(format!("{} failures, the limit is {MAX_FAILURES}", list.len()));
    }
    list.iter().map(|item| read(item.as_object().ok_or("a failure must be a JSON object")?)).collect()
}

fn read(members: &Map<String, Value>) -> Result<OrderedFailure, String> {
    let member = |name: &str| members.get(name).unwrap_or(&Value::Null);
    let on = member("on");
    let on = on.as_str().and_then(CallKind::from_word).ok_or_else(|| {
        let words: Vec<&str> = CallKind::ALL.map(CallKind::word).to_vec();
        format!("on is {on}, it can be one of {}", words.join(", "))
    })?;
    let number = |name: &str, default: Option<u64>, range: std::ops::RangeInclusive<u64>| {
        let value = members.get(name);
        value.map_or(default, Value::as_u64).filter(|number| range.contains(number)).ok_or_else(|| {
            let value = value.unwrap_or(&Value::Null);
            format!("{name} is {value}, it can be {} to {}", range.start(), range.end())
        })
    };
    let text = |name: &str, default: &str| member(name).as_str().unwrap_or(default).to_owned();
    let way = match text("way", "status").as_str() {
        "status" => Way::Status {
            http_status: number("http_status", None, 400..=599)? as u16,
            retry_after_seconds: member("retry_after_seconds").as_u64(),
        },
        "reset" => Way::Reset,
        "hang" => Way::Hang,
        "204" => Way::NoContent,
        "html" => Way::Html,
        "truncated" => Way::Truncated,
        "broken" => Way::Broken,
        "slow" => {
            let default = Some(DEFAULT_BYTES_PER_SECOND);
            Way::Slow(number("bytes_per_second", default, 1..=1_000_000_000)? as u32)
        }
        "no-cors" => Way::NoCors,
        "huge" => Way::Huge(number("bytes", None, 1..=MAX_HUGE_BYTES)?),
        "deep" => Way::Deep(number("levels", None, 1..=MAX_LEVELS)?),
        "raw" => Way::Raw(Box::new(RawAnswer {
            http_status: number("http_status", Some(200), 200..=599)? as u16,
            media_type: text("media_type", "application/json"),
            headers: member("headers")
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| {
                    (name.to_ascii_lowercase(), value.as_str().unwrap_or_default().to_owned())
                })
                .collect(),
            body: text("body", ""),
        })),
        other => {
            return Err(format!("way is {other:?}, it can be one of {}", Way::WORDS.join(", ")));
        }
    };
    Ok(OrderedFailure {
        on,
        times: number("times", Some(1), 1..=MAX_TIMES)?,
        is_done: way.needs_the_right_answer() || member("is_done").as_bool().unwrap_or(false),
        way,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(order: &Value, expected: &Result<Value, &str>) {
        match (read_list(&json!([order])), expected) {
            (Ok(failures), Ok(members)) => {
                let json = failures[0].to_json();
                for (name, value) in members.as_object().into_iter().flatten() {
                    assert_eq!(json.get(name), Some(value), "{name} of {order}");
                }
            }
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            (failures, _) => panic!("{order}: {failures:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn orders_are_read_and_refused() {
        check(
            &json!({"on": "status", "http_status": 503}),
            &Ok(json!({"http_status": 503, "times": 1, "retry_after_seconds": null, "is_done": false})),
        );
        check(
            &json!({"on": "submit", "way": "reset", "is_done": true}),
            &Ok(json!({"way": "reset", "is_done": true})),
        );
        check(
            &json!({"on": "result", "way": "slow"}),
            &Ok(json!({"bytes_per_second": 4000, "is_done": true})),
        );
        check(
            &json!({"on": "list", "way": "raw", "body": "[]"}),
            &Ok(json!({"http_status": 200, "media_type": "application/json", "body": "[]"})),
        );
        check(&json!({"on": "poll", "http_status": 503}), &Err("on is \"poll\""));
        check(&json!({"on": "status", "http_status": 200}), &Err("http_status is 200, it can be 400 to 599"));
        check(
            &json!({"on": "status", "http_status": 503, "times": 0}),
            &Err("times is 0, it can be 1 to 1000"),
        );
        check(&json!({"on": "status", "way": "fire"}), &Err("way is \"fire\""));
        check(&json!({"on": "status", "way": "deep"}), &Err("levels is null"));
        assert_eq!(read_list(&json!({})).unwrap_err(), "failures must be a list");
    }
}

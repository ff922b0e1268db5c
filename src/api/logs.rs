//! The provider's log lines, which have no fixed type: nothing, text of several lines, or a list of texts or
//! of objects with a `message`.

use serde_json::Value;

use super::Account;

/// Most lines saved: the last ones.
const MAX_LINES: usize = 200;
/// Most characters saved of a line.
const MAX_LINE_CHARS: usize = 500;

/// The lines of a `logs` member, in order; other types give none.
pub(super) fn read_logs(account: &Account, logs: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match logs {
        Some(Value::String(text)) => text.lines().collect(),
        Some(Value::Array(entries)) => entries.iter().filter_map(entry_text).flat_map(str::lines).collect(),
        _ => Vec::new(),
    };
    let mut lines: Vec<String> = texts
        .into_iter()
        .rev()
        .map(|text| account.plain_text(text, MAX_LINE_CHARS))
        .filter(|line| !line.is_empty())
        .take(MAX_LINES)
        .collect();
    lines.reverse();
    lines
}

fn entry_text(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("message")?.as_str())
}

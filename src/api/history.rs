//! Reads the lists of requests that a queue's provider has: what became of one of ours, and what other devices began.
//! Pure, as [`super::queue`].

use serde_json::Value;

use super::answer::Answer;
use super::queue::{checked_id, read_ticket};
use super::reported::check;
use super::{Account, Error};
use crate::core::job::{LookUp, Ticket};
use crate::core::request::MAX_PROMPT_CHARS;

/// Reads a list of requests, whose envelope is not documented.
pub(super) fn read_look_up(account: &Account, answer: &Answer, tag: &str) -> Result<LookUp, Error> {
    check(account, answer)?;
    let Some(list) = list_of(&answer.body) else {
        return Ok(LookUp::CannotTell);
    };
    let offer = account.engine.offer("");
    let has_tag = |entry: &&Value| entry.pointer("/metadata/job").and_then(Value::as_str) == Some(tag);
    // Others' requests in the list mean that the filter was not applied, and an entry without metadata may
    // be any request: neither says anything of ours.
    Ok(match list.iter().find(has_tag) {
        Some(entry) => read_ticket(account, offer, entry).map_or(LookUp::CannotTell, LookUp::Found),
        None if list.is_empty() => LookUp::NotFound,
        None => LookUp::CannotTell,
    })
}

/// A request of this app that the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The name the app gave it.
    pub tag: String,
    /// Where it is.
    pub ticket: Ticket,
    /// What should change.
    pub prompt: String,
}

/// Reads a list of requests of this app; entries without its tags are passed over.
pub(super) fn read_history(account: &Account, answer: &Answer) -> Result<Vec<Past>, Error> {
    check(account, answer)?;
    let list = list_of(&answer.body).ok_or(Error::Malformed { what: "it is no list of requests" })?;
    let offer = account.engine.offer("");
    let text = |entry: &Value, place: &str| entry.pointer(place).and_then(Value::as_str).map(str::to_owned);
    Ok(list
        .iter()
        .filter(|entry| text(entry, "/metadata/app").as_deref() == Some("pentimento"))
        .filter_map(|entry| {
            Some(Past {
                tag: checked_id(&text(entry, "/metadata/job")?)?.to_owned(),
                ticket: read_ticket(account, offer, entry)?,
                prompt: text(entry, "/input/prompt")
                    .unwrap_or_default()
                    .chars()
                    .take(MAX_PROMPT_CHARS)
                    .collect(),
            })
        })
        .collect())
}

/// The entries of a list, whose envelope is not documented.
fn list_of(body: &Value) -> Option<&Vec<Value>> {
    body.as_array().or_else(|| {
        ["data", "requests", "items", "results"].into_iter().find_map(|member| body.get(member)?.as_array())
    })
}

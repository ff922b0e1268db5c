//! ModelRunner: a queue whose submits can be looked up by their tag.
//!
//! Not here: cancelling (the provider's endpoint changes nothing), webhooks, streams.

mod request;
#[cfg(test)]
mod tests;

pub use request::request_json;

use serde_json::{Value, json};

use super::answer::Answer;
use super::provider::{Outgoing, Provider, SubmitRequest};
use super::snippet::{self, Language, QueueClients};
use super::{Account, Body, Error, queue, url};
use crate::core::job::FetchAnswer;
use crate::core::model::Offer;

/// ModelRunner's protocol.
pub struct ModelRunner;

impl Provider for ModelRunner {
    fn target_header(&self) -> &'static str {
        "x-modelrunner-target-url"
    }

    fn submit(&self, account: &Account, asked: &SubmitRequest<'_>) -> Outgoing {
        let mut headers = self.upload_headers(account);
        if account.options.forget_payloads {
            headers.push(("X-Modelrunner-Store-IO", "0".to_owned()));
        }
        Outgoing {
            url: self.submit_url(account, asked.request.offer()),
            headers,
            body: Body::Json(request_json(asked.request, asked.inputs, asked.tag).to_string()),
        }
    }

    fn submit_url(&self, account: &Account, offer: &Offer) -> String {
        account.api_url(offer.path)
    }

    fn preview(&self, _account: &Account, asked: &SubmitRequest<'_>) -> Value {
        request_json(asked.request, asked.inputs, asked.tag)
    }

    fn snippet(&self, language: Language, url: &str, offer: &Offer, fields: &Value) -> String {
        let clients = QueueClients {
            variable: "MODELRUNNER_KEY",
            package: "@modelrunner/client",
            object: "modelrunner",
            module: "modelrunner_ai",
        };
        snippet::of_queue(language, &clients, url, offer.path, fields)
    }

    fn upload_headers(&self, account: &Account) -> Vec<(&'static str, String)> {
        let expiry = account.options.expire_seconds.map(|seconds| {
            let preference = json!({ "expiration_duration_seconds": seconds });
            ("X-Modelrunner-Object-Lifecycle-Preference", preference.to_string())
        });
        expiry.into_iter().collect()
    }

    /// With an empty tag: all requests of this app.
    fn look_up_url(&self, account: &Account, tag: &str) -> Option<String> {
        let (filter, limit) =
            if tag.is_empty() { (json!({ "app": "pentimento" }), 50) } else { (json!({ "job": tag }), 1) };
        let filter = url::encode_query_value(&filter.to_string());
        Some(account.api_url(&format!("requests?metadata={filter}&limit={limit}")))
    }

    fn record_url(&self, account: &Account, id: &str) -> Option<String> {
        Some(account.api_url(&format!("requests/{id}")))
    }

    fn read_result(&self, account: &Account, answer: &Answer) -> Result<FetchAnswer, Error> {
        queue::read_result(account, answer)
    }

    fn delete_url(&self, account: &Account, id: &str) -> Option<String> {
        Some(account.api_url(&format!("requests/{id}/payloads")))
    }
}

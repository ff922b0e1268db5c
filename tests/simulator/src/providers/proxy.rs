//! The providers' proxies, as their official packages answer: one address, the real one in a header, the key
//! added where the browser sends none.
//!
//! A request that is passed on is answered as the real host would: the addresses in the answer are the real
//! host's, and the page has to send them through the proxy again. Places for bytes are the simulator's own,
//! for bytes never go through a proxy.

use std::sync::Arc;

use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;

use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::simulator::Simulator;
use crate::sync::locked;

/// One of the proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proxy {
    ModelRunner,
    Fal,
}

impl Proxy {
    /// The proxy of a path.
    pub(super) fn of(incoming: &Incoming) -> Option<Self> {
        if incoming.virtual_host.is_some() {
            return None;
        }
        match incoming.path.as_str() {
            "/api/modelrunner/proxy" => Some(Self::ModelRunner),
            "/api/fal/proxy" => Some(Self::Fal),
            _ => None,
        }
    }

    const fn target_header(self) -> &'static str {
        match self {
            Self::ModelRunner => "x-modelrunner-target-url",
            Self::Fal => "x-fal-target-url",
        }
    }

    /// The status of a target that is not allowed.
    const fn refusal_status(self) -> u16 {
        match self {
            Self::ModelRunner => 412,
            Self::Fal => 400,
        }
    }

    fn allows(self, target: &Uri) -> bool {
        let host = target.host().unwrap_or_default().to_ascii_lowercase();
        if target.scheme_str() != Some("https") || target.port().is_some() {
            return false;
        }
        match self {
            Self::ModelRunner => ["modelrunner.run", "modelrunner.ai", "modelrunner.dev"]
                .iter()
                .any(|name| host == *name || host.ends_with(&format!(".{name}"))),
            Self::Fal => {
                host == "fal.run"
                    || host == "queue.fal.run"
                    || (host == "rest.fal.ai"
                        && target.path() == "/storage/upload/initiate"
                        && target.query() == Some("storage_type=fal-cdn-v3"))
            }
        }
    }

    pub(super) async fn answer(self, simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
        let settings = simulator.settings();
        let said = |status: u16, message: String| Answer::json(status, &json!(message));
        let target = incoming.header(self.target_header());
        let mut answer = if target.is_empty() {
            said(400, format!("missing the {} header", self.target_header()))
        } else {
            match (target.parse::<Uri>(), &settings.proxy_key) {
                (Ok(target), _) if !self.allows(&target) => {
                    said(self.refusal_status(), format!("{target} is not allowed"))
                }
                (Err(_), _) => said(self.refusal_status(), format!("{target:?} is no address")),
                (Ok(_), None) => said(401, "the proxy has no key".to_owned()),
                (Ok(target), Some(key)) => {
                    let passed_on = passed_on(incoming, &target, key);
                    // Boxed, for the target could be a proxy by its type, though never by its host.
                    let answer = Box::pin(super::answer(simulator, &passed_on)).await;
                    locked(&simulator.journal).note(&passed_on, answer.visible_status());
                    answer
                }
            }
        };
        if settings.is_proxy_flattening {
            answer.status = 200;
        }
        answer
    }
}

/// The request that the real host gets.
fn passed_on(incoming: &Incoming, target: &Uri, key: &str) -> Incoming {
    let host = target.host().unwrap_or_default().to_ascii_lowercase();
    let mut passed_on = Incoming {
        path: target.path().to_owned(),
        raw_query: target.query().unwrap_or_default().to_owned(),
        proxied_origin: Some(format!("https://{host}")),
        virtual_host: Some(host),
        ..incoming.clone()
    };
    if !passed_on.headers.contains_key(AUTHORIZATION)
        && let Ok(value) = HeaderValue::from_str(&format!("Key {key}"))
    {
        passed_on.headers.insert(AUTHORIZATION, value);
    }
    passed_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(proxy: Proxy, target: &'static str, is_allowed: bool) {
        assert_eq!(proxy.allows(&Uri::from_static(target)), is_allowed, "{target}");
    }

    #[test]
    fn only_the_providers_hosts_are_reached() {
        check(Proxy::ModelRunner, "https://queue.modelrunner.run/a/b", true);
        check(Proxy::ModelRunner, "https://modelrunner.run/storage/upload/initiate", true);
        check(Proxy::ModelRunner, "https://evilmodelrunner.run/", false);
        check(Proxy::ModelRunner, "https://queue.modelrunner.run:444/", false);
        check(Proxy::ModelRunner, "http://queue.modelrunner.run/", false);
        check(Proxy::Fal, "https://queue.fal.run/openai/gpt-image-2/edit", true);
        check(Proxy::Fal, "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3", true);
        check(Proxy::Fal, "https://rest.fal.ai/storage/upload/initiate-multipart", false);
        check(Proxy::Fal, "https://v3.fal.media/a.png", false);
    }
}

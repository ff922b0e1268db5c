//! The providers' protocols, one module each, and what they share.

mod events;
pub(crate) mod fal;
pub(crate) mod modelrunner;
mod openai;
mod proxy;
mod work;

use std::sync::Arc;

use crate::answer::Answer;
use crate::failure::CallKind;
use crate::incoming::Incoming;
use crate::simulator::Simulator;

/// Who a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Provider {
    ModelRunner,
    Fal,
    OpenAi,
    /// A proxy that adds its key.
    Proxy(proxy::Proxy),
}

impl Provider {
    /// Told by the host that the path stands for, or by a path that only one of them has.
    fn of(incoming: &Incoming) -> Self {
        let host = incoming.virtual_host.as_deref().unwrap_or_default();
        let is_of = |name: &str| host == name || host.ends_with(&format!(".{name}"));
        if let Some(proxy) = proxy::Proxy::of(incoming) {
            Self::Proxy(proxy)
        } else if is_of("fal.run") || is_of("fal.ai") || is_of("fal.media") {
            Self::Fal
        } else if is_of("openai.com") || openai::is_path(&incoming.path) {
            Self::OpenAi
        } else {
            Self::ModelRunner
        }
    }

    async fn answer(self, simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
        match self {
            Self::ModelRunner => modelrunner::answer(simulator, incoming),
            Self::Fal => fal::answer(simulator, incoming).await,
            Self::OpenAi => openai::answer(simulator, incoming).await,
            Self::Proxy(proxy) => proxy.answer(simulator, incoming).await,
        }
    }

    /// An error in this provider's envelope.
    fn refusal(self, simulator: &Simulator, status: u16) -> Answer {
        const MESSAGE: &str = "ordered by the control route";
        let id = simulator.identifiers.next();
        match self {
            Self::ModelRunner | Self::Proxy(_) => modelrunner::refusal::plain(status, MESSAGE, &id),
            Self::Fal => fal::detail(status, MESSAGE),
            Self::OpenAi => openai::error(status, "server_error", "", None, MESSAGE),
        }
        .with_header("x-request-id", id)
    }
}

/// Which call a request is; `None` for one that no failure can be ordered for.
pub(crate) fn kind(incoming: &Incoming) -> Option<CallKind> {
    match Provider::of(incoming) {
        Provider::ModelRunner => modelrunner::kind(incoming),
        Provider::Fal => fal::kind(incoming),
        Provider::OpenAi => openai::kind(incoming),
        Provider::Proxy(_) => None,
    }
}

/// Answers a request, or fails as a test has ordered.
pub(crate) async fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let provider = Provider::of(incoming);
    let Some(failure) = kind(incoming).and_then(|kind| simulator.take_failure(kind)) else {
        return provider.answer(simulator, incoming).await;
    };
    let done = if failure.is_done { Some(provider.answer(simulator, incoming).await) } else { None };
    failure.answer(done, |status| provider.refusal(simulator, status))
}

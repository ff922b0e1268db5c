//! The providers' protocols, one module each.

pub(crate) mod fal;
pub(crate) mod modelrunner;
mod openai;

use std::sync::Arc;

use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::simulator::Simulator;

/// Hands a request to the provider it is for: told by the host that its path stands for, or by a path that
/// only one of them has.
pub(crate) fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let host = incoming.virtual_host.as_deref().unwrap_or_default();
    let is_of = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    if is_of("fal.run") || is_of("fal.ai") || is_of("fal.media") {
        fal::answer(simulator, incoming)
    } else if is_of("openai.com") || openai::is_path(&incoming.path) {
        openai::answer(simulator, incoming)
    } else {
        modelrunner::answer(simulator, incoming)
    }
}

//! The providers' protocols, one folder each.

pub(crate) mod modelrunner;

use std::sync::Arc;

use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::simulator::Simulator;

/// Hands a request to the provider it is for.
pub(crate) fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    modelrunner::answer(simulator, incoming)
}

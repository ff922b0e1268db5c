//! `GET /requests/stream`: all jobs at first, then each change of one.
//!
//! Choice where the sources are silent: the data of `snapshot` is `{"requests": [envelope, …]}`, that of
//! `update` is one envelope.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::record;
use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::providers::events::{self, News};
use crate::simulator::Simulator;
use crate::sync::locked;

/// Answers the request; the stream goes on until the client leaves.
pub(super) fn stream(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let heartbeat = simulator.settings().heartbeat;
    let (jobs_of, incoming) = (Arc::clone(simulator), incoming.clone());
    let mut seen: Option<HashMap<String, &'static str>> = None;
    events::stream(simulator, heartbeat, ": hb\n\n", move || {
        let jobs = locked(&jobs_of.modelrunner.jobs).newest_first();
        let words: HashMap<String, &'static str> =
            jobs.iter().map(|job| (job.id.clone(), record::status_word(job))).collect();
        let changed = |id: &str| seen.as_ref().is_some_and(|seen| seen.get(id) != words.get(id));
        let mut news = News::default();
        if seen.is_none() {
            let envelopes: Vec<_> = jobs.iter().map(|job| record::envelope(job, &incoming)).collect();
            let snapshot = json!({ "requests": envelopes });
            news.events.push(events::event(Some("snapshot"), &snapshot));
        } else {
            let updates = jobs.iter().rev().filter(|job| changed(&job.id));
            news.events
                .extend(updates.map(|job| events::event(Some("update"), &record::envelope(job, &incoming))));
        }
        seen = Some(words);
        news
    })
}

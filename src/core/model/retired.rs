//! Names of models that are no longer there: it is said before anything is sent.

/// Names, each with the day it was shut down; empty = long ago. A name stands for its snapshots, too.
const RETIRED: [(&str, &str); 3] = [("gpt-image-1", "2026-10-23"), ("dall-e-2", ""), ("dall-e-3", "")];

/// A model that was shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retired {
    /// Its name.
    pub name: &'static str,
    /// The day; empty = long ago.
    pub day: &'static str,
}

/// Whether a model of this name was shut down.
pub fn retired(name: &str) -> Option<Retired> {
    // `gpt-image-1-2025-04-23` is one, `gpt-image-1-mini` and `gpt-image-1.5` are not.
    let is_version = |rest: &str| {
        rest.is_empty()
            || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    RETIRED
        .into_iter()
        .find(|(known, _)| name.trim().to_ascii_lowercase().strip_prefix(known).is_some_and(is_version))
        .map(|(name, day)| Retired { name, day })
}

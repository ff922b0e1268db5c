//! The sample pictures: each comes with a mask; what Local fill can remove is removed at once, what takes a description
//! waits with its prompt for the person to say Run.

use leptos::prelude::*;

use crate::browser::files;
use crate::core::model::EngineId;
use crate::services::draft::{Draft, Error};
use crate::state::Pane;
use crate::worker::DecodeMask;

/// One sample; its files lie in `samples/` beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The picture's file, without the ending: `name.jpg`, `name-mask.png`, and `name-small.webp` for the list.
    pub name: &'static str,
    pub title: &'static str,
    /// What should change, for an engine that reads it; `None` = Local fill removes what is masked.
    pub prompt: Option<&'static str>,
}

pub const SAMPLES: [Sample; 4] = [
    Sample { name: "rocket", title: "Remove the tower", prompt: None },
    Sample { name: "astronaut", title: "Remove the badge", prompt: None },
    Sample { name: "dandelion", title: "Remove a flower", prompt: None },
    Sample {
        name: "coffee",
        title: "Coffee to matcha",
        prompt: Some("Turn the coffee into a matcha latte with a leaf drawn in the foam"),
    },
];

impl Draft {
    /// Loads a sample in place of the draft's pictures; `true` when it is ready to run.
    pub async fn load_sample(self, sample: Sample) -> bool {
        self.notices.clear_errors();
        let loaded = self.try_load(sample).await;
        self.report("The example could not be loaded.", loaded).unwrap_or(false)
    }

    async fn try_load(self, sample: Sample) -> Result<bool, Error> {
        let picture = files::fetch_beside_page(&format!("samples/{}.jpg", sample.name)).await?;
        let mask = files::fetch_beside_page(&format!("samples/{}-mask.png", sample.name)).await?;
        self.state.pictures.set(Vec::new());
        if !self.add_file(&format!("{}.jpg", sample.name), &picture).await {
            return Ok(false);
        }
        let engine =
            if sample.prompt.is_some() { self.describing_offer().engine.id } else { EngineId::LocalFill };
        self.choose(engine, "");
        self.state.prompt.set(sample.prompt.unwrap_or_default().to_owned());
        let decoded = self.library.worker.call(DecodeMask { mask: mask.into(), resize_to: None }).await?;
        let base = self.state.pictures.with_untracked(|pictures| pictures.first().cloned());
        let Some(base) = base.filter(|base| base.picture.size == decoded.size) else { return Ok(false) };
        self.painter.replace_mask(base.key, decoded.size, &decoded.coverage.to_vec());
        self.pane.set(Pane::Stage);
        Ok(true)
    }
}

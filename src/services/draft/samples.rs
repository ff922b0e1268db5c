//! The sample pictures: each comes with a mask and a prompt, ready to run.

use leptos::prelude::*;

use crate::browser::{files, spawn};
use crate::services::draft::{Draft, Error};
use crate::state::Pane;
use crate::worker::DecodeMask;

/// One sample; its files lie in `samples/` beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The picture's file, without the ending: `name.jpg` and `name-mask.png`.
    pub name: &'static str,
    pub title: &'static str,
    /// The prompt that comes with it.
    pub prompt: &'static str,
}

pub const SAMPLES: [Sample; 3] = [
    Sample { name: "dandelion", title: "Remove a flower", prompt: "Remove the dandelion at the lower right" },
    Sample { name: "coffee", title: "Remove the spoon", prompt: "Remove the spoon from the saucer" },
    Sample {
        name: "rocket",
        title: "Remove the tower",
        prompt: "Remove the tower to the right of the rocket and the lights at its foot",
    },
];

impl Draft {
    /// Loads a sample in place of the draft's pictures.
    pub fn load_sample(self, sample: Sample) {
        self.notices.clear_errors();
        spawn(async move {
            self.report("The example could not be loaded.", self.try_load(sample).await);
        });
    }

    async fn try_load(self, sample: Sample) -> Result<(), Error> {
        let picture = files::fetch_beside_page(&format!("samples/{}.jpg", sample.name)).await?;
        let mask = files::fetch_beside_page(&format!("samples/{}-mask.png", sample.name)).await?;
        self.state.pictures.set(Vec::new());
        if !self.add_file(&format!("{}.jpg", sample.name), &picture).await {
            return Ok(());
        }
        self.state.prompt.set(sample.prompt.to_owned());
        let decoded = self.library.worker.call(DecodeMask { mask: mask.into(), resize_to: None }).await?;
        if let Some(base) = self.state.pictures.with_untracked(|pictures| pictures.first().cloned())
            && base.picture.size == decoded.size
        {
            self.painter.replace_mask(base.key, decoded.size, &decoded.coverage.to_vec());
        }
        self.pane.set(Pane::Stage);
        Ok(())
    }
}

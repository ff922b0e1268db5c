//! The sample pictures: each comes with a mask and a prompt, ready to run.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::files;
use crate::browser::spawn;
use crate::services::Inner;
use crate::services::draft::pictures;
use crate::state::Pane;
use crate::worker::DecodeMask;

/// One sample; its files lie in `samples/` beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The picture's file, without the ending: `name.jpg` and `name-mask.png`.
    pub name: &'static str,
    /// What a person reads.
    pub title: &'static str,
    /// The prompt that comes with it.
    pub prompt: &'static str,
}

/// All samples.
pub const SAMPLES: [Sample; 3] = [
    Sample {
        name: "dandelion",
        title: "Thin out the meadow",
        prompt: "Remove the dandelion at the lower right",
    },
    Sample { name: "coffee", title: "Clear the spoon", prompt: "Remove the spoon from the saucer" },
    Sample {
        name: "rocket",
        title: "Empty the sky",
        prompt: "Remove the tower to the right of the rocket and the lights at its foot",
    },
];

/// Loads a sample in place of the draft's pictures.
pub fn load(inner: &Rc<Inner>, sample: Sample) {
    let inner = Rc::clone(inner);
    inner.state.notices.clear_errors();
    spawn(async move {
        if let Err(message) = try_load(&inner, sample).await {
            inner.state.notices.error(format!("the sample could not be loaded: {message}"));
        }
    });
}

async fn try_load(inner: &Rc<Inner>, sample: Sample) -> Result<(), String> {
    let picture = files::fetch_beside_page(&format!("samples/{}.jpg", sample.name))
        .await
        .map_err(|error| error.to_string())?;
    let mask = files::fetch_beside_page(&format!("samples/{}-mask.png", sample.name))
        .await
        .map_err(|error| error.to_string())?;
    inner.state.draft.pictures.set(Vec::new());
    if !pictures::add_file(inner, &format!("{}.jpg", sample.name), &picture).await {
        return Ok(());
    }
    inner.state.draft.prompt.set(sample.prompt.to_owned());
    let decoded = inner.worker.call(DecodeMask { mask: mask.into(), resize_to: None }).await;
    let decoded = decoded.map_err(|error| error.to_string())?;
    if let Some(base) = inner.state.draft.pictures.with_untracked(|pictures| pictures.first().cloned())
        && base.picture.size == decoded.size
    {
        inner.painter.replace_mask(base.key, decoded.size, &decoded.coverage.to_vec());
    }
    inner.state.pane.set(Pane::Stage);
    Ok(())
}

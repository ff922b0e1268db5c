//! What can be done with a result: download, delete, compare, start again from it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::files;
use crate::browser::spawn;
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::services::{Inner, records};
use crate::state::{Pane, StageMode};

/// Hands a result to the person as a file named after its prompt.
pub fn download(inner: &Rc<Inner>, record: ResultRecord) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let outcome = match &record.blob {
            Some(hash) => match inner.blobs.get(hash).await {
                Ok(blob) => files::download(&blob, &file_name(&record)),
                Err(error) => Err(error),
            },
            None => Err(crate::browser::Error::Missing(
                "the result's bytes: open its link instead",
            )),
        };
        if let Err(error) = outcome {
            inner.state.notices.error(error.to_string());
        }
    });
}

/// Deletes a result.
pub fn delete(inner: &Rc<Inner>, record: ResultRecord) {
    inner.state.results.remove(&record.id);
    let is_compared =
        inner.state.stage.mode.with_untracked(
            |mode| matches!(mode, StageMode::Compare { result_id } if *result_id == record.id),
        );
    if is_compared {
        inner.state.stage.mode.set(StageMode::Paint);
    }
    let inner = Rc::clone(inner);
    spawn(async move { records::forget_result(&inner, &record).await });
}

/// Shows a result beside what it was made from.
pub fn compare(inner: &Rc<Inner>, record: &ResultRecord) {
    inner.state.stage.mode.set(StageMode::Compare {
        result_id: record.id.clone(),
    });
    inner.state.pane.set(Pane::Stage);
}

/// Takes a result's prompt, engine and settings into the draft.
pub fn reuse_settings(inner: &Rc<Inner>, record: &ResultRecord) {
    let draft = inner.state.draft;
    draft.choose_engine(record.request.engine);
    draft.prompt.set(record.request.prompt.clone());
    draft.settings.set(record.request.settings);
    inner.state.pane.set(Pane::Edit);
}

/// The address of the picture that a result was made from.
async fn before_address(inner: Rc<Inner>, record: ResultRecord) -> Option<String> {
    let base = record.request.pictures.first()?;
    inner.blobs.address(&base.blob).await.ok()
}

/// A file's name out of the prompt: letters, digits and dashes, at most 48 of them.
fn file_name(record: &ResultRecord) -> String {
    let mut name = String::new();
    for sign in record.request.prompt.chars() {
        if sign.is_alphanumeric() {
            name.extend(sign.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.chars().count() >= 48 {
            break;
        }
    }
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "pentimento" } else { name };
    let extension =
        PictureFormat::from_media_type(&record.media_type).map_or("png", PictureFormat::extension);
    format!("{name}-{}.{extension}", record.index + 1)
}

/// Finds the address of what a result was made from, and puts it into `address`.
pub fn find_before(inner: &Rc<Inner>, record: ResultRecord, address: RwSignal<Option<String>>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        if let Some(found) = before_address(inner, record).await {
            // The comparison may have been closed meanwhile.
            address.try_set(Some(found));
        }
    });
}

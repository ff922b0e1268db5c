//! Results out of the page: as files in a format of choice, to the clipboard, to other apps.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Blob};
use crate::browser::{Error, spawn, time};
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::library::protection_queue;
use crate::state::Dialog;
use crate::worker::Transcode;

/// Between two downloads, in milliseconds: browsers drop those that come at once.
const BETWEEN_DOWNLOADS_MILLIS: u32 = 150;
/// What is said of a result that only the provider's server has.
const NO_BYTES: Error = Error::Missing("the result's bytes: open its link instead");

/// How a result is wanted as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The result as it came, although a protected one is there.
    pub is_raw: bool,
    /// The format; `None` = the bytes as they are.
    pub format: Option<PictureFormat>,
    /// 1 to 100, for JPEG and WebP.
    pub quality_percent: u8,
}

impl Wish {
    /// The picture that is shown; `None` = in the format that it has.
    fn of_shown(record: &ResultRecord, format: Option<PictureFormat>) -> Self {
        Self { is_raw: record.shown_protected().is_none(), format, quality_percent: 100 }
    }
}

/// Hands the picture that is shown to the person as a file named after its prompt.
pub fn download(inner: &Rc<Inner>, record: Arc<ResultRecord>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let record = protection_queue::settled(&inner, record).await;
        let wish = Wish::of_shown(&record, None);
        hand_over(&inner, &record, wish).await;
    });
}

/// Asks in which format.
pub fn ask(inner: &Rc<Inner>, record: &Arc<ResultRecord>) {
    inner.state.results.wanted.set(Some(Arc::clone(record)));
    inner.state.dialog.set(Some(Dialog::Download));
}

/// Hands a result to the person as a file.
pub fn download_as(inner: &Rc<Inner>, record: Arc<ResultRecord>, wish: Wish) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let record = if wish.is_raw { record } else { protection_queue::settled(&inner, record).await };
        hand_over(&inner, &record, wish).await;
    });
}

async fn hand_over(inner: &Rc<Inner>, record: &ResultRecord, wish: Wish) {
    let outcome = match file_of(inner, record, wish).await {
        Ok(blob) => files::download(&blob, &name_for(record, &blob)).map_err(|error| error.to_string()),
        Err(message) => Err(message),
    };
    if let Err(message) = outcome {
        inner.state.notices.error(["not downloaded: ", &message].concat());
    }
}

/// Hands many pictures to the person, one file each; what cannot be read is counted and told.
pub fn download_all(inner: &Rc<Inner>, records: Vec<Arc<ResultRecord>>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let mut unread = 0;
        for record in records {
            let record = protection_queue::settled(&inner, record).await;
            let blob = match record.shown_blob() {
                Some(hash) => inner.blobs.get(hash).await.ok(),
                None => None,
            };
            let done = blob.map(|blob| files::download(&blob, &name_for(&record, &blob)));
            match done {
                Some(Ok(())) => time::sleep(BETWEEN_DOWNLOADS_MILLIS).await,
                _ => unread += 1,
            }
        }
        if unread > 0 {
            inner
                .state
                .notices
                .error(format!("{unread} of the pictures could not be downloaded: their bytes are not here"));
        }
    });
}

/// Copies the picture that is shown to the clipboard, as PNG: the one kind that every clipboard takes.
pub fn copy(inner: &Rc<Inner>, record: Arc<ResultRecord>) {
    let inner = Rc::clone(inner);
    let (state, for_file) = (inner.state, Rc::clone(&inner));
    // Asked for at once, while the click counts; the bytes may come later.
    let copied = files::copy_picture(async move {
        let record = protection_queue::settled(&for_file, record).await;
        let wish = Wish::of_shown(&record, Some(PictureFormat::Png));
        file_of(&for_file, &record, wish).await
    });
    spawn(async move {
        match copied.await {
            Ok(()) => state.notices.info("the picture was copied"),
            Err(error) => state.notices.error(error.to_string()),
        };
    });
}

/// This browser hands files to other apps.
pub fn can_share() -> bool {
    files::can_share()
}

/// Hands the picture that is shown to another app, of the person's choice.
pub fn share(inner: &Rc<Inner>, record: Arc<ResultRecord>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let record = protection_queue::settled(&inner, record).await;
        let outcome = match record.shown_blob() {
            Some(hash) => match inner.blobs.get(hash).await {
                Ok(blob) => files::share(&blob, &name_for(&record, &blob)).await,
                Err(error) => Err(error),
            },
            None => Err(NO_BYTES),
        };
        match outcome {
            // The person closed the choice: no error.
            Err(error) if error.is_abort() => {}
            Err(error) => {
                inner.state.notices.error(error.to_string());
            }
            Ok(()) => {}
        }
    });
}

/// The browser codes this format.
pub fn can_code(format: PictureFormat) -> bool {
    format == PictureFormat::Png || files::can_code(format)
}

/// A result's file.
async fn file_of(inner: &Rc<Inner>, record: &ResultRecord, wish: Wish) -> Result<Blob, String> {
    let told = |error: Error| error.to_string();
    let hash: &BlobHash = match &record.protected {
        Some(protected) if !wish.is_raw => &protected.blob,
        _ => record.blob.as_ref().ok_or_else(|| told(NO_BYTES))?,
    };
    let blob = inner.blobs.get(hash).await.map_err(told)?;
    let Some(format) = wish.format else {
        return Ok(blob);
    };
    // Lossless from lossless: the same bytes.
    if format == PictureFormat::Png && files::media_type_of(&blob) == format.media_type() {
        return Ok(blob);
    }
    let task = Transcode { picture: blob.into(), format, quality_percent: wish.quality_percent };
    let coded = inner.protection.call(task).await.map_err(|error| error.to_string())?;
    Ok(coded.file.0)
}

/// A file's name out of the prompt: letters, digits and dashes, at most 48 of them, then which of its run.
pub fn file_stem(record: &ResultRecord) -> String {
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
    [name, "-", &(record.index + 1).to_string()].concat()
}

fn name_for(record: &ResultRecord, blob: &Blob) -> String {
    let media_type = files::media_type_of(blob);
    let format = PictureFormat::from_media_type(&media_type).unwrap_or(PictureFormat::Png);
    [&file_stem(record), ".", format.extension()].concat()
}

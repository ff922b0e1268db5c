//! What a request sends along: pictures without metadata and the mask as the engine wants it, made ready and
//! uploaded.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Account, Client, InputFile, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::browser::files::blob_of;
use crate::browser::worker_handle::WorkerError;
use crate::browser::worker_port::Attachment;
use crate::core::engine::MaskEncoding;
use crate::core::geometry::{Rect, Size};
use crate::core::job::{Call, Event, JobRecord, RemoteInputs};
use crate::core::raster::crop_plane;
use crate::core::request::BlobHash;
use crate::fill::protocol::{Answer, MaskKind, PictureInfo, Task};
use crate::services::Inner;
use crate::services::effects::local;
use crate::services::uploads::Uploads;

/// Puts the inputs where the engine wants them.
pub(super) async fn upload(inner: &Rc<Inner>, record: &JobRecord, account: Account) -> Event {
    let files = match prepare_all(inner, record).await {
        Ok(files) => files,
        Err(message) => return Event::WorkFailed(local(message)),
    };
    if record.request.engine.capabilities().attaches_files {
        inner.runner.hold_files(&record.id, files);
        return Event::Uploaded(RemoteInputs::default());
    }
    let progress = inner.state.jobs.find(&record.id).map(|entry| entry.progress);
    let on_progress = |sent: usize, total: usize| {
        if let Some(progress) = progress {
            progress.set(Some(sent as f32 / total.max(1) as f32));
        }
    };
    let memory = Uploads(account.storage_address.clone());
    let client = Client::new(&FetchTransport, account);
    let uploaded = client.upload_all(&files, &memory, &on_progress).await;
    if let Some(progress) = progress {
        progress.set(None);
    }
    match uploaded {
        Ok(inputs) => Event::Uploaded(inputs),
        Err(error) => Event::CallFailed(error.to_call_failure(Call::Upload)),
    }
}

/// The files of a request: pictures without their metadata, and the mask as the engine wants it.
///
/// # Errors
/// What the worker says, or a file over the engine's limit.
pub(super) async fn prepare_all(inner: &Inner, record: &JobRecord) -> Result<InputFiles, String> {
    let capabilities = record.request.engine.capabilities();
    let mut files = InputFiles::default();
    let max_side_px = if record.request.settings.reduce {
        capabilities.useful_side_px
    } else {
        0
    };
    let region = record.request.region.map(|region| region.rect);
    for (index, picture) in record.request.pictures.iter().enumerate() {
        let region = region.filter(|_| index == 0);
        let (info, hash, bytes) = prepare(inner, &picture.blob, region, max_side_px).await?;
        if capabilities.max_picture_bytes > 0 && bytes.len() > capabilities.max_picture_bytes {
            return Err(too_large("picture", bytes.len(), capabilities.max_picture_bytes));
        }
        files.pictures.push(InputFile {
            name: upload_name(&info.media_type, "picture"),
            media_type: info.media_type,
            bytes,
            hash,
        });
    }
    if let Some(mask) = &record.request.mask {
        let bytes = mask_file(inner, mask, capabilities.mask, region, max_side_px).await?;
        if capabilities.max_mask_bytes > 0 && bytes.len() > capabilities.max_mask_bytes {
            return Err(too_large("mask", bytes.len(), capabilities.max_mask_bytes));
        }
        files.mask = Some(InputFile {
            name: "mask.png".to_owned(),
            media_type: "image/png".to_owned(),
            hash: BlobHash::of(&bytes),
            bytes,
        });
    }
    Ok(files)
}

fn too_large(what: &str, bytes: usize, limit: usize) -> String {
    [
        what,
        " has ",
        &bytes.to_string(),
        " bytes, the limit is ",
        &limit.to_string(),
    ]
    .concat()
}

/// A name that tells nothing of the person's file.
fn upload_name(media_type: &str, stem: &str) -> String {
    format!("{stem}.{}", media_type.rsplit('/').next().unwrap_or("png"))
}

/// A picture, or the region of it that is sent.
async fn prepare(
    inner: &Inner,
    hash: &BlobHash,
    region: Option<Rect>,
    max_side_px: u32,
) -> Result<(PictureInfo, BlobHash, Vec<u8>), String> {
    let mut blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
    if let Some(rect) = region {
        let (_, png) = inner
            .worker
            .ask_bytes(Task::Crop { rect }, vec![Attachment::Blob(blob)])
            .await
            .map_err(|error| error.to_string())?;
        blob = blob_of(&png, "image/png").map_err(|error| error.to_string())?;
    }
    let asked = inner
        .worker
        .ask_bytes(Task::PrepareUpload { max_side_px }, vec![Attachment::Blob(blob)])
        .await;
    match asked.map_err(|error| error.to_string())? {
        (Answer::Prepared { info, hash }, bytes) => Ok((info, hash, bytes)),
        _ => Err("the worker gave another answer than asked for".to_owned()),
    }
}

async fn mask_file(
    inner: &Inner,
    mask: &BlobHash,
    encoding: MaskEncoding,
    region: Option<Rect>,
    max_side_px: u32,
) -> Result<Vec<u8>, String> {
    let told = |error: WorkerError| error.to_string();
    let blob = inner.blobs.get(mask).await.map_err(|error| error.to_string())?;
    let (answer, mut coverage) = inner
        .worker
        .ask_bytes(Task::DecodeMask, vec![Attachment::Blob(blob)])
        .await
        .map_err(told)?;
    let Answer::MaskDecoded { mut size } = answer else {
        return Err("the worker gave another answer than asked for".to_owned());
    };
    if let Some(rect) = region {
        coverage = crop_plane(&coverage, size, rect);
        size = Size::new(rect.width(), rect.height());
    }
    let task = Task::EncodeMask {
        size,
        wanted: size.fitted(max_side_px),
        picture: match encoding {
            MaskEncoding::WhiteEdits => MaskKind::BlackAndWhite,
            MaskEncoding::TransparentEdits => MaskKind::Transparent,
        },
    };
    let (_, png) = inner
        .worker
        .ask_bytes(task, vec![Attachment::of(&coverage)])
        .await
        .map_err(told)?;
    Ok(png)
}

//! What a request sends along: pictures without metadata and the mask as the engine wants it, made ready and
//! uploaded.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::files::UploadError;
use crate::api::{Account, Client, InputFile, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::browser::files::blob_of;
use crate::browser::worker_handle::WorkerError;
use crate::browser::worker_port::Attachment;
use crate::core::geometry::{Rect, Size};
use crate::core::job::{Call, Event, JobRecord, RemoteInputs};
use crate::core::model::MaskEncoding;
use crate::core::raster::crop_plane;
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::runs::effects::local;
use crate::services::runs::uploads::Uploads;
use crate::worker::{Answer, MaskKind, PictureInfo, Task};

/// Puts the inputs where the engine wants them.
pub(crate) async fn upload(inner: &Rc<Inner>, record: &JobRecord, account: Account) -> Event {
    if record.request.engine.capabilities().attaches_files {
        return match prepare_all(inner, record).await {
            Ok(files) => {
                inner.runner.hold_files(&record.id, files);
                Event::Uploaded(RemoteInputs::default())
            }
            Err(message) => Event::WorkFailed(local(message)),
        };
    }
    let sources = distinct_sources(record);
    let sizes = match sizes_of(inner, &sources).await {
        Ok(sizes) => sizes,
        Err(message) => return Event::WorkFailed(local(message)),
    };
    let progress = inner.state.jobs.find(&record.id).map(|entry| entry.progress);
    let on_progress = |share: f32| {
        if let Some(progress) = progress {
            progress.set(Some(share));
        }
    };
    let memory = Uploads(account.storage_address.clone());
    let client = Client::new(&FetchTransport, account);
    let prepare_one = |index: usize| {
        let source = sources.get(index).copied();
        async move {
            match source {
                Some(source) => prepare_source(inner, record, source).await,
                None => Err("a file is missing".to_owned()),
            }
        }
    };
    let uploaded = client.upload_all(&sizes, prepare_one, &memory, &on_progress).await;
    if let Some(progress) = progress {
        progress.set(None);
    }
    match uploaded {
        Ok(addresses) => Event::Uploaded(inputs_of(record, &sources, &addresses)),
        Err(UploadError::Api(error)) => Event::CallFailed(error.to_call_failure(Call::Upload)),
        Err(UploadError::Prepare(message)) => Event::WorkFailed(local(message)),
    }
}

/// A file of a request as it is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source<'a> {
    /// With the part that is sent, where it is not all.
    Picture(&'a BlobHash, Option<Rect>),
    Mask(&'a BlobHash),
}

/// The pictures of a request, in order; of the base, only the region that is edited.
fn pictures_of(record: &JobRecord) -> impl Iterator<Item = Source<'_>> {
    let region = record.request.region.map(|region| region.rect);
    record
        .request
        .pictures
        .iter()
        .enumerate()
        .map(move |(index, picture)| Source::Picture(&picture.blob, region.filter(|_| index == 0)))
}

/// All of a request's files, in order, each once.
fn distinct_sources(record: &JobRecord) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for source in pictures_of(record) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources.extend(record.request.mask.as_ref().map(Source::Mask));
    sources
}

async fn sizes_of(inner: &Inner, sources: &[Source<'_>]) -> Result<Vec<usize>, String> {
    let mut sizes = Vec::new();
    for Source::Picture(hash, _) | Source::Mask(hash) in sources {
        let blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
        sizes.push(blob.size() as usize);
    }
    Ok(sizes)
}

fn inputs_of(record: &JobRecord, sources: &[Source<'_>], addresses: &[String]) -> RemoteInputs {
    let address_of = |wanted: Source<'_>| {
        let place = sources.iter().position(|source| *source == wanted)?;
        addresses.get(place).cloned()
    };
    RemoteInputs {
        picture_urls: pictures_of(record).filter_map(address_of).collect(),
        mask_url: record.request.mask.as_ref().and_then(|mask| address_of(Source::Mask(mask))),
    }
}

/// The files of a request: pictures without their metadata, and the mask as the engine wants it.
///
/// # Errors
/// What the worker says, or a file over the engine's limit.
pub(crate) async fn prepare_all(inner: &Inner, record: &JobRecord) -> Result<InputFiles, String> {
    let mut files = InputFiles::default();
    for source in pictures_of(record) {
        files.pictures.push(prepare_source(inner, record, source).await?);
    }
    if let Some(mask) = &record.request.mask {
        files.mask = Some(prepare_source(inner, record, Source::Mask(mask)).await?);
    }
    Ok(files)
}

async fn prepare_source(inner: &Inner, record: &JobRecord, source: Source<'_>) -> Result<InputFile, String> {
    let capabilities = record.request.engine.capabilities();
    let max_side_px = if record.request.settings.reduce { capabilities.useful_side_px } else { 0 };
    let within = |what: &str, bytes: &[u8], limit: usize| {
        if limit > 0 && bytes.len() > limit { Err(too_large(what, bytes.len(), limit)) } else { Ok(()) }
    };
    match source {
        Source::Picture(hash, region) => {
            let (info, hash, bytes) = prepare(inner, hash, region, max_side_px).await?;
            within("picture", &bytes, capabilities.max_picture_bytes)?;
            Ok(InputFile {
                name: upload_name(&info.media_type, "picture"),
                media_type: info.media_type,
                bytes,
                hash,
            })
        }
        Source::Mask(mask) => {
            let region = record.request.region.map(|region| region.rect);
            let bytes = mask_file(inner, mask, capabilities.mask, region, max_side_px).await?;
            within("mask", &bytes, capabilities.max_mask_bytes)?;
            Ok(InputFile {
                name: "mask.png".to_owned(),
                media_type: "image/png".to_owned(),
                hash: BlobHash::of(&bytes),
                bytes,
            })
        }
    }
}

fn too_large(what: &str, bytes: usize, limit: usize) -> String {
    [what, " has ", &bytes.to_string(), " bytes, the limit is ", &limit.to_string()].concat()
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
    let asked =
        inner.worker.ask_bytes(Task::PrepareUpload { max_side_px }, vec![Attachment::Blob(blob)]).await;
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
    let (answer, mut coverage) =
        inner.worker.ask_bytes(Task::DecodeMask, vec![Attachment::Blob(blob)]).await.map_err(told)?;
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
    let (_, png) = inner.worker.ask_bytes(task, vec![Attachment::of(&coverage)]).await.map_err(told)?;
    Ok(png)
}

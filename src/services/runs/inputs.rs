//! What a request sends along: pictures without metadata and the mask as the engine wants it, made ready and
//! uploaded.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::files::UploadError;
use crate::api::{Account, Client, InputFile, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::browser::files::Blob;
use crate::core::geometry::Rect;
use crate::core::job::{Call, Event, Failure, JobRecord, RemoteInputs};
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::runs::uploads::Uploads;
use crate::worker::{PrepareMask, PrepareUpload, Prepared};

/// Puts the inputs where the engine wants them.
pub(crate) async fn upload(inner: &Rc<Inner>, record: &JobRecord, account: Account) -> Event {
    if record.request.engine.capabilities().attaches_files {
        return match prepare_all(inner, record).await {
            Ok(files) => {
                inner.runner.hold_files(&record.id, files);
                Event::Uploaded(RemoteInputs::default())
            }
            Err(message) => Event::WorkFailed(Failure::local(message)),
        };
    }
    let sources = distinct_sources(record);
    let sizes = match sizes_of(inner, &sources).await {
        Ok(sizes) => sizes,
        Err(message) => return Event::WorkFailed(Failure::local(message)),
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
        Err(UploadError::Prepare(message)) => Event::WorkFailed(Failure::local(message)),
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
        sizes.push(blob_of(inner, hash).await?.size() as usize);
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
    let (prepared, what, limit) = match source {
        Source::Picture(hash, region) => {
            let picture = blob_of(inner, hash).await?.into();
            let prepared = inner.worker.call(PrepareUpload { picture, region, max_side_px }).await;
            (prepared, "picture", capabilities.max_picture_bytes)
        }
        Source::Mask(hash) => {
            let mask = blob_of(inner, hash).await?.into();
            let region = record.request.region.map(|region| region.rect);
            let task = PrepareMask { mask, region, encoding: capabilities.mask, max_side_px };
            (inner.worker.call(task).await, "mask", capabilities.max_mask_bytes)
        }
    };
    let Prepared { bytes, info, hash } = prepared.map_err(|error| error.to_string())?;
    let bytes = bytes.to_vec();
    if limit > 0 && bytes.len() > limit {
        return Err(too_large(what, bytes.len(), limit));
    }
    Ok(InputFile { name: upload_name(&info.media_type, what), media_type: info.media_type, bytes, hash })
}

async fn blob_of(inner: &Inner, hash: &BlobHash) -> Result<Blob, String> {
    inner.blobs.get(hash).await.map_err(|error| error.to_string())
}

fn too_large(what: &str, bytes: usize, limit: usize) -> String {
    [what, " has ", &bytes.to_string(), " bytes, the limit is ", &limit.to_string()].concat()
}

/// A name that tells nothing of the person's file.
fn upload_name(media_type: &str, stem: &str) -> String {
    format!("{stem}.{}", media_type.rsplit('/').next().unwrap_or("png"))
}

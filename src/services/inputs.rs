//! What a request sends along: pictures without metadata and the mask as the engine wants it, made ready and
//! uploaded.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::files::UploadError;
use crate::api::{Account, Client, InputFile, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::browser::worker_handle::WorkerError;
use crate::browser::worker_port::Attachment;
use crate::core::engine::MaskEncoding;
use crate::core::job::{Call, Event, JobRecord, RemoteInputs};
use crate::core::request::BlobHash;
use crate::fill::protocol::{Answer, MaskKind, PictureInfo, Task};
use crate::services::Inner;
use crate::services::effects::local;
use crate::services::uploads::Uploads;

/// Puts the inputs where the engine wants them.
pub(super) async fn upload(inner: &Rc<Inner>, record: &JobRecord, account: Account) -> Event {
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
    let uploaded = client
        .upload_all(&sizes, prepare_one, &memory, &on_progress)
        .await;
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
    Picture(&'a BlobHash),
    Mask(&'a BlobHash),
}

/// All of a request's files, in order, each once.
fn distinct_sources(record: &JobRecord) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for picture in &record.request.pictures {
        let source = Source::Picture(&picture.blob);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources.extend(record.request.mask.as_ref().map(Source::Mask));
    sources
}

async fn sizes_of(inner: &Inner, sources: &[Source<'_>]) -> Result<Vec<usize>, String> {
    let mut sizes = Vec::new();
    for Source::Picture(hash) | Source::Mask(hash) in sources {
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
        picture_urls: record
            .request
            .pictures
            .iter()
            .filter_map(|picture| address_of(Source::Picture(&picture.blob)))
            .collect(),
        mask_url: record
            .request
            .mask
            .as_ref()
            .and_then(|mask| address_of(Source::Mask(mask))),
    }
}

/// The files of a request: pictures without their metadata, and the mask as the engine wants it.
///
/// # Errors
/// What the worker says, or a file over the engine's limit.
pub(super) async fn prepare_all(inner: &Inner, record: &JobRecord) -> Result<InputFiles, String> {
    let mut files = InputFiles::default();
    for picture in &record.request.pictures {
        let source = Source::Picture(&picture.blob);
        files.pictures.push(prepare_source(inner, record, source).await?);
    }
    if let Some(mask) = &record.request.mask {
        files.mask = Some(prepare_source(inner, record, Source::Mask(mask)).await?);
    }
    Ok(files)
}

async fn prepare_source(inner: &Inner, record: &JobRecord, source: Source<'_>) -> Result<InputFile, String> {
    let capabilities = record.request.engine.capabilities();
    let max_side_px = if record.request.settings.reduce {
        capabilities.useful_side_px
    } else {
        0
    };
    let within = |what: &str, bytes: &[u8], limit: usize| {
        if limit > 0 && bytes.len() > limit {
            Err(too_large(what, bytes.len(), limit))
        } else {
            Ok(())
        }
    };
    match source {
        Source::Picture(hash) => {
            let (info, hash, bytes) = prepare(inner, hash, max_side_px).await?;
            within("picture", &bytes, capabilities.max_picture_bytes)?;
            Ok(InputFile {
                name: upload_name(&info.media_type, "picture"),
                media_type: info.media_type,
                bytes,
                hash,
            })
        }
        Source::Mask(mask) => {
            let bytes = mask_file(inner, mask, capabilities.mask, max_side_px).await?;
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

async fn prepare(
    inner: &Inner,
    hash: &BlobHash,
    max_side_px: u32,
) -> Result<(PictureInfo, BlobHash, Vec<u8>), String> {
    let blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
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
    max_side_px: u32,
) -> Result<Vec<u8>, String> {
    let told = |error: WorkerError| error.to_string();
    let blob = inner.blobs.get(mask).await.map_err(|error| error.to_string())?;
    let (answer, coverage) = inner
        .worker
        .ask_bytes(Task::DecodeMask, vec![Attachment::Blob(blob)])
        .await
        .map_err(told)?;
    let Answer::MaskDecoded { size } = answer else {
        return Err("the worker gave another answer than asked for".to_owned());
    };
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

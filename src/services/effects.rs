//! The effects of the job machine, each ending in one event.

use std::rc::Rc;

use futures_channel::mpsc;
use leptos::prelude::*;

use crate::api::{Account, Client, Error, InputFile, InputFiles, TransportError};
use crate::browser::fetch::FetchTransport;
use crate::browser::files::blob_of;
use crate::browser::random;
use crate::browser::time::now_millis;
use crate::browser::worker_handle::{Update, WorkerError, WorkerHandle};
use crate::browser::worker_port::Attachment;
use crate::core::engine::MaskEncoding;
use crate::core::geometry::{Rect, Size};
use crate::core::job::{
    Call, CallFailure, Effect, Event, Failure, FailureKind, JobRecord, Outcome, RemoteInputs, RemotePicture,
};
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::price::{Cost, MicroDollars};
use crate::core::raster::crop_plane;
use crate::fill::protocol::{Answer, MaskKind, PictureInfo, Task};
use crate::services::uploads::Uploads;
use crate::services::{Inner, pictures, protection, records};

/// Performs an effect; gives what came of it.
pub(super) async fn perform(inner: &Rc<Inner>, record: &JobRecord, effect: Effect) -> Event {
    match &effect {
        Effect::Fill => match fill(inner, record).await {
            Ok(result_ids) => Event::Filled { result_ids },
            Err(message) => Event::WorkFailed(local(message)),
        },
        Effect::Upload { .. } => match remote(inner, record, Call::Upload) {
            Ok(account) => upload(inner, record, account).await,
            Err(event) => event,
        },
        Effect::Submit { .. } => call(inner, record, Call::Submit, &effect).await,
        Effect::LookUp { .. } => call(inner, record, Call::LookUp, &effect).await,
        Effect::Poll { .. } => call(inner, record, Call::Poll, &effect).await,
        Effect::Fetch { .. } => call(inner, record, Call::Fetch, &effect).await,
        Effect::Download {
            outcome,
            ticket,
            is_last,
            ..
        } => {
            let request_id = ticket.as_ref().map(|ticket| ticket.request_id.clone());
            match download(inner, record, outcome, request_id, *is_last).await {
                Ok(result_ids) => Event::Downloaded { result_ids },
                Err(failure) => Event::CallFailed(failure),
            }
        }
    }
}

/// Performs an effect that is one call to the API.
async fn call(inner: &Rc<Inner>, record: &JobRecord, call: Call, effect: &Effect) -> Event {
    let account = match remote(inner, record, call) {
        Ok(account) => account,
        Err(event) => return event,
    };
    let attaches = record.request.engine.capabilities().attaches_files;
    let files = if call == Call::Submit && attaches {
        let files = match inner.runner.take_files(&record.id) {
            Some(files) => Ok(files),
            None => prepare_all(inner, record).await,
        };
        match files {
            Ok(files) => files,
            // Nothing was sent yet.
            Err(message) => return certain_failure(call, local(message)),
        }
    } else {
        InputFiles::default()
    };
    let partial = inner.state.jobs.find(&record.id).map(|entry| entry.partial);
    let mut on_partial = |address| {
        if let Some(partial) = partial {
            partial.set(Some(address));
        }
    };
    let client = Client::new(&FetchTransport, account);
    let event = client.perform(record, effect, &files, &mut on_partial).await;
    event.unwrap_or_else(|| Event::WorkFailed(local("an effect without a call".to_owned())))
}

fn local(message: String) -> Failure {
    Failure {
        kind: FailureKind::Local,
        message,
    }
}

/// A call that was not made.
fn certain_failure(call: Call, failure: Failure) -> Event {
    Event::CallFailed(CallFailure {
        call,
        failure,
        retryable: false,
        ambiguous: false,
        retry_after_millis: None,
    })
}

/// The account of a job: the key must be one for the address that the job was sent to.
fn remote(inner: &Inner, record: &JobRecord, call: Call) -> Result<Account, Event> {
    let engine = record.request.engine;
    let with_own_key = inner.keys.account(engine).or_else(|| {
        let without = inner.keys.account_without_key(engine);
        without.proxy_address.is_some().then_some(without)
    });
    with_own_key
        .filter(|account| account.api_address == record.api_address)
        .ok_or_else(|| {
            let message = ["enter the key for ", &record.api_address, " in Settings to go on"].concat();
            certain_failure(
                call,
                Failure {
                    kind: FailureKind::Auth,
                    message,
                },
            )
        })
}

/// Tells the provider that nobody waits for a job any more, where it can be cancelled. Best effort: the job is
/// left in any case, and its status tells what became of it.
pub(super) fn cancel(inner: &Rc<Inner>, record: &JobRecord) {
    if let (Some(ticket), true, Ok(account)) = (
        record.state.ticket().cloned(),
        record.request.engine.capabilities().has_cancel,
        remote(inner, record, Call::Poll),
    ) {
        crate::browser::spawn(async move {
            let _ = Client::new(&FetchTransport, account).cancel(&ticket).await;
        });
    }
}

/// Deletes a request's prompt and result at the provider.
pub(super) async fn delete_at_provider(inner: &Rc<Inner>, record: &JobRecord) {
    let outcome = match (record.state.ticket(), inner.keys.account(record.request.engine)) {
        (Some(ticket), Some(account)) => {
            Client::new(&FetchTransport, account)
                .delete_payloads(ticket)
                .await
        }
        _ => Err(Error::NoKey),
    };
    match outcome {
        Ok(()) => {
            inner
                .state
                .notices
                .info("prompt and result are deleted at the provider".to_owned());
        }
        Err(error) => {
            inner
                .state
                .notices
                .error(["not deleted at the provider: ", &error.to_string()].concat());
        }
    }
}

async fn upload(inner: &Rc<Inner>, record: &JobRecord, account: Account) -> Event {
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
async fn prepare_all(inner: &Inner, record: &JobRecord) -> Result<InputFiles, String> {
    let capabilities = record.request.engine.capabilities();
    let mut files = InputFiles::default();
    let region = record.request.region.map(|region| region.rect);
    for (index, picture) in record.request.pictures.iter().enumerate() {
        let (info, bytes) = prepare(inner, &picture.blob, region.filter(|_| index == 0)).await?;
        if capabilities.max_picture_bytes > 0 && bytes.len() > capabilities.max_picture_bytes {
            return Err(too_large("picture", bytes.len(), capabilities.max_picture_bytes));
        }
        files.pictures.push(InputFile {
            name: upload_name(&info.media_type, "picture"),
            media_type: info.media_type,
            bytes,
        });
    }
    if let Some(mask) = &record.request.mask {
        let bytes = mask_file(inner, mask, capabilities.mask, region).await?;
        if capabilities.max_mask_bytes > 0 && bytes.len() > capabilities.max_mask_bytes {
            return Err(too_large("mask", bytes.len(), capabilities.max_mask_bytes));
        }
        files.mask = Some(InputFile {
            name: "mask.png".to_owned(),
            media_type: "image/png".to_owned(),
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

async fn prepare(
    inner: &Inner,
    hash: &crate::core::request::BlobHash,
    region: Option<Rect>,
) -> Result<(PictureInfo, Vec<u8>), String> {
    let blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
    if let Some(rect) = region {
        let asked = inner
            .worker
            .ask_bytes(Task::Crop { rect }, vec![Attachment::Blob(blob)])
            .await;
        let (_, bytes) = asked.map_err(|error| error.to_string())?;
        let info = PictureInfo {
            media_type: "image/png".to_owned(),
            size: Size::new(rect.width(), rect.height()),
        };
        return Ok((info, bytes));
    }
    let asked = inner
        .worker
        .ask_bytes(Task::PrepareUpload, vec![Attachment::Blob(blob)])
        .await;
    match asked.map_err(|error| error.to_string())? {
        (Answer::Prepared { info }, bytes) => Ok((info, bytes)),
        _ => Err("the worker gave another answer than asked for".to_owned()),
    }
}

async fn mask_file(
    inner: &Inner,
    mask: &crate::core::request::BlobHash,
    encoding: MaskEncoding,
    region: Option<Rect>,
) -> Result<Vec<u8>, String> {
    let told = |error: WorkerError| error.to_string();
    let blob = inner.blobs.get(mask).await.map_err(|error| error.to_string())?;
    let (answer, coverage) = inner
        .worker
        .ask_bytes(Task::DecodeMask, vec![Attachment::Blob(blob)])
        .await
        .map_err(told)?;
    let Answer::MaskDecoded { mut size } = answer else {
        return Err("the worker gave another answer than asked for".to_owned());
    };
    let mut coverage = coverage;
    if let Some(rect) = region {
        coverage = crop_plane(&coverage, size, rect);
        size = Size::new(rect.width(), rect.height());
    }
    let task = Task::EncodeMask {
        size,
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

async fn fill(inner: &Rc<Inner>, record: &JobRecord) -> Result<Vec<String>, String> {
    let request = &record.request;
    let mut attachments = Vec::new();
    let base = request.pictures.first().into_iter();
    let hashes = base
        .map(|picture| &picture.blob)
        .chain(&request.mask)
        .chain(request.pictures.iter().skip(1).map(|picture| &picture.blob));
    for hash in hashes {
        attachments.push(Attachment::Blob(
            inner.blobs.get(hash).await.map_err(|error| error.to_string())?,
        ));
    }
    let worker = Rc::new(WorkerHandle::start().map_err(|error| error.to_string())?);
    inner.runner.hold_worker(&record.id, Some(Rc::clone(&worker)));
    let (updates, mut heard) = mpsc::unbounded();
    let progress = inner.state.jobs.find(&record.id).map(|entry| entry.progress);
    let task = Task::Fill {
        frame: request.settings.size,
        count: request.settings.count,
        format: request.settings.format,
        seed: 1,
    };
    let variants = Rc::new(std::cell::RefCell::new(Vec::new()));
    let taken = Rc::clone(&variants);
    crate::browser::spawn(async move {
        while let Ok(update) = heard.recv().await {
            match update {
                Update::Progress(fraction) => {
                    if let Some(progress) = progress {
                        progress.set(Some(fraction));
                    }
                }
                Update::Variant(info, parts) => taken.borrow_mut().push((info, parts)),
            }
        }
    });
    let answered = worker.ask_with_updates(task, attachments, Some(updates)).await;
    inner.runner.hold_worker(&record.id, None);
    answered.map_err(|error| error.to_string())?;
    // The last variants were sent before the answer, but are told by the task above.
    crate::browser::time::sleep(0).await;
    let variants = variants.take();
    if variants.len() != usize::from(request.settings.count) {
        return Err(format!(
            "the worker gave {} results of {}",
            variants.len(),
            request.settings.count
        ));
    }
    let mut ids = Vec::new();
    for (index, (info, parts)) in variants.into_iter().enumerate() {
        let mut parts = parts.into_iter();
        let (Some(file), Some(thumbnail)) = (parts.next(), parts.next()) else {
            return Err("the worker gave no picture".to_owned());
        };
        let refused = |error: crate::browser::Error| error.to_string();
        let file = file.bytes().await.map_err(refused)?;
        let thumbnail = thumbnail.bytes().await.map_err(refused)?;
        let result = ResultRecord {
            blob: Some(inner.blobs.add(&file, &info.media_type).map_err(refused)?),
            thumbnail: Some(inner.blobs.add(&thumbnail, "image/jpeg").map_err(refused)?),
            media_type: info.media_type,
            size: info.size,
            cost: Cost::Free,
            job_gave: request.settings.count,
            ..blank_result(record, index, &[], None)
        };
        ids.push(result.id.clone());
        records::keep_result(inner, &result).await;
        protection::protect_later(inner, &result);
        records::show_result(inner, result);
    }
    Ok(ids)
}

/// Downloads every picture of a finished request and keeps it. What cannot be read is kept as a link once
/// this is the last attempt.
async fn download(
    inner: &Rc<Inner>,
    record: &JobRecord,
    outcome: &Outcome,
    request_id: Option<String>,
    is_last: bool,
) -> Result<Vec<String>, CallFailure> {
    let known = record.request.engine.capabilities();
    let each = outcome
        .total
        .map(|total| MicroDollars(total.0 / outcome.pictures.len().max(1) as u64));
    let cost = match (each, known.price_each(&record.request.sent_settings())) {
        (Some(each), _) => Cost::Known(each),
        (None, Some(each)) => Cost::Estimate(each),
        (None, None) => Cost::Free,
    };
    // All are read before any is kept, so that another attempt does not double the ones that were read.
    let mut read = Vec::new();
    for picture in &outcome.pictures {
        match read_picture(inner, record, picture).await {
            Ok(inspected) => read.push((Some(inspected), None)),
            Err(error) if is_last || !error.is_retryable() => match picture {
                RemotePicture::Url(url) => read.push((None, Some(url.clone()))),
                RemotePicture::Data(_) => return Err(error.to_call_failure(Call::Download)),
            },
            Err(error) => return Err(error.to_call_failure(Call::Download)),
        }
    }
    let mut ids = Vec::new();
    let job_gave = u8::try_from(read.len()).unwrap_or(u8::MAX);
    for (index, (inspected, unread)) in read.into_iter().enumerate() {
        let link = match outcome.pictures.get(index) {
            Some(RemotePicture::Url(url)) => Some(url.clone()),
            _ => None,
        };
        let blank = blank_result(record, index, &outcome.logs, request_id.clone());
        let result = match inspected {
            Some(inspected) => ResultRecord {
                blob: Some(inspected.picture.blob),
                thumbnail: Some(inspected.thumbnail),
                media_type: inspected.picture.media_type,
                size: inspected.picture.size,
                link,
                cost,
                job_gave,
                ..blank
            },
            None => ResultRecord {
                link: unread,
                cost,
                job_gave,
                ..blank
            },
        };
        ids.push(result.id.clone());
        records::keep_result(inner, &result).await;
        protection::protect_later(inner, &result);
        records::show_result(inner, result);
    }
    inner.state.notices.info(match ids.len() {
        1 => "a result has arrived".to_owned(),
        count => format!("{count} results have arrived"),
    });
    Ok(ids)
}

async fn read_picture(
    inner: &Inner,
    record: &JobRecord,
    picture: &RemotePicture,
) -> Result<pictures::Inspected, Error> {
    let malformed = |_: String| Error::Malformed {
        what: "the result is no picture that can be read",
    };
    let unreadable = |_: crate::browser::Error| Error::Transport(TransportError::Interrupted);
    let (RemotePicture::Url(address) | RemotePicture::Data(address)) = picture;
    // Result files are public by their link: read without the key.
    let account = inner.keys.account_without_key(record.request.engine);
    let reader = Client::new(&FetchTransport, account);
    let (media_type, bytes) = reader.download(address).await?;
    let blob = blob_of(&bytes, &media_type).map_err(unreadable)?;
    pictures::inspect(inner, "result", &blob).await.map_err(malformed)
}

fn blank_result(
    record: &JobRecord,
    index: usize,
    logs: &[String],
    request_id: Option<String>,
) -> ResultRecord {
    let now = now_millis();
    ResultRecord {
        version: RESULT_RECORD_VERSION,
        id: random::unique_name(),
        job_id: record.id.clone(),
        index: index as u8,
        request: record.request.clone(),
        blob: None,
        thumbnail: None,
        link: None,
        media_type: record.request.settings.format.media_type().to_owned(),
        size: Size::new(0, 0),
        finished_millis: now,
        took_millis: now - record.state.started_millis().unwrap_or(now),
        cost: Cost::Free,
        provider_request_id: request_id,
        logs: logs.to_vec(),
        favourite: false,
        protected: None,
        former: Vec::new(),
        job_gave: 0,
    }
}

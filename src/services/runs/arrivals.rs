//! What providers give: pictures downloaded, looked at and kept.

use std::rc::Rc;

use crate::api::{Client, Error, TransportError};
use crate::browser::fetch::FetchTransport;
use crate::browser::files::blob_of;
use crate::browser::spawn;
use crate::browser::time::now_millis;
use crate::core::geometry::Size;
use crate::core::job::{Call, CallFailure, Failure, FailureKind, JobRecord, Outcome, Reason, RemotePicture};
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::model::EngineId;
use crate::core::price::{Cost, MicroDollars};
use crate::services::Inner;
use crate::services::account::texts::failure_line;
use crate::services::draft::pictures;
use crate::services::library::{protection, protection_queue, records};

/// Downloads every picture of a finished request and keeps it; gives the names of the results. What cannot be
/// read is kept as a link once this is the last attempt.
///
/// # Errors
/// When a picture is not read, or a result is not kept on a device that should: the job stays.
pub(crate) async fn download(
    inner: &Rc<Inner>,
    record: &JobRecord,
    outcome: &Outcome,
    request_id: Option<String>,
    is_last: bool,
) -> Result<Vec<String>, CallFailure> {
    let known = record.request.engine.capabilities();
    let each = outcome.total.map(|total| MicroDollars(total.0 / outcome.pictures.len().max(1) as u64));
    let cost = match (each, record.request.sent_settings().price_each(known)) {
        (Some(each), _) => Cost::Known(each),
        (None, Some(each)) => Cost::Estimate(each),
        (None, None) => Cost::Free,
    };
    // All are read before any is kept, so that another attempt does not double the ones that were read.
    let mut read = Vec::new();
    for picture in &outcome.pictures {
        match read_picture(inner, record.request.engine, picture).await {
            Ok(inspected) => read.push(Some(inspected)),
            Err(error) if is_last || !error.is_retryable() => match picture {
                RemotePicture::Url(_) => read.push(None),
                RemotePicture::Data(_) => return Err(error.to_call_failure(Call::Download)),
            },
            Err(error) => return Err(error.to_call_failure(Call::Download)),
        }
    }
    let mut ids = Vec::new();
    let mut are_kept = true;
    let job_gave = u8::try_from(read.len()).unwrap_or(u8::MAX);
    for (index, (inspected, picture)) in read.into_iter().zip(&outcome.pictures).enumerate() {
        let blank = blank_result(record, index, &outcome.logs, request_id.clone());
        let mut result = ResultRecord {
            link: match picture {
                RemotePicture::Url(url) => Some(url.clone()),
                RemotePicture::Data(_) => None,
            },
            cost,
            job_gave,
            ..blank
        };
        if let Some(inspected) = inspected {
            put_bytes(&mut result, inspected);
        }
        ids.push(result.id.clone());
        result.protect_due = protection::wanted(&result);
        are_kept &= records::keep_result(inner, &result).await;
        protection_queue::show_and_take_up(inner, vec![result]);
    }
    if !are_kept {
        return Err(CallFailure {
            call: Call::Download,
            failure: Failure::new(FailureKind::Local, Reason::ResultNotSaved),
            retryable: false,
            ambiguous: false,
            retry_after_millis: None,
        });
    }
    inner.state.notices.info(match ids.len() {
        1 => "a result has arrived".to_owned(),
        count => format!("{count} results have arrived"),
    });
    Ok(ids)
}

/// Tries once more to read the bytes of a result of which only the link is known.
pub fn fetch_again(inner: &Rc<Inner>, mut result: ResultRecord) {
    let Some(link) = result.link.clone().filter(|_| result.blob.is_none()) else {
        return;
    };
    let inner = Rc::clone(inner);
    spawn(async move {
        let notices = inner.state.notices;
        match read_picture(&inner, result.request.engine, &RemotePicture::Url(link)).await {
            Ok(inspected) => {
                put_bytes(&mut result, inspected);
                result.protect_due = protection::wanted(&result);
                // Replaced on the page only once it is kept, or the refusal was told.
                if records::keep_result(&inner, &result).await {
                    notices.info("the result's bytes are on this device now");
                }
                protection_queue::show_and_take_up(&inner, vec![result]);
            }
            Err(error) => {
                let text = failure_line(result.request.engine, &error.into());
                notices.error(["The picture still cannot be read. ", &text].concat());
            }
        }
    });
}

fn put_bytes(result: &mut ResultRecord, inspected: pictures::Inspected) {
    result.blob = Some(inspected.picture.blob);
    result.thumbnail = Some(inspected.thumbnail);
    result.media_type = inspected.picture.media_type;
    result.size = inspected.picture.size;
}

async fn read_picture(
    inner: &Inner,
    engine: EngineId,
    picture: &RemotePicture,
) -> Result<pictures::Inspected, Error> {
    let malformed = |_: String| Error::Malformed { what: "the result is no picture that can be read" };
    let unreadable = |_: crate::browser::Error| Error::Transport(TransportError::Interrupted);
    let (RemotePicture::Url(address) | RemotePicture::Data(address)) = picture;
    // Result files are public by their link: read without the key.
    let account = inner.keys.account_without_key(engine);
    let reader = Client::new(&FetchTransport, account);
    let (media_type, bytes) = reader.download(address).await?;
    let blob = blob_of(&bytes, &media_type).map_err(unreadable)?;
    pictures::inspect(inner, "result", &blob).await.map_err(malformed)
}

/// A result of a job without its picture. Its name is the job's and its place, so that an attempt after a tab
/// died in the middle of keeping replaces what was kept, and does not double it.
pub(crate) fn blank_result(
    record: &JobRecord,
    index: usize,
    logs: &[String],
    request_id: Option<String>,
) -> ResultRecord {
    let now = now_millis();
    ResultRecord {
        version: RESULT_RECORD_VERSION,
        id: [&record.id, "-", &index.to_string()].concat(),
        job_id: record.id.clone(),
        index: index as u8,
        request: record.request.clone(),
        blob: None,
        thumbnail: None,
        link: None,
        media_type: record.request.settings.format.media_type().to_owned(),
        size: Size::new(0, 0),
        finished_millis: now,
        // How long another device's job took is not known here.
        took_millis: if record.request.pictures.is_empty() {
            0.0
        } else {
            now - record.state.started_millis().unwrap_or(now)
        },
        cost: Cost::Free,
        provider_request_id: request_id,
        logs: logs.to_vec(),
        favourite: false,
        protect_due: None,
        protected: None,
        deleted_at_provider: false,
        former: Vec::new(),
        job_gave: 0,
        not_alignable: false,
    }
}

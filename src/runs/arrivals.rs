//! What providers give: pictures downloaded, looked at and stored.

use super::arriving::Arriving;
use super::error::{Error, StoreError, WorkError};
use super::ports::{Inspected, Notice, Ports};
use super::results;
use crate::api::{self, Client};
use crate::core::estimate::Estimate;
use crate::core::job::{JobRecord, Outcome, RemotePicture};
use crate::core::lineage::ResultRecord;
use crate::core::price::{Cost, MicroDollars};
use crate::core::request::EditRequest;

/// Downloads every picture of a finished request and stores it; gives the names of the results. What cannot be
/// read is stored as a link once this is the last attempt.
///
/// # Errors
/// When a picture is not read, or a result is not stored: the job stays.
pub(super) async fn download<P: Ports>(
    ports: &P,
    record: &JobRecord,
    outcome: &Outcome,
    request_id: Option<&String>,
    is_last: bool,
) -> Result<Vec<String>, Error> {
    let each = outcome.total.map(|total| MicroDollars(total.0 / outcome.pictures.len().max(1) as u64));
    let cost = match (each, Estimate::of_request(&record.request)) {
        (Some(each), _) => Cost::Known(each),
        (None, Estimate::Priced(priced)) => Cost::Estimate(priced.each.most),
        (None, Estimate::Free) => Cost::Free,
        (None, Estimate::Unknown) => Cost::Unknown,
    };
    // All are read before any is stored, so that another attempt does not double the ones that were read.
    let mut read = Vec::new();
    for picture in &outcome.pictures {
        match read_picture(ports, &record.request, picture).await {
            Ok(inspected) => read.push(Some(inspected)),
            Err(error) if is_last || !error.is_retryable() => match picture {
                RemotePicture::Url(_) => read.push(None),
                RemotePicture::File(_) | RemotePicture::Data(_) => return Err(error),
            },
            Err(error) => return Err(error),
        }
    }
    let mut ids = Vec::new();
    let (mut stored, mut replaced) = (Ok(()), Vec::new());
    let result_count = u8::try_from(read.len()).unwrap_or(u8::MAX);
    for (index, (inspected, picture)) in read.into_iter().zip(&outcome.pictures).enumerate() {
        let mut result = ResultRecord {
            link: match picture {
                RemotePicture::Url(url) => Some(url.clone()),
                RemotePicture::File(_) | RemotePicture::Data(_) => None,
            },
            cost,
            result_count,
            logs: outcome.logs.clone(),
            provider_request_id: request_id.cloned(),
            ..results::blank(record, index, ports.now_millis())
        };
        if let Some(inspected) = inspected {
            results::put_picture(&mut result, inspected);
        }
        ids.push(result.id.clone());
        if let (RemotePicture::File(arrived), Some(saved)) = (picture, &result.blob)
            && arrived != saved
        {
            replaced.push(arrived);
        }
        stored = stored.and(put(ports, result).await);
    }
    stored?;
    // What arrived was cleaned: the results have that in its place.
    for file in replaced {
        ports.let_go(file);
    }
    ports.notify(Notice::ResultsArrived { count: ids.len() });
    Ok(ids)
}

/// Stores the variants of a fill; gives the names of the results.
pub(super) async fn store_filled<P: Ports>(
    ports: &P,
    record: &JobRecord,
    variants: Vec<Inspected>,
) -> Vec<String> {
    let mut ids = Vec::new();
    for (index, filled) in variants.into_iter().enumerate() {
        let result = results::filled(record, index, ports.now_millis(), filled);
        ids.push(result.id.clone());
        // Free: what cannot be stored was told, and can be made again.
        let _ = put(ports, result).await;
    }
    ids
}

/// Tries once more to read the bytes of a result of which only the link is known.
///
/// # Errors
/// When they cannot be read, or not be stored; they are shown in the latter case.
pub(super) async fn read_again<P: Ports>(ports: &P, mut result: ResultRecord) -> Result<(), Error> {
    let Some(link) = result.link.clone().filter(|_| result.blob.is_none()) else { return Ok(()) };
    let inspected = read_picture(ports, &result.request, &RemotePicture::Url(link)).await?;
    results::put_picture(&mut result, inspected);
    put(ports, result).await
}

/// Shows a result once it is stored, or was told to be refused.
async fn put<P: Ports>(ports: &P, result: ResultRecord) -> Result<(), Error> {
    let stored = ports.put_result(&result).await;
    if let Err(error) = &stored {
        ports.notify(Notice::NotStored(error.clone()));
    }
    ports.notify(Notice::ResultChanged(result));
    match stored {
        // The person was told when the page opened, and again before the run: the page has it, and asks before it is
        // left.
        Err(StoreError::Absent) => Ok(()),
        stored => stored.map_err(Error::ResultNotStored),
    }
}

async fn read_picture<P: Ports>(
    ports: &P,
    request: &EditRequest,
    picture: &RemotePicture,
) -> Result<Inspected, Error> {
    let mut arriving = Arriving::new(ports, "");
    let downloaded = match picture {
        RemotePicture::File(_) => None,
        // Result files are public by their link: read without the key.
        RemotePicture::Url(address) | RemotePicture::Data(address) => {
            let reader = Client::new(ports, ports.account_without_key(request.engine));
            let file = reader.download(address, &mut arriving).await;
            if file.is_err() {
                arriving.let_go();
            }
            Some(file?)
        }
    };
    let file = match picture {
        RemotePicture::File(file) => Some(file),
        _ => downloaded.as_ref(),
    };
    let Some(file) = file else { return Err(WorkError::FileMissing.into()) };
    let inspected = ports.inspect(file, request.settings.cleans_alpha()).await;
    if let Some(file) = &downloaded
        && inspected.as_ref().map_or(true, |inspected| inspected.picture.blob != *file)
    {
        ports.let_go(file);
    }
    inspected.map_err(|error| match error {
        WorkError::FileMissing => error.into(),
        _ => api::Error::Malformed { what: "the result is no picture that can be read" }.into(),
    })
}

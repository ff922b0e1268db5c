//! What differs between the providers. Everything here is pure: [`super::Client`] sends and waits.

use serde_json::Value;

use super::answer::{Answer, read_body};
use super::snippet::Language;
use super::{Account, Body, Error, HttpResponse, data_url, queue};
use crate::core::job::{FetchAnswer, Outcome, RemoteInputs, Ticket};
use crate::core::model::Offer;
use crate::core::request::{BlobHash, EditRequest};

/// A file to send.
#[derive(Clone, PartialEq, Eq)]
pub struct InputFile {
    /// A name that gives nothing of the person's file away.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// The bytes, without metadata.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub hash: BlobHash,
}

/// The files of a request: pictures in their order, and the mask as the engine wants it, or the markup.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct InputFiles {
    /// 1 to 16 pictures, the base first.
    pub pictures: Vec<InputFile>,
    /// The mask of the base picture.
    pub mask: Option<InputFile>,
    /// What is drawn over the base picture, as a layer.
    pub markup: Option<InputFile>,
}

impl InputFiles {
    /// The inputs of a request, those that go inside it as `data:` URLs of these files.
    pub(super) fn put_inside(&self, inputs: &RemoteInputs) -> RemoteInputs {
        let resolve = |url: &String, file: Option<&InputFile>| match file {
            Some(file) if url == RemoteInputs::INSIDE => data_url::encode(&file.media_type, &file.bytes),
            _ => url.clone(),
        };
        let pictures = inputs.picture_urls.iter().enumerate();
        RemoteInputs {
            picture_urls: pictures.map(|(index, url)| resolve(url, self.pictures.get(index))).collect(),
            mask_url: inputs.mask_url.as_ref().map(|url| resolve(url, self.mask.as_ref())),
            markup_url: inputs.markup_url.as_ref().map(|url| resolve(url, self.markup.as_ref())),
        }
    }
}

/// What is submitted.
#[derive(Clone, Copy)]
pub struct SubmitRequest<'a> {
    /// What was asked.
    pub request: &'a EditRequest,
    /// Where the inputs are, for a provider that takes URLs.
    pub inputs: &'a RemoteInputs,
    /// The inputs themselves, for a provider that takes files.
    pub files: &'a InputFiles,
    /// The job's name.
    pub tag: &'a str,
}

/// A request about to be sent.
pub struct Outgoing {
    /// The whole URL.
    pub url: String,
    /// Headers beside those of every call.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent along.
    pub body: Body,
}

/// What became of an accepted submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It waits under this ticket.
    Accepted(Ticket),
    /// The answer is the result.
    Answered(Outcome),
}

/// What one provider does in its own way. The defaults are those of the queue that ModelRunner and fal share. Each
/// `read_…` fails with the error that an answer reports, or when the answer is not what the protocol says.
#[expect(clippy::missing_errors_doc, reason = "said once for all of them, above")]
pub trait Provider: Sync {
    /// What stands before the key in `Authorization`.
    fn scheme(&self) -> &'static str {
        "Key"
    }

    /// The header that gives a proxy the real URL.
    fn target_header(&self) -> &'static str;

    /// The submit.
    fn submit(&self, account: &Account, asked: &SubmitRequest<'_>) -> Outgoing;

    /// Where a submit goes.
    fn submit_url(&self, account: &Account, offer: &Offer) -> String;

    /// The fields of a submit, for the person to see.
    fn preview(&self, account: &Account, asked: &SubmitRequest<'_>) -> Value;

    /// The request as code for elsewhere, with `fields` as [`Provider::preview`] gives them.
    fn snippet(&self, language: Language, url: &str, offer: &Offer, fields: &Value) -> String;

    /// What follows the storage's path for an upload, with its `?`.
    fn upload_query(&self) -> &'static str {
        ""
    }

    /// Headers of a request for an upload.
    fn upload_headers(&self, _account: &Account) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Reads the bytes of an answer.
    fn read_body(&self, response: &HttpResponse) -> Result<Value, Error> {
        read_body(response.status, &response.body)
    }

    /// Most bytes of the answer to a submit, by what was asked for.
    fn answer_bytes(&self, _asked: &SubmitRequest<'_>) -> usize {
        RESULT_BYTES
    }

    /// The text that stands for the picture that forms, in one event of a stream.
    fn partial(&self, _event: &[u8]) -> Option<String> {
        None
    }

    /// Reads the answer to a submit.
    fn read_submitted(&self, account: &Account, offer: &Offer, answer: &Answer) -> Result<Submitted, Error> {
        queue::read_submitted(account, offer, answer).map(Submitted::Accepted)
    }

    /// Where a tag can be looked up.
    fn look_up_url(&self, _account: &Account, _tag: &str) -> Option<String> {
        None
    }

    /// Where else the record of a request is, when its own URL answers 404.
    fn record_url(&self, _account: &Account, _id: &str) -> Option<String> {
        None
    }

    /// Reads the answer to a result request.
    fn read_result(&self, account: &Account, answer: &Answer) -> Result<FetchAnswer, Error>;

    /// Where a job that waits in the queue can be cancelled by a `PUT`.
    fn cancel_url(&self, _ticket: &Ticket) -> Option<String> {
        None
    }

    /// Where a finished request's prompt and result can be deleted.
    fn delete_url(&self, _account: &Account, _id: &str) -> Option<String> {
        None
    }

    /// A URL that costs nothing to ask and shows what the API thinks of the key.
    fn probe_url(&self, account: &Account) -> String {
        let offer = account.engine.offer("");
        queue::status_url(&queue::request_url(account, offer, FAKE_REQUEST_ID))
    }
}

/// Most bytes of one picture in an answer: the pixels of the largest, 3840 x 2160, as they are, in base64.
pub(super) const PICTURE_ANSWER_BYTES: usize = 3840 * 2160 * 4 / 3 * 4 + (1 << 20);
/// Most bytes of a result's JSON, which may carry as many pictures as a request asks for as base64.
pub(super) const RESULT_BYTES: usize = 4 * PICTURE_ANSWER_BYTES;

/// A well-formed request id that no request has.
const FAKE_REQUEST_ID: &str = "pentimento-connection";

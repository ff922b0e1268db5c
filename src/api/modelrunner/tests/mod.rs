//! The protocol, word for word, against a scripted transport.

mod answers;
mod connection;
mod deletion;
mod hostile;
mod journey;
mod look_up;
mod proxy;
mod submit;

use super::super::{Account, Client as ModelRunner, InputFiles, Options, SubmitRequest, Submitted};
use crate::api::samples;
use crate::api::scripted::{Exchange, Scripted, block_on};
use crate::api::{Body, Error, Method};
use crate::core::job::{RemoteInputs, Ticket};
use crate::core::model::{EngineId, FrameSize};
use crate::core::picture::PictureFormat;
use crate::core::request::{EditRequest, EditSettings};
use crate::core::secret::ApiKey;

const API: &str = "https://queue.example.org";
const STORAGE: &str = "https://store.example.org";
const KEY: &str = "sesame-1234";
const ID: &str = "q7Wn2LkPz0XcVb9RtYu4S";

/// What goes with every API call, and nowhere else.
const WITH_KEY: [(&str, &str); 2] = [("Accept", "application/json"), ("Authorization", "Key sesame-1234")];

fn account() -> Account {
    Account {
        api_address: API.to_owned(),
        storage_address: STORAGE.to_owned(),
        proxy_address: None,
        options: Options::default(),
        engine: EngineId::ModelRunner,
        key: Some(ApiKey::new(KEY).unwrap()),
    }
}

/// The form that is built when the provider gives no addresses.
fn ticket() -> Ticket {
    Ticket {
        request_id: ID.to_owned(),
        status_url: format!("{API}/openai/gpt-image-2/requests/{ID}/status"),
        response_url: format!("{API}/openai/gpt-image-2/requests/{ID}"),
    }
}

fn inputs() -> RemoteInputs {
    RemoteInputs {
        picture_urls: vec!["https://media.example.org/a.png".to_owned()],
        mask_url: None,
        markup_url: None,
    }
}

fn request(size: FrameSize) -> EditRequest {
    let sample = samples::request(EngineId::ModelRunner, size);
    EditRequest {
        settings: EditSettings { count: 2, format: PictureFormat::Webp, ..sample.settings },
        ..sample
    }
}

/// A `GET` of the API.
fn get(url: &str) -> Exchange {
    Exchange::expect(Method::Get, url, &WITH_KEY, Body::Empty)
}

/// The status request of [`ticket`].
fn get_status() -> Exchange {
    get(&format!("{}?logs=1", ticket().status_url))
}

/// The result request of [`ticket`].
fn get_result() -> Exchange {
    get(&ticket().response_url)
}

/// The request for the record by its id alone.
fn get_record() -> Exchange {
    get(&format!("{API}/requests/{ID}"))
}

/// Plays a script to the end with a client of `account`.
#[track_caller]
fn play<O>(
    account: Account,
    script: Vec<Exchange>,
    call: impl AsyncFnOnce(ModelRunner<'_, Scripted>) -> Result<O, Error>,
) -> Result<O, Error> {
    let transport = Scripted::new(script);
    let told = block_on(call(ModelRunner::new(&transport, account)));
    transport.check_done();
    told
}

/// Submits, and gives the ticket.
async fn submit_with(
    client: &ModelRunner<'_, Scripted>,
    request: &EditRequest,
    inputs: &RemoteInputs,
) -> Result<Ticket, Error> {
    submit_tagged(client, request, inputs, "tag").await
}

async fn submit_tagged(
    client: &ModelRunner<'_, Scripted>,
    request: &EditRequest,
    inputs: &RemoteInputs,
    tag: &str,
) -> Result<Ticket, Error> {
    let asked = SubmitRequest { request, inputs, files: &InputFiles::default(), tag };
    match client.submit(&asked, &mut crate::api::intake::InMemory::default()).await? {
        Submitted::Accepted(ticket) => Ok(ticket),
        Submitted::Answered(outcome) => panic!("a queue gave a result at once: {outcome:?}"),
    }
}

//! One call to the API: the only place where the key is attached.

use super::account::Account;
use super::answer::{Answer, is_success};
use super::cut::{Cutter, file_of};
use super::error::Error;
use super::events::Events;
use super::intake::Intake;
use super::provider::Provider;
use super::transport::{Body, HttpRequest, HttpResponse, Method, Transport, TransportError};
use super::url;

/// Most bytes of an answer beside its pictures.
pub(super) const SMALL_ANSWER_BYTES: usize = 4 << 20;

/// Bytes from which a text is long: reading it may need more memory than there is.
const LONG_TEXT_BYTES: usize = 64 << 10;

/// What is sent, beside the URL.
pub(super) struct Sent {
    pub(super) method: Method,
    /// Beside those of every call.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
    pub(super) max_response_bytes: usize,
}

impl Sent {
    /// Nothing but a method.
    pub(super) fn plain(method: Method) -> Self {
        Self { method, headers: Vec::new(), body: Body::Empty, max_response_bytes: SMALL_ANSWER_BYTES }
    }
}

/// Sends one request with the key, to the API, the storage or, for either, the proxy.
pub(super) async fn send(
    transport: &impl Transport,
    account: &Account,
    provider: &dyn Provider,
    url: &str,
    sent: Sent,
) -> Result<Answer, Error> {
    let response = transport.send(request(account, provider, url, sent)?).await?;
    let body = provider.read_body(&response)?;
    Ok(Answer { body, ..Answer::of(&response) })
}

/// As [`send`], for an answer that may carry pictures: they go to the files as they come. `on_partial` finds the
/// picture that forms in an event. An answer that is over a limit, or makes no sense, is left among the files, too.
pub(super) async fn send_cutting(
    transport: &impl Transport,
    account: &Account,
    provider: &dyn Provider,
    url: &str,
    sent: Sent,
    intake: &mut dyn Intake,
) -> Result<Answer, Error> {
    let mut cutter = Cutter::new(SMALL_ANSWER_BYTES);
    let mut events = account.options.with_partials.then(Events::default);
    let request = request(account, provider, url, sent)?;
    let response = transport
        .send_streaming(request, &mut |piece| {
            let before = cutter.text().len();
            cutter.add(piece, intake);
            if let Some(events) = &mut events {
                events.add(cutter.text().get(before..).unwrap_or_default(), |event| {
                    let partial = provider.partial(event);
                    if let Some(file) = partial.and_then(|text| file_of(&text, cutter.files()).cloned()) {
                        intake.on_partial(file);
                    }
                });
            }
        })
        .await;
    let cut = cutter.finish(intake);
    let response = HttpResponse { body: cut.text, ..response? };
    if cut.is_over {
        return Err(TransportError::TooLarge { limit: SMALL_ANSWER_BYTES }.into());
    }
    let is_long = response.body.len() >= LONG_TEXT_BYTES;
    if is_long {
        intake.set_reading(true);
    }
    let read = provider.read_body(&response);
    if is_long {
        intake.set_reading(false);
    }
    match read {
        Ok(body) => Ok(Answer { body, files: cut.files, ..Answer::of(&response) }),
        Err(error) => {
            park(response.status, &response.body, intake);
            Err(error)
        }
    }
}

/// Leaves the text of an answer among the files, for the person: it may be of something paid. A page is nobody's answer.
pub(super) fn park(status: u16, body: &[u8], intake: &mut dyn Intake) {
    let is_page = body.trim_ascii_start().starts_with(b"<");
    if is_success(status) && !body.is_empty() && !is_page {
        intake.write(body);
        intake.finish("application/json");
    }
}

fn request(account: &Account, provider: &dyn Provider, url: &str, sent: Sent) -> Result<HttpRequest, Error> {
    let mut headers = vec![("Accept", "application/json".to_owned())];
    if let Some(key) = &account.key {
        headers.push(("Authorization", format!("{} {}", provider.scheme(), key.expose())));
    }
    if account.proxy_address.is_some() {
        headers.push((provider.target_header(), url.to_owned()));
    }
    headers.extend(sent.headers);
    Ok(HttpRequest {
        method: sent.method,
        url: receiver(account, url)?.to_owned(),
        headers,
        body: sent.body,
        max_response_bytes: sent.max_response_bytes,
        follows_redirects: false,
    })
}

/// Who gets the request for `url`, and the key with it.
fn receiver<'a>(account: &'a Account, url: &'a str) -> Result<&'a str, Error> {
    let unsafe_url = |what| Err(Error::UnsafeUrl { what });
    if !url::is_safe(&account.api_address) {
        return unsafe_url("API URL");
    }
    let has_storage = !account.storage_address.is_empty();
    if has_storage && !url::is_safe(&account.storage_address) {
        return unsafe_url("storage URL");
    }
    let is_storage = has_storage && url::is_same_origin(url, &account.storage_address);
    if !is_storage && !url::is_same_origin(url, &account.api_address) {
        return Err(Error::ForeignUrl { host: url::host(url) });
    }
    match &account.proxy_address {
        Some(proxy) if !url::is_safe(proxy) => unsafe_url("proxy URL"),
        Some(proxy) => Ok(proxy),
        None if account.key.is_none() => Err(Error::NoKey),
        None => Ok(url),
    }
}

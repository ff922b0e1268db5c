//! One call to the API: the only place where the key is attached.

use super::account::Account;
use super::answer::Answer;
use super::error::Error;
use super::provider::Provider;
use super::transport::{Body, HttpRequest, Method, Transport};
use super::url;

/// Most bytes of an answer that carries no pictures.
pub(super) const SMALL_ANSWER_BYTES: usize = 4 << 20;

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

/// Sends one request with the key, to the API, the storage or, for either, the proxy. `on_piece` gets the
/// answer as it comes.
pub(super) async fn send(
    transport: &impl Transport,
    account: &Account,
    provider: &dyn Provider,
    url: &str,
    sent: Sent,
    on_piece: &mut dyn FnMut(&[u8]),
) -> Result<Answer, Error> {
    let mut headers = vec![("Accept", "application/json".to_owned())];
    if let Some(key) = &account.key {
        headers.push(("Authorization", format!("{} {}", provider.scheme(), key.expose())));
    }
    if account.proxy_address.is_some() {
        headers.push((provider.target_header(), url.to_owned()));
    }
    headers.extend(sent.headers);
    let request = HttpRequest {
        method: sent.method,
        url: receiver(account, url)?.to_owned(),
        headers,
        body: sent.body,
        max_response_bytes: sent.max_response_bytes,
        follows_redirects: false,
    };
    let response = transport.send_streaming(request, on_piece).await?;
    Ok(Answer {
        status: response.status,
        body: provider.read_body(&response)?,
        retry_after_millis: response.retry_after_millis,
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

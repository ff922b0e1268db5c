//! Pictures to and from the provider's storage. The hosts that hold the bytes never see the key.

use serde_json::json;

use super::call::{Sent, is_success};
use super::client::SMALL_ANSWER_BYTES;
use super::{Body, Client, Error, HttpRequest, HttpResponse, Method, Transport, address, data_url, queue};

/// Most bytes of a downloaded picture: twice the raw pixels of the largest one the model makes.
const PICTURE_BYTES: usize = 64 << 20;

impl<T: Transport> Client<'_, T> {
    /// Uploads one file and gives the address under which the model finds it.
    ///
    /// Asks the storage for a presigned address (with the key), then puts the bytes there (without it), under
    /// the same media type, which is part of the signature. `on_sent` hears how many bytes are on their way.
    ///
    /// # Errors
    /// When either call fails, or the storage names an address that is neither `https` nor allowed.
    pub async fn upload(
        &self,
        file_name: &str,
        media_type: &str,
        bytes: Vec<u8>,
        on_sent: &dyn Fn(usize),
    ) -> Result<String, Error> {
        let url = format!(
            "{}/storage/upload/initiate{}",
            self.account.storage_address.trim_end_matches('/'),
            self.provider.upload_query()
        );
        let body = json!({ "file_name": file_name, "content_type": media_type });
        let sent = Sent {
            headers: self.provider.upload_headers(&self.account),
            body: Body::Json(body.to_string()),
            ..Sent::plain(Method::Post)
        };
        let answer = self.send(&url, sent, &mut |_| ()).await?;
        let place = queue::read_upload_place(&self.account, &answer)?;
        let put = HttpRequest {
            method: Method::Put,
            url: place.upload_url,
            headers: Vec::new(),
            body: Body::Bytes { media_type: media_type.to_owned(), bytes },
            max_response_bytes: SMALL_ANSWER_BYTES,
        };
        let host = address::host(&put.url);
        check_file_host(host, self.transport.put(put, on_sent).await?)?;
        Ok(place.file_url)
    }

    /// Gives a picture's media type (lower case, without parameters; empty when the host names none) and
    /// bytes. Takes a `data:image/…` address, too, which needs no network.
    ///
    /// # Errors
    /// When the host does not give it, or the address is neither `https` nor allowed.
    pub async fn download(&self, url: &str) -> Result<(String, Vec<u8>), Error> {
        if url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
            let (media_type, bytes) = data_url::decode(url)
                .ok_or(Error::Malformed { what: "the picture in the answer is broken" })?;
            return Ok((media_type.to_owned(), bytes));
        }
        if !self.account.allows(url) {
            return Err(Error::UnsafeUrl { what: "picture's address" });
        }
        let get = HttpRequest {
            method: Method::Get,
            url: url.to_owned(),
            headers: Vec::new(),
            body: Body::Empty,
            max_response_bytes: PICTURE_BYTES,
        };
        let response = self.send_without_key(get).await?;
        if response.body.is_empty() {
            return Err(Error::Malformed { what: "the picture has no bytes" });
        }
        let media_type = response.media_type.split(';').next().unwrap_or_default();
        Ok((media_type.trim().to_ascii_lowercase(), response.body))
    }

    async fn send_without_key(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let host = address::host(&request.url);
        check_file_host(host, self.transport.send(request).await?)
    }
}

fn check_file_host(host: String, response: HttpResponse) -> Result<HttpResponse, Error> {
    if is_success(response.status) {
        Ok(response)
    } else {
        Err(Error::FileHost {
            host,
            status: response.status,
            retry_after_millis: response.retry_after_millis,
        })
    }
}

//! Pictures to and from the provider's storage. The hosts that hold the bytes never see the key.

use serde_json::json;

use super::answer::is_success;
use super::call::{SMALL_ANSWER_BYTES, Sent};
use super::{
    Body, Client, Error, HttpRequest, HttpResponse, Intake, Method, Transport, data_url, queue, url,
};
use crate::core::request::BlobHash;

/// Most bytes of a downloaded picture: twice the raw pixels of the largest one the model makes.
const PICTURE_BYTES: usize = 64 << 20;

impl<T: Transport> Client<'_, T> {
    /// Uploads one file and gives the URL under which the model finds it.
    ///
    /// Asks the storage for a presigned URL (with the key), then puts the bytes there (without it), under
    /// the same media type, which is part of the signature. `on_sent` gets how many bytes are on their way.
    ///
    /// # Errors
    /// When either call fails, or the storage names a URL that is neither `https` nor allowed.
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
        let answer = self.send(&url, sent).await?;
        let place = queue::read_upload_place(&self.account, &answer)?;
        let put = HttpRequest {
            body: Body::Bytes { media_type: media_type.to_owned(), bytes },
            ..HttpRequest::bare(Method::Put, place.upload_url, SMALL_ANSWER_BYTES)
        };
        let host = url::host(&put.url);
        check_file_host(host, self.transport.put(put, on_sent).await?)?;
        Ok(place.file_url)
    }

    /// Reads a picture into a file; gives its name. Takes a `data:image/…` URL, too, which needs no network: earlier
    /// versions of the page put these into their records.
    ///
    /// # Errors
    /// When the host does not give it, or the URL is neither `https` nor allowed.
    pub async fn download(&self, url: &str, intake: &mut dyn Intake) -> Result<BlobHash, Error> {
        if url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
            let (media_type, bytes) = data_url::decode(url)
                .ok_or(Error::Malformed { what: "the picture in the answer is broken" })?;
            intake.write(&bytes);
            return Ok(intake.finish(media_type));
        }
        if !self.account.allows(url) {
            return Err(Error::UnsafeUrl { what: "picture's URL" });
        }
        let get = HttpRequest {
            follows_redirects: true,
            ..HttpRequest::bare(Method::Get, url.to_owned(), PICTURE_BYTES)
        };
        let mut length = 0;
        let response = self
            .transport
            .send_streaming(get, &mut |piece| {
                length += piece.len();
                intake.write(piece);
            })
            .await;
        let media_type = response.as_ref().map_or("", |response| response.media_type.as_str());
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // Ended also when it failed: the next file starts from nothing.
        let file = intake.finish(&media_type);
        let response = response?;
        // A host may send the page on to this device or to plain http: the end of the way counts, too.
        if !response.last_url.is_empty() && !self.account.allows(&response.last_url) {
            return Err(Error::UnsafeUrl { what: "picture's last URL" });
        }
        check_file_host(url::host(url), response)?;
        if length == 0 {
            return Err(Error::Malformed { what: "the picture has no bytes" });
        }
        Ok(file)
    }
}

fn check_file_host(host: String, response: HttpResponse) -> Result<HttpResponse, Error> {
    let HttpResponse { status, retry_after_millis, .. } = response;
    if is_success(status) { Ok(response) } else { Err(Error::FileHost { host, status, retry_after_millis }) }
}

//! Files in and out: object URLs, downloads, the clipboard, and what was dropped or pasted.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
pub use web_sys::Blob;
use web_sys::{DataTransfer, File, FileList, HtmlAnchorElement, Url};

pub use super::codec::{blob_of, bytes_of};
use super::error::{Error, OrThrown as _};

/// An address for a blob, valid until dropped.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Makes one.
    ///
    /// # Errors
    /// When the browser cannot allocate it.
    pub fn of(blob: &Blob) -> Result<Self, Error> {
        Url::create_object_url_with_blob(blob)
            .or_thrown("show the picture")
            .map(Self)
    }

    /// The address, `blob:…`.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Fails on an invalid address only, and this one was given out by the browser.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// A picture file that a person gave.
#[derive(Clone, Debug)]
pub struct GivenFile {
    /// Its name, or a name for what has none.
    pub name: String,
    /// Its bytes.
    pub blob: Blob,
}

impl From<File> for GivenFile {
    fn from(file: File) -> Self {
        let name = file.name();
        Self {
            name: if name.is_empty() {
                "picture".to_owned()
            } else {
                name
            },
            blob: file.into(),
        }
    }
}

/// The files of a list.
pub fn of_list(list: Option<FileList>) -> Vec<GivenFile> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(GivenFile::from)
        .collect()
}

/// The files of something dropped or pasted.
pub fn of_transfer(transfer: Option<DataTransfer>) -> Vec<GivenFile> {
    of_list(transfer.and_then(|transfer| transfer.files()))
}

/// Hands a blob to the person as a download.
///
/// # Errors
/// When there is no document to do so.
pub fn download(blob: &Blob, file_name: &str) -> Result<(), Error> {
    let url = ObjectUrl::of(blob)?;
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(Error::Missing("a document"))?;
    let link: HtmlAnchorElement = document
        .create_element("a")
        .or_thrown("download")?
        .dyn_into()
        .map_err(|_| Error::Missing("links"))?;
    link.set_href(url.address());
    link.set_download(file_name);
    link.click();
    // The address must outlive the click: the browser reads it a little later.
    super::spawn(async move {
        super::time::sleep(60_000).await;
        drop(url);
    });
    Ok(())
}

/// Fetches a file that lies beside the page, such as a sample.
///
/// # Errors
/// When it cannot be had.
pub async fn fetch_beside_page(path: &str) -> Result<Blob, Error> {
    fetch_blob(&super::dom::resolve_beside_page(path)?).await
}

/// Fetches a picture from an address the person gave. No cookies, no referrer.
///
/// # Errors
/// When it cannot be had: the network, its server, or CORS; a page cannot tell which.
pub async fn fetch_blob(address: &str) -> Result<Blob, Error> {
    let window = web_sys::window().ok_or(Error::Missing("a window"))?;
    let options = web_sys::RequestInit::new();
    options.set_credentials(web_sys::RequestCredentials::Omit);
    options.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    let response = JsFuture::from(window.fetch_with_str_and_init(address, &options))
        .await
        .or_thrown("fetch the picture")?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| Error::Missing("fetch"))?;
    if !response.ok() {
        return Err(Error::Exception {
            operation: "fetch the picture",
            name: format!("HTTP {}", response.status()),
            message: String::new(),
        });
    }
    let promise = response.blob().or_thrown("fetch the picture")?;
    let blob = JsFuture::from(promise).await.or_thrown("fetch the picture")?;
    blob.dyn_into().map_err(|_| Error::Missing("blobs"))
}

/// Media type of a blob.
pub fn media_type_of(blob: &Blob) -> String {
    blob.type_()
}

/// Copies text to the clipboard.
///
/// # Errors
/// When the browser refuses.
pub async fn copy_text(text: &str) -> Result<(), Error> {
    let window = web_sys::window().ok_or(Error::Missing("a window"))?;
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .or_thrown("copy")?;
    Ok(())
}

/// Copies a PNG to the clipboard.
///
/// # Errors
/// When the browser refuses, or takes no pictures of this type.
pub async fn copy_picture(blob: &Blob) -> Result<(), Error> {
    let window = web_sys::window().ok_or(Error::Missing("a window"))?;
    let record = js_sys::Object::new();
    js_sys::Reflect::set(&record, &blob.type_().into(), blob).or_thrown("copy the picture")?;
    let item = web_sys::ClipboardItem::new_with_record_from_str_to_blob_promise(&record)
        .or_thrown("copy the picture")?;
    JsFuture::from(window.navigator().clipboard().write(&js_sys::Array::of1(&item)))
        .await
        .or_thrown("copy the picture")?;
    Ok(())
}

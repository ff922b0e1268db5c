//! Files in and out: object URLs, downloads, the clipboard, and what was dropped or pasted.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
pub use web_sys::Blob;
use web_sys::{DataTransfer, File, FileList, HtmlAnchorElement, Url};

pub use super::codec::{FileParts, blob_of, bytes_of, length_of, slice_of};
use super::error::{Error, OrThrown as _};
use crate::core::picture::PictureFormat;

/// A URL for a blob, valid until dropped.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Makes one.
    ///
    /// # Errors
    /// When the browser cannot allocate it.
    pub fn of(blob: &Blob) -> Result<Self, Error> {
        Url::create_object_url_with_blob(blob).or_thrown("show the picture").map(Self)
    }

    /// The URL, `blob:…`.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Fails on an invalid URL only, and this one is of the browser.
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
        Self { name: if name.is_empty() { "picture".to_owned() } else { name }, blob: file.into() }
    }
}

/// The files of a list.
pub fn of_list(list: Option<FileList>) -> Vec<GivenFile> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).map(GivenFile::from).collect()
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
    let document =
        web_sys::window().and_then(|window| window.document()).ok_or(Error::Missing("a document"))?;
    let link: HtmlAnchorElement = document
        .create_element("a")
        .or_thrown("download")?
        .dyn_into()
        .map_err(|_| Error::Missing("links"))?;
    link.set_href(url.address());
    link.set_download(file_name);
    link.click();
    // The URL must outlive the click: the browser reads it a little later.
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

/// Fetches a picture from a URL the person gave. No cookies, no referrer.
///
/// # Errors
/// The network, its server, or CORS; a page cannot tell which.
pub async fn fetch_blob(url: &str) -> Result<Blob, Error> {
    let window = web_sys::window().ok_or(Error::Missing("a window"))?;
    let options = web_sys::RequestInit::new();
    options.set_credentials(web_sys::RequestCredentials::Omit);
    options.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    let response =
        JsFuture::from(window.fetch_with_str_and_init(url, &options)).await.or_thrown("fetch the picture")?;
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
    let (clipboard, write) =
        of_navigator_member("clipboard", "writeText").ok_or(Error::Missing("a clipboard at this address"))?;
    let promise = write.call1(&clipboard, &text.into()).or_thrown("copy")?;
    JsFuture::from(js_sys::Promise::resolve(&promise)).await.or_thrown("copy")?;
    Ok(())
}

/// Copies a PNG to the clipboard. The browser is asked at once, while the person's click counts; the bytes may
/// come later.
///
/// # Errors
/// When the browser refuses, or there are no bytes.
pub fn copy_picture<E: std::fmt::Display>(
    png: impl Future<Output = Result<Blob, E>> + 'static,
) -> impl Future<Output = Result<(), Error>> {
    let promise = wasm_bindgen_futures::future_to_promise(async move {
        png.await.map(JsValue::from).map_err(|error| js_sys::Error::new(&error.to_string()).into())
    });
    let written = write_to_clipboard(&promise);
    async move {
        JsFuture::from(written?).await.or_thrown("copy the picture")?;
        Ok(())
    }
}

fn write_to_clipboard(png: &js_sys::Promise) -> Result<js_sys::Promise, Error> {
    let window = web_sys::window().ok_or(Error::Missing("a window"))?;
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into()).or_thrown("copy the picture")?;
    if clipboard.is_undefined()
        || Reflect::get(&window, &"ClipboardItem".into()).is_ok_and(|it| it.is_undefined())
    {
        return Err(Error::Missing("a clipboard for pictures"));
    }
    let record = js_sys::Object::new();
    Reflect::set(&record, &"image/png".into(), png).or_thrown("copy the picture")?;
    let item = web_sys::ClipboardItem::new_with_record_from_str_to_blob_promise(&record)
        .or_thrown("copy the picture")?;
    Ok(window.navigator().clipboard().write(&js_sys::Array::of1(&item)))
}

/// The browser codes pictures of a format; asked for one it does not, it gives PNG.
pub fn can_code(format: PictureFormat) -> bool {
    let canvas = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|canvas| canvas.dyn_into::<web_sys::HtmlCanvasElement>().ok());
    let Some(canvas) = canvas else { return false };
    canvas.set_width(1);
    canvas.set_height(1);
    let expected = ["data:", format.media_type()].concat();
    canvas.to_data_url_with_type(format.media_type()).is_ok_and(|address| address.starts_with(&expected))
}

/// What `navigator.share` takes: one file.
fn shared(blob: &Blob, name: &str) -> Result<js_sys::Object, Error> {
    let options = web_sys::FilePropertyBag::new();
    options.set_type(&blob.type_());
    let file = File::new_with_blob_sequence_and_options(&js_sys::Array::of1(blob), name, &options)
        .or_thrown("share the picture")?;
    let data = js_sys::Object::new();
    Reflect::set(&data, &"files".into(), &js_sys::Array::of1(&file)).or_thrown("share the picture")?;
    Ok(data)
}

/// A function of the navigator, where it has it.
fn of_navigator(name: &str) -> Option<(JsValue, js_sys::Function)> {
    let navigator = JsValue::from(web_sys::window()?.navigator());
    let function = Reflect::get(&navigator, &name.into()).ok()?.dyn_into().ok()?;
    Some((navigator, function))
}

/// A function of something that the navigator may have: pages served over plain http have no clipboard.
fn of_navigator_member(member: &str, name: &str) -> Option<(JsValue, js_sys::Function)> {
    let member = Reflect::get(&web_sys::window()?.navigator(), &member.into()).ok()?;
    let function = Reflect::get(&member, &name.into()).ok()?.dyn_into().ok()?;
    Some((member, function))
}

/// The browser hands picture files to other apps.
pub fn can_share() -> bool {
    let Some((navigator, can)) = of_navigator("canShare") else {
        return false;
    };
    let data = blob_of(&[], "image/png").and_then(|blob| shared(&blob, "a.png"));
    data.is_ok_and(|data| can.call1(&navigator, &data).is_ok_and(|can| can.is_truthy()))
}

/// Hands a file to another app of the person's choice.
///
/// # Errors
/// When the browser refuses or the person closes the choice, [`Error::is_abort`].
pub async fn share(blob: &Blob, name: &str) -> Result<(), Error> {
    let (navigator, share) = of_navigator("share").ok_or(Error::Missing("sharing"))?;
    let promise = share.call1(&navigator, &shared(blob, name)?.into()).or_thrown("share the picture")?;
    JsFuture::from(js_sys::Promise::resolve(&promise)).await.or_thrown("share the picture")?;
    Ok(())
}

//! Files as they are stored: as blobs, or as bytes with their type where a browser cannot store blobs.
//!
//! Safari refuses blobs in private windows, and has done so elsewhere for years: such a transaction aborts, or never
//! ends. Whether blobs can be stored is found out once per visit, by one that is written and read back.

use js_sys::{ArrayBuffer, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, IdbDatabase, IdbOpenDbRequest, IdbTransactionMode};

use super::waiting::{Patience, first_event, settled, within};
use crate::browser::codec::{BlobParts, blob_of, bytes_of};
use crate::browser::dom::Listener;
use crate::browser::error::{Error, OrThrown as _};

/// What is written and read back.
const SAMPLE: &[u8] = b"is a file stored?";
/// How long the sample may take, in milliseconds: less than a write, which comes after it.
const SAMPLE_LIMIT_MILLIS: f64 = 2_000.0;
/// The sample's store and key.
const SAMPLES: &str = "samples";
/// The fields of stored bytes.
const BYTES: &str = "bytes";
const TYPE: &str = "type";

/// In which form files are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileForm {
    /// As they are: nothing of them passes through the page's memory.
    Blob,
    /// As an `ArrayBuffer` with the media type beside it.
    Bytes,
}

/// What is stored of a file.
pub(super) async fn value_of(blob: &Blob, form: FileForm) -> Result<JsValue, Error> {
    match form {
        FileForm::Blob => Ok(blob.into()),
        FileForm::Bytes => {
            let bytes = JsFuture::from(blob.array_buffer()).await.or_thrown("read the file")?;
            let value = Object::new();
            Reflect::set(&value, &BYTES.into(), &bytes).or_thrown("save the file")?;
            Reflect::set(&value, &TYPE.into(), &blob.type_().into()).or_thrown("save the file")?;
            Ok(value.into())
        }
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// The file.
    pub blob: Blob,
    /// It is a copy in memory: stored are bytes. A blob that was stored as one is only a reference to the disk.
    pub is_copy: bool,
}

/// The file of what was stored, in either form.
pub(super) fn file_of(value: JsValue) -> Option<StoredFile> {
    let value = match value.dyn_into::<Blob>() {
        Ok(blob) => return Some(StoredFile { blob, is_copy: false }),
        Err(value) => value,
    };
    let bytes = Reflect::get(&value, &BYTES.into()).ok()?.dyn_into::<ArrayBuffer>().ok()?;
    let media_type = Reflect::get(&value, &TYPE.into()).ok()?.as_string()?;
    let parts = BlobParts::default();
    parts.push_buffer(&bytes);
    Some(StoredFile { blob: parts.finish(&media_type).ok()?, is_copy: true })
}

/// Finds out in which form this browser stores files, in a database of its own: whatever becomes of it, the page's
/// own stores are not in its way.
pub(super) async fn find_form(database_name: &str) -> FileForm {
    let patience = Patience::of_millis(SAMPLE_LIMIT_MILLIS);
    let name = [database_name, ".sample"].concat();
    match within(&patience, is_blob_stored(&name)).await {
        Some(Ok(true)) => FileForm::Blob,
        _ => FileForm::Bytes,
    }
}

/// Writes a blob and reads it back.
async fn is_blob_stored(name: &str) -> Result<bool, Error> {
    let what = "store a file";
    let request = web_sys::window()
        .ok_or(Error::Missing("a window"))?
        .indexed_db()
        .or_thrown(what)?
        .ok_or(Error::Missing("a database"))?
        .open(name)
        .or_thrown(what)?;
    let upgraded: IdbOpenDbRequest = request.clone();
    let _on_upgrade = Listener::on(&request, "upgradeneeded", move |_| {
        if let Ok(database) = upgraded.result().and_then(JsValue::dyn_into::<IdbDatabase>) {
            // Without its store the sample is not stored, which is an answer, too.
            let _ = database.create_object_store(SAMPLES);
        }
    });
    let database: IdbDatabase =
        settled(&request, what).await?.dyn_into().map_err(|_| Error::Missing("a database"))?;
    let _closed_after = Closing(&database);
    let blob = blob_of(SAMPLE, "text/plain")?;
    let transaction =
        database.transaction_with_str_and_mode(SAMPLES, IdbTransactionMode::Readwrite).or_thrown(what)?;
    let store = transaction.object_store(SAMPLES).or_thrown(what)?;
    store.put_with_key(&blob, &SAMPLES.into()).or_thrown(what)?;
    if first_event(&transaction, ["complete", "abort"]).await != "complete" {
        return Ok(false);
    }
    let transaction = database.transaction_with_str(SAMPLES).or_thrown(what)?;
    let store = transaction.object_store(SAMPLES).or_thrown(what)?;
    let read = settled(&store.get(&SAMPLES.into()).or_thrown(what)?, what).await?;
    match read.dyn_into::<Blob>() {
        Ok(blob) => Ok(bytes_of(&blob).await? == SAMPLE),
        Err(_) => Ok(false),
    }
}

struct Closing<'a>(&'a IdbDatabase);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

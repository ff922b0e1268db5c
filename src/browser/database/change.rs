//! What a transaction changes, and what must be stored for it to do so.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, IdbKeyRange, IdbRequest, IdbTransaction};

use super::schema::Store;
use super::stored_file::{FileForm, value_of};
use crate::browser::dom::Listener;
use crate::browser::error::Error;

/// One change of a transaction.
#[derive(Clone, Debug)]
pub enum Change {
    /// Writes a text under a key.
    PutText(Store, String, String),
    /// Writes a file under a key.
    PutBlob(Store, String, Blob),
    /// Removes what is under a key, if anything.
    Delete(Store, String),
    /// Removes what is under a key of `stores`, unless a key of `counted` begins with that key and a `/`.
    DeleteUncounted {
        /// Where the counted keys are: `<key>/…`.
        counted: Store,
        /// Where to remove.
        stores: &'static [Store],
        /// The key.
        key: String,
    },
}

/// Judges a stored text; `None` when there is none.
pub type Judge = dyn Fn(Option<&str>) -> bool;

/// What must be stored at the moment of a write: judged and written in one transaction, so that no other tab comes
/// between.
#[derive(Clone)]
pub struct Condition {
    /// Where the text is.
    pub store: Store,
    /// Its key.
    pub key: String,
    /// Judges the text that is there.
    pub holds: Rc<Judge>,
}

impl Change {
    /// The stores that it touches.
    pub(super) fn stores(&self) -> Vec<Store> {
        match self {
            Self::PutText(store, ..) | Self::PutBlob(store, ..) | Self::Delete(store, _) => vec![*store],
            Self::DeleteUncounted { counted, stores, .. } => [&[*counted], *stores].concat(),
        }
    }

    /// How many bytes of a file it writes.
    pub(super) fn file_bytes(&self) -> f64 {
        match self {
            Self::PutBlob(_, _, blob) => blob.size(),
            _ => 0.0,
        }
    }
}

/// A change whose bytes are at hand: a transaction ends when it has to wait for anything else.
pub(super) enum Ready {
    Put(Store, String, JsValue),
    Delete(Store, String),
    DeleteUncounted(Store, &'static [Store], String),
}

impl Ready {
    /// Makes changes ready, one file after the other.
    pub(super) async fn from_changes(changes: &[Change], form: FileForm) -> Result<Vec<Self>, Error> {
        let mut ready = Vec::with_capacity(changes.len());
        for change in changes {
            ready.push(Self::from_change(change, form).await?);
        }
        Ok(ready)
    }

    /// Makes a change ready: in the form in which this browser stores files.
    ///
    /// # Errors
    /// When a file can no longer be read.
    async fn from_change(change: &Change, form: FileForm) -> Result<Self, Error> {
        Ok(match change {
            Change::PutText(store, key, text) => Self::Put(store, key.clone(), text.into()),
            Change::PutBlob(store, key, blob) => Self::Put(store, key.clone(), value_of(blob, form).await?),
            Change::Delete(store, key) => Self::Delete(store, key.clone()),
            Change::DeleteUncounted { counted, stores, key } => {
                Self::DeleteUncounted(counted, stores, key.clone())
            }
        })
    }

    /// Asks for the change.
    pub(super) fn apply(&self, transaction: &IdbTransaction) -> Result<Asked, JsValue> {
        Ok(match self {
            Self::Put(store, key, value) => {
                Asked::plain(transaction.object_store(store)?.put_with_key(value, &key.into())?)
            }
            Self::Delete(store, key) => Asked::plain(transaction.object_store(store)?.delete(&key.into())?),
            Self::DeleteUncounted(counted, stores, key) => {
                // '0' follows '/': the range holds every key that begins with this one and a '/'.
                let range = IdbKeyRange::bound(&[key, "/"].concat().into(), &[key, "0"].concat().into())?;
                let count = transaction.object_store(counted)?.count_with_key(&range)?;
                let stores = stores
                    .iter()
                    .map(|store| transaction.object_store(store))
                    .collect::<Result<Vec<_>, _>>()?;
                let (key, asked) = (JsValue::from(key), count.clone());
                let listener = Listener::on(&count, "success", move |_| {
                    if asked.result().ok().and_then(|count| count.as_f64()) == Some(0.0) {
                        for store in &stores {
                            // A transaction that ended meanwhile has deleted nothing, and says so itself.
                            let _ = store.delete(&key);
                        }
                    }
                });
                Asked { request: count, _listener: Some(listener) }
            }
        })
    }
}

/// A change that was asked for, with what must live until the transaction is over.
pub(super) struct Asked {
    pub(super) request: IdbRequest,
    _listener: Option<Listener>,
}

impl Asked {
    const fn plain(request: IdbRequest) -> Self {
        Self { request, _listener: None }
    }
}

/// The names of the stores that some changes and a condition touch, each once.
pub(super) fn touched(condition: Option<&Condition>, changes: &[Change]) -> Array {
    let names = Array::new();
    let of_condition = condition.map(|condition| condition.store);
    for store in of_condition.into_iter().chain(changes.iter().flat_map(Change::stores)) {
        if !names.includes(&store.into(), 0) {
            names.push(&store.into());
        }
    }
    names
}

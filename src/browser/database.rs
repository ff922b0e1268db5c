//! IndexedDB: records as JSON text, files as blobs, one short transaction per change.
//!
//! Bytes are prepared before a transaction opens, since it commits as soon as control returns to the event
//! loop. Where the browser refuses the database (a private window), [`Database::open`] says so and the page
//! goes on without.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Event, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode,
};

use super::dom::Listener;
use super::error::{Error, OrThrown as _};

const NAME: &str = "pentimento";
/// Raised with every change of the stores.
const VERSION: u32 = 2;

/// The object stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Job records, by id.
    Jobs,
    /// Result records, by id.
    Results,
    /// Files, by the SHA-256 of their bytes.
    Blobs,
    /// Drafts, by tab: pictures, masks, prompt, settings.
    Draft,
    /// Small copies for lists, by the SHA-256 of their bytes. Since version 2.
    Thumbnails,
    /// Who uses which file: `<hash>/<owner>`. A file goes with its last use. Since version 2.
    Uses,
}

impl Store {
    const ALL: [Self; 6] =
        [Self::Jobs, Self::Results, Self::Blobs, Self::Draft, Self::Thumbnails, Self::Uses];

    const fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Results => "results",
            Self::Blobs => "blobs",
            Self::Draft => "draft",
            Self::Thumbnails => "thumbnails",
            Self::Uses => "uses",
        }
    }
}

/// One change of a transaction.
#[derive(Clone, Debug)]
pub enum Change {
    /// Writes a record as JSON text.
    PutText(Store, String, String),
    /// Writes a file into [`Store::Blobs`] or [`Store::Thumbnails`].
    PutBlob(Store, String, Blob),
    /// Removes whatever is there.
    Delete(Store, String),
    /// Counts a use of a file by an owner; the same use counts once.
    Use {
        /// The file.
        hash: String,
        /// Who uses it, such as `result:<id>`.
        owner: String,
    },
    /// Ends a use. The last one takes the file with it, whichever tab it was.
    Release {
        /// The file.
        hash: String,
        /// Who used it.
        owner: String,
    },
}

/// An open database.
#[derive(Clone, Debug)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes its stores on the first visit.
    ///
    /// # Errors
    /// When the browser refuses, or another tab holds an older version open.
    pub async fn open() -> Result<Self, Error> {
        let factory: IdbFactory = web_sys::window()
            .ok_or(Error::Missing("a window"))?
            .indexed_db()
            .or_thrown("open the database")?
            .ok_or(Error::Missing("a database"))?;
        let request = factory.open_with_u32(NAME, VERSION).or_thrown("open the database")?;
        let in_upgrade = request.clone();
        let on_upgrade = Closure::<dyn FnMut(Event)>::new(move |_| make_stores(&in_upgrade));
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        let database = settled(&request, "open the database").await?;
        let database: IdbDatabase = database.dyn_into().map_err(|_| Error::Missing("a database"))?;
        // A newer page in another tab must not be kept waiting: this one lets go.
        let to_close = database.clone();
        let on_newer = Closure::<dyn FnMut()>::new(move || to_close.close());
        database.set_onversionchange(Some(on_newer.into_js_value().unchecked_ref()));
        Ok(Self(database))
    }

    /// Makes all changes, or none.
    ///
    /// # Errors
    /// A full disk ([`Error::is_quota`]), or storage cleared under the page.
    pub async fn write(&self, changes: &[Change]) -> Result<(), Error> {
        let names = js_sys::Array::new();
        for store in Store::ALL {
            if changes.iter().any(|change| change.touches(store)) {
                names.push(&store.name().into());
            }
        }
        if names.length() == 0 {
            return Ok(());
        }
        let transaction = self
            .0
            .transaction_with_str_sequence_and_mode(&names, IdbTransactionMode::Readwrite)
            .or_thrown("keep the work")?;
        // What waits for the counts lives until the transaction is over.
        let mut counting = Vec::new();
        for change in changes {
            let applied = match change.apply(&transaction) {
                Ok(applied) => applied,
                Err(error) => {
                    // All or nothing. Fails only when it has ended by itself.
                    let _ = transaction.abort();
                    return Err(Error::thrown("keep the work", &error));
                }
            };
            counting.extend(applied);
        }
        committed(&transaction).await
    }

    /// A record's JSON text.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn text(&self, store: Store, key: &str) -> Result<Option<String>, Error> {
        Ok(self.get(store, key).await?.as_string())
    }

    /// All records of a store, in the order of their keys.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn texts(&self, store: Store) -> Result<Vec<String>, Error> {
        let request = self.store(store)?.get_all().or_thrown("read what is kept")?;
        let values = settled(&request, "read what is kept").await?;
        Ok(js_sys::Array::from(&values).iter().filter_map(|value| value.as_string()).collect())
    }

    /// How many entries a store has.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn count(&self, store: Store) -> Result<u32, Error> {
        let request = self.store(store)?.count().or_thrown("read what is kept")?;
        let value = settled(&request, "read what is kept").await?;
        Ok(value.as_f64().unwrap_or_default() as u32)
    }

    /// A file.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn blob(&self, store: Store, key: &str) -> Result<Option<Blob>, Error> {
        Ok(self.get(store, key).await?.dyn_into().ok())
    }

    /// Calls when the browser closes the database by itself: its storage was cleared, or another tab has a
    /// newer page.
    pub fn on_lost(&self, mut callback: impl FnMut() + 'static) -> Listener {
        Listener::on(&self.0, "close", move |_| callback())
    }

    async fn get(&self, store: Store, key: &str) -> Result<JsValue, Error> {
        let request = self.store(store)?.get(&key.into()).or_thrown("read what is kept")?;
        settled(&request, "read what is kept").await
    }

    fn store(&self, store: Store) -> Result<IdbObjectStore, Error> {
        self.0
            .transaction_with_str(store.name())
            .and_then(|transaction| transaction.object_store(store.name()))
            .or_thrown("read what is kept")
    }
}

/// A count under way: the request's callback must outlive it.
type Counting = Closure<dyn FnMut(Event)>;

impl Change {
    fn touches(&self, store: Store) -> bool {
        match self {
            Self::PutText(own, ..) | Self::PutBlob(own, ..) | Self::Delete(own, _) => *own == store,
            Self::Use { .. } => store == Store::Uses,
            Self::Release { .. } => matches!(store, Store::Uses | Store::Blobs | Store::Thumbnails),
        }
    }

    fn apply(&self, transaction: &IdbTransaction) -> Result<Option<Counting>, JsValue> {
        let store = |store: Store| transaction.object_store(store.name());
        match self {
            Self::PutText(own, key, text) => store(*own)?.put_with_key(&text.into(), &key.into())?,
            Self::PutBlob(own, key, blob) => store(*own)?.put_with_key(blob, &key.into())?,
            Self::Delete(own, key) => store(*own)?.delete(&key.into())?,
            Self::Use { hash, owner } => {
                store(Store::Uses)?.put_with_key(&"".into(), &format!("{hash}/{owner}").into())?
            }
            Self::Release { hash, owner } => {
                let uses = store(Store::Uses)?;
                uses.delete(&format!("{hash}/{owner}").into())?;
                // '0' follows '/': the range holds every use of this file.
                let range = IdbKeyRange::bound(&format!("{hash}/").into(), &format!("{hash}0").into())?;
                let count = uses.count_with_key(&range)?;
                let (blobs, thumbnails) = (store(Store::Blobs)?, store(Store::Thumbnails)?);
                let (key, asked) = (JsValue::from(hash), count.clone());
                let on_count = Closure::<dyn FnMut(Event)>::new(move |_| {
                    if asked.result().ok().and_then(|count| count.as_f64()) == Some(0.0) {
                        // A transaction that ended meanwhile has deleted nothing, and says so itself.
                        let _ = blobs.delete(&key);
                        let _ = thumbnails.delete(&key);
                    }
                });
                count.set_onsuccess(Some(on_count.as_ref().unchecked_ref()));
                return Ok(Some(on_count));
            }
        };
        Ok(None)
    }
}

/// Bytes in use and bytes allowed, as far as the browser tells.
pub async fn usage() -> Option<(f64, f64)> {
    let promise = web_sys::window()?.navigator().storage().estimate().ok()?;
    let told = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| js_sys::Reflect::get(&told, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

/// Asks the browser not to clear this page's storage by itself; `false` when it does not promise.
pub async fn ask_to_persist() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let Ok(promise) = window.navigator().storage().persist() else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}

fn make_stores(request: &IdbOpenDbRequest) {
    let Ok(database) = request.result().and_then(JsCast::dyn_into::<IdbDatabase>) else {
        return;
    };
    for store in Store::ALL {
        if !database.object_store_names().contains(store.name()) {
            // Fails outside an upgrade only; a missing store shows as an error at its first use.
            let _ = database.create_object_store(store.name());
        }
    }
}

/// Waits for a request.
async fn settled(request: &IdbRequest, operation: &'static str) -> Result<JsValue, Error> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let done = |sender: &Rc<RefCell<Option<oneshot::Sender<bool>>>>, outcome: bool| {
        let sender = Rc::clone(sender);
        Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if !outcome {
                // Otherwise the error would also be reported as uncaught.
                event.prevent_default();
            }
            if let Some(sender) = sender.borrow_mut().take() {
                // Fails only when nobody waits any more.
                let _ = sender.send(outcome);
            }
        })
    };
    let (on_success, on_error) = (done(&sender, true), done(&sender, false));
    request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let is_blocked = Rc::new(Cell::new(false));
    let (told, waiting) = (Rc::clone(&is_blocked), Rc::clone(&sender));
    let on_blocked = Closure::<dyn FnMut()>::new(move || {
        told.set(true);
        if let Some(sender) = waiting.borrow_mut().take() {
            // As above.
            let _ = sender.send(false);
        }
    });
    if let Some(opening) = request.dyn_ref::<IdbOpenDbRequest>() {
        opening.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    }
    let outcome = receiver.await;
    if is_blocked.get() {
        if let Some(opening) = request.dyn_ref::<IdbOpenDbRequest>() {
            opening.set_onblocked(None);
        }
        return Err(Error::Exception {
            operation,
            name: "another tab holds an older version of this page open".to_owned(),
            message: "close it, then reload this one".to_owned(),
        });
    }
    request.set_onsuccess(None);
    request.set_onerror(None);
    match outcome {
        Ok(true) => request.result().or_thrown(operation),
        Ok(false) | Err(_) => Err(failure_of(request.error().ok().flatten(), operation)),
    }
}

/// Waits until a transaction is on disk.
async fn committed(transaction: &IdbTransaction) -> Result<(), Error> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let done = |outcome: bool| {
        let sender = Rc::clone(&sender);
        Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(sender) = sender.borrow_mut().take() {
                // Fails only when nobody waits any more.
                let _ = sender.send(outcome);
            }
        })
    };
    let (on_complete, on_abort) = (done(true), done(false));
    transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));
    let outcome = receiver.await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    match outcome {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(failure_of(transaction.error(), "keep the work")),
    }
}

fn failure_of(exception: Option<web_sys::DomException>, operation: &'static str) -> Error {
    match exception {
        Some(exception) => Error::thrown(operation, &exception),
        None => Error::Exception { operation, name: "refused".to_owned(), message: String::new() },
    }
}

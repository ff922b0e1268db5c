//! IndexedDB: texts and files in stores, one short transaction per change.
//!
//! Bytes are prepared before a transaction opens, since it commits as soon as control returns to the event
//! loop. Where the browser refuses the database (a private window), [`Database::open`] says so. Which stores there
//! are, and what is in them, is the caller's to know.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DomException, EventTarget, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction,
};

use super::dom::Listener;
use super::error::{Error, OrThrown as _};

/// The name of a store.
pub type Store = &'static str;

/// What a database consists of.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Its name, shared by all pages of the origin.
    pub name: &'static str,
    /// Raised whenever a store is added.
    pub version: u32,
    /// All its stores; missing ones are made on opening.
    pub stores: &'static [Store],
}

/// When a change counts as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Once the operating system has it: a crash of the tab loses nothing, a power cut may.
    Relaxed,
    /// Once it is on the disk.
    Strict,
}

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

/// An open database; closed when dropped.
pub struct Database {
    database: IdbDatabase,
    _listeners: [Listener; 2],
}

impl Database {
    /// Opens it, and makes the stores that are missing. `on_lost` is called when it closes later: the browser
    /// cleared its storage, or another tab has a newer page.
    ///
    /// # Errors
    /// When the browser refuses, or another tab holds an older version open.
    pub async fn open(schema: Schema, on_lost: impl Fn() + Clone + 'static) -> Result<Self, Error> {
        let request = web_sys::window()
            .ok_or(Error::Missing("a window"))?
            .indexed_db()
            .or_thrown("open the database")?
            .ok_or(Error::Missing("a database"))?
            .open_with_u32(schema.name, schema.version)
            .or_thrown("open the database")?;
        let upgraded = request.clone();
        let _on_upgrade = Listener::on(&request, "upgradeneeded", move |_| make_stores(&upgraded, schema));
        let database = settled(&request, "open the database").await?;
        let database: IdbDatabase = database.dyn_into().map_err(|_| Error::Missing("a database"))?;
        // A newer page in another tab must not be kept waiting: this one lets go.
        let (to_close, on_newer) = (database.clone(), on_lost.clone());
        let listeners = [
            Listener::on(&database, "versionchange", move |_| {
                to_close.close();
                on_newer();
            }),
            Listener::on(&database, "close", move |_| on_lost()),
        ];
        Ok(Self { database, _listeners: listeners })
    }

    /// Makes all changes, or none.
    ///
    /// # Errors
    /// A full disk ([`Error::is_quota`]), or storage cleared under the page.
    pub async fn write(&self, changes: &[Change], durability: Durability) -> Result<(), Error> {
        let names = Array::new();
        for store in changes.iter().flat_map(Change::stores) {
            if !names.includes(&store.into(), 0) {
                names.push(&store.into());
            }
        }
        if names.length() == 0 {
            return Ok(());
        }
        let transaction = self.begin(&names, durability).or_thrown("save the work")?;
        // What waits for the counts lives until the transaction is over.
        let mut counts = Vec::new();
        for change in changes {
            match change.apply(&transaction) {
                Ok(count) => counts.extend(count),
                Err(error) => {
                    // All or nothing. Fails only when it has ended by itself.
                    let _ = transaction.abort();
                    return Err(Error::thrown("save the work", &error));
                }
            }
        }
        match first_event(&transaction, ["complete", "abort"]).await {
            "complete" => Ok(()),
            _ => Err(failure_of(transaction.error(), "save the work")),
        }
    }

    /// A transaction that writes. web-sys does not know the option.
    fn begin(&self, stores: &Array, durability: Durability) -> Result<IdbTransaction, JsValue> {
        let options = Object::new();
        let durability = match durability {
            Durability::Relaxed => "relaxed",
            Durability::Strict => "strict",
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let begin: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
        begin.call3(&self.database, stores, &"readwrite".into(), &options)?.dyn_into()
    }

    /// A text, if there is one under the key.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn text(&self, store: Store, key: &str) -> Result<Option<String>, Error> {
        Ok(self.get(store, key).await?.as_string())
    }

    /// All texts of a store, in the order of their keys.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn texts(&self, store: Store) -> Result<Vec<String>, Error> {
        let request = self.store(store)?.get_all().or_thrown("read the saved work")?;
        let values = settled(&request, "read the saved work").await?;
        Ok(Array::from(&values).iter().filter_map(|value| value.as_string()).collect())
    }

    /// How many entries a store has.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn count(&self, store: Store) -> Result<u32, Error> {
        let request = self.store(store)?.count().or_thrown("read the saved work")?;
        let value = settled(&request, "read the saved work").await?;
        Ok(value.as_f64().unwrap_or_default() as u32)
    }

    /// A file, if there is one under the key.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn blob(&self, store: Store, key: &str) -> Result<Option<Blob>, Error> {
        Ok(self.get(store, key).await?.dyn_into().ok())
    }

    async fn get(&self, store: Store, key: &str) -> Result<JsValue, Error> {
        let request = self.store(store)?.get(&key.into()).or_thrown("read the saved work")?;
        settled(&request, "read the saved work").await
    }

    fn store(&self, store: Store) -> Result<IdbObjectStore, Error> {
        self.database
            .transaction_with_str(store)
            .and_then(|transaction| transaction.object_store(store))
            .or_thrown("read the saved work")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.database.close();
    }
}

impl Change {
    fn stores(&self) -> Vec<Store> {
        match self {
            Self::PutText(store, ..) | Self::PutBlob(store, ..) | Self::Delete(store, _) => vec![store],
            Self::DeleteUncounted { counted, stores, .. } => [&[*counted], *stores].concat(),
        }
    }

    /// Asks for the change; gives what must live until the transaction is over.
    fn apply(&self, transaction: &IdbTransaction) -> Result<Option<Listener>, JsValue> {
        match self {
            Self::PutText(store, key, text) => {
                transaction.object_store(store)?.put_with_key(&text.into(), &key.into())?;
            }
            Self::PutBlob(store, key, blob) => {
                transaction.object_store(store)?.put_with_key(blob, &key.into())?;
            }
            Self::Delete(store, key) => {
                transaction.object_store(store)?.delete(&key.into())?;
            }
            Self::DeleteUncounted { counted, stores, key } => {
                // '0' follows '/': the range holds every key that begins with this one and a '/'.
                let range = IdbKeyRange::bound(&[key, "/"].concat().into(), &[key, "0"].concat().into())?;
                let count = transaction.object_store(counted)?.count_with_key(&range)?;
                let stores = stores
                    .iter()
                    .map(|store| transaction.object_store(store))
                    .collect::<Result<Vec<_>, _>>()?;
                let (key, asked) = (JsValue::from(key), count.clone());
                return Ok(Some(Listener::on(&count, "success", move |_| {
                    if asked.result().ok().and_then(|count| count.as_f64()) == Some(0.0) {
                        for store in &stores {
                            // A transaction that ended meanwhile has deleted nothing, and says so itself.
                            let _ = store.delete(&key);
                        }
                    }
                })));
            }
        }
        Ok(None)
    }
}

/// Bytes in use and bytes allowed for this page, where the browser gives them.
pub async fn usage() -> Option<(f64, f64)> {
    let promise = web_sys::window()?.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

/// Asks the browser not to clear this page's storage by itself; `false` when it does not promise.
pub async fn ask_to_persist() -> bool {
    let Some(Ok(promise)) = web_sys::window().map(|window| window.navigator().storage().persist()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}

fn make_stores(request: &IdbOpenDbRequest, schema: Schema) {
    let Ok(database) = request.result().and_then(JsCast::dyn_into::<IdbDatabase>) else {
        return;
    };
    for store in schema.stores {
        if !database.object_store_names().contains(store) {
            // Fails outside an upgrade only; a missing store shows as an error at its first use.
            let _ = database.create_object_store(store);
        }
    }
}

/// Waits for a request.
async fn settled(request: &IdbRequest, operation: &'static str) -> Result<JsValue, Error> {
    match first_event(request, ["success", "error", "blocked"]).await {
        "success" => request.result().or_thrown(operation),
        "blocked" => Err(Error::Blocked),
        _ => Err(failure_of(request.error().ok().flatten(), operation)),
    }
}

/// Waits for the first of some events.
async fn first_event<const N: usize>(target: &EventTarget, names: [&'static str; N]) -> &'static str {
    let (sender, event) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let _listeners = names.map(|name| {
        let sender = Rc::clone(&sender);
        Listener::on(target, name, move |event| {
            // Otherwise an error would also be reported as uncaught.
            event.prevent_default();
            if let Some(sender) = sender.take() {
                // Fails only when nobody waits any more.
                let _ = sender.send(name);
            }
        })
    });
    event.await.unwrap_or_default()
}

fn failure_of(exception: Option<DomException>, operation: &'static str) -> Error {
    match exception {
        Some(exception) => Error::thrown(operation, &exception),
        None => Error::Exception { operation, name: "refused".to_owned(), message: String::new() },
    }
}

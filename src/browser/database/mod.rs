//! IndexedDB: texts and files in stores, one short transaction per change.
//!
//! Bytes are prepared before a transaction opens, since it commits as soon as control returns to the event
//! loop. Where the browser refuses the database (a private window), [`Database::open`] says so. Which stores there
//! are, and what is in them, is the caller's to know.
//!
//! **Everything ends.** Storage may take a request and never answer. Each wait here has a limit; a write that is over it
//! is aborted, so that it does not land later behind the page's back. From then on the database is *stuck*: what is
//! asked of it fails at once, until it answers a question of its own again.

mod attempt;
mod change;
mod health;
mod schema;
mod space;
mod stored_file;
mod waiting;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbTransaction};

use self::attempt::Attempt;
pub use self::change::{Change, Condition};
use self::change::{Ready, touched};
pub use self::health::Health;
use self::health::State;
pub use self::schema::{Durability, Schema, Store};
use self::schema::{READ, TEXTS_AT_ONCE, WRITE};
pub use self::space::{ask_to_persist, forgets_after_a_week, seems_private, usage};
pub use self::stored_file::StoredFile;
use self::stored_file::{FileForm, file_of, find_form};
use self::waiting::{Patience, failure_of, first_event, settled, within};
use super::dom::Listener;
use super::error::{Error, OrThrown as _};
use super::place;

/// An open database; closed when dropped.
pub struct Database {
    state: Rc<State>,
    /// How files are stored, once it is found out.
    form: Cell<Option<FileForm>>,
    _listeners: [Listener; 2],
}

impl Database {
    /// Opens it, and makes the stores that are missing. `on_health` is called with what becomes of it later.
    ///
    /// # Errors
    /// When the browser refuses, does not answer, or another tab holds an older version open.
    pub async fn open(schema: Schema, on_health: impl Fn(Health) + Clone + 'static) -> Result<Self, Error> {
        let request = web_sys::window()
            .ok_or(Error::Missing("a window"))?
            .indexed_db()
            .or_thrown("open the database")?
            .ok_or(Error::Missing("a database"))?
            .open_with_u32(&place::scoped(schema.name), schema.version)
            .or_thrown("open the database")?;
        let upgraded = request.clone();
        let on_upgrade = Listener::on(&request, "upgradeneeded", move |_| make_stores(&upgraded, schema));
        let opened = within(&Patience::new(), settled(&request, "open the database")).await;
        let connection = match opened.unwrap_or(Err(Error::TimedOut { operation: "open the database" })) {
            Ok(connection) => connection,
            Err(error) => {
                if matches!(error, Error::TimedOut { .. } | Error::Blocked) {
                    close_when_open(request, on_upgrade);
                }
                return Err(error);
            }
        };
        let connection: IdbDatabase = connection.dyn_into().map_err(|_| Error::Missing("a database"))?;
        // A newer page in another tab must not be kept waiting: this one lets go.
        let (to_close, on_newer, on_close) = (connection.clone(), on_health.clone(), on_health.clone());
        let listeners = [
            Listener::on(&connection, "versionchange", move |_| {
                to_close.close();
                on_newer(Health::Closed);
            }),
            Listener::on(&connection, "close", move |_| on_close(Health::Closed)),
        ];
        let state =
            Rc::new(State { schema, connection, is_stuck: Cell::new(false), on_health: Box::new(on_health) });
        Ok(Self { state, form: Cell::default(), _listeners: listeners })
    }

    /// Makes all changes, or none.
    ///
    /// # Errors
    /// A full disk ([`Error::is_quota`]), storage cleared under the page, or no answer ([`Error::TimedOut`]).
    pub async fn write(&self, changes: &[Change], durability: Durability) -> Result<(), Error> {
        self.write_when(None, changes, durability).await
    }

    /// Makes all changes if a text is as it is expected, or none: both in one transaction.
    ///
    /// # Errors
    /// [`Error::Changed`] when it is not, and as for [`Self::write`].
    pub async fn write_if(
        &self,
        condition: &Condition,
        changes: &[Change],
        durability: Durability,
    ) -> Result<(), Error> {
        self.write_when(Some(condition), changes, durability).await
    }

    async fn write_when(
        &self,
        condition: Option<&Condition>,
        changes: &[Change],
        durability: Durability,
    ) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let form = self.form_for(changes).await;
        let written = self.attempt(condition, changes, durability, form).await;
        let has_files = changes.iter().any(|change| matches!(change, Change::PutBlob(..)));
        match written {
            // A small blob was stored, but these are not: from now on, as bytes.
            Err(Error::Exception { name, .. })
                if has_files && form == FileForm::Blob && is_of_blobs(&name) =>
            {
                self.form.set(Some(FileForm::Bytes));
                self.attempt(condition, changes, durability, FileForm::Bytes).await
            }
            written => written,
        }
    }

    /// How files are stored, found out before the first is written.
    async fn form_for(&self, changes: &[Change]) -> FileForm {
        if let Some(form) = self.form.get() {
            return form;
        }
        if self.state.is_stuck.get() || changes.iter().all(|change| change.file_bytes() == 0.0) {
            return FileForm::Blob;
        }
        let form = find_form(self.state.schema.name).await;
        self.form.set(Some(form));
        form
    }

    async fn attempt(
        &self,
        condition: Option<&Condition>,
        changes: &[Change],
        durability: Durability,
        form: FileForm,
    ) -> Result<(), Error> {
        self.state.require_answers(WRITE)?;
        let bytes = changes.iter().map(Change::file_bytes).sum();
        let ready = within(&Patience::for_bytes(bytes), Ready::from_changes(changes, form)).await;
        let ready = ready.unwrap_or(Err(Error::TimedOut { operation: "read the file" }))?;
        let patience = Rc::new(Patience::for_bytes(bytes));
        let transaction = self.begin(&touched(condition, changes), durability).or_thrown(WRITE)?;
        let attempt = Rc::new(Attempt {
            transaction: transaction.clone(),
            ready,
            patience: Rc::clone(&patience),
            asked: RefCell::default(),
            failure: RefCell::default(),
        });
        let _judged = match condition {
            None => {
                attempt.apply();
                None
            }
            Some(condition) => Some(attempt.judge(condition.clone()).or_thrown(WRITE)?),
        };
        match within(&patience, first_event(&transaction, ["complete", "abort"])).await {
            Some("complete") => Ok(()),
            Some(_) => Err(attempt.failure.take().unwrap_or_else(|| failure_of(transaction.error(), WRITE))),
            None => {
                // Fails only when it is being committed: then nobody knows.
                let _ = transaction.abort();
                State::mark_stuck(&self.state);
                Err(Error::TimedOut { operation: WRITE })
            }
        }
    }

    /// A transaction that writes, by reflection: web-sys gives the option to few browsers' names only.
    fn begin(&self, stores: &Array, durability: Durability) -> Result<IdbTransaction, JsValue> {
        let options = Object::new();
        let durability = match durability {
            Durability::Relaxed => "relaxed",
            Durability::Strict => "strict",
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let connection = &self.state.connection;
        let begin: Function = Reflect::get(connection, &"transaction".into())?.dyn_into()?;
        begin.call3(connection, stores, &"readwrite".into(), &options)?.dyn_into()
    }

    /// A text, if there is one under the key.
    ///
    /// # Errors
    /// When the storage fails or does not answer.
    pub async fn text(&self, store: Store, key: &str) -> Result<Option<String>, Error> {
        Ok(self.get(store, key).await?.as_string())
    }

    /// All texts of a store, in the order of their keys.
    ///
    /// # Errors
    /// When the storage fails or does not answer.
    pub async fn texts(&self, store: Store) -> Result<Vec<String>, Error> {
        let (mut texts, mut range) = (Vec::new(), JsValue::UNDEFINED);
        loop {
            let source = self.store(store)?;
            let keys = source.get_all_keys_with_key_and_limit(&range, TEXTS_AT_ONCE).or_thrown(READ)?;
            let values = source.get_all_with_key_and_limit(&range, TEXTS_AT_ONCE).or_thrown(READ)?;
            // Of one transaction, and in this order.
            let values = Array::from(&self.read(settled(&values, READ)).await?);
            let keys = Array::from(&keys.result().or_thrown(READ)?);
            texts.extend(values.iter().filter_map(|value| value.as_string()));
            if keys.length() < TEXTS_AT_ONCE {
                return Ok(texts);
            }
            let last = keys.get(keys.length() - 1);
            range = IdbKeyRange::lower_bound_with_open(&last, true).or_thrown(READ)?.into();
        }
    }

    /// A file, if there is one under the key.
    ///
    /// # Errors
    /// When the storage fails or does not answer.
    pub async fn file(&self, store: Store, key: &str) -> Result<Option<StoredFile>, Error> {
        Ok(file_of(self.get(store, key).await?))
    }

    async fn get(&self, store: Store, key: &str) -> Result<JsValue, Error> {
        let request = self.store(store)?.get(&key.into()).or_thrown(READ)?;
        self.read(settled(&request, READ)).await
    }

    /// Waits for what is read, but not for ever.
    async fn read(&self, answer: impl Future<Output = Result<JsValue, Error>>) -> Result<JsValue, Error> {
        within(&Patience::new(), answer).await.unwrap_or_else(|| {
            State::mark_stuck(&self.state);
            Err(Error::TimedOut { operation: READ })
        })
    }

    fn store(&self, store: Store) -> Result<IdbObjectStore, Error> {
        self.state.require_answers(READ)?;
        self.state
            .connection
            .transaction_with_str(store)
            .and_then(|transaction| transaction.object_store(store))
            .or_thrown(READ)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.state.connection.close();
    }
}

/// What browsers throw when a blob cannot be stored.
fn is_of_blobs(name: &str) -> bool {
    matches!(name, "UnknownError" | "DataCloneError" | "DataError" | "NotReadableError")
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

/// A database that opens after it was given up must not stay open: it would be in the way of the next page.
fn close_when_open(request: IdbOpenDbRequest, on_upgrade: Listener) {
    super::spawn(async move {
        let opened = settled(&request, "open the database").await;
        drop(on_upgrade);
        if let Ok(connection) = opened.and_then(|value| value.dyn_into::<IdbDatabase>().or_thrown("close")) {
            connection.close();
        }
    });
}

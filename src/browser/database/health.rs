//! A connection, and whether it answers.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbTransactionMode};

use super::schema::Schema;
use super::waiting::{Patience, first_event, within};
use crate::browser::error::Error;
use crate::browser::spawn;
use crate::browser::time::sleep;

/// What becomes of an open database by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It was closed, for good: the browser cleared its storage, or another tab has a newer page.
    Closed,
    /// It has not answered in time: until it does, what is asked of it fails at once.
    Stuck,
    /// It answers again.
    Answers,
}

/// From being stuck to the first question whether it still is; each further wait is twice as long.
const FIRST_ASK_MILLIS: u32 = 5_000;
const LAST_ASK_MILLIS: u32 = 120_000;

/// What is shared with the task that asks whether it answers again.
pub(super) struct State {
    pub(super) schema: Schema,
    pub(super) connection: IdbDatabase,
    pub(super) is_stuck: Cell<bool>,
    pub(super) on_health: Box<dyn Fn(Health)>,
}

impl State {
    pub(super) fn require_answers(&self, operation: &'static str) -> Result<(), Error> {
        if self.is_stuck.get() { Err(Error::TimedOut { operation }) } else { Ok(()) }
    }

    /// Takes note that it does not answer, and asks it now and then whether it does again.
    pub(super) fn mark_stuck(this: &Rc<Self>) {
        if this.is_stuck.replace(true) {
            return;
        }
        (this.on_health)(Health::Stuck);
        let state = Rc::downgrade(this);
        spawn(async move {
            let mut wait_millis = FIRST_ASK_MILLIS;
            loop {
                sleep(wait_millis).await;
                let Some(state) = Weak::upgrade(&state) else { return };
                if within(&Patience::new(), state.ask()).await == Some(true) {
                    state.is_stuck.set(false);
                    (state.on_health)(Health::Answers);
                    return;
                }
                wait_millis = (wait_millis * 2).min(LAST_ASK_MILLIS);
            }
        });
    }

    /// Whether all its stores can be written: nothing is, but what hangs in one would be in the way.
    async fn ask(&self) -> bool {
        let stores: Array = self.schema.stores.iter().map(|store| JsValue::from(*store)).collect();
        let begun =
            self.connection.transaction_with_str_sequence_and_mode(&stores, IdbTransactionMode::Readwrite);
        let Ok(transaction) = begun else { return false };
        // Without a request it would end before anyone listens.
        let first = self.schema.stores.first().and_then(|first| transaction.object_store(first).ok());
        let _asked = first.and_then(|store| store.count().ok());
        first_event(&transaction, ["complete", "abort"]).await == "complete"
    }
}

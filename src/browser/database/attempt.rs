//! One transaction that writes, from its condition to its end.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::IdbTransaction;

use super::change::{Asked, Condition, Ready};
use super::schema::WRITE;
use super::waiting::Patience;
use crate::browser::dom::Listener;
use crate::browser::error::Error;

/// A write under way.
pub(super) struct Attempt {
    pub(super) transaction: IdbTransaction,
    pub(super) ready: Vec<Ready>,
    pub(super) patience: Rc<Patience>,
    /// What was asked for, with listeners that must live until the transaction is over.
    pub(super) asked: RefCell<Vec<(Asked, Listener)>>,
    /// Why it was aborted from here.
    pub(super) failure: RefCell<Option<Error>>,
}

impl Attempt {
    /// Asks for all changes; what goes wrong with one takes them all back.
    pub(super) fn apply(&self) {
        for change in &self.ready {
            match change.apply(&self.transaction) {
                Ok(asked) => {
                    // Each file that is stored shows that it goes on.
                    let patience = Rc::clone(&self.patience);
                    let listener = Listener::on(&asked.request, "success", move |_| patience.renew());
                    self.asked.borrow_mut().push((asked, listener));
                }
                Err(error) => return self.abort(Error::thrown(WRITE, &error)),
            }
        }
    }

    /// Asks for the changes once the condition is seen to hold; gives what must live until then.
    pub(super) fn judge(self: &Rc<Self>, condition: Condition) -> Result<Listener, JsValue> {
        let stored = self.transaction.object_store(condition.store)?.get(&condition.key.into())?;
        let (attempt, asked) = (Rc::clone(self), stored.clone());
        Ok(Listener::on(&stored, "success", move |_| {
            let text = asked.result().ok().and_then(|value| value.as_string());
            if (condition.holds)(text.as_deref()) {
                attempt.apply();
            } else {
                attempt.abort(Error::Changed);
            }
        }))
    }

    fn abort(&self, why: Error) {
        self.failure.replace(Some(why));
        // Fails only when it has ended by itself.
        let _ = self.transaction.abort();
    }
}

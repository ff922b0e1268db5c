//! The results that wait to be protected, one at a time; who needs one waits for it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use futures_channel::oneshot;

use crate::core::raster::{Placing, ProtectSettings};

/// A result that is to be protected.
pub struct Wanted {
    pub id: String,
    pub settings: ProtectSettings,
    /// How it is laid on its original.
    pub placing: Placing,
}

#[derive(Default)]
pub struct ProtectionQueue {
    waiting: RefCell<VecDeque<Wanted>>,
    /// The result that is being protected.
    current: RefCell<Option<String>>,
    is_running: Cell<bool>,
    /// Dropped when a result's turn is over.
    ends: RefCell<Vec<(String, oneshot::Sender<()>)>>,
}

impl ProtectionQueue {
    /// The result is being protected, or waits for it.
    pub fn is_pending(&self, id: &str) -> bool {
        self.current.borrow().as_deref() == Some(id)
            || self.waiting.borrow().iter().any(|waiting| waiting.id == id)
    }

    /// Waits until a result is no longer pending.
    pub async fn settled(&self, id: &str) {
        while self.is_pending(id) {
            let (end, ended) = oneshot::channel();
            self.ends.borrow_mut().push((id.to_owned(), end));
            // It ends by being dropped.
            let _ = ended.await;
        }
    }

    /// Puts a result at the end; `true` when nobody takes from the queue yet, and the caller shall.
    pub fn push(&self, wanted: Wanted) -> bool {
        self.waiting.borrow_mut().push_back(wanted);
        !self.is_running.replace(true)
    }

    /// Takes the next result, whose turn it is until [`Self::finish`]; `None` ends the taking.
    pub fn next(&self) -> Option<Wanted> {
        let next = self.waiting.borrow_mut().pop_front();
        *self.current.borrow_mut() = next.as_ref().map(|next| next.id.clone());
        self.is_running.set(next.is_some());
        next
    }

    pub fn finish(&self, id: &str) {
        *self.current.borrow_mut() = None;
        self.ends.borrow_mut().retain(|(waiting, _)| waiting != id);
    }
}

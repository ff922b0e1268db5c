//! The browser's locks: one holder each, the others in line; and what takes one from its holder.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;

type Waiting = Vec<oneshot::Sender<()>>;

/// Held locks, each with a number of its holding and those who wait.
#[derive(Default)]
struct Held {
    by_name: RefCell<BTreeMap<String, (u64, Waiting)>>,
    count: Cell<u64>,
}

impl Held {
    /// Ends a holding, if it is still that one.
    fn end(&self, name: &str, number: Option<u64>) {
        let is_same = self
            .by_name
            .borrow()
            .get(name)
            .is_some_and(|(held, _)| number.is_none_or(|number| number == *held));
        let ended = if is_same { self.by_name.borrow_mut().remove(name) } else { None };
        for waiting in ended.into_iter().flat_map(|(_, waiting)| waiting) {
            // The one who waited may be gone.
            let _ = waiting.send(());
        }
    }
}

/// All locks.
pub(crate) struct Locks {
    pub(crate) are_there: Cell<bool>,
    held: Rc<Held>,
}

impl Default for Locks {
    fn default() -> Self {
        Self { are_there: Cell::new(true), held: Rc::default() }
    }
}

/// A held lock.
pub(crate) struct Lock {
    held: Rc<Held>,
    name: String,
    number: u64,
}

impl Lock {
    /// One that keeps nobody out.
    pub(crate) fn none(name: &str) -> Self {
        Self { held: Rc::default(), name: name.to_owned(), number: 0 }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.held.end(&self.name, Some(self.number));
    }
}

impl Locks {
    pub(crate) async fn acquire(&self, name: &str, waits: bool) -> Option<Lock> {
        loop {
            let free = {
                let mut held = self.held.by_name.borrow_mut();
                match held.get_mut(name) {
                    None => {
                        let number = self.held.count.replace(self.held.count.get() + 1);
                        held.insert(name.to_owned(), (number, Vec::new()));
                        return Some(Lock { held: Rc::clone(&self.held), name: name.to_owned(), number });
                    }
                    Some(_) if !waits => return None,
                    Some((_, waiting)) => {
                        let (tell, free) = oneshot::channel();
                        waiting.push(tell);
                        free
                    }
                }
            };
            // Dropped is as good as sent.
            let _ = free.await;
        }
    }

    /// Takes all locks from their holders, who are not told.
    pub(crate) fn steal(&self) {
        let names: Vec<String> = self.held.by_name.borrow().keys().cloned().collect();
        for name in names {
            self.held.end(&name, None);
        }
    }
}

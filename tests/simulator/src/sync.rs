//! Locking without panics.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks; a holder that panicked leaves the value as it was, which every user of it here can live with.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

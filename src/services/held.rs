//! What lives as long as the page.
//!
//! A *subject* (the library, the draft, the runs …) is a small `Copy` value: stores, lower subjects, and what is
//! held here. [`crate::services`] makes each subject once and provides it as a context; its operations are its
//! methods, and a component takes it by `expect_context`.

use std::ops::Deref;

use send_wrapper::SendWrapper;

/// A value that lives as long as the page, for subjects to share. Copying it copies the reference.
///
/// Leptos asks of what its views capture that it may change threads; the page has one, which the wrapper checks.
pub struct Held<T: 'static>(&'static SendWrapper<T>);

impl<T> Held<T> {
    /// Holds a value from now on.
    pub fn new(value: T) -> Self {
        Self(Box::leak(Box::new(SendWrapper::new(value))))
    }

    /// The value, for as long as the page.
    pub fn reference(self) -> &'static T {
        self.0
    }
}

impl<T: Default> Default for Held<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Held<T> {}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

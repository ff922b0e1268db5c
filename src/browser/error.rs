//! What a browser refuses, with the operation and the exception's name.

use wasm_bindgen::{JsCast as _, JsValue};

/// A browser call that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The browser threw or rejected.
    #[error("{operation}: {name}{}{message}", if .message.is_empty() { "" } else { ": " })]
    Exception {
        /// What was tried, such as `open the database`.
        operation: &'static str,
        /// The exception's name, such as `QuotaExceededError`.
        name: String,
        /// The exception's text; may be empty.
        message: String,
    },
    /// Another tab holds an older version of the database open.
    #[error("another tab holds an older version of the database open")]
    Blocked,
    /// The browser has not answered for so long that it may never do.
    #[error("{operation}: no answer in time")]
    TimedOut {
        /// What was tried.
        operation: &'static str,
    },
    /// What is stored is not what the write was meant for.
    #[error("what is stored has changed meanwhile")]
    Changed,
    /// The browser lacks something, or gave another type than documented.
    #[error("this browser lacks {0}")]
    Missing(&'static str),
}

impl Error {
    /// Wraps what was thrown by `operation`.
    pub fn thrown(operation: &'static str, value: &JsValue) -> Self {
        let (name, message) = if let Some(exception) = value.dyn_ref::<web_sys::DomException>() {
            (exception.name(), exception.message())
        } else if let Some(error) = value.dyn_ref::<js_sys::Error>() {
            (String::from(error.name()), String::from(error.message()))
        } else {
            ("unknown".to_owned(), value.as_string().unwrap_or_default())
        };
        Self::Exception { operation, name, message }
    }

    /// The person or the page broke it off.
    pub fn is_abort(&self) -> bool {
        matches!(self, Self::Exception { name, .. } if name == "AbortError")
    }

    /// The storage is full.
    pub fn is_quota(&self) -> bool {
        matches!(self, Self::Exception { name, .. } if name == "QuotaExceededError")
    }
}

/// Turns a thrown value into an [`Error`] with the operation's name.
pub(crate) trait OrThrown<T> {
    /// Names the operation.
    fn or_thrown(self, operation: &'static str) -> Result<T, Error>;
}

impl<T> OrThrown<T> for Result<T, JsValue> {
    fn or_thrown(self, operation: &'static str) -> Result<T, Error> {
        self.map_err(|value| Error::thrown(operation, &value))
    }
}

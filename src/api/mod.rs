//! The providers' protocols, written against two small traits: [`Transport`] and [`Clock`].
//!
//! Nothing here knows a browser. Wire structs are private to their provider's file and are converted by
//! hand to `core` types at the edge. The key is never in an error, a URL or a log.

pub mod address;
pub mod error;
pub mod modelrunner;
#[cfg(test)]
mod scripted;
pub mod transport;

pub use error::Error;
pub use transport::{Body, Clock, HttpRequest, HttpResponse, Method, Transport, TransportError};

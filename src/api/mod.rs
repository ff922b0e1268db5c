//! The providers' protocols, written against two small traits: [`Transport`] and [`Clock`].
//!
//! [`Client`] sends and reads for one account; what differs between providers stands behind
//! [`provider::Provider`], one file each. Nothing here knows a browser. Answers are walked as loose JSON and
//! converted by hand to `core` types at the edge.
//!
//! **Invariant:** the key goes to the configured API and storage URLs only, compared by scheme, host and
//! port; with a proxy URL it goes to that one URL, which the person configured for it, and the real
//! URL stands in a header. It never goes to the presigned upload, to a download, or into an error, a URL
//! or a log. `call.rs` is the only place where it is attached.

pub mod account;
mod answer;
mod base64_stream;
mod call;
pub mod client;
mod cut;
mod data_url;
pub mod error;
mod events;
pub mod fal;
pub mod files;
pub mod history;
pub mod intake;
mod logs;
pub mod modelrunner;
pub mod openai;
mod output;
pub mod provider;
mod queue;
pub mod registry;
mod reported;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod scripted;
pub mod snippet;
mod storage;
pub mod transport;
pub mod url;

pub use account::{Account, Connection, Options};
pub use client::Client;
pub use error::Error;
pub use intake::Intake;
pub use provider::{InputFile, InputFiles, SubmitRequest, Submitted};
pub use transport::{Body, Clock, HttpRequest, HttpResponse, Method, Transport, TransportError};

//! A server on loopback that speaks the providers' protocols, for tests and for trying the whole flow
//! without paying.
//!
//! A request is read once into an [`incoming::Incoming`], handed to its provider, and comes back as an
//! [`answer::Answer`]; only `server` knows sockets. Faults are chosen by the key used or by the control route
//! (`fault`, `failure`, `control`). Edits are real: `edit` decodes the pictures that were uploaded, completes the
//! masked region with Local fill and tints it, so that an inverted mask shows.
//!
//! **Invariant:** it binds loopback only, opens no connection of its own (webhooks are never called, remote
//! picture addresses never fetched), writes no file, and everything it keeps is bounded.

pub mod arguments;
pub mod cors;
pub mod failure;
pub mod fault;
pub mod rules;
pub mod server;
pub mod settings;

mod answer;
mod base64;
mod clock;
mod control;
mod edit;
mod identifiers;
mod incoming;
mod journal;
mod multipart;
mod object_store;
mod picture_codec;
mod providers;
mod simulator;
mod sync;
mod timestamp;

pub use server::serve;
pub use settings::Settings;

//! Drives the simulator over real sockets on loopback, as a client would.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod broken;
mod fal;
mod faults;
mod happy_path;
mod large_upload;
mod models;
mod openai;
mod program;
mod proxy;
mod storage_and_cors;
mod streams;
mod support;

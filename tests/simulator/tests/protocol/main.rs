//! Drives the simulator over real sockets on loopback, as a client would.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod happy_path;
mod program;
mod storage_and_cors;
mod support;

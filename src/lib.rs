//! Pentimento: edits pictures in the browser.
//!
//! The rooms of the house, lowest first; a lower room never knows a higher one (`tests/architecture.rs`
//! checks it). A newcomer's route: this file, `core/job.rs`, `services/job_runner.rs`, `ui/app.rs`.
//!
//! `core`, `fill` and `api` are pure and are tested natively. `browser` and everything above exist on
//! wasm32 only, so that native builds and tests compile none of the page's dependencies.

pub mod api;
pub mod core;
pub mod fill;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod browser;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod services;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;

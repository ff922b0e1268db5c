//! The job runner on scripted ports, with virtual time and an order of tasks from a seed.
//!
//! `faults` and `tabs` are scripts of one thing each; `simulation` runs whole worlds, made from a seed each.
#![expect(clippy::expect_used, reason = "a test fails by it")]

mod answers;
mod checks;
mod disk;
mod executor;
mod faults;
mod ledger;
mod locks;
mod mutation;
mod provider;
mod simulation;
mod tabs;
mod twins;
mod witness;
mod world;

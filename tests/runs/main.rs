//! The job runner on scripted ports, with virtual time and an order of tasks from a seed.
#![expect(clippy::expect_used, reason = "a test fails by it")]

mod executor;
mod faults;
mod provider;
mod tabs;
mod twins;

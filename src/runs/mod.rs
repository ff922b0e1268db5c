//! The job runner: performs what the job machine asks for and feeds back what came of it.
//!
//! Native: no Leptos and no browser. What a runner needs of its surroundings are the [`ports`]; the page implements them
//! in `services/runs`, the tests by scripts (`tests/runs/`). Everything runs on one thread, over whatever executor
//! [`ports::Spawner`] stands for, so that a test can decide every interleaving and the time is virtual.
//!
//! - A job's new state is stored before the effect that belongs to it is performed, and only over the state that this
//!   tab has seen: whatever the locks do, two tabs cannot both take the step to a submit.
//! - A job moves only in the tab that holds its lock ([`ports::Exclusion`]); the others show it. The lock is let go
//!   once the job's end is stored.
//! - What a provider gave for a submit is stored before anything else is done with it, if need be as a job of its own.
//! - No texts for people: [`ports::Notice`] and [`Error`] are values.
//!
//! Lowest first: [`ports`] and [`error`]; `waits`, [`uploads`] and [`results`]; `inputs` (what is sent) and
//! `arrivals` (what comes back); `effects`; [`runner`]; on top of it `saving`, `answers` (those that came late),
//! `tabs`, `launch`, `dismissal` and `provider`.

mod answers;
mod arrivals;
mod arriving;
mod dismissal;
mod effects;
pub mod error;
mod inputs;
mod launch;
pub mod ports;
mod provider;
pub mod results;
pub mod runner;
mod saving;
mod tabs;
pub mod uploads;
mod waits;

pub use error::{Error, StoreError, WorkError};
pub use launch::{OverBudget, Storing};
pub use ports::{Command, Durability, Expected, Message, Notice, Ports, PutJob};
pub use runner::Runner;

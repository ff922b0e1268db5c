//! The job machine: single transitions, whole ways, and an exploration of everything that can happen.

mod accepted;
mod begun;
mod exploration;
mod samples;
mod ways;

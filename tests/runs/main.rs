//! The job runner on scripted ports, with virtual time and an order of tasks from a seed.

mod executor;
mod faults;
mod provider;
mod tabs;
mod twins;

//! Speaks the providers' protocols on loopback.
fn main() {}

//! The worker's binary: the fill engine behind a message port.

fn main() {}

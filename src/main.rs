//! The page's binary: the one composition root.

fn main() {}

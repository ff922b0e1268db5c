//! Names that look drawn by lot and are not: a counter, hashed with a seed. The same seed gives the same
//! names in the same order.

use std::sync::atomic::{AtomicU64, Ordering};

use pentimento::core::request::BlobHash;

/// Letters of a name; 64 of them, so that 6 bits choose one.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Length of a request's name and of a file's, in characters.
pub(crate) const NAME_LENGTH: usize = 21;

/// Gives names.
#[derive(Debug)]
pub(crate) struct Identifiers {
    seed: u64,
    next: AtomicU64,
}

impl Identifiers {
    /// A source of names.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    /// The next name: [`NAME_LENGTH`] characters that need no escape in an address.
    pub(crate) fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let hash = BlobHash::of(format!("{}/{number}", self.seed).as_bytes()).0;
        // Two hex digits are 8 bits, of which 6 choose a letter.
        (0..NAME_LENGTH)
            .map(|place| {
                let digits = hash.get(place * 2..place * 2 + 2).unwrap_or_default();
                let index = usize::from_str_radix(digits, 16).unwrap_or_default() % ALPHABET.len();
                ALPHABET.get(index).copied().map_or('A', char::from)
            })
            .collect()
    }
}

/// True for text that can be a request's name.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() == NAME_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_repeatable_and_distinct() {
        let (first, again) = (Identifiers::new(7), Identifiers::new(7));
        let names: HashSet<String> = (0..1000).map(|_| first.next()).collect();
        assert_eq!(names.len(), 1000);
        assert!(names.iter().all(|name| is_name(name)));
        assert!(names.contains(&again.next()));
        assert!(!names.contains(&Identifiers::new(8).next()));
    }
}

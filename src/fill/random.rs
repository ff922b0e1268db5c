//! The engine's only source of chance: Marsaglia's xorshift32 ("Xorshift RNGs", 2003).
//!
//! Not for secrets; the same seed gives the same numbers on every machine.

/// A generator whose state is never 0.
#[derive(Clone, Debug)]
pub(super) struct Random(u32);

impl Random {
    /// The generator of a seed and a stream; two streams of one seed have nothing visible in common.
    pub(super) fn new(seed: u32, stream: u32) -> Self {
        let mut mixed = seed.wrapping_mul(0x9E37_79B9) ^ stream.wrapping_mul(0x85EB_CA6B) ^ 0x2545_F491;
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x7FEB_352D);
        mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x846C_A68B);
        Self((mixed ^ (mixed >> 16)).max(1))
    }

    /// The next 32 bits.
    pub(super) fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// A number below `limit`, 0 when `limit` is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        ((u64::from(self.next()) * limit as u64) >> 32) as usize
    }

    /// A number from `-reach` to `reach`.
    pub(super) fn around(&mut self, reach: usize) -> i32 {
        self.below(2 * reach + 1) as i32 - reach as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_limits_and_reach_both_ends() {
        let mut random = Random::new(7, 1);
        let drawn: Vec<i32> = (0..1000).map(|_| random.around(2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn streams_differ() {
        let first = |seed, stream| Random::new(seed, stream).next();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
    }
}

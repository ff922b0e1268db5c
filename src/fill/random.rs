//! Marsaglia's xorshift (2003), 32 bits: small, fast, the same everywhere.

/// A sequence of numbers that a seed determines.
#[derive(Clone, Debug)]
pub(crate) struct Xorshift(u32);

impl Xorshift {
    /// Of any seed.
    pub(crate) fn new(seed: u32) -> Self {
        // The state must not be 0; the multiplication spreads neighbouring seeds.
        Self((seed.wrapping_mul(0x9e37_79b9) ^ 0x85eb_ca6b) | 1)
    }

    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// A number in `0 .. limit`; 0 when the limit is 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(limit)) >> 32) as u32
    }

    /// A number in `-reach ..= reach`.
    pub(crate) fn around(&mut self, reach: i32) -> i32 {
        self.below(2 * reach as u32 + 1) as i32 - reach
    }
}

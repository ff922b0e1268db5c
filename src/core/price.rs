//! Money.

use serde::{Deserialize, Serialize};

/// An amount in millionths of a US dollar: exact sums, no rounding on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct MicroDollars(pub u64);

impl MicroDollars {
    /// Reads a provider's figure such as `0.151` (text or number); `None` when it is no amount.
    pub fn parse(text: &str) -> Option<Self> {
        let value: f64 = text.trim().trim_start_matches('$').parse().ok()?;
        (value.is_finite() && (0.0..1e9).contains(&value)).then(|| Self((value * 1e6).round() as u64))
    }

    /// The sum.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// In whole cents, never below.
    pub const fn rounded_up_to_the_cent(self) -> Self {
        Self(self.0.div_ceil(10_000).saturating_mul(10_000))
    }

    /// The amount `count` times.
    pub const fn times(self, count: u8) -> Self {
        Self(self.0.saturating_mul(count as u64))
    }
}

impl std::fmt::Display for MicroDollars {
    /// Dollars with three decimals (`$0.151`), more where the amount has more.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (dollars, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if micros % 1000 == 0 {
            write!(formatter, "${dollars}.{:03}", micros / 1000)
        } else {
            write!(formatter, "${dollars}.{micros:06}")
        }
    }
}

/// What an edit costs, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// Made on this device.
    Free,
    /// By the provider's rates, before it says its figure: the most that is expected.
    Estimate(MicroDollars),
    /// The provider's figure.
    Known(MicroDollars),
    /// Nobody can tell: of a model that is only a name.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written() {
        let cases = [("0.151", "$0.151"), ("$2", "$2.000"), ("0.1515", "$0.151500"), ("0", "$0.000")];
        for (text, expected) in cases {
            assert_eq!(MicroDollars::parse(text).map(|amount| amount.to_string()).as_deref(), Some(expected));
        }
        for text in ["", "free", "-1", "NaN", "1e99"] {
            assert_eq!(MicroDollars::parse(text), None, "{text}");
        }
        assert_eq!(MicroDollars(151_000).times(4).to_string(), "$0.604");
    }
}

//! Money, and what an edit is expected to cost.

use serde::{Deserialize, Serialize};

use super::model::frame_size::FrameSize;
use super::model::quality::Quality;

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

/// What one result costs, by size and quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceRule {
    /// Nothing.
    Free,
    /// The same for every size.
    Flat(MicroDollars),
    /// That of the nearest size listed.
    Table(&'static [PriceRow]),
}

/// The prices of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceRow {
    width: u32,
    height: u32,
    /// Low, medium, high.
    micros: [u64; 3],
}

impl PriceRow {
    /// Prices in cents: low, medium, high.
    pub const fn cents(width: u32, height: u32, [low, medium, high]: [u64; 3]) -> Self {
        Self::micros(width, height, [low * 10_000, medium * 10_000, high * 10_000])
    }

    /// Prices in millionths of a dollar: low, medium, high.
    pub const fn micros(width: u32, height: u32, micros: [u64; 3]) -> Self {
        Self { width, height, micros }
    }
}

impl PriceRule {
    /// The price of one result; `None` = free. A quality that the model chooses counts as the dearest.
    pub fn each(self, size: FrameSize, quality: Quality) -> Option<MicroDollars> {
        let rows = match self {
            Self::Free => return None,
            Self::Flat(price) => return Some(price),
            Self::Table(rows) => rows,
        };
        let (width, height) = size.likely_px();
        let distance =
            |row: &&PriceRow| row.width.abs_diff(width) as u64 + row.height.abs_diff(height) as u64;
        let [low, medium, high] = rows.iter().min_by_key(distance)?.micros;
        Some(MicroDollars(match quality {
            Quality::Low => low,
            Quality::Medium => medium,
            Quality::High | Quality::Auto => high,
        }))
    }
}

/// What an edit costs, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// Made on this device.
    Free,
    /// From our price table, before the provider says its figure.
    Estimate(MicroDollars),
    /// The provider's figure.
    Known(MicroDollars),
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

//! Money.

use serde::{Deserialize, Serialize};

/// An amount in millionths of a US dollar: exact sums, no rounding on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct MicroDollars(pub u64);

impl MicroDollars {
    /// Reads an amount as people and providers write it, such as `0.151` or `$2`, rounded to the nearest millionth;
    /// `None` when it is no amount. Digit by digit: the standard way through `f64` brings tables of 10 kB with it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = if fraction.is_empty() || !whole.is_empty() { whole } else { "0" };
        let significant = whole.trim_start_matches('0');
        let are_digits = whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || significant.len() > 9 || !are_digits {
            return None;
        }
        let number = |digits: &str, count: usize| {
            let digits = digits.bytes().chain(std::iter::repeat(b'0')).take(count);
            digits.fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0'))
        };
        let tenths = number(fraction, 7);
        Some(Self(number(significant, significant.len()) * 1_000_000 + (tenths + 5) / 10))
    }

    /// A provider's figure in dollars; `None` when it is no amount.
    pub fn of_dollars(dollars: f64) -> Option<Self> {
        (dollars.is_finite() && (0.0..1e9).contains(&dollars)).then(|| Self((dollars * 1e6).round() as u64))
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
        for text in ["", "free", "-1", "NaN", "1e99", ".", "$", "1.2.3", "12345678901", "1,5"] {
            assert_eq!(MicroDollars::parse(text), None, "{text}");
        }
        let rounded = [
            ("0.0000005", 1),
            ("0.00000049", 0),
            (".5", 500_000),
            ("007.", 7_000_000),
            ("0.1234565", 123_457),
        ];
        for (text, micros) in rounded {
            assert_eq!(MicroDollars::parse(text), Some(MicroDollars(micros)), "{text}");
        }
        assert_eq!(MicroDollars::of_dollars(0.151), Some(MicroDollars(151_000)));
        assert_eq!(MicroDollars::of_dollars(-1.0), None);
        assert_eq!(MicroDollars(151_000).times(4).to_string(), "$0.604");
    }
}

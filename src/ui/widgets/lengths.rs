//! Lengths as CSS reads them.

/// Whole CSS pixels.
pub fn px(value: f64) -> String {
    [&(value.round() as i64).to_string(), "px"].concat()
}

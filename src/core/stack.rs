//! Where items of different heights lie one below the other, and which of them are in sight: what a long list
//! needs to put only those into the page.

use std::ops::Range;

/// Items one below the other, a gap between them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Stack {
    /// Where each begins, and after the last where the next would; ascending.
    tops: Vec<f64>,
    gap: f64,
}

impl Stack {
    /// Lays out items of these heights, in CSS pixels.
    pub fn new(heights: impl IntoIterator<Item = f64>, gap: f64) -> Self {
        let mut top = 0.0;
        let mut tops = vec![top];
        for height in heights {
            top += height.max(0.0) + gap;
            tops.push(top);
        }
        Self { tops, gap }
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.tops.len().saturating_sub(1)
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where an item begins; the end for one that is not there.
    pub fn top_of(&self, index: usize) -> f64 {
        self.tops.get(index).or(self.tops.last()).copied().unwrap_or_default()
    }

    /// The height of all.
    pub fn height(&self) -> f64 {
        let end = self.tops.last().copied().unwrap_or_default();
        (end - self.gap).max(0.0)
    }

    /// The items that are at least partly between two heights.
    pub fn between(&self, top: f64, bottom: f64) -> Range<usize> {
        let count = self.len();
        // An item ends where the next one begins.
        let first = self.tops.partition_point(|&at| at <= top).saturating_sub(1);
        let last = self.tops.partition_point(|&at| at < bottom).min(count);
        first.min(count)..last.max(first.min(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lays_out_and_finds_what_is_in_sight() {
        let stack = Stack::new([100.0, 50.0, 200.0, 10.0], 10.0);
        assert!((stack.height() - 390.0).abs() < 1e-9);
        assert_eq!((stack.top_of(2), stack.top_of(9)), (170.0, 400.0));
        for (top, bottom, expected) in [
            (0.0, 90.0, 0..1),
            (0.0, 500.0, 0..4),
            (115.0, 171.0, 1..3),
            (-200.0, -1.0, 0..0),
            (1000.0, 2000.0, 4..4),
        ] {
            assert_eq!(stack.between(top, bottom), expected, "{top} to {bottom}");
        }
        assert!(Stack::new([], 10.0).between(0.0, 100.0).is_empty());
    }
}

//! The bytes of a mask.

use super::words;
use crate::geometry::{Rect, Size};

/// Coverage, row-major, top row first, 1 byte per pixel: 0 = keep, 255 = edit.
/// `data.len() == width * height`, held by the constructors; less only between [`Self::unfilled`] and the last
/// [`Self::fill_up`], when rows that are not there yet are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    size: Size,
    data: Vec<u8>,
}

impl Plane {
    /// A plane with nothing marked.
    pub fn empty(size: Size) -> Self {
        Self { size, data: vec![0; size.area() as usize] }
    }

    /// A plane without any row: [`Self::fill_up`] gives it them.
    pub(crate) fn unfilled(size: Size) -> Self {
        Self { size, data: Vec::with_capacity(size.area() as usize) }
    }

    /// Adds up to `most_px` unmarked pixels; returns how many.
    pub(crate) fn fill_up(&mut self, most_px: u64) -> u64 {
        let added = most_px.min(self.size.area() - self.data.len() as u64);
        self.data.resize(self.data.len() + added as usize, 0);
        added
    }

    /// Wraps coverage; `None` when the byte count does not fit the size.
    pub fn from_data(size: Size, data: Vec<u8>) -> Option<Self> {
        (data.len() as u64 == size.area()).then_some(Self { size, data })
    }

    /// Width and height.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// Gives the bytes away.
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }

    /// All bytes.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The bytes of row `y` from column `left` to before `right`; empty when any of it lies outside.
    pub fn row(&self, y: u32, left: u32, right: u32) -> &[u8] {
        self.data.get(self.span(y, left, right)).unwrap_or_default()
    }

    /// As [`Self::row`], for change in place.
    pub fn row_mut(&mut self, y: u32, left: u32, right: u32) -> &mut [u8] {
        let span = self.span(y, left, right);
        self.data.get_mut(span).unwrap_or_default()
    }

    /// Pixels with any coverage inside `rect`.
    pub fn count_covered(&self, rect: Rect) -> u64 {
        let rect = rect.intersect(Rect::of_size(self.size));
        (rect.top..rect.bottom).map(|y| words::count_non_zero(self.row(y, rect.left, rect.right))).sum()
    }

    /// The smallest rectangle round all pixels with any coverage.
    pub fn covered_rect(&self) -> Rect {
        let mut covered = Rect::default();
        for y in 0..self.size.height {
            if let Some(span) = words::span_of_non_zero(self.row(y, 0, self.size.width)) {
                covered = covered.union(Rect::new(span.start as u32, y, span.end as u32, y + 1));
            }
        }
        covered
    }

    /// A copy of a part of it.
    pub fn part(&self, rect: Rect) -> Vec<u8> {
        let rect = rect.intersect(Rect::of_size(self.size));
        let mut bytes = Vec::with_capacity(rect.width() as usize * rect.height() as usize);
        for y in rect.top..rect.bottom {
            bytes.extend_from_slice(self.row(y, rect.left, rect.right));
        }
        bytes
    }

    fn span(&self, y: u32, left: u32, right: u32) -> std::ops::Range<usize> {
        if y >= self.size.height || left > right || right > self.size.width {
            return 0..0;
        }
        let start = y as usize * self.size.width as usize;
        start + left as usize..start + right as usize
    }
}

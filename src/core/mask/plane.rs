//! The bytes of a mask.

use crate::geometry::{Rect, Size};

/// Coverage, row-major, top row first, 1 byte per pixel: 0 = keep, 255 = edit.
/// `data.len() == width * height`, held by the constructors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    size: Size,
    data: Vec<u8>,
}

impl Plane {
    /// A plane that keeps everything.
    pub fn empty(size: Size) -> Self {
        Self {
            size,
            data: vec![0; size.area() as usize],
        }
    }

    /// Wraps coverage; `None` when the byte count does not fit the size.
    pub fn from_data(size: Size, data: Vec<u8>) -> Option<Self> {
        (data.len() as u64 == size.area()).then_some(Self { size, data })
    }

    /// Width and height.
    pub const fn size(&self) -> Size {
        self.size
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
        (rect.top..rect.bottom)
            .map(|y| {
                self.row(y, rect.left, rect.right)
                    .iter()
                    .filter(|&&coverage| coverage > 0)
                    .count() as u64
            })
            .sum()
    }

    fn span(&self, y: u32, left: u32, right: u32) -> std::ops::Range<usize> {
        if y >= self.size.height || left > right || right > self.size.width {
            return 0..0;
        }
        let start = y as usize * self.size.width as usize;
        start + left as usize..start + right as usize
    }
}

//! Where the gallery's tiles lie.

/// Narrowest tile, gap between two, and what a tile has below its picture, in CSS pixels.
const TILE_PX: f64 = 148.0;
const GAP_PX: f64 = 10.0;
const CAPTION_PX: f64 = 26.0;

/// How the tiles lie.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Lattice {
    pub(super) columns: usize,
    tile_px: f64,
}

impl Lattice {
    pub(super) fn of_width(width: f64) -> Self {
        let columns = ((width + GAP_PX) / (TILE_PX + GAP_PX)).floor().max(2.0);
        Self { columns: columns as usize, tile_px: ((width + GAP_PX) / columns - GAP_PX).max(1.0) }
    }

    pub(super) fn row_px(self) -> f64 {
        self.tile_px + CAPTION_PX + GAP_PX
    }

    /// Left, top, width and height of a tile.
    pub(super) fn place(self, index: usize) -> [f64; 4] {
        let (row, column) = (index / self.columns, index % self.columns);
        [
            column as f64 * (self.tile_px + GAP_PX),
            row as f64 * self.row_px(),
            self.tile_px,
            self.tile_px + CAPTION_PX,
        ]
    }
}

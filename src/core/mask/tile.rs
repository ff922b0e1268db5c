//! A tile of the history: a part of the plane as it was, coded when there is time.

use super::plane::Plane;
use super::{runs, words};
use crate::geometry::Rect;

/// Runs must take less than one in this many of the bytes to be the only coding that is tried.
const GOOD_SHARE: usize = 8;

/// A part of the plane as it was on the other side of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tile {
    /// Which part.
    pub rect: Rect,
    /// Its pixels with any coverage.
    covered_px: u64,
    bytes: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Bytes {
    /// All the same: never copied at all.
    Uniform(u8),
    Raw(Vec<u8>),
    /// As [`super::runs`] codes: hard-edged masks shrink a hundredfold.
    Runs(Vec<u8>),
    /// An LZ4 block: soft edges repeat from row to row, and shrink to a sixth or so.
    Lz4(Vec<u8>),
    /// Neither pays, which need not be found out again.
    Plain(Vec<u8>),
}

impl Tile {
    /// A copy of a part of the plane.
    pub fn of(plane: &Plane, rect: Rect) -> Self {
        let (covered_px, bytes) = Bytes::of(plane, rect);
        Self { rect, covered_px, bytes }
    }

    /// Bytes that it holds.
    pub fn len(&self) -> usize {
        match &self.bytes {
            Bytes::Uniform(_) => 1,
            Bytes::Raw(bytes) | Bytes::Runs(bytes) | Bytes::Lz4(bytes) | Bytes::Plain(bytes) => bytes.len(),
        }
    }

    /// Codes it; `false` when there was nothing to do.
    pub fn pack(&mut self) -> bool {
        let Bytes::Raw(raw) = &mut self.bytes else {
            return false;
        };
        let raw = std::mem::take(raw);
        let runs = runs::encode(&raw);
        self.bytes = match runs {
            Some(runs) if runs.len() < raw.len() / GOOD_SHARE => Bytes::Runs(runs),
            runs => {
                let coded = lz4_flex::block::compress(&raw);
                let of_runs = runs.as_ref().map_or(usize::MAX, Vec::len);
                match runs {
                    Some(runs) if of_runs <= coded.len() => Bytes::Runs(runs),
                    _ if coded.len() < raw.len() => Bytes::Lz4(coded),
                    _ => Bytes::Plain(raw),
                }
            }
        };
        if let Bytes::Runs(bytes) | Bytes::Lz4(bytes) = &mut self.bytes {
            bytes.shrink_to_fit();
        }
        true
    }
}

impl Bytes {
    /// Of a part of the plane, and its covered pixels.
    fn of(plane: &Plane, rect: Rect) -> (u64, Self) {
        let mut capture = Capture::new(rect);
        for y in rect.top..rect.bottom {
            capture.add(plane.row(y, rect.left, rect.right));
        }
        capture.finish()
    }

    /// Not coded any more.
    fn unpacked(self, area: usize) -> Self {
        match self {
            Self::Runs(coded) => Self::Raw(runs::decode(&coded, area)),
            // Coded by us and never out of our hands: it decodes.
            Self::Lz4(coded) => Self::Raw(lz4_flex::block::decompress(&coded, area).unwrap_or_default()),
            Self::Plain(raw) => Self::Raw(raw),
            whole => whole,
        }
    }
}

/// A copy of rows that come one by one, from the top; the first rows are not copied while all are the same.
struct Capture {
    width: usize,
    height: usize,
    rows: usize,
    value: u8,
    raw: Vec<u8>,
    covered_px: u64,
}

impl Capture {
    fn new(rect: Rect) -> Self {
        Self {
            width: rect.width() as usize,
            height: rect.height() as usize,
            rows: 0,
            value: 0,
            raw: Vec::new(),
            covered_px: 0,
        }
    }

    fn add(&mut self, row: &[u8]) {
        self.covered_px += words::count_non_zero(row);
        if self.rows == 0 {
            self.value = row.first().copied().unwrap_or(0);
        }
        if self.raw.is_empty() && !words::all_are(row, self.value) {
            self.raw.reserve_exact(self.width * self.height);
            self.raw.resize(self.width * self.rows, self.value);
        }
        if self.raw.capacity() > 0 {
            self.raw.extend_from_slice(row);
        }
        self.rows += 1;
    }

    fn finish(self) -> (u64, Bytes) {
        let bytes = if self.raw.is_empty() { Bytes::Uniform(self.value) } else { Bytes::Raw(self.raw) };
        (self.covered_px, bytes)
    }
}

/// Swaps tiles that lie side by side with what the plane holds there, row by row over all of them: the rows of a
/// tile lie far apart in memory, and fetching them one tile after another takes three times as long. Gives the
/// pixels with any coverage before and after.
pub(crate) fn swap(tiles: &mut [Tile], plane: &mut Plane) -> (u64, u64) {
    let Some(first) = tiles.first().map(|tile| tile.rect) else {
        return (0, 0);
    };
    let mut after = 0;
    let mut captures: Vec<Capture> = Vec::with_capacity(tiles.len());
    for tile in &mut *tiles {
        let area = tile.rect.width() as usize * tile.rect.height() as usize;
        tile.bytes = std::mem::replace(&mut tile.bytes, Bytes::Uniform(0)).unpacked(area);
        after += tile.covered_px;
        captures.push(Capture::new(tile.rect));
    }
    for y in first.top..first.bottom {
        for (tile, capture) in tiles.iter_mut().zip(&mut captures) {
            let pixels = plane.row_mut(y, tile.rect.left, tile.rect.right);
            match &mut tile.bytes {
                Bytes::Uniform(value) => {
                    capture.add(pixels);
                    pixels.fill(*value);
                }
                Bytes::Raw(raw) | Bytes::Runs(raw) | Bytes::Lz4(raw) | Bytes::Plain(raw) => {
                    capture.covered_px += words::count_non_zero(pixels);
                    let start = (y - first.top) as usize * capture.width;
                    if let Some(row) = raw.get_mut(start..start + capture.width) {
                        words::swap(pixels, row);
                    }
                }
            }
        }
    }
    let mut before = 0;
    for (tile, capture) in tiles.iter_mut().zip(captures) {
        let (covered_px, bytes) = capture.finish();
        before += covered_px;
        tile.covered_px = covered_px;
        if matches!(tile.bytes, Bytes::Uniform(_)) {
            tile.bytes = bytes;
        }
    }
    (before, after)
}

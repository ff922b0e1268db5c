//! Pixels of what is drawn, row by row: a clear layer as a PNG, or over a picture.
//!
//! A pixel's coverage goes by its centre's distance from the nearest line. Rows are worked on in tiles; what no line
//! comes near is not touched.

use super::mark::{Colour, Markup};
use super::png::PngWriter;
use super::strokes::{CASING, Ink, Stroke};
use crate::core::geometry::{Point, Rect, Size};
use crate::core::picture::{Picture, SizeError};

/// Rows whose lines are found together.
const BAND_ROWS: u32 = 16;
/// Pixels of a row that are worked on together.
const TILE_PX: usize = 64;

/// The part of the picture that is drawn, and the pixels that are made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// In picture pixels.
    pub part: Rect,
    /// Of what is made of it.
    pub size: Size,
}

impl Frame {
    /// All of a picture, as it is.
    pub const fn whole(size: Size) -> Self {
        Self { part: Rect::of_size(size), size }
    }

    /// Pixels made of one picture pixel, across.
    pub fn scale(self) -> f64 {
        f64::from(self.size.width) / f64::from(self.part.width().max(1))
    }

    /// Where a point of the picture comes to lie.
    pub fn place(self, point: Point) -> Point {
        let down = f64::from(self.size.height) / f64::from(self.part.height().max(1));
        Point::new(
            (point.x - f64::from(self.part.left)) * self.scale(),
            (point.y - f64::from(self.part.top)) * down,
        )
    }
}

/// Words that the browser has drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The left edge in pixels of the frame; it may lie outside.
    pub left: i32,
    /// The upper edge, likewise.
    pub top: i32,
    /// The words on clear ground.
    pub picture: Picture,
}

/// A part of a line in the pixels that are made.
struct Piece {
    look: usize,
    from: [f32; 2],
    to: [f32; 2],
}

/// How the lines of a stroke look.
struct Look {
    radius: f32,
    /// With the rim.
    reach: f32,
    ink: [u8; 3],
}

/// What is to be drawn, ready to be made rows of.
pub struct Drawing {
    size: Size,
    looks: Vec<Look>,
    /// By bands of rows, in the order they are drawn.
    bands: Vec<Vec<Piece>>,
    words: Vec<Words>,
}

impl Drawing {
    /// The marks in a frame, with the notes' words as they were drawn; `edge` has the outlines of what may change.
    pub fn new(markup: &Markup, edge: Option<Stroke>, frame: Frame, words: Vec<Words>) -> Self {
        let mut drawing = Self {
            size: frame.size,
            looks: Vec::new(),
            bands: (0..frame.size.height.div_ceil(BAND_ROWS)).map(|_| Vec::new()).collect(),
            words,
        };
        let marks = markup.marks.iter().flat_map(super::Mark::strokes);
        for stroke in edge.into_iter().chain(marks) {
            drawing.add(&stroke, frame);
        }
        drawing
    }

    fn add(&mut self, stroke: &Stroke, frame: Frame) {
        let scale = frame.scale();
        let radius = (stroke.radius_px * scale) as f32;
        let look = self.looks.len();
        let reach = (stroke.reach_px() * scale) as f32;
        self.looks.push(Look { radius, reach, ink: stroke.ink.rgb() });
        let place = |point: Point| {
            let placed = frame.place(point);
            [placed.x as f32, placed.y as f32]
        };
        for line in &stroke.lines {
            let ends: Vec<[f32; 2]> = line.iter().map(|point| place(*point)).collect();
            if let [dot] = *ends {
                self.add_piece(Piece { look, from: dot, to: dot }, reach);
            }
            for pair in ends.windows(2) {
                if let [from, to] = *pair {
                    self.add_piece(Piece { look, from, to }, reach);
                }
            }
        }
    }

    fn add_piece(&mut self, piece: Piece, reach: f32) {
        let row = |value: f32| value.clamp(0.0, self.size.height as f32) as usize / BAND_ROWS as usize;
        let (first, last) = (
            row(piece.from[1].min(piece.to[1]) - reach - 1.0),
            row(piece.from[1].max(piece.to[1]) + reach + 1.0),
        );
        let bands = self.bands.iter_mut().take(last + 1).skip(first);
        for band in bands {
            band.push(Piece { ..piece });
        }
    }

    /// A clear PNG with what is drawn.
    pub fn png(&self) -> Vec<u8> {
        let mut writer = PngWriter::new(self.size);
        let mut row = Row::new(self.size.width);
        for y in 0..self.size.height {
            self.draw_row(y, &mut row);
            writer.begin_row();
            row.each_tile(|_, tile, is_drawn| {
                if is_drawn {
                    writer.pixels(tile);
                } else {
                    writer.clear(tile.len());
                }
            });
        }
        writer.finish()
    }

    /// Draws over a picture of the frame's size; one of another is left alone.
    pub fn draw_over(&self, picture: &mut Picture) {
        if picture.size() != self.size {
            return;
        }
        let width = self.size.width as usize;
        let mut row = Row::new(self.size.width);
        let mut pixels = picture.rgba_mut().as_chunks_mut::<4>().0;
        for y in 0..self.size.height {
            self.draw_row(y, &mut row);
            let (now, rest) = pixels.split_at_mut(width.min(pixels.len()));
            pixels = rest;
            row.each_tile(|start, tile, is_drawn| {
                let below = now.iter_mut().skip(start);
                if is_drawn {
                    for (below, [red, green, blue, alpha]) in below.zip(tile) {
                        lay_over(below, [*red, *green, *blue], f32::from(*alpha) / 255.0);
                    }
                }
            });
        }
    }

    fn draw_row(&self, y: u32, row: &mut Row) {
        row.begin();
        let mut current = None;
        let band = self.bands.get((y / BAND_ROWS) as usize).map_or(&[][..], Vec::as_slice);
        for piece in band {
            if current != Some(piece.look) {
                row.lay(current.and_then(|look| self.looks.get(look)));
                current = Some(piece.look);
            }
            if let Some(look) = self.looks.get(piece.look) {
                row.measure(piece, y as f32 + 0.5, look.reach + 1.0);
            }
        }
        row.lay(current.and_then(|look| self.looks.get(look)));
        for words in &self.words {
            row.lay_words(words, y);
        }
    }
}

/// A row while it is drawn.
struct Row {
    pixels: Vec<[u8; 4]>,
    /// By tile: something is drawn there.
    is_drawn: Vec<bool>,
    /// The square of each pixel's distance from the nearest line of a stroke; valid where a tile is measured.
    nearest: Vec<f32>,
    is_measured: Vec<bool>,
}

impl Row {
    fn new(width: u32) -> Self {
        let (width, tiles) = (width as usize, (width as usize).div_ceil(TILE_PX));
        Self {
            pixels: vec![[0; 4]; width],
            is_drawn: vec![false; tiles],
            nearest: vec![f32::MAX; width],
            is_measured: vec![false; tiles],
        }
    }

    fn begin(&mut self) {
        for (tile, is_drawn) in self.pixels.chunks_mut(TILE_PX).zip(&mut self.is_drawn) {
            if std::mem::take(is_drawn) {
                tile.fill([0; 4]);
            }
        }
    }

    fn each_tile(&self, mut each: impl FnMut(usize, &[[u8; 4]], bool)) {
        let tiles = self.pixels.chunks(TILE_PX).zip(&self.is_drawn);
        for (index, (tile, is_drawn)) in tiles.enumerate() {
            each(index * TILE_PX, tile, *is_drawn);
        }
    }

    /// Takes in how far the pixels are from a piece of a line, those within reach of it.
    fn measure(&mut self, piece: &Piece, y: f32, reach: f32) {
        let ([from_x, from_y], [to_x, to_y]) = (piece.from, piece.to);
        let (along_x, along_y) = (to_x - from_x, to_y - from_y);
        // The shares of the piece between which it is within reach of the row.
        let (mut first, mut last) = (0.0_f32, 1.0_f32);
        if along_y.abs() > 1e-6 {
            let (one, other) = ((y - reach - from_y) / along_y, (y + reach - from_y) / along_y);
            first = first.max(one.min(other));
            last = last.min(one.max(other));
        } else if (from_y - y).abs() > reach {
            return;
        }
        if first > last {
            return;
        }
        let (one, other) = (from_x + along_x * first, from_x + along_x * last);
        let column = |value: f32| value.clamp(0.0, self.pixels.len() as f32) as usize;
        let (start, end) = (column(one.min(other) - reach), column(one.max(other) + reach + 1.0));
        if start >= end {
            return;
        }
        for tile in start / TILE_PX..=(end - 1) / TILE_PX {
            let is_measured = self.is_measured.get_mut(tile).map(|is| std::mem::replace(is, true));
            if is_measured == Some(false) {
                let to = ((tile + 1) * TILE_PX).min(self.nearest.len());
                if let Some(distances) = self.nearest.get_mut(tile * TILE_PX..to) {
                    distances.fill(f32::MAX);
                }
            }
        }
        let length = along_x * along_x + along_y * along_y;
        let per_length = if length > 0.0 { 1.0 / length } else { 0.0 };
        let down = y - from_y;
        let nearest = self.nearest.get_mut(start..end).unwrap_or_default();
        for (column, nearest) in nearest.iter_mut().enumerate() {
            let across = (start + column) as f32 + 0.5 - from_x;
            let share = ((across * along_x + down * along_y) * per_length).clamp(0.0, 1.0);
            let (by_x, by_y) = (across - along_x * share, down - along_y * share);
            *nearest = nearest.min(by_x * by_x + by_y * by_y);
        }
    }

    /// Lays what was measured over the row.
    fn lay(&mut self, look: Option<&Look>) {
        let Some(look) = look else { return };
        let furthest = (look.reach + 0.5) * (look.reach + 0.5);
        let has_casing = look.reach > look.radius;
        let [red, green, blue, casing_alpha] = CASING;
        let tiles = self.is_measured.iter_mut().zip(&mut self.is_drawn).enumerate();
        for (tile, (is_measured, is_drawn)) in tiles {
            if !std::mem::take(is_measured) {
                continue;
            }
            *is_drawn = true;
            let start = tile * TILE_PX;
            let pixels = self.pixels.iter_mut().skip(start).take(TILE_PX);
            let distances = self.nearest.iter().skip(start);
            for (pixel, distance) in pixels.zip(distances).filter(|(_, distance)| **distance < furthest) {
                let distance = distance.sqrt();
                let covered = (look.radius + 0.5 - distance).clamp(0.0, 1.0);
                if has_casing && covered < 1.0 {
                    let rim = (look.reach + 0.5 - distance).clamp(0.0, 1.0);
                    lay_over(pixel, [red, green, blue], rim * f32::from(casing_alpha) / 255.0);
                }
                lay_over(pixel, look.ink, covered);
            }
        }
    }

    fn lay_words(&mut self, words: &Words, y: u32) {
        let Ok(line) = usize::try_from(i64::from(y) - i64::from(words.top)) else { return };
        let width = words.picture.size().width as usize;
        let pixels = words.picture.rgba().as_chunks::<4>().0;
        let Some(drawn) = pixels.get(line * width..(line + 1) * width) else { return };
        for (column, [red, green, blue, alpha]) in drawn.iter().enumerate().filter(|(_, pixel)| pixel[3] > 0)
        {
            let Ok(at) = usize::try_from(column as i64 + i64::from(words.left)) else { continue };
            if let (Some(pixel), Some(is_drawn)) =
                (self.pixels.get_mut(at), self.is_drawn.get_mut(at / TILE_PX))
            {
                *is_drawn = true;
                lay_over(pixel, [*red, *green, *blue], f32::from(*alpha) / 255.0);
            }
        }
    }
}

/// Lays a colour over a pixel; neither is premultiplied.
fn lay_over(pixel: &mut [u8; 4], [red, green, blue]: [u8; 3], alpha: f32) {
    if alpha <= 0.0 {
        return;
    }
    if alpha >= 1.0 {
        *pixel = [red, green, blue, 255];
        return;
    }
    let below = f32::from(pixel[3]) / 255.0;
    let whole = alpha + below * (1.0 - alpha);
    let mix = |over: u8, under: u8| {
        ((f32::from(over) * alpha + f32::from(under) * below * (1.0 - alpha)) / whole + 0.5) as u8
    };
    *pixel = [mix(red, pixel[0]), mix(green, pixel[1]), mix(blue, pixel[2]), (whole * 255.0 + 0.5) as u8];
}

/// Words from the coverage of their letters and of the rim round them.
pub fn coloured(size: Size, letters: &[u8], rim: &[u8], colour: Colour) -> Result<Picture, SizeError> {
    let [red, green, blue, alpha] = CASING;
    let pixels = letters.iter().zip(rim).flat_map(|(letter, rim)| {
        let mut pixel = [0; 4];
        lay_over(&mut pixel, [red, green, blue], f32::from(*rim) / 255.0 * f32::from(alpha) / 255.0);
        lay_over(&mut pixel, colour.rgb(), f32::from(*letter) / 255.0);
        pixel
    });
    Picture::from_rgba(size, pixels.collect())
}

/// The outlines of what may change, as a stroke that suits a picture of a size: so wide that it is seen on both sides of a
/// mark that lies on it, as one does that the mask was made from.
pub fn edge_stroke(lines: Vec<Vec<Point>>, picture: Size) -> Stroke {
    let width_px = Markup::usual_width_px(picture);
    Stroke {
        lines,
        radius_px: f64::from(width_px) * 1.25,
        ink: Ink::Edge,
        casing_px: super::strokes::casing_of(width_px),
    }
}

//! The overlay: what of the mask shows on the stage, as bytes for a canvas of the stage's size.

use super::journaled::Mask;
use super::mips::LEVELS;
use super::plane::Plane;
use crate::geometry::{Point, Rect, Size, View};

/// The colour of each coverage, not premultiplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette([[u8; 4]; 256]);

/// Masking film.
pub const RUBY: [u8; 3] = [0xe5, 0x17, 0x3f];

/// [`RUBY`] as a person writes it.
pub const RUBY_TEXT: &str = "#e5173f";

impl Palette {
    /// The mask alone: its coverage as grey, opaque.
    pub fn grey() -> Self {
        Self(std::array::from_fn(|coverage| [coverage as u8, coverage as u8, coverage as u8, 255]))
    }

    /// The colour of a text such as `#e5173f`.
    pub fn colour_of(text: &str) -> Option<[u8; 3]> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        Some([(value >> 16) as u8, (value >> 8) as u8, value as u8])
    }

    /// One colour, `opacity` (0.0 to 1.0) at full coverage, less in proportion.
    pub fn new(colour: [u8; 3], opacity: f32) -> Self {
        let [red, green, blue] = colour;
        Self(std::array::from_fn(|coverage| {
            [red, green, blue, (coverage as f32 * opacity.clamp(0.0, 1.0) + 0.5) as u8]
        }))
    }
}

impl Palette {
    /// What is marked on one colour: the colour, opaque, where nothing is.
    pub fn around([red, green, blue]: [u8; 3]) -> Self {
        Self(std::array::from_fn(|coverage| [red, green, blue, 255 - coverage as u8]))
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self::new(RUBY, 0.52)
    }
}

/// Renders the canvas' rectangle `rect`, in device pixels, to `out`: row-major RGBA, not premultiplied,
/// transparent outside the picture.
pub fn render(
    mask: &Mask,
    view: View,
    device_pixel_ratio: f64,
    rect: Rect,
    palette: &Palette,
    out: &mut Vec<u8>,
) {
    out.clear();
    out.resize(rect.width() as usize * rect.height() as usize * 4, 0);
    if rect.is_empty() || mask.size().is_empty() {
        return;
    }
    let device_scale = view.scale * device_pixel_ratio;
    let (plane, reduction) = level_for(mask, device_scale);
    // For each device pixel of a side, the pixel of the copy under its centre; `None` outside the picture.
    let lookup = |from: u32, to: u32, offset: f64, length: u32| -> Vec<Option<u32>> {
        let under = |device: u32| {
            let canvas = (f64::from(device) + 0.5) / device_pixel_ratio;
            let source = ((canvas - offset) / view.scale / reduction).floor();
            (source >= 0.0 && source < f64::from(length)).then_some(source as u32)
        };
        (from..to).map(under).collect()
    };
    let columns = lookup(rect.left, rect.right, view.offset_x, plane.size().width);
    let rows = lookup(rect.top, rect.bottom, view.offset_y, plane.size().height);
    // The mask alone shows what is not marked as well.
    let shows_nothing = palette.0.first().is_some_and(|colour| colour[3] > 0);
    let stride = rect.width() as usize * 4;
    let mut before: Option<(u32, usize)> = None;
    for (index, source_y) in rows.iter().enumerate() {
        let Some(source_y) = *source_y else { continue };
        let start = index * stride;
        if let Some((_, from)) = before.filter(|(y, _)| *y == source_y) {
            // Zoomed in, rows repeat.
            out.copy_within(from..from + stride, start);
            continue;
        }
        let source = plane.row(source_y, 0, plane.size().width);
        let Some(row) = out.get_mut(start..start + stride) else {
            continue;
        };
        for (pixel, column) in row.chunks_exact_mut(4).zip(&columns) {
            if let Some(coverage) = column.and_then(|column| source.get(column as usize))
                && (*coverage > 0 || shows_nothing)
            {
                pixel.copy_from_slice(&palette.0[usize::from(*coverage)]);
            }
        }
        before = Some((source_y, start));
    }
}

/// The canvas' rectangle, in device pixels, that a picture's rectangle may show in; never too small.
pub fn canvas_rect_of(image_rect: Rect, view: View, device_pixel_ratio: f64, canvas_px: Size) -> Rect {
    if image_rect.is_empty() {
        return Rect::default();
    }
    let corner = |x: u32, y: u32| view.canvas_from_image(Point::new(f64::from(x), f64::from(y)));
    let (low, high) = (corner(image_rect.left, image_rect.top), corner(image_rect.right, image_rect.bottom));
    // A reduced copy's pixel reaches over the rectangle by up to its own size.
    let reach = (view.scale * device_pixel_ratio * f64::from(1_u32 << LEVELS)).min(32.0) + 2.0;
    let down =
        |value: f64| (value * device_pixel_ratio - reach).floor().clamp(0.0, f64::from(u32::MAX)) as u32;
    let up = |value: f64| (value * device_pixel_ratio + reach).ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
    Rect::new(down(low.x), down(low.y), up(high.x), up(high.y)).intersect(Rect::of_size(canvas_px))
}

/// The copy with at least one pixel per device pixel, and how many picture pixels one of its pixels spans.
fn level_for(mask: &Mask, device_scale: f64) -> (&Plane, f64) {
    let mut chosen = (mask.plane(), 1.0);
    for index in 0..LEVELS {
        let reduction = f64::from(2_u32 << index);
        if device_scale * reduction > 1.0 {
            break;
        }
        if let Some(level) = mask.mips().level(index) {
            chosen = (level, reduction);
        }
    }
    chosen
}

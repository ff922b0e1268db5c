//! The picture and its references at every scale, each half the size of the one before.
//!
//! The finest scale is cut from the picture when a hole needs it; the coarser ones are made once for all
//! holes. References are brought to the picture's scale, so that what they show is as large as in it.

use super::components::Component;
use super::input::FillInput;
use super::level::Source;
use super::plane::{Cell, Crop, Plane, Window};
use super::progress::Progress;
use super::thin::THIN_PX;
use crate::core::geometry::{Rect, Size};
use crate::core::picture::Picture;
use crate::core::resample::resample;

/// Up to this many pixels, a scale is searched as a whole.
const WHOLE_PX: usize = 1_500_000;
/// Least margin of a region round a hole, in pixels of the scale.
const MARGIN_PX: usize = 160;
/// A hole is small when the picture's shorter side is more than this many times as long.
const SMALL_SHARE: usize = 8;
/// Least margin of a region round a small hole.
const SMALL_MARGIN_PX: usize = 48;
/// Most pixels of all references together.
const REFERENCES_PX: usize = 8_000_000;
/// Pixels less opaque than this are not copied.
const VISIBLE_ALPHA: u8 = 128;
/// Pixels that are prepared in the time of a tenth of a patch's search.
const PX_PER_WORK: usize = 2;

/// True when a pixel is opaque enough to be copied.
pub(super) fn is_visible(pixel: [u8; 4]) -> bool {
    pixel[3] >= VISIBLE_ALPHA
}

/// The scales of a picture. Those of more than [`WHOLE_PX`] are never held whole, since no hole needs all of them;
/// what a hole needs is halved from the picture itself.
pub(super) struct Pyramid<'a> {
    picture: &'a Picture,
    coverage: &'a [u8],
    /// From the first scale that is held.
    coarse: Vec<Plane>,
    /// Which scale that is.
    first_held: usize,
}

impl<'a> Pyramid<'a> {
    /// The scales down to `halvings` halvings.
    pub(super) fn new(input: &FillInput<'a>, halvings: usize, progress: &mut Progress<'_>) -> Self {
        let mut pyramid =
            Self { picture: input.picture, coverage: input.coverage, coarse: Vec::new(), first_held: 1 };
        let area = |(width, height): (usize, usize)| width * height;
        while area(size_at(pyramid.picture.size(), pyramid.first_held)) > WHOLE_PX {
            pyramid.first_held += 1;
        }
        for _ in pyramid.first_held..=halvings {
            let next = match pyramid.coarse.last() {
                Some(last) => last.halved(),
                None => pyramid.halved_by_bands(pyramid.first_held, progress),
            };
            pyramid.coarse.push(next);
        }
        pyramid
    }

    /// A scale that is held, if it is.
    fn held(&self, scale: usize) -> Option<&Plane> {
        self.coarse.get(scale.checked_sub(self.first_held)?)
    }

    /// A window of a scale, halved from the picture.
    fn halved(&self, window: Window, scale: usize) -> Plane {
        let size = self.picture.size();
        let (left, top) = (window.left << scale, window.top << scale);
        let whole = Window {
            left,
            top,
            width: (window.width << scale).min(size.width as usize - left),
            height: (window.height << scale).min(size.height as usize - top),
        };
        let plane = plane_of(self.picture, Some(self.coverage), whole);
        (0..scale).fold(plane, |plane, _| plane.halved())
    }

    /// A whole scale, band by band, so that no whole plane of the full size is ever held.
    fn halved_by_bands(&self, scale: usize, progress: &mut Progress<'_>) -> Plane {
        let (width, height) = size_at(self.picture.size(), scale);
        let mut half = Plane { width, height, pixels: Vec::new(), cells: Vec::new() };
        half.pixels.reserve(half.width * half.height);
        half.cells.reserve(half.width * half.height);
        for top in (0..height).step_by(16) {
            let band = Window { left: 0, top, width, height: (height - top).min(16) };
            let plane = self.halved(band, scale);
            half.pixels.extend(plane.pixels);
            half.cells.extend(plane.cells);
            progress.add((((band.width * band.height) << (2 * scale)) / PX_PER_WORK) as u64);
        }
        half
    }

    /// The plane of that region.
    pub(super) fn crop(&self, hole: &Component, scale: usize) -> Crop {
        let region = region(self.picture.size(), hole, scale);
        let mut plane = match self.held(scale) {
            Some(held) => held.cropped(region),
            None => self.halved(region, scale),
        };
        // Other holes are problems of their own: here they are neither completed nor copied.
        let own = (0..scale).fold(hole.window, |window, _| window.halved());
        for (at, cell) in plane.cells.iter_mut().enumerate() {
            let (x, y) = (region.left + at % region.width, region.top + at / region.width);
            if *cell == Cell::Hole && !own.contains(x, y) {
                *cell = Cell::Void;
            }
        }
        Crop {
            plane,
            left: region.left,
            top: region.top,
            picture_width: size_at(self.picture.size(), scale).0,
        }
    }
}

/// Width and height of a picture at a scale.
fn size_at(picture: Size, scale: usize) -> (usize, usize) {
    let side = |side: u32| (side as usize).div_ceil(1 << scale);
    (side(picture.width), side(picture.height))
}

/// The part of a scale of a picture that is worked on for a hole.
pub(super) fn region(picture: Size, hole: &Component, scale: usize) -> Window {
    let (width, height) = size_at(picture, scale);
    let window = (0..scale).fold(hole.window, |window, _| window.halved());
    let side = window.width.max(window.height);
    // A small hole finds what it needs near by, and there may be many of them.
    let is_small = side * SMALL_SHARE < width.min(height);
    if hole.depth > THIN_PX && !is_small && width * height <= WHOLE_PX {
        return Window { left: 0, top: 0, width, height };
    }
    let margin = if is_small {
        MARGIN_PX.min(SMALL_MARGIN_PX + 2 * side)
    } else if hole.depth > THIN_PX {
        side.max(MARGIN_PX)
    } else {
        MARGIN_PX
    };
    window.grown(margin, width, height)
}

/// A window of a picture as a plane; without coverage nothing is a hole.
fn plane_of(picture: &Picture, coverage: Option<&[u8]>, window: Window) -> Plane {
    let pixels = picture.rgba().as_chunks::<4>().0;
    let width = picture.size().width as usize;
    let count = window.width * window.height;
    let mut plane = Plane {
        width: window.width,
        height: window.height,
        pixels: Vec::with_capacity(count),
        cells: Vec::with_capacity(count),
    };
    for y in window.top..window.top + window.height {
        let range = y * width + window.left..y * width + window.left + window.width;
        let covers = coverage.and_then(|coverage| coverage.get(range.clone()));
        for (inside, pixel) in pixels.get(range).unwrap_or_default().iter().enumerate() {
            let is_hole = covers.and_then(|covers| covers.get(inside)).is_some_and(|cover| *cover > 0);
            let [red, green, blue, _] = *pixel;
            plane.pixels.push([red, green, blue, 0]);
            plane.cells.push(match (is_hole, is_visible(*pixel)) {
                (true, _) => Cell::Hole,
                (false, true) => Cell::Known,
                (false, false) => Cell::Void,
            });
        }
    }
    plane
}

/// The work of making the scales of a picture, in tenths of the search for a patch.
pub(super) fn picture_work(picture: Size) -> u64 {
    picture.area() / PX_PER_WORK as u64
}

/// The work of preparing all references for one hole, in tenths of the search for a patch.
pub(super) fn references_work(input: &FillInput<'_>) -> u64 {
    reference_pixels(input.picture.size(), &input.reference_sizes()) / PX_PER_WORK as u64
}

/// How many pixels of references of these sizes one hole is filled from.
pub(super) fn reference_pixels(picture: Size, references: &[Size]) -> u64 {
    let budget = (REFERENCES_PX / references.len().max(1)) as u64;
    let areas = references.iter().map(|size| scaled_to(*size, picture).area());
    areas.map(|area| area.min(budget)).sum()
}

/// The references at `scales` scales, finest first: each cut round the place of the hole where all together
/// would be too many pixels, and brought to the picture's scale.
pub(super) fn reference_sources(
    input: &FillInput<'_>,
    hole: Window,
    scales: usize,
    radius: usize,
    progress: &mut Progress<'_>,
) -> Vec<Vec<Source>> {
    let mut sources: Vec<Vec<Source>> = (0..scales).map(|_| Vec::new()).collect();
    let budget = REFERENCES_PX / input.references.len().max(1);
    for reference in input.references {
        let size = scaled_to(reference.size(), input.picture.size());
        let window = window_round(size, input.picture.size(), hole, budget);
        let resampled = if size == reference.size() { None } else { part_resampled(reference, size, window) };
        let mut plane = match &resampled {
            Some(part) => plane_of(part, None, window.at_origin()),
            None => plane_of(reference, None, window),
        };
        let (mut left, mut top) = (window.left, window.top);
        for of_scale in &mut sources {
            let half = plane.halved();
            of_scale.push(Source::new(plane, left, top, radius));
            plane = half;
            (left, top) = (left / 2, top / 2);
        }
        progress.add((window.width * window.height / PX_PER_WORK) as u64);
    }
    sources
}

/// The window of a reference brought to `size`: only what is needed is resampled.
fn part_resampled(reference: &Picture, size: Size, window: Window) -> Option<Picture> {
    let own = reference.size();
    let back = |place: usize, side: u32, own: u32| (place as u64 * u64::from(own) / u64::from(side)) as u32;
    let (left, top) = (back(window.left, size.width, own.width), back(window.top, size.height, own.height));
    let right = back(window.left + window.width, size.width, own.width).max(left + 1);
    let bottom = back(window.top + window.height, size.height, own.height).max(top + 1);
    let wanted = Size::new(window.width as u32, window.height as u32);
    let part = Rect::new(left, top, right, bottom);
    if part == Rect::of_size(own) {
        return resample(reference, wanted).ok();
    }
    resample(&reference.cropped(part).ok()?, wanted).ok()
}

/// A reference's size after its longer side is brought to the picture's; at most doubled.
fn scaled_to(reference: Size, picture: Size) -> Size {
    let (long, wanted) = (reference.width.max(reference.height), picture.width.max(picture.height));
    let wanted = wanted.min(long * 2);
    let scaled = |side: u32| ((u64::from(side) * u64::from(wanted) / u64::from(long.max(1))) as u32).max(1);
    Size::new(scaled(reference.width), scaled(reference.height))
}

/// A window of at most `budget` pixels of a reference, round the same relative place as the hole.
fn window_round(reference: Size, picture: Size, hole: Window, budget: usize) -> Window {
    let (width, height) = (reference.width as usize, reference.height as usize);
    let mut wanted = (width, height);
    while wanted.0 * wanted.1 > budget {
        wanted = (wanted.0 * 7 / 8, wanted.1 * 7 / 8);
    }
    let place = |start: usize, length: usize, of: u32, to: usize, wanted: usize| {
        let centre = (start + length / 2) * to / (of as usize).max(1);
        // Even, so that the halved windows lie on the halved grid.
        centre.saturating_sub(wanted / 2).min(to - wanted) / 2 * 2
    };
    Window {
        left: place(hole.left, hole.width, picture.width, width, wanted.0),
        top: place(hole.top, hole.height, picture.height, height, wanted.1),
        width: wanted.0,
        height: wanted.1,
    }
}

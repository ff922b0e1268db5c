//! Sizes, points, rectangles and the view transform, each named by its space.
//!
//! Image space: pixels of the base picture, origin top left, pixel centres at +0.5.
//! Canvas space: CSS pixels of the stage, origin top left of the stage element.

use serde::{Deserialize, Serialize};

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Size {
    /// A size of `width` x `height` pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Number of pixels; cannot overflow, both sides are 32 bits.
    pub const fn area(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// True when it holds no pixel.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// The same proportions with at most `area_px` pixels; never enlarged, no side 0.
    pub fn within_area(self, area_px: u64) -> Self {
        let factor = (area_px as f64 / self.area().max(1) as f64).sqrt().min(1.0);
        let scaled = |side: u32| ((f64::from(side) * factor) as u32).max(1).min(side.max(1));
        Self::new(scaled(self.width), scaled(self.height))
    }

    /// The largest size of the same aspect ratio that fits into `bounds`, at least 1 x 1, never enlarged.
    pub fn fit_within(self, bounds: Self) -> Self {
        if self.is_empty() || (self.width <= bounds.width && self.height <= bounds.height) {
            return self;
        }
        let scale = f64::min(
            f64::from(bounds.width) / f64::from(self.width),
            f64::from(bounds.height) / f64::from(self.height),
        );
        Self::new(
            ((f64::from(self.width) * scale).round() as u32).max(1),
            ((f64::from(self.height) * scale).round() as u32).max(1),
        )
    }

    /// As [`Self::fit_within`], with no side longer than `max_side_px`; 0 = any.
    pub fn fitted(self, max_side_px: u32) -> Self {
        if max_side_px == 0 { self } else { self.fit_within(Self::new(max_side_px, max_side_px)) }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} x {}", self.width, self.height)
    }
}

/// A point with sub-pixel precision; the variable's name tells its space (`point_in_image`).
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// Distance from the left edge.
    pub x: f64,
    /// Distance from the top edge.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Euclidean distance to `other`.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Half-way to `other`.
    pub fn midpoint(self, other: Self) -> Self {
        Self::new(f64::midpoint(self.x, other.x), f64::midpoint(self.y, other.y))
    }
}

/// A half-open rectangle of whole pixels: `left <= x < right`, `top <= y < bottom`. Empty when not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// First column inside.
    pub left: u32,
    /// First row inside.
    pub top: u32,
    /// First column past the end.
    pub right: u32,
    /// First row past the end.
    pub bottom: u32,
}

impl Rect {
    /// The rectangle with these edges.
    pub const fn new(left: u32, top: u32, right: u32, bottom: u32) -> Self {
        Self { left, top, right, bottom }
    }

    /// The rectangle that covers all of `size`.
    pub const fn of_size(size: Size) -> Self {
        Self::new(0, 0, size.width, size.height)
    }

    /// True when it holds no pixel.
    pub const fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    /// Columns inside.
    pub const fn width(self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    /// Rows inside.
    pub const fn height(self) -> u32 {
        self.bottom.saturating_sub(self.top)
    }

    /// The smallest rectangle that holds both; an empty one adds nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self::new(
            self.left.min(other.left),
            self.top.min(other.top),
            self.right.max(other.right),
            self.bottom.max(other.bottom),
        )
    }

    /// Larger by this many columns at either side and rows above and below, as far as numbers go; an empty one stays empty.
    pub const fn grown(self, across: u32, down: u32) -> Self {
        if self.is_empty() {
            return self;
        }
        Self::new(
            self.left.saturating_sub(across),
            self.top.saturating_sub(down),
            self.right.saturating_add(across),
            self.bottom.saturating_add(down),
        )
    }

    /// What both have in common, possibly empty.
    pub fn intersect(self, other: Self) -> Self {
        Self::new(
            self.left.max(other.left),
            self.top.max(other.top),
            self.right.min(other.right),
            self.bottom.min(other.bottom),
        )
    }
}

/// How the picture lies on the stage: `canvas = image * scale + offset`. One affine, no rotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// CSS pixels per picture pixel.
    pub scale: f64,
    /// Where the picture's left edge lies on the stage, in CSS pixels.
    pub offset_x: f64,
    /// Where the picture's top edge lies on the stage, in CSS pixels.
    pub offset_y: f64,
}

/// Smallest zoom: 2 %.
pub const MIN_SCALE: f64 = 0.02;
/// Largest zoom: 6400 %.
pub const MAX_SCALE: f64 = 64.0;

/// What is to be left free on each side of a stage, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Insets {
    /// Left.
    pub left: f64,
    /// Above.
    pub top: f64,
    /// Right.
    pub right: f64,
    /// Below.
    pub bottom: f64,
}

impl View {
    /// The view that shows the whole of `image` on a stage of `stage_width` x `stage_height` CSS pixels: in its
    /// middle, but clear of `insets`, and enlarged to no more than `most_scale`.
    pub fn fit_between(
        image: Size,
        stage_width: f64,
        stage_height: f64,
        insets: Insets,
        most_scale: f64,
    ) -> Self {
        if image.is_empty() {
            return Self { scale: 1.0, offset_x: 0.0, offset_y: 0.0 };
        }
        let fill = |stage: f64, side: u32, before: f64, after: f64| {
            (stage - before - after).max(1.0) / f64::from(side)
        };
        let across = fill(stage_width, image.width, insets.left, insets.right);
        let down = fill(stage_height, image.height, insets.top, insets.bottom);
        let scale = across.min(down).clamp(MIN_SCALE, most_scale);
        let place = |stage: f64, side: u32, before: f64, after: f64| {
            let side = f64::from(side) * scale;
            ((stage - side) / 2.0).min(stage - after - side).max(before)
        };
        Self {
            scale,
            offset_x: place(stage_width, image.width, insets.left, insets.right),
            offset_y: place(stage_height, image.height, insets.top, insets.bottom),
        }
    }

    /// As [`Self::fit_between`], `margin` CSS pixels free on each side; not enlarged.
    pub fn fit(image: Size, stage_width: f64, stage_height: f64, margin: f64) -> Self {
        let insets = Insets { left: margin, top: margin, right: margin, bottom: margin };
        Self::fit_between(image, stage_width, stage_height, insets, 1.0)
    }

    /// The picture point under a stage point.
    pub fn image_from_canvas(self, point_in_canvas: Point) -> Point {
        Point::new(
            (point_in_canvas.x - self.offset_x) / self.scale,
            (point_in_canvas.y - self.offset_y) / self.scale,
        )
    }

    /// The stage point over a picture point.
    pub fn canvas_from_image(self, point_in_image: Point) -> Point {
        Point::new(
            point_in_image.x * self.scale + self.offset_x,
            point_in_image.y * self.scale + self.offset_y,
        )
    }

    /// The view after zooming by `factor` with the picture point under `anchor_in_canvas` held in place.
    pub fn zoomed_at(self, anchor_in_canvas: Point, factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        let anchor_in_image = self.image_from_canvas(anchor_in_canvas);
        Self {
            scale,
            offset_x: anchor_in_canvas.x - anchor_in_image.x * scale,
            offset_y: anchor_in_canvas.y - anchor_in_image.y * scale,
        }
    }

    /// The view moved by a distance in CSS pixels.
    pub fn panned(self, by_x: f64, by_y: f64) -> Self {
        Self { offset_x: self.offset_x + by_x, offset_y: self.offset_y + by_y, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_holds_the_anchor() {
        let view = View::fit(Size::new(4096, 3072), 1000.0, 700.0, 20.0);
        let anchor = Point::new(333.0, 222.0);
        let before = view.image_from_canvas(anchor);
        let after = view.zoomed_at(anchor, 3.7).image_from_canvas(anchor);
        assert!(before.distance(after) < 1e-9, "{before:?} {after:?}");
    }

    #[test]
    fn fit_keeps_clear_of_the_tools() {
        let insets = Insets { left: 120.0, top: 80.0, right: 24.0, bottom: 60.0 };
        let fit = |width, height| View::fit_between(Size::new(width, height), 800.0, 700.0, insets, 1.0);
        // A small one lies in the middle of the stage.
        assert_eq!(fit(100, 50), View { scale: 1.0, offset_x: 350.0, offset_y: 325.0 });
        let enlarged = View::fit_between(Size::new(100, 50), 800.0, 700.0, insets, MAX_SCALE);
        let across = 800.0 - insets.left - insets.right;
        assert!((enlarged.scale - across / 100.0).abs() < 1e-9, "{enlarged:?}");
        assert!((enlarged.offset_x - insets.left).abs() < 1e-9, "{enlarged:?}");
        for (width, height) in [(4000, 3000), (3000, 4000), (8192, 8192), (1, 5000), (16384, 10)] {
            let view = fit(width, height);
            let (right, bottom) = (
                view.offset_x + f64::from(width) * view.scale,
                view.offset_y + f64::from(height) * view.scale,
            );
            assert!(view.offset_x >= 120.0 && view.offset_y >= 80.0, "{width}x{height}: {view:?}");
            assert!(right <= 776.1 && bottom <= 640.1, "{width}x{height}: {view:?}");
        }
    }

    #[test]
    fn fit_centres_and_never_enlarges() {
        let view = View::fit(Size::new(100, 50), 1000.0, 700.0, 20.0);
        assert_eq!(view, View { scale: 1.0, offset_x: 450.0, offset_y: 325.0 });
    }

    #[test]
    fn fit_within_keeps_the_aspect() {
        let cases = [
            (Size::new(4000, 3000), Size::new(400, 400), Size::new(400, 300)),
            (Size::new(1, 5000), Size::new(100, 100), Size::new(1, 100)),
            (Size::new(30, 20), Size::new(100, 100), Size::new(30, 20)),
        ];
        for (size, bounds, expected) in cases {
            assert_eq!(size.fit_within(bounds), expected, "{size} in {bounds}");
        }
    }

    #[test]
    fn union_ignores_the_empty() {
        let rect = Rect::new(3, 4, 5, 6);
        assert_eq!(rect.union(Rect::default()), rect);
        assert_eq!(Rect::default().union(rect), rect);
        assert!(rect.intersect(Rect::new(5, 0, 9, 9)).is_empty());
    }
}

//! The round brush: how much it covers at which distance from the stroke's centre line. How that comes into the
//! plane is [`super::capsule`]'s.

/// Smallest radius in pixels.
pub const MIN_RADIUS_PX: f32 = 0.5;
/// Largest radius in pixels.
pub const MAX_RADIUS_PX: f32 = 1000.0;

/// Coverage by distance from the stroke's centre line.
///
/// Full up to `hardness * radius`, then falling smoothly to nothing at the radius; the edge itself is
/// anti-aliased over one pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    pub(super) radius_px: f32,
    pub(super) inner_px: f32,
}

impl Profile {
    /// Of a radius in pixels (clamped to the limits) and a hardness of 0.0 (soft) to 1.0 (hard).
    pub fn new(radius_px: f32, hardness: f32) -> Self {
        let radius_px = if radius_px.is_finite() { radius_px } else { MIN_RADIUS_PX };
        let radius_px = radius_px.clamp(MIN_RADIUS_PX, MAX_RADIUS_PX);
        let hardness = if hardness.is_finite() { hardness.clamp(0.0, 1.0) } else { 1.0 };
        Self { radius_px, inner_px: radius_px * hardness }
    }

    /// No coverage from this distance on.
    pub fn outer_px(self) -> f32 {
        self.radius_px + 0.5
    }

    /// Full coverage up to this distance; negative when there is none.
    pub fn full_px(self) -> f32 {
        self.inner_px.min(self.radius_px - 0.5)
    }

    /// Coverage at a distance.
    pub fn coverage(self, distance_px: f32) -> u8 {
        let edge = (self.radius_px + 0.5 - distance_px).clamp(0.0, 1.0);
        let width = self.radius_px - self.inner_px;
        let body = if width <= 0.0 {
            1.0
        } else {
            let share = ((distance_px - self.inner_px) / width).clamp(0.0, 1.0);
            1.0 - share * share * (3.0 - 2.0 * share)
        };
        // A nearly hard brush is no softer than its anti-aliased edge, a soft one no harder than its body.
        let coverage = if width < 1.0 { edge } else { edge.min(body) };
        (coverage * 255.0 + 0.5) as u8
    }
}

//! The part of a large picture round a small mask, which alone is sent so that all of the model's pixels go to
//! what is edited. The answer is laid back through the same mask at the picture's own resolution.

use serde::{Deserialize, Serialize};

use super::geometry::{Rect, Size};
use super::model::{CustomSizeRule, FrameSize, check_custom_size, nearest_size};

/// Offered context, in percent of the masked part's longer side: least, usual, most.
pub const CONTEXT_PERCENT: (u16, u16, u16) = (10, 50, 200);
/// The least context on each side, in pixels: the model must see what it joins.
const LEAST_CONTEXT_PX: u32 = 32;
/// It is worth it when the part is at most this share of the picture's pixels.
const MOST_SHARE: f64 = 0.6;

/// What is sent of the base picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// The part, in pixels of the base picture.
    pub rect: Rect,
    /// The size that is asked for it, within the engine's rule.
    pub size: Size,
}

impl Region {
    /// The part round a mask's `bounds`; `None` when the engine takes no sizes, the mask is empty, or the part
    /// is nearly the whole picture, so that nothing would be gained.
    pub fn around(
        bounds: Rect,
        picture: Size,
        context_percent: u16,
        rule: Option<&CustomSizeRule>,
    ) -> Option<Self> {
        let rule = rule?;
        if bounds.is_empty() || bounds.right > picture.width || bounds.bottom > picture.height {
            return None;
        }
        let longest = u64::from(bounds.width().max(bounds.height()));
        let context = (longest * u64::from(context_percent) / 100) as u32;
        let context = context.max(LEAST_CONTEXT_PX);
        let mut wanted = Size::new(
            (bounds.width() + 2 * context).min(picture.width),
            (bounds.height() + 2 * context).min(picture.height),
        );
        if rule.max_ratio > 0 {
            // A part too long for the model gets more context on its short side.
            wanted.width = wanted.width.max(wanted.height.div_ceil(rule.max_ratio)).min(picture.width);
            wanted.height = wanted.height.max(wanted.width.div_ceil(rule.max_ratio)).min(picture.height);
        }
        let (part, size) = fitted(wanted, picture, rule)?;
        if part.area() as f64 > picture.area() as f64 * MOST_SHARE {
            return None;
        }
        let start = |from: u32, to: u32, side: u32, limit: u32| {
            let middle = u64::from(from) + u64::from(to);
            let start = (middle.saturating_sub(u64::from(side)) / 2) as u32;
            start.min(limit - side)
        };
        let left = start(bounds.left, bounds.right, part.width, picture.width);
        let top = start(bounds.top, bounds.bottom, part.height, picture.height);
        Some(Self { rect: Rect::new(left, top, left + part.width, top + part.height), size })
    }

    /// The frame that is asked for.
    pub const fn frame(self) -> FrameSize {
        FrameSize::Custom { width: self.size.width, height: self.size.height }
    }

    /// The part's size in the base picture.
    pub const fn part(self) -> Size {
        Size::new(self.rect.width(), self.rect.height())
    }
}

/// A part of at least `wanted` inside the picture, and the size to ask for it: the same pixels where the rule
/// allows, else the nearest valid size, with the part widened to that shape.
fn fitted(wanted: Size, picture: Size, rule: &CustomSizeRule) -> Option<(Size, Size)> {
    let step = rule.multiple_px.max(1);
    let up = |side: u32, limit: u32| side.div_ceil(step).saturating_mul(step).min(limit / step * step);
    let same = Size::new(up(wanted.width, picture.width), up(wanted.height, picture.height));
    let holds = same.width >= wanted.width && same.height >= wanted.height;
    if holds && check_custom_size(same, rule).is_ok() {
        return Some((same, same));
    }
    let size = nearest_size(wanted, rule)?;
    let (across, down) = (u64::from(size.width), u64::from(size.height));
    let (width, height) = (u64::from(wanted.width), u64::from(wanted.height));
    let part = if width * down < height * across {
        Size::new((height * across).div_ceil(down) as u32, wanted.height)
    } else {
        Size::new(wanted.width, (width * down).div_ceil(across) as u32)
    };
    let part = Size::new(part.width.min(picture.width), part.height.min(picture.height));
    Some((part, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EngineId;
    use proptest::prelude::*;

    fn rule(engine: EngineId) -> CustomSizeRule {
        *engine.offer("").custom_size().unwrap()
    }

    #[test]
    fn sends_the_same_pixels_where_the_model_takes_them() {
        let picture = Size::new(6000, 4000);
        let bounds = Rect::new(2000, 1500, 2600, 2100);
        let region = Region::around(bounds, picture, 50, Some(&rule(EngineId::ModelRunner))).unwrap();
        assert_eq!(region.part(), region.size);
        assert_eq!(region.rect, Rect::new(1700, 1200, 2900, 2400));
    }

    #[test]
    fn enlarges_a_small_part_and_keeps_its_shape() {
        let picture = Size::new(6000, 4000);
        let bounds = Rect::new(5900, 3900, 5990, 3960);
        let region = Region::around(bounds, picture, 50, Some(&rule(EngineId::OpenAi))).unwrap();
        assert!(region.size.area() >= 655_360, "{region:?}");
        assert!(region.rect.right <= 6000 && region.rect.bottom <= 4000, "{region:?}");
        let (part, size) = (region.part(), region.size);
        let across = f64::from(size.width) / f64::from(part.width);
        let down = f64::from(size.height) / f64::from(part.height);
        assert!((across / down - 1.0).abs() < 0.01, "{region:?}");
    }

    #[test]
    fn offers_nothing_where_nothing_is_won() {
        let picture = Size::new(1000, 800);
        let rule = rule(EngineId::Fal);
        let whole = Region::around(Rect::of_size(picture), picture, 10, Some(&rule));
        assert_eq!(whole, None);
        assert_eq!(Region::around(Rect::default(), picture, 10, Some(&rule)), None);
        assert_eq!(Region::around(Rect::new(0, 0, 9, 9), picture, 10, None), None);
    }

    proptest! {
        #[test]
        fn holds_the_mask_inside_the_picture_in_a_valid_size(
            (width, height) in (200_u32..9000, 200_u32..9000),
            (left, top) in (0.0..0.95_f64, 0.0..0.95_f64),
            (wide, high) in (0.001..0.5_f64, 0.001..0.5_f64),
            percent in 10_u16..=200,
        ) {
            let picture = Size::new(width, height);
            let place = |share: f64, side: u32| (share * f64::from(side)) as u32;
            let (x, y) = (place(left, width), place(top, height));
            let bounds = Rect::new(
                x,
                y,
                (x + place(wide, width) + 1).min(width),
                (y + place(high, height) + 1).min(height),
            );
            for engine in EngineId::REMOTE {
                let rule = rule(engine);
                if let Some(region) = Region::around(bounds, picture, percent, Some(&rule)) {
                    prop_assert_eq!(region.rect.union(bounds), region.rect);
                    prop_assert!(region.rect.right <= width && region.rect.bottom <= height);
                    prop_assert_eq!(check_custom_size(region.size, &rule), Ok(()));
                }
            }
        }
    }
}

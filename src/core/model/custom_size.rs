//! Custom sizes of results: which rule one breaks, and which valid size is nearest.

use crate::core::geometry::Size;

/// What a custom size must satisfy. Every limit is inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomSizeRule {
    /// Both sides are multiples of this many pixels.
    pub multiple_px: u32,
    /// Shortest side allowed.
    pub min_side_px: u32,
    /// Longest side allowed.
    pub max_side_px: u32,
    /// Smallest area allowed.
    pub min_area_px: u64,
    /// Largest area allowed.
    pub max_area_px: u64,
    /// Longer side at most this many times the shorter; 0 = any.
    pub max_ratio: u32,
}

/// Which rule a custom size breaks, with its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomSizeError {
    /// The engine takes presets only.
    #[error("no custom size is offered")]
    NotOffered,
    /// Both sides are multiples of this many pixels.
    #[error("both sides must be multiples of {0} px")]
    Multiple(u32),
    /// The shortest side, in pixels.
    #[error("the shortest side allowed is {0} px")]
    ShortSide(u32),
    /// The longest side, in pixels.
    #[error("the longest side allowed is {0} px")]
    LongSide(u32),
    /// The longer side, as a multiple of the shorter.
    #[error("the longer side may be at most {0} times the shorter")]
    Ratio(u32),
    /// The smallest area, in pixels.
    #[error("the smallest area allowed is {0} px")]
    SmallArea(u64),
    /// The largest area, in pixels.
    #[error("the largest area allowed is {0} px")]
    LargeArea(u64),
}

/// Checks a custom size against an engine's rule.
///
/// # Errors
/// The first rule broken, in the order: shortest, multiple, longest, ratio, area.
pub fn check_custom_size(size: Size, rule: &CustomSizeRule) -> Result<(), CustomSizeError> {
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    let multiple_px = rule.multiple_px.max(1);
    if short < rule.min_side_px {
        return Err(CustomSizeError::ShortSide(rule.min_side_px));
    }
    if !size.width.is_multiple_of(multiple_px) || !size.height.is_multiple_of(multiple_px) {
        return Err(CustomSizeError::Multiple(multiple_px));
    }
    if long > rule.max_side_px {
        return Err(CustomSizeError::LongSide(rule.max_side_px));
    }
    if rule.max_ratio > 0 && u64::from(long) > u64::from(short) * u64::from(rule.max_ratio) {
        return Err(CustomSizeError::Ratio(rule.max_ratio));
    }
    if size.area() < rule.min_area_px {
        return Err(CustomSizeError::SmallArea(rule.min_area_px));
    }
    if size.area() > rule.max_area_px {
        return Err(CustomSizeError::LargeArea(rule.max_area_px));
    }
    Ok(())
}

/// The valid size nearest to one that breaks a rule, keeping its shape as well as the rule lets it; `None`
/// when the rule has no valid size.
pub fn nearest_size(size: Size, rule: &CustomSizeRule) -> Option<Size> {
    let multiple = rule.multiple_px.max(1);
    let (mut width, mut height) =
        (f64::from(size.width.clamp(1, 1 << 20)), f64::from(size.height.clamp(1, 1 << 20)));
    if rule.max_ratio > 0 {
        let most = f64::from(rule.max_ratio);
        width = width.min(height * most);
        height = height.min(width * most);
    }
    let area = width * height;
    let scale_to = |limit: u64| (limit as f64 / area).sqrt();
    let scale = 1.0_f64
        .max(scale_to(rule.min_area_px))
        .max(f64::from(rule.min_side_px) / width.min(height))
        .min(scale_to(rule.max_area_px))
        .min(f64::from(rule.max_side_px) / width.max(height));
    let within = |side: f64| {
        let (least, most) = (f64::from(rule.min_side_px), f64::from(rule.max_side_px));
        (side * scale).max(least).min(most)
    };
    let (width, height) = (within(width), within(height));
    // The multiples around it, the nearest first.
    let around = |side: f64| {
        let below = (side / f64::from(multiple)).floor() as u32;
        [below, below + 1, below.saturating_sub(1), below + 2].map(|steps| steps * multiple)
    };
    let mut candidates: Vec<Size> = around(width)
        .into_iter()
        .flat_map(|width| around(height).map(|height| Size::new(width, height)))
        .filter(|size| check_custom_size(*size, rule).is_ok())
        .collect();
    let distance =
        |size: &Size| (f64::from(size.width) - width).abs() + (f64::from(size.height) - height).abs();
    candidates.sort_by(|one, other| distance(one).total_cmp(&distance(other)));
    candidates.first().copied()
}

/// The sizes that a model makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sizes {
    /// All within a rule.
    Free(CustomSizeRule),
    /// These.
    Listed(&'static [Size]),
}

impl Sizes {
    /// Whether it makes this size.
    pub fn has(&self, size: Size) -> bool {
        match self {
            Self::Free(rule) => check_custom_size(size, rule).is_ok(),
            Self::Listed(sizes) => sizes.contains(&size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EngineId;

    #[track_caller]
    fn check_nearest(given: (u32, u32), expected: (u32, u32)) {
        let rule = *EngineId::OpenAi.offer("").custom_size().unwrap();
        let nearest = nearest_size(Size::new(given.0, given.1), &rule).unwrap();
        assert_eq!((nearest.width, nearest.height), expected);
    }

    #[test]
    fn the_nearest_size_is_named() {
        check_nearest((1024, 1024), (1024, 1024));
        check_nearest((1000, 1024), (992, 1024));
        check_nearest((1920, 1080), (1920, 1072));
        check_nearest((4096, 2048), (3840, 1920));
        check_nearest((3840, 1024), (3072, 1024));
    }

    proptest::proptest! {
        #[test]
        fn the_nearest_size_is_valid(width in 0_u32..20_000, height in 0_u32..20_000) {
            for offer in crate::core::model::OFFERS {
                let Some(rule) = offer.custom_size().copied() else { continue };
                let given = Size::new(width, height);
                let nearest = nearest_size(given, &rule);
                let nearest = nearest.unwrap_or_else(|| panic!("{offer:?} has none for {given:?}"));
                assert_eq!(check_custom_size(nearest, &rule), Ok(()));
                if check_custom_size(given, &rule).is_ok() {
                    assert_eq!(nearest, given);
                }
            }
        }
    }
}

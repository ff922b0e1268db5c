//! Custom sizes of results: which rule one breaks, and which valid size is nearest.

use super::geometry::Size;
use super::model::CustomSizeRule;

/// Which rule a custom size breaks, with the value and the limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomSizeError {
    /// The engine takes presets only.
    #[error("this engine takes no custom size")]
    NotOffered,
    /// Not a multiple.
    #[error("custom size is {}x{} px, both sides must be multiples of {multiple_px} px", .size.width, .size.height)]
    Multiple {
        /// Size given.
        size: Size,
        /// The step.
        multiple_px: u32,
    },
    /// A side too short.
    #[error("custom size is {}x{} px, the shortest side allowed is {limit_px} px", .size.width, .size.height)]
    ShortSide {
        /// Size given.
        size: Size,
        /// The limit.
        limit_px: u32,
    },
    /// A side too long.
    #[error("custom size is {}x{} px, the longest side allowed is {limit_px} px", .size.width, .size.height)]
    LongSide {
        /// Size given.
        size: Size,
        /// The limit.
        limit_px: u32,
    },
    /// Too elongated.
    #[error("custom size is {}x{} px, the longer side may be at most {limit} times the shorter", .size.width, .size.height)]
    Ratio {
        /// Size given.
        size: Size,
        /// The limit.
        limit: u32,
    },
    /// Too few pixels.
    #[error("custom size is {}x{} px ({} pixels), the least is {limit_px} pixels", .size.width, .size.height, .size.area())]
    SmallArea {
        /// Size given.
        size: Size,
        /// The limit.
        limit_px: u64,
    },
    /// Too many pixels.
    #[error("custom size is {}x{} px ({} pixels), the most is {limit_px} pixels", .size.width, .size.height, .size.area())]
    LargeArea {
        /// Size given.
        size: Size,
        /// The limit.
        limit_px: u64,
    },
}

/// Checks a custom size against an engine's rule.
///
/// # Errors
/// The first rule broken, in the order: multiple, shortest, longest, ratio, area.
pub fn check_custom_size(size: Size, rule: &CustomSizeRule) -> Result<(), CustomSizeError> {
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    let multiple_px = rule.multiple_px.max(1);
    if short < rule.min_side_px {
        return Err(CustomSizeError::ShortSide { size, limit_px: rule.min_side_px });
    }
    if !size.width.is_multiple_of(multiple_px) || !size.height.is_multiple_of(multiple_px) {
        return Err(CustomSizeError::Multiple { size, multiple_px });
    }
    if long > rule.max_side_px {
        return Err(CustomSizeError::LongSide { size, limit_px: rule.max_side_px });
    }
    if rule.max_ratio > 0 && u64::from(long) > u64::from(short) * u64::from(rule.max_ratio) {
        return Err(CustomSizeError::Ratio { size, limit: rule.max_ratio });
    }
    if size.area() < rule.min_area_px {
        return Err(CustomSizeError::SmallArea { size, limit_px: rule.min_area_px });
    }
    if size.area() > rule.max_area_px {
        return Err(CustomSizeError::LargeArea { size, limit_px: rule.max_area_px });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EngineId;

    #[track_caller]
    fn check_nearest(given: (u32, u32), expected: (u32, u32)) {
        let rule = EngineId::OpenAi.capabilities().custom_size.unwrap();
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
            for engine in EngineId::ALL {
                let rule = engine.capabilities().custom_size.unwrap();
                let given = Size::new(width, height);
                let nearest = nearest_size(given, &rule);
                let nearest = nearest.unwrap_or_else(|| panic!("{engine:?} has none for {given:?}"));
                assert_eq!(check_custom_size(nearest, &rule), Ok(()));
                if check_custom_size(given, &rule).is_ok() {
                    assert_eq!(nearest, given);
                }
            }
        }
    }
}

//! Protect of a part of the picture, and its preview, on real photographs.

use super::tests::{ellipse, photograph, recoded, shifted_colours};
use super::*;
use crate::core::geometry::{Rect, Size};
use crate::core::picture::Picture;
use crate::core::region::Region;
use crate::core::resample::resample;

/// A small mask in a corner of the picture, and the part round it.
fn small_mask(original: &Picture) -> (Vec<u8>, Region) {
    let size = original.size();
    let mut mask = vec![0; size.area() as usize];
    let bounds = Rect::new(size.width / 5, size.height / 5, size.width / 5 + 60, size.height / 5 + 44);
    for y in bounds.top..bounds.bottom {
        for x in bounds.left..bounds.right {
            mask[(y * size.width + x) as usize] = 255;
        }
    }
    let rule = crate::core::model::EngineId::OpenAi.offer("").custom_size();
    let region = Region::around(bounds, size, 100, rule).unwrap();
    (mask, region)
}

#[test]
fn a_part_is_laid_back_at_its_own_resolution() {
    for index in 0..4 {
        let original = photograph(index);
        let (mask, region) = small_mask(&original);
        // As a model gives it: larger, other colours, coded with loss; inverted where it was masked.
        let mut edited = original.clone();
        for (pixel, cover) in edited.rgba_mut().as_chunks_mut::<4>().0.iter_mut().zip(&mask) {
            if *cover > 0 {
                *pixel = [255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 255];
            }
        }
        let answer = resample(&edited.cropped(region.rect).unwrap(), region.size).unwrap();
        let answer = recoded(&shifted_colours(&answer), 92);
        let settings = ProtectSettings::default();
        let made =
            protect_region(original.clone(), &mask, answer.clone(), region.rect, settings, Placing::Find)
                .unwrap();
        assert_eq!(made.picture.size(), original.size());
        assert_eq!(made.facts.protected, ChangeCount::default());
        let (mut inside, mut wrong) = (0, 0);
        let pixels = original.rgba().as_chunks::<4>().0.iter();
        for ((before, after), cover) in pixels.zip(made.picture.rgba().as_chunks::<4>().0).zip(&mask) {
            if *cover == 0 {
                wrong += u64::from(before != after);
            } else {
                inside += u64::from(before != after);
            }
        }
        assert_eq!(wrong, 0, "photograph {index}");
        assert!(inside > 60 * 44 / 2, "photograph {index}: {inside}");

        // What is known of the alignment gives the same bytes without finding it again.
        let known =
            Known { frame: made.facts.frame, residual_levels: made.facts.residual_levels, is_scaled: false };
        let again =
            protect_region(original, &mask, answer, region.rect, settings, Placing::Known(known)).unwrap();
        assert!(again.picture == made.picture);
    }
}

#[test]
fn a_part_outside_of_the_picture_is_refused() {
    let original = photograph(1);
    let size = original.size();
    let mask = vec![255; size.area() as usize];
    for rect in [
        Rect::new(0, 0, size.width + 1, 8),
        Rect::new(9, 9, 9, 20),
        Rect::new(20, 0, 10, 10),
        Rect::new(u32::MAX - 1, 0, u32::MAX, 1),
    ] {
        let answer = resample(&original, Size::new(64, 64)).unwrap();
        let made =
            protect_region(original.clone(), &mask, answer, rect, ProtectSettings::default(), Placing::Find);
        assert!(made.is_err(), "{rect:?}");
    }
}

#[test]
fn the_preview_is_what_will_be_kept() {
    let original = photograph(2);
    let size = original.size();
    let mask = ellipse(size, 0.0);
    let answer = shifted_colours(&original);
    for settings in [
        ProtectSettings::default(),
        ProtectSettings { grow_px: 12, feather_px: 20, match_colour: true },
        ProtectSettings { grow_px: 0, feather_px: 30, match_colour: false },
    ] {
        let made = protect(original.clone(), &mask, answer.clone(), settings).unwrap();
        let frame = frame_of(&original, &mask, &answer).unwrap();
        let whole = Part::coarse(&original, &mask, &answer, frame).unwrap();
        let colours = whole.colours(settings);
        let middle = Rect::new(size.width / 4, size.height / 4, size.width * 3 / 4, size.height * 3 / 4);
        let half = Size::new(middle.width() / 2, middle.height() / 2);
        let part = Part::of(&original, &mask, &answer, frame, middle, half).unwrap();
        let shown = part.shown(settings, &whole, colours.as_ref());
        let kept = resample(&made.picture.cropped(middle).unwrap(), half).unwrap();
        let differences: Vec<u8> =
            shown.rgba().iter().zip(kept.rgba()).map(|(one, other)| one.abs_diff(*other)).collect();
        let mean = differences.iter().map(|&value| f64::from(value)).sum::<f64>() / differences.len() as f64;
        assert!(mean < 1.5, "{settings:?}: {mean}");
    }
}

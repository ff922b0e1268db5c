//! Protect on real photographs with answers as models give them.

use super::*;
use crate::core::geometry::Size;
use crate::core::picture::Picture;
use crate::core::raster::register::register;
use crate::core::raster::sample::Sampler;
use crate::core::resample::resample;
use proptest::prelude::*;

const PHOTOGRAPHS: [&str; 4] = [
    "tests/fixtures/photograph.jpg",
    "public/samples/coffee.jpg",
    "public/samples/dandelion.jpg",
    "public/samples/rocket.jpg",
];

pub(super) fn photograph(index: usize) -> Picture {
    let bytes = std::fs::read(PHOTOGRAPHS[index]).unwrap();
    decode(&bytes)
}

fn decode(bytes: &[u8]) -> Picture {
    let decoded = image::load_from_memory(bytes).unwrap().to_rgba8();
    let size = Size::new(decoded.width(), decoded.height());
    Picture::from_rgba(size, decoded.into_raw()).unwrap()
}

/// An ellipse in the middle, hard or with a soft rim of `soft` pixels.
pub(super) fn ellipse(size: Size, soft: f64) -> Vec<u8> {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let radius = width.min(height) * 0.22;
    let mut out = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let away = (f64::from(x) + 0.5 - width * 0.5).hypot(f64::from(y) + 0.5 - height * 0.55);
            let inside = if soft == 0.0 {
                f64::from(u8::from(away < radius))
            } else {
                ((radius - away) / soft).clamp(0.0, 1.0)
            };
            out.push((inside * 255.0).round() as u8);
        }
    }
    out
}

/// What the original shows through a frame, as a model of that frame would see it.
fn seen_through(original: &Picture, frame: Frame, size: Size) -> Picture {
    let sampler = Sampler::new(original);
    let mut rgba = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let (px, py) = (
                (f64::from(x) + 0.5 - frame.offset_x) / frame.scale_x,
                (f64::from(y) + 0.5 - frame.offset_y) / frame.scale_y,
            );
            rgba.extend(sampler.cubic(px, py).map(|value| value.round() as u8));
        }
    }
    Picture::from_rgba(size, rgba).unwrap()
}

pub(super) fn shifted_colours(picture: &Picture) -> Picture {
    let mut out = picture.clone();
    for [red, green, blue, _] in out.rgba_mut().as_chunks_mut::<4>().0 {
        *red = (f32::from(*red) * 0.94 + 14.0).clamp(0.0, 255.0) as u8;
        *green = (f32::from(*green) * 0.97 + 4.0).clamp(0.0, 255.0) as u8;
        *blue = (f32::from(*blue) * 1.03 - 9.0).clamp(0.0, 255.0) as u8;
    }
    out
}

pub(super) fn recoded(picture: &Picture, quality: u8) -> Picture {
    let size = picture.size();
    let rgb: Vec<u8> = picture.rgba().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
        .encode(&rgb, size.width, size.height, image::ExtendedColorType::Rgb8)
        .unwrap();
    decode(&out)
}

fn centred_crop(picture: &Picture, size: Size) -> Picture {
    seen_through(
        picture,
        Frame {
            scale_x: 1.0,
            scale_y: 1.0,
            offset_x: -f64::from((picture.size().width - size.width) / 2),
            offset_y: -f64::from((picture.size().height - size.height) / 2),
        },
        size,
    )
}

/// Mean step of the luma between neighbours over the mask's rim, against the same steps in the original.
fn seam_visibility(original: &Picture, protected: &Picture, mask: &[u8]) -> f64 {
    let size = original.size();
    let luma = |picture: &Picture, index: usize| {
        let at = |channel: usize| f64::from(picture.rgba()[index * 4 + channel]);
        at(0) * 0.2126 + at(1) * 0.7152 + at(2) * 0.0722
    };
    let (mut after, mut before) = (0.0, 0.0);
    let width = size.width as usize;
    for index in 0..mask.len() - width {
        for next in [index + 1, index + width] {
            if (mask[index] > 0) != (mask[next] > 0) {
                after += (luma(protected, index) - luma(protected, next)).abs();
                before += (luma(original, index) - luma(original, next)).abs();
            }
        }
    }
    after / before
}

#[track_caller]
fn check(name: &str, original: &Picture, mask: &[u8], answer: Picture) {
    let made = protect(original.clone(), mask, answer, ProtectSettings::default()).unwrap();
    assert_eq!(made.facts.protected, ChangeCount::default(), "{name}");
    let pixels = original.rgba().as_chunks::<4>().0.iter();
    for ((before, after), cover) in pixels.zip(made.picture.rgba().as_chunks::<4>().0).zip(mask) {
        assert!(*cover > 0 || before == after, "{name}: {before:?} became {after:?}");
    }
    let seam = seam_visibility(original, &made.picture, mask);
    println!("{name}: seam {seam:.3}, residual {:.2}", made.facts.residual_levels);
    assert!(seam <= 1.2, "{name}: seam {seam}");
}

#[test]
fn keeps_what_is_unmasked_and_hides_the_seam() {
    for (index, photograph_name) in PHOTOGRAPHS.into_iter().enumerate() {
        let original = photograph(index);
        let size = original.size();
        let mask = ellipse(size, 0.0);
        let name = |what: &str| format!("{photograph_name} {what}");
        let shift = |offset_x: f64, offset_y: f64| Frame { offset_x, offset_y, ..Frame::IDENTITY };
        check(&name("colour"), &original, &mask, shifted_colours(&original));
        check(
            &name("1.7 px"),
            &original,
            &mask,
            shifted_colours(&seen_through(&original, shift(1.7, -1.7), size)),
        );
        let there = resample(&original, Size::new(1024, 768)).unwrap();
        check(&name("1024 x 768"), &original, &mask, shifted_colours(&there));
        check(&name("1024 x 768 and back"), &original, &mask, resample(&there, size).unwrap());
        let cropped = Size::new(size.width * 7 / 8, size.height * 15 / 16);
        check(&name("cropped"), &original, &mask, shifted_colours(&centred_crop(&original, cropped)));
        check(&name("recoded"), &original, &mask, recoded(&shifted_colours(&original), 90));
    }
}

#[test]
fn finds_shifts_and_scales_to_a_quarter_of_a_pixel() {
    let mut worst = 0.0_f64;
    for (index, photograph_name) in PHOTOGRAPHS.into_iter().enumerate() {
        let original = photograph(index);
        let size = original.size();
        let mask = ellipse(size, 0.0);
        for (scale, x, y) in [
            (1.0, 1.7, 0.4),
            (1.0, -8.0, 8.0),
            (1.0, 5.3, -6.6),
            (0.9, 3.0, 2.0),
            (0.95, -4.2, 0.0),
            (1.05, 0.0, 4.2),
            (1.1, -8.0, -8.0),
        ] {
            let centred = Frame::centred(size, size, scale);
            let truth = Frame { offset_x: centred.offset_x + x, offset_y: centred.offset_y + y, ..centred };
            let answer = recoded(&shifted_colours(&seen_through(&original, truth, size)), 88);
            let found = register(&original, &mask, &answer)
                .unwrap_or_else(|| panic!("{photograph_name} {scale} {x} {y}"));
            let error = found.frame.distance(truth, size);
            worst = worst.max(error);
            assert!(
                error <= 0.25,
                "{} {scale} {x} {y}: {error} px, correlation {}",
                photograph_name,
                found.correlation
            );
        }
    }
    println!("largest error {worst:.3} px");
}

#[test]
fn refuses_unrelated_pictures() {
    let photographs: Vec<Picture> = (0..PHOTOGRAPHS.len()).map(photograph).collect();
    let mut pairs = 0;
    for (index, original) in photographs.iter().enumerate() {
        for (other, answer) in photographs.iter().enumerate().filter(|(other, _)| *other != index) {
            let mask = ellipse(original.size(), 0.0);
            for answer in [answer.clone(), resample(answer, original.size()).unwrap()] {
                let refused = protect(original.clone(), &mask, answer, ProtectSettings::default());
                assert!(
                    matches!(refused, Err(ProtectError::NotAlignable)),
                    "{} and {}: {:?}",
                    PHOTOGRAPHS[index],
                    PHOTOGRAPHS[other],
                    refused.map(|made| made.facts)
                );
                pairs += 1;
            }
        }
    }
    assert!(pairs >= 10);
}

#[test]
fn full_coverage_is_the_result() {
    let original = photograph(0);
    let size = original.size();
    let mask = ellipse(size, 0.0);
    let mut answer = original.clone();
    for (pixel, cover) in answer.rgba_mut().as_chunks_mut::<4>().0.iter_mut().zip(&mask) {
        if *cover > 0 {
            *pixel = [pixel[1], pixel[2], pixel[0], 255];
        }
    }
    let settings = ProtectSettings { match_colour: false, ..ProtectSettings::default() };
    let made = protect(original, &mask, answer.clone(), settings).unwrap();
    assert!(made.picture == answer);
    assert_eq!(made.facts.raw, ChangeCount::default());
}

#[test]
fn tells_what_the_raw_result_changed() {
    let original = photograph(1);
    let mask = ellipse(original.size(), 0.0);
    let made =
        protect(original.clone(), &mask, shifted_colours(&original), ProtectSettings::default()).unwrap();
    assert!(made.facts.raw.pixels > original.size().area() / 2, "{:?}", made.facts.raw);
    assert!(made.facts.raw.largest >= 10, "{:?}", made.facts.raw);
    assert_eq!(made.facts.protected, ChangeCount::default());
}

proptest! {
    #[test]
    fn what_is_not_covered_stays(
        rgba in proptest::collection::vec(any::<u8>(), 24 * 16 * 4),
        answer in proptest::collection::vec(any::<u8>(), 24 * 16 * 4),
        mask in proptest::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 24 * 16),
        feather_px in 0_u32..6,
    ) {
        let size = Size::new(24, 16);
        let original = Picture::from_rgba(size, rgba).unwrap();
        let answer = Picture::from_rgba(size, answer).unwrap();
        let settings = ProtectSettings { feather_px, ..ProtectSettings::default() };
        // Noise is not alignable: then nothing is made, which is as safe.
        if let Ok(made) = protect(original.clone(), &mask, answer, settings) {
            let pixels = original.rgba().as_chunks::<4>().0.iter();
            for ((before, after), cover) in pixels.zip(made.picture.rgba().as_chunks::<4>().0).zip(&mask) {
                prop_assert!(*cover > 0 || before == after);
            }
        }
    }
}

#[test]
fn what_cannot_be_aligned_can_be_scaled_in_and_says_so() {
    let original = photograph(0);
    let size = original.size();
    let mask = ellipse(size, 0.0);
    let answer = resample(&photograph(1), Size::new(300, 300)).unwrap();
    let settings = ProtectSettings::default();
    let made = protect_as(original.clone(), &mask, answer, settings, Placing::Scaled).unwrap();
    assert!(made.facts.is_scaled);
    assert_eq!((made.facts.protected, made.facts.missing_px), (ChangeCount::default(), 0));
    assert!(made.facts.residual_levels > 20.0, "{}", made.facts.residual_levels);
    let pairs = original.rgba().as_chunks::<4>().0.iter().zip(made.picture.rgba().as_chunks::<4>().0);
    let masked: Vec<_> = pairs.zip(&mask).filter(|(_, cover)| **cover == 255).collect();
    let changed = masked.iter().filter(|((before, after), _)| before != after).count();
    assert!(changed > masked.len() * 9 / 10);
}

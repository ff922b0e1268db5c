//! Whole ways of a picture through its own colours: what Protect and Local fill write of originals in every space.

#![expect(clippy::unwrap_used, reason = "a test fails where its helper does")]

use moxcms::ColorProfile;
use pentimento::core::colour::{Cicp, Colour, ColourTags, Conversion, Samples};
use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::core::png_codec::{self, Coding};
use pentimento::core::raster::{ProtectSettings, protect};
use pentimento::fill::{FillInput, fill_changes};

const SIZE: Size = Size { width: 192, height: 144 };

fn icc(profile: &ColorProfile) -> ColourTags {
    ColourTags::of_icc(profile.encode().unwrap())
}

/// Originals: a name, what they say of their colours, and how they are stored.
fn originals() -> Vec<(&'static str, Colour)> {
    let grey = Samples { is_grey: true, ..Samples::default() };
    let deep = Samples { is_deep: true, ..Samples::default() };
    let cicp = Cicp { primaries: 12, transfer: 13, matrix: 0, is_full_range: true };
    let linear = ColourTags { gamma: Some(100_000), ..ColourTags::default() };
    let points = ColourTags { cicp: Some(cicp), ..ColourTags::default() };
    vec![
        ("sRGB", Colour::PLAIN),
        ("Display P3", Colour { tags: icc(&ColorProfile::new_display_p3()), samples: Samples::default() }),
        ("Adobe RGB", Colour { tags: icc(&ColorProfile::new_adobe_rgb()), samples: Samples::default() }),
        ("grey of gamma 1.8", Colour { tags: icc(&ColorProfile::new_gray_with_gamma(1.8)), samples: grey }),
        ("grey", Colour { tags: ColourTags::NONE, samples: grey }),
        ("16 bits", Colour { tags: ColourTags::NONE, samples: deep }),
        ("P3 of 16 bits", Colour { tags: icc(&ColorProfile::new_display_p3()), samples: deep }),
        ("P3 by code points", Colour { tags: points, samples: Samples { has_alpha: true, ..deep } }),
        ("linear light", Colour { tags: linear, samples: Samples::default() }),
    ]
}

/// A texture that can be found again, 16 bits a sample, as a file of that kind.
fn original_file(colour: &Colour) -> Vec<u8> {
    let Samples { is_grey, has_alpha, is_deep } = colour.samples;
    let channels = if is_grey { 1 } else { 3 } + usize::from(has_alpha);
    let mut info = png::Info::with_size(SIZE.width, SIZE.height);
    info.color_type = match (is_grey, has_alpha) {
        (true, false) => png::ColorType::Grayscale,
        (true, true) => png::ColorType::GrayscaleAlpha,
        (false, false) => png::ColorType::Rgb,
        (false, true) => png::ColorType::Rgba,
    };
    info.bit_depth = if is_deep { png::BitDepth::Sixteen } else { png::BitDepth::Eight };
    info.icc_profile = colour.tags.icc.clone().map(Into::into);
    info.source_gamma = colour.tags.gamma.map(png::ScaledFloat::from_scaled);
    let mut bytes = Vec::new();
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            for channel in 0..channels {
                let (fx, fy, at) = (f64::from(x), f64::from(y), channel as f64);
                let wave = (fx * (0.09 + at * 0.02)).sin() + (fy * 0.13 + at).cos() + (fx * fy * 0.004).sin();
                let value = if has_alpha && channel + 1 == channels {
                    65_535.0
                } else {
                    (wave / 3.0 * 0.42 + 0.52) * 65_535.0
                };
                let value = value as u16;
                if is_deep { bytes.extend(value.to_be_bytes()) } else { bytes.push((value >> 8) as u8) }
            }
        }
    }
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    if let Some(points) = colour.tags.cicp {
        writer.write_chunk(png::chunk::cICP, &[points.primaries, points.transfer, points.matrix, 1]).unwrap();
    }
    writer.write_image_data(&bytes).unwrap();
    writer.finish().unwrap();
    file
}

/// A hole in the middle.
fn mask() -> Vec<u8> {
    let is_inside = |x: u32, y: u32| (70..120).contains(&x) && (50..90).contains(&y);
    let coverage = |at: u32| if is_inside(at % SIZE.width, at / SIZE.width) { 255 } else { 0 };
    (0..SIZE.area() as u32).map(coverage).collect()
}

/// Red patch of the model.
const PATCH: [u8; 3] = [200, 60, 60];

/// What a model makes of it: sRGB, moved by two pixels, a little darker, with a patch.
fn answer(original: &Picture, colour: &Colour) -> Picture {
    let mut seen = original.clone();
    if let Some(conversion) = Conversion::between(colour, &Colour::PLAIN).unwrap() {
        conversion.apply(&mut seen);
    }
    let pixels = seen.rgba().as_chunks::<4>().0;
    let at = |x: u32, y: u32| {
        if (64..126).contains(&x) && (44..96).contains(&y) {
            return [PATCH[0], PATCH[1], PATCH[2], 255];
        }
        let (x, y) = (x.saturating_sub(2), y.saturating_sub(1));
        let [r, g, b, alpha] = pixels[(y * SIZE.width + x) as usize];
        [r.saturating_sub(6), g.saturating_sub(4), b.saturating_sub(5), alpha]
    };
    let rgba = (0..SIZE.height).flat_map(|y| (0..SIZE.width).flat_map(move |x| at(x, y))).collect();
    Picture::from_rgba(SIZE, rgba).unwrap()
}

fn deep_pixels(file: &[u8]) -> Vec<[u16; 4]> {
    image::load_from_memory(file).unwrap().to_rgba16().pixels().map(|pixel| pixel.0).collect()
}

#[track_caller]
fn check_outside(name: &str, written: &[u8], original: &[u8]) {
    let (made, own) = (png_codec::decode(written).unwrap(), png_codec::decode(original).unwrap());
    assert_eq!(made.colour, own.colour, "{name}");
    for (at, ((made, own), cover)) in
        deep_pixels(written).iter().zip(deep_pixels(original)).zip(mask()).enumerate()
    {
        assert!(cover > 0 || *made == own, "{name}: pixel {at} became {made:?}, it was {own:?}");
    }
}

#[test]
fn protected_pictures_keep_stored_values_and_show_the_answers_colours() {
    let settings = ProtectSettings { match_colour: false, ..ProtectSettings::default() };
    for (name, colour) in originals() {
        let file = original_file(&colour);
        let original = png_codec::decode(&file).unwrap();
        assert_eq!(original.colour, colour, "{name}");
        let mut result = answer(&original.picture, &colour);
        let into_original = Conversion::between(&Colour::PLAIN, &colour).unwrap();
        if let Some(conversion) = &into_original {
            conversion.apply(&mut result);
        }
        let made = protect(original.picture, &mask(), result, settings).unwrap();
        assert_eq!(made.facts.protected.pixels, 0, "{name}");
        let mut written = Vec::new();
        let coding = Coding { colour: &colour, deep: Some(&file) };
        png_codec::encode_into(&made.picture, coding, &mut written).unwrap();
        check_outside(name, &written, &file);
        let expected = into_original.map_or(PATCH, |conversion| conversion.convert(PATCH));
        let stored = deep_pixels(&written)[(70 * SIZE.width + 95) as usize];
        for (stored, expected) in stored.into_iter().zip(expected) {
            assert!(
                (f64::from(stored) / 257.0 - f64::from(expected)).abs() <= 2.0,
                "{name}: {stored:?} {expected:?}"
            );
        }
    }
}

#[test]
fn filled_pictures_keep_stored_values_and_grey_stays_grey() {
    for (name, colour) in originals() {
        let file = original_file(&colour);
        let mut picture = png_codec::decode(&file).unwrap().picture;
        let coverage = mask();
        let input =
            FillInput { picture: &picture, coverage: &coverage, references: &[], seed: 7, variant: 0 };
        let mut changes = fill_changes(&input, &mut |_: f32| ()).unwrap();
        changes.swap(&mut picture);
        let mut written = Vec::new();
        let coding = Coding { colour: &colour, deep: Some(&file) };
        png_codec::encode_into(&picture, coding, &mut written).unwrap();
        check_outside(name, &written, &file);
    }
}

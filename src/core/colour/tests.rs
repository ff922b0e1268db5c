//! Spaces against formulas of their own: what is computed here is the definition, in double precision.

use moxcms::ColorProfile;

use super::*;
use crate::core::geometry::Size;
use crate::core::picture::Picture;

fn of_profile(profile: &ColorProfile) -> Colour {
    Colour { tags: ColourTags::of_icc(profile.encode().unwrap()), samples: Samples::default() }
}

fn of_cicp(primaries: u8, transfer: u8) -> Colour {
    let cicp = Cicp { primaries, transfer, matrix: 0, is_full_range: true };
    Colour { tags: ColourTags { cicp: Some(cicp), ..ColourTags::default() }, samples: Samples::default() }
}

fn of_gamma(gamma: u32) -> Colour {
    Colour { tags: ColourTags { gamma: Some(gamma), ..ColourTags::default() }, samples: Samples::default() }
}

fn srgb_light(level: f64) -> f64 {
    if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
}

fn srgb_level(light: f64) -> f64 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// Display P3 to linear sRGB (both of the same white).
const SRGB_OF_P3: [[f64; 3]; 3] =
    [[1.224_940, -0.224_940, 0.0], [-0.042_057, 1.042_057, 0.0], [-0.019_638, -0.078_636, 1.098_274]];

fn srgb_of_p3(colour: [u8; 3]) -> [f64; 3] {
    let light = colour.map(|level| srgb_light(f64::from(level) / 255.0));
    SRGB_OF_P3.map(|row| 255.0 * srgb_level(row.iter().zip(light).map(|(share, light)| share * light).sum()))
}

fn colours() -> impl Iterator<Item = [u8; 3]> {
    let levels = [0, 3, 20, 64, 117, 128, 200, 231, 255];
    levels.into_iter().flat_map(move |r| levels.into_iter().flat_map(move |g| levels.map(|b| [r, g, b])))
}

#[track_caller]
fn check(colour: &Colour, tolerance: f64, expected: impl Fn([u8; 3]) -> [f64; 3]) {
    let space = Space::of(colour).unwrap();
    let to_srgb = Conversion::new(&space, &Space::srgb(), false).unwrap();
    for own in colours() {
        for (made, expected) in to_srgb.convert(own).into_iter().zip(expected(own)) {
            assert!((f64::from(made) - expected).abs() <= tolerance, "{own:?} became {made}, not {expected}");
        }
    }
}

#[test]
fn display_p3_is_converted_by_its_definition() {
    check(&of_profile(&ColorProfile::new_display_p3()), 1.0, srgb_of_p3);
    check(&of_cicp(12, 13), 1.0, srgb_of_p3);
}

#[test]
fn gamma_is_an_exponent() {
    for (gamma, exponent) in [(100_000, 1.0), (45_455, 2.2), (55_556, 1.8)] {
        check(&of_gamma(gamma), 1.0, |colour| {
            colour.map(|level| 255.0 * srgb_level((f64::from(level) / 255.0).powf(exponent)))
        });
    }
}

/// Adobe RGB to linear sRGB (both of the same white).
const SRGB_OF_ADOBE: [[f64; 3]; 3] =
    [[1.398_356, -0.398_356, 0.0], [0.0, 1.0, 0.0], [0.0, -0.042_929, 1.042_929]];

#[test]
fn adobe_rgb_is_converted_by_its_definition() {
    check(&of_profile(&ColorProfile::new_adobe_rgb()), 1.0, |colour| {
        let light = colour.map(|level| (f64::from(level) / 255.0).powf(563.0 / 256.0));
        SRGB_OF_ADOBE
            .map(|row| 255.0 * srgb_level(row.iter().zip(light).map(|(share, light)| share * light).sum()))
    });
}

#[test]
fn srgb_is_known_however_it_is_said() {
    let intent = ColourTags { srgb_intent: Some(0), gamma: Some(45_455), ..ColourTags::default() };
    for colour in [
        Colour::PLAIN,
        Colour { tags: intent, samples: Samples::default() },
        of_profile(&ColorProfile::new_srgb()),
        of_cicp(1, 13),
    ] {
        assert!(Space::of(&colour).unwrap().is_srgb(), "{colour:?}");
    }
    for colour in
        [of_profile(&ColorProfile::new_display_p3()), of_gamma(100_000), of_cicp(12, 13), of_cicp(9, 1)]
    {
        assert!(!Space::of(&colour).unwrap().is_srgb(), "{colour:?}");
    }
}

#[test]
fn grey_has_the_luminance_of_the_colour() {
    let grey = Colour {
        tags: ColourTags::of_icc(ColorProfile::new_gray_with_gamma(1.0).encode().unwrap()),
        samples: Samples { is_grey: true, ..Samples::default() },
    };
    let space = Space::of(&grey).unwrap();
    let to_grey = Conversion::new(&Space::srgb(), &space, true).unwrap();
    let back = Conversion::new(&space, &Space::srgb(), false).unwrap();
    for own in colours() {
        let [red, green, blue] = own.map(|level| srgb_light(f64::from(level) / 255.0));
        let expected = 255.0 * (0.2126 * red + 0.7152 * green + 0.0722 * blue);
        let [r, g, b] = to_grey.convert(own);
        assert!(r == g && g == b, "{own:?} became {r}, {g}, {b}");
        // The weights of red and blue are a little others as seen under the profiles' white.
        assert!((f64::from(r) - expected).abs() <= 4.0, "{own:?} became {r}, not {expected}");
    }
    for (stored, shown) in [(20, 79), (60, 133), (120, 182), (200, 229)] {
        for made in back.convert([stored; 3]) {
            assert!(made.abs_diff(shown) <= 1, "{stored} is shown as {made}, not {shown}");
        }
    }
}

#[test]
fn what_cannot_be_converted_is_said_or_passed_over() {
    for transfer in [16, 18] {
        assert_eq!(Space::of(&of_cicp(9, transfer)).err(), Some(Unmanaged));
    }
    // Says nothing, or is broken: as if it were not there.
    let noise = Colour { tags: ColourTags::of_icc(vec![7; 300]), samples: Samples::default() };
    for colour in [of_cicp(2, 2), of_gamma(0), noise] {
        assert!(Space::of(&colour).unwrap().is_srgb(), "{colour:?}");
    }
    // A profile for grey in a picture with colours.
    let grey = of_profile(&ColorProfile::new_gray_with_gamma(1.0));
    assert!(Space::of(&grey).unwrap().is_srgb());
}

#[test]
fn a_space_becomes_a_profile_of_the_same_meaning() {
    for colour in [of_cicp(12, 13), of_gamma(100_000), of_profile(&ColorProfile::new_adobe_rgb())] {
        let space = Space::of(&colour).unwrap();
        let written =
            Colour { tags: ColourTags::of_icc(space.to_icc().unwrap()), samples: Samples::default() };
        let again = Space::of(&written).unwrap();
        let conversion = Conversion::new(&space, &again, false).unwrap();
        for own in colours() {
            for (made, own) in conversion.convert(own).into_iter().zip(own) {
                assert!(made.abs_diff(own) <= 1, "{own} became {made} of {colour:?}");
            }
        }
    }
}

#[test]
fn a_picture_is_converted_pixel_by_pixel_and_keeps_its_alpha() {
    let p3 = Space::of(&of_profile(&ColorProfile::new_display_p3())).unwrap();
    let conversion = Conversion::new(&Space::srgb(), &p3, false).unwrap();
    let rgba: Vec<u8> = colours().enumerate().flat_map(|(at, [r, g, b])| [r, g, b, at as u8]).collect();
    let size = Size::new((rgba.len() / 4) as u32, 1);
    let mut picture = Picture::from_rgba(size, rgba.clone()).unwrap();
    conversion.apply(&mut picture);
    for (made, own) in picture.rgba().as_chunks::<4>().0.iter().zip(rgba.as_chunks::<4>().0) {
        let [r, g, b, alpha] = *own;
        let [x, y, z] = conversion.convert([r, g, b]);
        assert_eq!(*made, [x, y, z, alpha]);
    }
}

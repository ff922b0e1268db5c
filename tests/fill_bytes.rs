//! One seed gives one picture on every machine: the same hashes natively and in a browser's WebAssembly.
//!
//! When the engine is changed on purpose, the hashes change: take the new ones from the failure's message.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::fill::{FillInput, fill};
use sha2::{Digest as _, Sha256};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const WIDTH: u32 = 240;
const HEIGHT: u32 = 180;
const RINGS_HEIGHT: u32 = 200;

/// Stripes, a light that falls off, and noise: something for every part of the engine.
fn scene() -> Picture {
    let mut noise = 9_u32;
    let mut rgba = Vec::new();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 27) as u8;
            let stripe = if (x + y / 3) % 17 < 6 { 90 } else { 20 };
            rgba.extend([stripe + grain + (y / 2) as u8, 60 + (x / 2) as u8, 200 - stripe - grain, 255]);
        }
    }
    Picture::from_rgba(Size::new(WIDTH, HEIGHT), rgba).unwrap()
}

/// A blob with a soft edge, a stroke, and a corner.
fn coverage() -> Vec<u8> {
    let mut coverage = Vec::new();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let far = x.abs_diff(110).pow(2) + y.abs_diff(90).pow(2);
            coverage.push(match far {
                0..1600 => 255,
                1600..1800 => 120,
                _ if y.abs_diff(12) < 3 && x > 150 => 255,
                _ if x < 25 && y + 20 > HEIGHT => 255,
                _ => 0,
            });
        }
    }
    coverage
}

/// Rings, light and dark by lot, with a disc across them: thin and bent, they are a blur at the coarsest scale, and
/// the finer start fits much better.
fn rings() -> (Picture, Vec<u8>) {
    let (mut rgba, mut coverage, mut noise) = (Vec::new(), Vec::new(), 5_u32);
    for y in 0..RINGS_HEIGHT {
        for x in 0..WIDTH {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 28) as u8;
            let level = if is_light(x, y) { 150 } else { 50 } + grain;
            rgba.extend([level, level, level / 2 + (y / 3) as u8, 255]);
            let far = x.abs_diff(120).pow(2) + y.abs_diff(100).pow(2);
            coverage.push(if far < 44 * 44 { 255 } else { 0 });
        }
    }
    let picture = Picture::from_rgba(Size::new(WIDTH, RINGS_HEIGHT), rgba).unwrap();
    (picture, coverage)
}

/// True on a light ring. They are 8 px wide.
fn is_light(x: u32, y: u32) -> bool {
    let ring = (x.abs_diff(20).pow(2) + y.abs_diff(20).pow(2)).isqrt() / 8;
    ring.wrapping_mul(0x9E37_79B9).wrapping_mul(ring | 1) >> 31 == 0
}

fn hash(variant: u8) -> String {
    let (picture, coverage) = (scene(), coverage());
    let references = [scene()];
    let input = FillInput {
        picture: &picture,
        coverage: &coverage,
        references: if variant == 0 { &references } else { &[] },
        seed: 7,
        variant,
    };
    digits(&fill(&input, &mut |_: f32| ()).unwrap())
}

/// The first digits of a picture's hash.
fn digits(picture: &Picture) -> String {
    let digest = Sha256::digest(picture.rgba());
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn the_bytes_are_the_same_on_every_machine() {
    assert_eq!(
        [0, 1, 2, 3].map(hash),
        ["35256e9b8921991c", "f8d2006fa1d43eea", "34a916fbf55da2b0", "b7dd5a325f216647"]
    );
}

#[test]
fn the_bytes_are_the_same_where_the_finer_start_wins() {
    let (picture, coverage) = rings();
    let input = FillInput { picture: &picture, coverage: &coverage, references: &[], seed: 7, variant: 0 };
    let filled = fill(&input, &mut |_: f32| ()).unwrap();
    let pixels = filled.rgba().as_chunks::<4>().0.iter().zip(&coverage).enumerate();
    let wrong = pixels.filter(|(at, (pixel, cover))| {
        let (x, y) = (*at as u32 % WIDTH, *at as u32 / WIDTH);
        **cover > 0 && (pixel[0] > 107) != is_light(x, y)
    });
    // Of the hole's 6000 pixels the usual start takes 2249 for the other kind of ring.
    assert!(wrong.count() < 2100, "the finer start did not win");
    assert_eq!(digits(&filled), "1ef1eaae5bd948b7");
}

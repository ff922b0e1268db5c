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

/// Stripes, a light that falls off, and noise: something for every part of the engine.
fn scene() -> Picture {
    let mut noise = 9_u32;
    let mut rgba = Vec::new();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 27) as u8;
            let stripe = if (x + y / 3) % 17 < 6 { 90 } else { 20 };
            rgba.extend([
                stripe + grain + (y / 2) as u8,
                60 + (x / 2) as u8,
                200 - stripe - grain,
                255,
            ]);
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
    let filled = fill(&input, &mut |_: f32| ()).unwrap();
    let digest = Sha256::digest(filled.rgba());
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
        [
            "35256e9b8921991c",
            "1c41d2b947d6d622",
            "49183792ff9c3eb5",
            "f91944e1b6cd5225"
        ]
    );
}

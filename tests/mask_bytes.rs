//! A stroke gives the same bytes natively, by plain loops, and in a browser, by vector instructions.
//!
//! When the raster is changed on purpose, the hash changes: take the new one from the failure's message.

use pentimento::core::geometry::{Point, Size};
use pentimento::core::mask::{Mask, StrokeMode, Sweep, mips};
use sha2::{Digest as _, Sha256};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Strokes of all kinds, an inversion, a star and an undo, over the plane and its reduced copies.
fn hash() -> String {
    let size = Size::new(533, 401);
    let mut mask = Mask::new(size);
    let mut noise = 9_u32;
    let mut random = |limit: f64| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(noise >> 8) / f64::from(1 << 24) * limit
    };
    for round in 0..24 {
        let mode = if round % 3 == 2 { StrokeMode::Erase } else { StrokeMode::Paint };
        let (hardness, radius) = ((round % 5) as f32 / 4.0, random(70.0) as f32);
        mask.begin_stroke(mode, hardness);
        for _ in 0..5 {
            mask.stroke_to(Point::new(random(560.0) - 10.0, random(420.0) - 10.0), radius);
        }
        mask.end_stroke();
    }
    mask.invert();
    let star = [(40.2, 33.9), (401.7, 350.1), (20.1, 210.4), (480.3, 180.8), (90.6, 390.0)];
    mask.begin(Sweep::Polygon(star.map(|(x, y)| Point::new(x, y)).to_vec(), StrokeMode::Paint));
    mask.settle();
    while mask.compact(8) {}
    mask.undo();
    mask.redo();
    let mut hasher = Sha256::new();
    hasher.update(mask.coverage());
    hasher.update(mask.covered_px().to_le_bytes());
    for level in (0..mips::LEVELS).filter_map(|level| mask.mips().level(level)) {
        hasher.update(level.data());
    }
    hasher.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn a_mask_is_the_same_everywhere() {
    assert_eq!(hash(), "555f7b2325690fd8");
}

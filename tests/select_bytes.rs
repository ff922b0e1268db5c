//! A selection, its refined edge, a cut-out and a lasso have the same bytes natively and in a browser.
//!
//! When the answers are changed on purpose, the hash changes: take the new one from the failure's message.

#![expect(clippy::expect_used, reason = "a failed answer is a failed test")]

use pentimento::core::geometry::{Point, Rect, Size};
use pentimento::core::picture::Picture;
use pentimento::core::select::{Selection, Stroke, cut_out, follow, refine};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// A noisy leaf on a noisy ground that changes from side to side.
fn picture() -> Picture {
    let (width, height) = (420_u32, 300_u32);
    let mut noise = 7_u32;
    let mut rgba = Vec::new();
    for y in 0..height {
        for x in 0..width {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let shake = (noise >> 27) as u8;
            let (dx, dy) = (i64::from(x) - 200, i64::from(y) - 150);
            let is_leaf = dx * dx + 3 * dy * dy + dx * dy < 14_000;
            let [red, green, blue] =
                if is_leaf { [150, 120 + (y / 8) as u8, 40] } else { [90 + (x / 6) as u8, 100, 110] };
            rgba.extend([red + shake, green + shake, blue + shake, 255]);
        }
    }
    Picture::from_rgba(Size::new(width, height), rgba).expect("a picture")
}

/// FNV-1a over all answers.
fn hash() -> u64 {
    let picture = picture();
    let mut selection = Selection::new(picture.size());
    let boxed = selection.select_box(&picture, Rect::new(60, 60, 340, 240)).expect("an answer");
    let points_in_image = vec![Point::new(120.3, 150.9), Point::new(140.0, 160.5), Point::new(170.2, 150.1)];
    let stroke = Stroke { adds: false, radius_px: 3.7, points_in_image };
    let stroked = selection.stroke(&picture, stroke.clone()).expect("an answer");
    selection.clear();
    let alone = selection.stroke(&picture, Stroke { adds: true, ..stroke }).expect("an answer");
    let refined = refine(&picture, &boxed).expect("an answer");
    let cut = cut_out(&picture, &refined).expect("a picture");
    let way = follow(&picture, Point::new(90.0, 150.0), Point::new(200.0, 80.0));
    let way = way.iter().flat_map(|point| [point.x.to_bits(), point.y.to_bits()]).flat_map(u64::to_le_bytes);
    let planes = [boxed.data(), stroked.data(), alone.data(), refined.data(), cut.rgba()];
    let bytes = planes.into_iter().flatten().copied().chain(way);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_selection_is_the_same_everywhere() {
    assert_eq!(hash(), 6_423_386_139_470_812_074);
}

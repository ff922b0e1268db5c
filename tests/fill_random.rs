//! Local fill on pictures, masks and references of any sort: it fills or refuses in words, never panics, and
//! leaves what is outside the mask as it was, byte for byte.

#![cfg(not(target_arch = "wasm32"))]

use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::fill::{FillError, FillInput, fill, fill_changes, fill_smoothly, fill_to_frame};
use proptest::prelude::*;

/// The sorts of masks.
#[derive(Clone, Debug)]
enum Shape {
    All,
    Nothing,
    Pixels(Vec<(u32, u32)>),
    Checkers(u32),
    Box { from: (u32, u32), size: (u32, u32) },
    SoftDisc { centre: (u32, u32), radius: u32 },
    AllBut { keep: (u32, u32) },
    Scratch { from: u32, slope: u32, breadth: u32 },
}

fn shape() -> impl Strategy<Value = Shape> {
    let place = || (0..300_u32, 0..300_u32);
    prop_oneof![
        1 => Just(Shape::All),
        1 => Just(Shape::Nothing),
        3 => prop::collection::vec(place(), 1..40).prop_map(Shape::Pixels),
        2 => (1..9_u32).prop_map(Shape::Checkers),
        4 => (place(), (1..160_u32, 1..160_u32)).prop_map(|(from, size)| Shape::Box { from, size }),
        4 => (place(), 1..90_u32).prop_map(|(centre, radius)| Shape::SoftDisc { centre, radius }),
        2 => place().prop_map(|keep| Shape::AllBut { keep }),
        2 => (0..300_u32, 0..4_u32, 1..8_u32)
            .prop_map(|(from, slope, breadth)| Shape::Scratch { from, slope, breadth }),
    ]
}

impl Shape {
    /// Coverage at a pixel; places wrap at the picture's edges, so that a hole often touches them.
    fn cover(&self, x: u32, y: u32, size: Size) -> u8 {
        let wrapped = |place: (u32, u32)| (place.0 % size.width, place.1 % size.height);
        let is_hole = match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Pixels(places) => places.iter().any(|place| wrapped(*place) == (x, y)),
            Self::Checkers(side) => (x / side + y / side).is_multiple_of(2),
            Self::Box { from, size: sides } => {
                let (left, top) = wrapped(*from);
                (left..left + sides.0).contains(&x) && (top..top + sides.1).contains(&y)
            }
            Self::SoftDisc { centre, radius } => {
                let centre = wrapped(*centre);
                let far = x.abs_diff(centre.0).pow(2) + y.abs_diff(centre.1).pow(2);
                let inner = radius / 2;
                if far > inner * inner && far < radius * radius {
                    return (255 * (radius * radius - far) / (radius * radius)) as u8;
                }
                far <= inner * inner
            }
            Self::AllBut { keep } => wrapped(*keep) != (x, y),
            Self::Scratch { from, slope, breadth } => (x + 300 - (y * slope + from) % 300) % 300 < *breadth,
        };
        if is_hole { 255 } else { 0 }
    }
}

fn size() -> impl Strategy<Value = Size> {
    let side = || prop_oneof![1 => Just(1_u32), 2 => 1..12_u32, 3 => 12..90_u32, 1 => 90..301_u32];
    (side(), side()).prop_map(|(width, height)| Size::new(width, height))
}

/// A picture of noise, flat parts and, where `has_gaps`, transparent ones.
fn picture(size: Size, seed: u32, has_gaps: bool) -> Picture {
    let mut state = seed | 1;
    let mut rgba = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = if x / 20 % 2 == 0 { (state >> 25) as u8 } else { 0 };
            let alpha = if has_gaps && (x / 7 + y / 5) % 3 == 0 { (state >> 24) as u8 } else { 255 };
            rgba.extend([noise + (x % 128) as u8, (y * 3 % 256) as u8, 200 - noise, alpha]);
        }
    }
    Picture::from_rgba(size, rgba).unwrap_or_else(|error| panic!("{error}"))
}

/// A soft hole is blended once, whatever other holes there are.
#[test]
fn a_soft_hole_is_blended_once_beside_another() {
    let size = Size::new(200, 120);
    let grey = [100, 100, 100, 255].repeat(200 * 120);
    let base = Picture::from_rgba(size, grey).unwrap_or_else(|error| panic!("{error}"));
    let mut base_with_mark = base.clone();
    let mut coverage = vec![0_u8; 200 * 120];
    for y in 30..60 {
        for x in [20..50, 130..160].into_iter().flatten() {
            coverage[y * 200 + x] = 128;
            base_with_mark.rgba_mut()[(y * 200 + x) * 4..][..3].copy_from_slice(&[200, 0, 0]);
        }
    }
    let input =
        FillInput { picture: &base_with_mark, coverage: &coverage, references: &[], seed: 1, variant: 0 };
    let filled = fill(&input, &mut |_: f32| ()).unwrap_or_else(|error| panic!("{error}"));
    for (pixel, cover) in filled.rgba().chunks(4).zip(&coverage) {
        let expected = if *cover > 0 { [150, 50, 50, 255] } else { [100, 100, 100, 255] };
        assert_eq!(pixel, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_filled_or_refused_and_the_rest_is_kept(
        size in size(), shape in shape(), seed in any::<u32>(), variant in 0..4_u8, has_gaps in any::<bool>(),
        references in prop::collection::vec(size(), 0..3),
    ) {
        let base = picture(size, seed, has_gaps);
        let cover = |y: u32| (0..size.width).map(move |x| (x, y));
        let coverage: Vec<u8> = (0..size.height).flat_map(cover).map(|(x, y)| shape.cover(x, y, size)).collect();
        let references: Vec<Picture> = references.iter().map(|&size| picture(size, seed ^ 9, false)).collect();
        let input = FillInput { picture: &base, coverage: &coverage, references: &references, seed, variant };
        let base_may_be_clear = base.rgba().chunks(4).any(|pixel| pixel[3] < 255);
        let is_empty = coverage.iter().all(|cover| *cover == 0);
        let has_source = base.rgba().chunks(4).zip(&coverage).any(|(pixel, cover)| *cover == 0 && pixel[3] >= 128);
        match fill(&input, &mut |_: f32| ()) {
            Ok(filled) => {
                prop_assert!(!is_empty && (has_source || !references.is_empty()));
                prop_assert_eq!(filled.size(), size);
                let pixels = filled.rgba().chunks(4).zip(base.rgba().chunks(4));
                for ((new, old), cover) in pixels.zip(&coverage) {
                    prop_assert!(*cover > 0 || new == old, "a kept pixel changed");
                    prop_assert!(
                        *cover < 255 || base_may_be_clear || new[3] == 255,
                        "a filled pixel of an opaque picture is not opaque"
                    );
                }
            }
            Err(FillError::EmptyMask) => prop_assert!(is_empty),
            Err(FillError::NoSource) => prop_assert!(!has_source && references.is_empty()),
            Err(error) => prop_assert!(false, "{}", error),
        }
        prop_assert_eq!(fill_smoothly(&input).is_ok(), !is_empty && has_source);
        if let Ok(mut changes) = fill_changes(&input, &mut |_: f32| ()) {
            let mut picture = base.clone();
            changes.swap(&mut picture);
            prop_assert_eq!(Some(picture.clone()), fill(&input, &mut |_: f32| ()).ok());
            changes.swap(&mut picture);
            prop_assert_eq!(&picture, &base, "the picture does not come back");
        }
    }

    #[test]
    fn any_frame_is_filled_or_refused(
        size in size(), frame in size(), shape in shape(), seed in any::<u32>(),
    ) {
        let base = picture(size, seed, false);
        let cover = |y: u32| (0..size.width).map(move |x| (x, y));
        let coverage: Vec<u8> = (0..size.height).flat_map(cover).map(|(x, y)| shape.cover(x, y, size)).collect();
        let input = FillInput { picture: &base, coverage: &coverage, references: &[], seed, variant: 0 };
        match fill_to_frame(&input, frame, &mut |_: f32| ()) {
            Ok(filled) => prop_assert_eq!(filled.size(), frame),
            Err(FillError::EmptyMask) => prop_assert!(coverage.iter().all(|cover| *cover == 0)),
            Err(FillError::NoSource) => (),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

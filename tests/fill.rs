//! Local fill from outside: it keeps what it must keep, never panics, repeats itself, and completes textures.

use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::fill::{FillError, FillInput, fill, fill_to_frame};

/// A generator for test data, apart from the engine's own.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

/// Slanted stripes with a weave: completing them needs structure, not a mean colour.
fn stripes(width: u32, height: u32) -> Picture {
    let pixel = |x: u32, y: u32| {
        let stripe = if (x + y / 2) % 12 < 5 { 180 } else { 60 };
        let weave = if y % 6 < 2 { 30 } else { 0 };
        [stripe + weave, stripe, 255 - stripe - weave, 255]
    };
    let rgba = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y).map(|value| value as u8)));
    Picture::from_rgba(Size::new(width, height), rgba.collect()).unwrap_or_else(|error| panic!("{error}"))
}

fn mask(width: u32, height: u32, is_hole: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let is_hole = &is_hole;
    (0..height).flat_map(|y| (0..width).map(move |x| if is_hole(x, y) { 255 } else { 0 })).collect()
}

fn input<'a>(picture: &'a Picture, coverage: &'a [u8]) -> FillInput<'a> {
    FillInput { picture, coverage, references: &[], seed: 5, variant: 0 }
}

/// Fills and checks what must hold of every fill; returns the result.
#[track_caller]
fn check(input: &FillInput<'_>) -> Result<Picture, FillError> {
    let mut told = Vec::new();
    let filled = fill(input, &mut |share: f32| told.push(share))?;
    assert_eq!(filled.size(), input.picture.size());
    assert!(told.windows(2).all(|pair| pair[0] <= pair[1]), "progress fell: {told:?}");
    assert_eq!(told.last(), Some(&1.0));
    let pixels = filled.rgba().chunks(4).zip(input.picture.rgba().chunks(4));
    for (at, ((new, old), cover)) in pixels.zip(input.coverage).enumerate() {
        assert!(*cover > 0 || new == old, "pixel {at} outside the mask changed");
        assert!(*cover < 255 || new[3] == 255, "pixel {at} is not opaque");
    }
    Ok(filled)
}

/// Root of the mean squared error over a mask's pixels, colours only.
fn error(one: &Picture, other: &Picture, coverage: &[u8]) -> f64 {
    let pixels = one.rgba().chunks(4).zip(other.rgba().chunks(4)).zip(coverage);
    let holes = pixels.filter(|(_, cover)| **cover > 0);
    let (sum, count) = holes.fold((0.0, 0.0), |(sum, count), ((new, old), _)| {
        let squares = new.iter().zip(old).take(3).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
        (sum + squares.sum::<f64>(), count + 3.0)
    });
    (sum / count).sqrt()
}

#[test]
fn a_texture_is_completed_where_a_mean_colour_fails() {
    let picture = stripes(150, 120);
    for (name, coverage) in [
        ("a disc", mask(150, 120, |x, y| x.abs_diff(70).pow(2) + y.abs_diff(60).pow(2) < 22 * 22)),
        ("a corner", mask(150, 120, |x, y| x < 30 && y < 25)),
        ("a scratch", mask(150, 120, |x, y| x.abs_diff(y) < 2)),
    ] {
        let holed: Vec<u8> = picture
            .rgba()
            .chunks(4)
            .zip(&coverage)
            .flat_map(
                |(pixel, cover)| {
                    if *cover > 0 { [255, 0, 255, 255] } else { pixel.try_into().expect("4") }
                },
            )
            .collect();
        let holed = Picture::from_rgba(picture.size(), holed).expect("a picture");
        let filled = check(&input(&holed, &coverage)).expect("a fill");
        let mean = mean_colour(&picture, &coverage);
        let (ours, flat) = (error(&filled, &picture, &coverage), error(&mean, &picture, &coverage));
        assert!(flat > 50.0, "{name}: the mean colour is no challenge: {flat}");
        assert!(ours < flat * 0.4, "{name}: error {ours}, of the mean colour {flat}");
    }
}

fn mean_colour(picture: &Picture, coverage: &[u8]) -> Picture {
    let kept: Vec<&[u8]> = picture
        .rgba()
        .chunks(4)
        .zip(coverage)
        .filter(|(_, cover)| **cover == 0)
        .map(|(pixel, _)| pixel)
        .collect();
    let mean = [0, 1, 2, 3].map(|channel: usize| {
        (kept.iter().map(|pixel| u64::from(pixel[channel])).sum::<u64>() / kept.len() as u64) as u8
    });
    Picture::from_rgba(picture.size(), mean.repeat(coverage.len())).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn one_seed_gives_one_result_and_variants_differ() {
    let mut dice = Dice(3);
    let rgba = (0..90 * 80).flat_map(|_| [dice.roll(256) as u8, dice.roll(256) as u8, 90, 255]).collect();
    let noise = Picture::from_rgba(Size::new(90, 80), rgba).expect("a picture");
    let coverage = mask(90, 80, |x, y| x.abs_diff(45) < 15 && y.abs_diff(40) < 14);
    let results: Vec<Picture> = (0..4)
        .map(|variant| {
            let input = FillInput { variant, ..input(&noise, &coverage) };
            let first = check(&input).expect("a fill");
            assert_eq!(first, check(&input).expect("a fill"), "variant {variant} is not repeatable");
            first
        })
        .collect();
    for one in 0..4 {
        for other in 0..one {
            let distance = error(&results[one], &results[other], &coverage);
            assert!(distance > 6.0, "variants {other} and {one} differ by {distance} only");
        }
    }
}

#[test]
fn masks_and_sizes_of_every_sort_are_filled_or_refused() {
    let mut dice = Dice(11);
    for round in 0..60 {
        let (width, height) = match round % 3 {
            0 => (1 + dice.roll(12), 1 + dice.roll(12)),
            1 => (1 + dice.roll(60), 1 + dice.roll(60)),
            _ => (1 + dice.roll(200), 1 + dice.roll(200)),
        };
        let picture = stripes(width, height);
        let (centre_x, centre_y) = (dice.roll(width), dice.roll(height));
        let reach = 1 + dice.roll(40);
        let coverage = match dice.roll(6) {
            0 => mask(width, height, |x, y| x == centre_x && y == centre_y),
            1 => mask(width, height, |x, y| (x + y) % 2 == 0),
            2 => mask(width, height, |x, y| (x / 5 + y / 5) % 2 == 0),
            3 => mask(width, height, |x, y| x.abs_diff(centre_x) < reach && y.abs_diff(centre_y) < reach),
            4 => mask(width, height, |x, _| x < centre_x),
            _ => (0..width * height)
                .map(|_| if dice.roll(9) == 0 { dice.roll(256) as u8 } else { 0 })
                .collect(),
        };
        let input = FillInput { variant: (round % 4) as u8, ..input(&picture, &coverage) };
        match check(&input) {
            Ok(_) => assert!(coverage.iter().any(|cover| *cover > 0)),
            Err(FillError::EmptyMask) => assert!(coverage.iter().all(|cover| *cover == 0)),
            Err(FillError::NoSource) => assert!(coverage.iter().all(|cover| *cover > 0)),
            Err(error) => panic!("{width}x{height} px: {error}"),
        }
    }
}

#[test]
fn what_cannot_be_filled_is_refused_in_words() {
    let picture = stripes(20, 10);
    let refusal = |coverage: &[u8]| check(&input(&picture, coverage)).expect_err("a refusal").to_string();
    assert_eq!(refusal(&[0; 200]), "the mask is empty: there is nothing to fill");
    assert_eq!(refusal(&[255; 200]), "the mask leaves nothing to fill from");
    assert_eq!(refusal(&[255; 7]), "the mask has 7 bytes, the picture is 20x10 px");
}

#[test]
fn transparent_pixels_are_not_copied() {
    let mut picture = stripes(80, 60);
    for (at, pixel) in picture.rgba_mut().chunks_mut(4).enumerate() {
        if at % 80 < 25 {
            pixel.copy_from_slice(&[255, 0, 255, 0]);
        }
    }
    let coverage = mask(80, 60, |x, y| (30..50).contains(&x) && (20..40).contains(&y));
    let filled = check(&input(&picture, &coverage)).expect("a fill");
    let is_magenta = |pixel: &[u8]| pixel[0] > 230 && pixel[1] < 30;
    let inside = filled.rgba().chunks(4).zip(&coverage).filter(|(_, cover)| **cover > 0);
    assert_eq!(inside.filter(|(pixel, _)| is_magenta(pixel)).count(), 0);
}

#[test]
fn a_reference_shows_what_the_picture_cannot() {
    let truth = stripes(120, 90);
    let coverage = mask(120, 90, |x, y| x.abs_diff(60) < 20 && y.abs_diff(45) < 15);
    let mut picture = truth.clone();
    let mut reference = truth.clone();
    for picture in [&mut picture, &mut reference] {
        for (pixel, cover) in picture.rgba_mut().chunks_mut(4).zip(&coverage) {
            if *cover > 0 {
                pixel[0] = 255 - pixel[0];
            }
        }
    }
    let shown = reference.clone();
    let alone = check(&input(&picture, &coverage)).expect("a fill");
    let references = [reference];
    let helped = check(&FillInput { references: &references, ..input(&picture, &coverage) }).expect("a fill");
    assert!(error(&helped, &truth, &coverage) < error(&shown, &truth, &coverage) * 2.0);
    assert!(error(&alone, &truth, &coverage) < 60.0);
    let everywhere = vec![255; 120 * 90];
    let taken = check(&FillInput { references: &references, ..input(&picture, &everywhere) });
    assert_eq!(taken.expect("a fill"), shown);
}

#[test]
fn frames_shrink_enlarge_and_grow_margins() {
    let picture = stripes(60, 40);
    let coverage = mask(60, 40, |x, y| x.abs_diff(30) < 6 && y.abs_diff(20) < 6);
    let to = |coverage: &[u8], width, height| {
        fill_to_frame(&input(&picture, coverage), Size::new(width, height), &mut |_: f32| ())
    };
    for (width, height) in [(30, 20), (120, 80), (60, 60), (64, 36), (16, 90), (60, 41)] {
        let filled = to(&coverage, width, height).expect("a fill");
        assert_eq!(filled.size(), Size::new(width, height));
    }
    let wide = to(&[0; 2400], 90, 40).expect("only the margin");
    for (new, old) in wide.rgba().chunks(90 * 4).zip(picture.rgba().chunks(60 * 4)) {
        assert_eq!(&new[15 * 4..75 * 4], old, "kept pixels are the picture's own");
    }
    assert_eq!(to(&[0; 2400], 30, 20), Err(FillError::EmptyMask));
    let message = to(&coverage, 0, 20).expect_err("no frame").to_string();
    assert_eq!(message, "picture is 0x20 px, it has no pixels");
}

#[test]
fn below_a_strip_of_ground_there_is_ground() {
    let (width, height, ground) = (480, 330, 270);
    let mut dice = Dice(5);
    let blocks: Vec<[u8; 2]> = (0..20 * 12).map(|_| [0; 2].map(|_: u8| dice.roll(256) as u8)).collect();
    let pixel = |x: u32, y: u32| {
        let [red, blue] = blocks[(y / 24 * 20 + x / 24) as usize % blocks.len()];
        if y >= ground { [40, 150 + ((x * 7 + y * 5) % 20) as u8, 40, 255] } else { [red, 30, blue, 255] }
    };
    let rgba = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y));
    let picture = Picture::from_rgba(Size::new(width, height), rgba.collect()).expect("a picture");
    let coverage = vec![0; (width * height) as usize];
    let frame = Size::new(width, 580);
    let filled = fill_to_frame(&input(&picture, &coverage), frame, &mut |_: f32| ()).expect("a fill");
    let margin = filled.rgba().chunks(4).skip((width * 455) as usize);
    let (all, grown) =
        margin.fold((0, 0), |(all, grown), pixel| (all + 1, grown + usize::from(pixel[1] > 140)));
    assert!(grown > all * 9 / 10, "{grown} of {all} pixels are ground");
}

#[test]
fn a_picture_beyond_the_limit_is_refused_with_the_numbers() {
    let picture = Picture::from_rgba(Size::new(9000, 7200), vec![0; 9000 * 7200 * 4]).expect("a picture");
    let coverage = vec![255; 9000 * 7200];
    let refusal = fill(&input(&picture, &coverage), &mut |_: f32| ()).expect_err("a refusal");
    assert_eq!(
        refusal.to_string(),
        "picture is 9000x7200 px (65 megapixels), local fill takes up to 64 megapixels"
    );
}

#[test]
fn a_hole_too_large_for_the_memory_is_refused_before_any_work() {
    let picture = Picture::from_rgba(Size::new(6000, 5000), vec![255; 6000 * 5000 * 4]).expect("a picture");
    let coverage = mask(6000, 5000, |x, y| x.abs_diff(3000) < 1500 && y.abs_diff(2500) < 1500);
    let mut told = 0;
    let refusal = fill(&input(&picture, &coverage), &mut |_: f32| told += 1).expect_err("a refusal");
    assert_eq!(
        refusal.to_string(),
        "this fill needs about 1332 MB of memory, local fill takes up to 1000 MB: mark less at a time, \
         or use a smaller picture"
    );
    assert_eq!(told, 0);
}

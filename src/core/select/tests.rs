//! Selecting on drawn pictures: what must be found, and what cannot be found is said.

use super::{Error, Selection, Stroke, cut_out, cut_out_ground, follow, refine};
use crate::core::geometry::{Point, Rect, Size};
use crate::core::mask::Plane;
use crate::core::picture::Picture;

const RED: [u8; 4] = [200, 60, 40, 255];
const GREEN: [u8; 4] = [70, 140, 60, 255];

fn draw(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 4]) -> Picture {
    let rgba = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y));
    Picture::from_rgba(Size::new(width, height), rgba.collect()).expect("a picture")
}

/// Noise that is the same each time.
fn noise(x: u32, y: u32) -> u8 {
    let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
    (mixed >> 24) as u8
}

fn in_disc(x: u32, y: u32, radius: f64) -> bool {
    Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5).distance(Point::new(150.0, 100.0)) < radius
}

/// A red disc of 60 px round 150,100 on green, both a little noisy.
fn disc() -> Picture {
    draw(300, 200, |x, y| {
        let shake = noise(x, y) / 16;
        (if in_disc(x, y, 60.0) { RED } else { GREEN }).map(|value| value.saturating_add(shake))
    })
}

fn line(adds: bool, radius_px: f64, points: &[(f64, f64)]) -> Stroke {
    Stroke { adds, radius_px, points_in_image: points.iter().map(|&(x, y)| Point::new(x, y)).collect() }
}

/// Share of pixels that both have among those that either has.
fn likeness(plane: &Plane, truth: impl Fn(u32, u32) -> bool) -> f64 {
    let (width, mut both, mut either) = (plane.size().width, 0, 0);
    for (at, &covered) in (0_u32..).zip(plane.data()) {
        let (is, should) = (covered >= 128, truth(at % width, at / width));
        both += u32::from(is && should);
        either += u32::from(is || should);
    }
    f64::from(both) / f64::from(either.max(1))
}

#[track_caller]
fn check_likeness(plane: &Plane, truth: impl Fn(u32, u32) -> bool, least: f64) {
    let likeness = likeness(plane, truth);
    assert!(likeness >= least, "{likeness}");
}

#[test]
fn a_box_and_a_stroke_each_find_a_disc() {
    let picture = disc();
    let mut selection = Selection::new(picture.size());
    let plane = selection.select_box(&picture, Rect::new(75, 25, 230, 180)).expect("an answer");
    check_likeness(&plane, |x, y| in_disc(x, y, 60.0), 0.98);
    selection.clear();
    let stroke = line(true, 5.0, &[(120.0, 90.0), (180.0, 110.0)]);
    let preview = selection.preview_stroke(&picture, stroke.clone()).expect("a preview");
    assert!(preview.coverage.data().contains(&255) && preview.coverage.data().contains(&0));
    let plane = selection.stroke(&picture, stroke).expect("an answer");
    check_likeness(&plane, |x, y| in_disc(x, y, 60.0), 0.98);
}

/// A dab in an evenly coloured object selects the object, whatever its size, its shape, and where in it the dab lies.
#[test]
fn one_dab_finds_an_even_object() {
    type Shape = fn(f64, f64) -> bool;
    let shapes: [(&str, Shape); 4] = [
        ("disc", |x, y| x * x + y * y < 1.0),
        ("square", |x, y| x.abs() < 0.9 && y.abs() < 0.9),
        ("bar", |x, y| x.abs() < 1.6 && y.abs() < 0.5),
        ("drop", |x, y| x * x + y * y < 1.0 || (y < 0.0 && y > -1.7 && x.abs() < 0.6 * (1.7 + y))),
    ];
    let pairs = [
        (RED, GREEN),
        ([225, 222, 216, 255], [150, 152, 149, 255]),
        ([40, 44, 60, 255], [90, 104, 128, 255]),
    ];
    let sizes = [((300, 200), 22.0), ((300, 200), 50.0), ((640, 480), 44.0)];
    for (index, ((name, is_inside), (size, radius))) in
        shapes.into_iter().flat_map(|shape| sizes.map(|size| (shape, size))).enumerate()
    {
        let (object, ground) = pairs[index % pairs.len()];
        let middle = (f64::from(size.0) * 0.52, f64::from(size.1) * 0.5);
        let is_object = |x: u32, y: u32| {
            let off = |at: u32, middle: f64| (f64::from(at) + 0.5 - middle) / radius;
            is_inside(off(x, middle.0), off(y, middle.1))
        };
        let picture = draw(size.0, size.1, |x, y| {
            let shake = noise(x, y) / 32;
            (if is_object(x, y) { object } else { ground }).map(|value| value.saturating_add(shake))
        });
        for (across, down) in [(0.0, 0.0), (0.55, 0.2), (-0.3, -0.35)] {
            let at = (middle.0 + across * radius, middle.1 + down * radius);
            let stroke = line(true, f64::from(size.0) / 140.0, &[at]);
            let mut selection = Selection::new(picture.size());
            let preview = selection.preview_stroke(&picture, stroke.clone());
            let plane = selection.stroke(&picture, stroke);
            let likeness = plane.as_ref().map(|plane| likeness(plane, is_object));
            let said = format!("{name}, {radius} px of {size:?}, {object:?}, at {at:?}");
            assert!(likeness.as_ref().is_ok_and(|likeness| *likeness >= 0.96), "{said}: {likeness:?}");
            assert!(preview.is_ok_and(|preview| preview.coverage.data().contains(&255)), "{said}");
        }
    }
}

#[test]
fn a_stroke_after_a_dab_goes_on_with_it() {
    let picture = disc();
    let mut selection = Selection::new(picture.size());
    let first = selection.stroke(&picture, line(true, 3.0, &[(140.0, 90.0)])).expect("an answer");
    check_likeness(&first, |x, y| in_disc(x, y, 60.0), 0.97);
    let both = selection.stroke(&picture, line(true, 3.0, &[(20.0, 20.0), (40.0, 60.0)])).expect("an answer");
    assert!(both.data().iter().zip(first.data()).all(|(both, first)| *first < 250 || *both > 128));
    assert!(selection.undo_stroke() && selection.undo_stroke());
    let again = selection.stroke(&picture, line(true, 3.0, &[(140.0, 90.0)])).expect("an answer");
    assert_eq!(again, first);
}

#[test]
fn strokes_take_away_and_can_be_undone() {
    // A blue square touches the disc from below: a box alone takes both.
    let square = |x: u32, y: u32| (120..180).contains(&x) && (150..190).contains(&y);
    let picture = draw(300, 200, |x, y| match (square(x, y), in_disc(x, y, 60.0)) {
        (true, _) => [50, 60, 210, 255],
        (_, true) => RED,
        _ => GREEN,
    });
    let both = |x: u32, y: u32| square(x, y) || in_disc(x, y, 60.0);
    let mut selection = Selection::new(picture.size());
    let plane = selection.select_box(&picture, Rect::new(75, 25, 230, 198)).expect("an answer");
    check_likeness(&plane, both, 0.97);
    let below = [(135.0, 172.0), (165.0, 172.0)];
    let plane = selection.stroke(&picture, line(false, 4.0, &below)).expect("an answer");
    check_likeness(&plane, |x, y| in_disc(x, y, 60.0) && !square(x, y), 0.97);
    assert!(selection.undo_stroke() && !selection.undo_stroke());
    let plane = selection.stroke(&picture, line(true, 4.0, &below)).expect("an answer");
    check_likeness(&plane, both, 0.97);
}

#[test]
fn the_same_question_has_the_same_answer() {
    let picture = disc();
    let ask = || {
        let mut selection = Selection::new(picture.size());
        selection.select_box(&picture, Rect::new(75, 25, 230, 180)).expect("an answer")
    };
    assert_eq!(ask(), ask());
}

#[test]
fn what_has_one_colour_is_said_to_have_one() {
    for colour in [[90, 90, 90, 255], [0, 0, 0, 0], [255, 0, 0, 0]] {
        let picture = draw(120, 80, |_, _| colour);
        let mut selection = Selection::new(picture.size());
        let by_box = selection.select_box(&picture, Rect::new(20, 20, 90, 60));
        assert!(matches!(by_box, Err(Error::OneColour { .. })), "{by_box:?}");
        selection.clear();
        let by_stroke = selection.stroke(&picture, line(true, 4.0, &[(40.0, 40.0)]));
        assert!(matches!(by_stroke, Err(Error::OneColour { .. })), "{by_stroke:?}");
    }
}

#[test]
fn narrow_and_noisy_pictures_have_an_answer_or_an_error() {
    for (width, height) in [(1, 1), (1, 200), (200, 1), (2, 3), (64, 64)] {
        let picture = draw(width, height, |x, y| [noise(x, y), noise(y, x + 7), noise(x + 3, y), 255]);
        let mut selection = Selection::new(picture.size());
        let full = Rect::of_size(picture.size());
        let answers = [
            selection.select_box(&picture, full),
            selection.stroke(&picture, line(true, 3.0, &[(0.0, 0.0), (f64::from(width), f64::from(height))])),
            selection.stroke(&picture, line(false, 1.0, &[(0.0, 0.0)])),
        ];
        for plane in answers.into_iter().flatten() {
            assert_eq!(plane.size(), picture.size());
        }
        let way = follow(&picture, Point::new(0.0, 0.0), Point::new(1e9, 1e9));
        assert_eq!(way.last(), Some(&Point::new(f64::from(width - 1), f64::from(height - 1))));
    }
}

#[test]
fn gestures_outside_of_the_picture_are_errors() {
    let picture = disc();
    let size = picture.size();
    let mut selection = Selection::new(size);
    assert_eq!(selection.select_box(&picture, Rect::new(400, 10, 500, 50)), Err(Error::Outside { size }));
    assert_eq!(selection.stroke(&picture, line(true, 2.0, &[])), Err(Error::Outside { size }));
    let other = draw(10, 10, |_, _| RED);
    let expected = Error::OtherPicture { actual: other.size(), expected: size };
    assert_eq!(selection.select_box(&other, Rect::new(0, 0, 9, 9)), Err(expected));
}

#[test]
fn a_rough_line_is_brought_to_the_edge() {
    let picture = disc();
    // The line is 3 px off.
    let rough = (0..200).flat_map(|y| (0..300).map(move |x| if in_disc(x, y, 57.0) { 255 } else { 0 }));
    let rough = Plane::from_data(picture.size(), rough.collect()).expect("a plane");
    let refined = refine(&picture, &rough).expect("an answer");
    check_likeness(&refined, |x, y| in_disc(x, y, 60.0), 0.985);
    let empty = Plane::empty(picture.size());
    assert_eq!(refine(&picture, &empty).expect("an answer"), empty);
}

#[test]
fn the_lasso_keeps_to_the_edge() {
    let picture = disc();
    let way = follow(&picture, Point::new(90.0, 100.0), Point::new(150.0, 40.0));
    let centre = Point::new(150.0, 100.0);
    assert!(way.iter().all(|point| (point.distance(centre) - 60.0).abs() < 3.0), "{way:?}");
    assert!(way.len() > 40);
}

#[test]
fn a_cut_out_has_no_halo_of_the_ground() {
    // Coverage falls over ten pixels from red on the left to green on the right.
    let coverage = |x: u32| (255 - (x.saturating_sub(45) * 25).min(255)) as u8;
    let mixed = |x: u32| {
        let share = u32::from(coverage(x));
        std::array::from_fn(|at| {
            ((u32::from(RED[at]) * share + u32::from(GREEN[at]) * (255 - share)) / 255) as u8
        })
    };
    let picture = draw(100, 60, |x, _| mixed(x));
    let plane = (0..60).flat_map(|_| (0..100).map(coverage)).collect();
    let plane = Plane::from_data(picture.size(), plane).expect("a plane");
    let check = |cut: Picture, own: [u8; 4], covered: &dyn Fn(u32) -> u8| {
        for (at, pixel) in (0_u32..).zip(cut.rgba().as_chunks::<4>().0) {
            let share = covered(at % 100);
            assert_eq!(pixel[3], share);
            for channel in 0..3 {
                let off = i32::from(pixel[channel].abs_diff(own[channel])) * i32::from(share) / 255;
                assert!(off <= 8, "{at}: {pixel:?}");
            }
        }
    };
    check(cut_out(&picture, &plane).expect("a picture"), RED, &coverage);
    check(cut_out_ground(&picture, &plane).expect("a picture"), GREEN, &|x| 255 - coverage(x));
}

//! Tools against independent slow references; odd sizes; random operations with undo and redo.

mod operations;
mod pieces;

use proptest::prelude::*;

use super::brush::Profile;
use super::capsule::Segment;
use super::mips::Mips;
use super::view::{Palette, canvas_rect_of, render};
use super::*;
use crate::geometry::{Point, Rect, Size, View};

const SIZES: [Size; 5] =
    [Size::new(1, 1), Size::new(1, 5000), Size::new(4095, 3), Size::new(97, 61), Size::new(600, 300)];

/// The stroke by the distance of every pixel of the plane to every segment.
fn slow_stroke(size: Size, points: &[Point], radius: f32, hardness: f32) -> Vec<u8> {
    let profile = Profile::new(radius, hardness);
    let mut coverage = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let centre = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let pairs = points.iter().zip(points.iter().skip(1).chain(points.last()));
            let nearest =
                pairs.map(|(&from, &to)| Segment { from, to }.distance(centre)).fold(f64::INFINITY, f64::min);
            coverage.push(profile.coverage(nearest as f32));
        }
    }
    coverage
}

#[track_caller]
fn check_stroke(size: Size, points: &[Point], radius: f32, hardness: f32) {
    let mut mask = Mask::new(size);
    mask.begin_stroke(StrokeMode::Paint, hardness);
    for &point in points {
        mask.stroke_to(point, radius);
    }
    mask.end_stroke();
    let expected = slow_stroke(size, points, radius, hardness);
    let worst = mask.coverage().iter().zip(&expected).map(|(&a, &b)| a.abs_diff(b)).max().unwrap();
    assert!(worst <= 1, "{size} radius {radius} hardness {hardness}: off by {worst}");
    assert_eq!(mask.covered_px(), mask.coverage().iter().filter(|&&c| c > 0).count() as u64);
}

#[test]
fn brush_equals_the_distance_field() {
    for size in SIZES {
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let points = [
            Point::new(-5.0, -3.0),
            Point::new(width * 0.5, height * 0.4),
            Point::new(width * 0.5, height * 0.9),
            Point::new(width + 20.0, height * 0.2),
        ];
        for radius in [0.5, 1.0, 7.3, 40.0] {
            for hardness in [0.0, 0.5, 0.8, 1.0] {
                check_stroke(size, &points, radius, hardness);
                check_stroke(size, &points[1..2], radius, hardness);
            }
        }
    }
}

#[test]
fn a_huge_brush_covers_a_small_picture() {
    let mut mask = Mask::new(Size::new(10, 10));
    mask.begin_stroke(StrokeMode::Paint, 1.0);
    mask.stroke_to(Point::new(5.0, 5.0), 1000.0);
    mask.end_stroke();
    assert!(mask.coverage().iter().all(|&coverage| coverage == 255));
}

#[test]
fn overlaps_never_build_up_and_the_eraser_takes_back() {
    let size = Size::new(60, 60);
    let mut mask = Mask::new(size);
    mask.begin_stroke(StrokeMode::Paint, 0.2);
    mask.stroke_to(Point::new(30.0, 30.0), 20.0);
    let once = mask.coverage().to_vec();
    mask.stroke_to(Point::new(30.0, 30.0), 20.0);
    assert_eq!(mask.coverage(), once);
    mask.end_stroke();
    mask.begin_stroke(StrokeMode::Erase, 1.0);
    mask.stroke_to(Point::new(30.0, 30.0), 25.0);
    mask.end_stroke();
    assert_eq!(mask.covered_px(), 0);
}

#[test]
fn points_that_are_no_numbers_do_nothing() {
    let mut mask = Mask::new(Size::new(9, 9));
    mask.begin_stroke(StrokeMode::Paint, 1.0);
    assert!(mask.stroke_to(Point::new(f64::NAN, 1.0), 4.0).is_empty());
    assert!(mask.fill_polygon(&[Point::new(f64::INFINITY, 0.0); 4], StrokeMode::Paint).is_empty());
    assert!(mask.fill_polygon(&[Point::new(1.0, 1.0), Point::new(2.0, 2.0)], StrokeMode::Paint).is_empty());
    assert_eq!(mask.covered_px(), 0);
}

/// Even-odd by 16 x 16 points in each pixel.
fn slow_polygon(size: Size, corners: &[Point]) -> Vec<u8> {
    let inside = |point: Point| {
        let mut is_inside = false;
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            if (from.y > point.y) != (to.y > point.y)
                && point.x < from.x + (point.y - from.y) / (to.y - from.y) * (to.x - from.x)
            {
                is_inside = !is_inside;
            }
        }
        is_inside
    };
    let mut coverage = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let hits = (0..256)
                .filter(|index| {
                    let (sub_x, sub_y) = (index % 16, index / 16);
                    inside(Point::new(
                        f64::from(x) + (f64::from(sub_x) + 0.5) / 16.0,
                        f64::from(y) + (f64::from(sub_y) + 0.5) / 16.0,
                    ))
                })
                .count();
            coverage.push((hits * 255 / 256) as u8);
        }
    }
    coverage
}

#[test]
fn polygons_equal_the_point_samples() {
    let size = Size::new(80, 50);
    let star: Vec<Point> = (0..5)
        .map(|index| {
            let angle = f64::from(index * 2 % 5) / 5.0 * std::f64::consts::TAU;
            Point::new(40.0 + 33.0 * angle.cos(), 25.0 + 24.0 * angle.sin())
        })
        .collect();
    let outside = [Point::new(-20.0, -9.5), Point::new(100.0, 20.3), Point::new(30.2, 90.0)];
    for corners in [star.as_slice(), outside.as_slice()] {
        let mut mask = Mask::new(size);
        mask.fill_polygon(corners, StrokeMode::Paint);
        let expected = slow_polygon(size, corners);
        let off = mask.coverage().iter().zip(&expected).map(|(&a, &b)| a.abs_diff(b));
        let mean = off.clone().map(f64::from).sum::<f64>() / size.area() as f64;
        assert!(off.max() <= Some(72) && mean < 1.5, "mean {mean}");
    }
    let mut mask = Mask::new(size);
    mask.fill_rect(Point::new(10.0, 10.0), Point::new(30.0, 20.0), StrokeMode::Paint);
    assert_eq!(mask.covered_px(), 200);
    mask.fill_ellipse(Point::new(0.0, 0.0), Point::new(80.0, 50.0), StrokeMode::Paint);
    let area = std::f64::consts::PI * 40.0 * 25.0;
    let painted: f64 = mask.coverage().iter().map(|&coverage| f64::from(coverage) / 255.0).sum();
    assert!((painted - area).abs() < area * 0.01, "{painted} {area}");
}

#[derive(Clone, Debug)]
enum Operation {
    Stroke(StrokeMode, f64, f64, f64, f64, f32, f32),
    Aborted(f64, f64, f32),
    Polygon(StrokeMode, f64, f64),
    Clear,
    Invert,
    FillAll,
    Undo,
    Redo,
    Compact,
}

fn operations() -> impl Strategy<Value = Operation> {
    let mode = prop_oneof![Just(StrokeMode::Paint), Just(StrokeMode::Erase)];
    let place = || -50.0..650.0_f64;
    prop_oneof![
        6 => (mode.clone(), place(), place(), place(), place(), 0.5..60.0_f32, 0.0..1.0_f32)
            .prop_map(|(m, a, b, c, d, r, h)| Operation::Stroke(m, a, b, c, d, r, h)),
        1 => (place(), place(), 0.5..60.0_f32).prop_map(|(a, b, r)| Operation::Aborted(a, b, r)),
        2 => (mode, place(), place()).prop_map(|(m, a, b)| Operation::Polygon(m, a, b)),
        1 => Just(Operation::Clear),
        1 => Just(Operation::Invert),
        1 => Just(Operation::FillAll),
        3 => Just(Operation::Undo),
        2 => Just(Operation::Redo),
        1 => Just(Operation::Compact),
    ]
}

fn apply(mask: &mut Mask, operation: &Operation) {
    match *operation {
        Operation::Stroke(mode, a, b, c, d, radius, hardness) => {
            mask.begin_stroke(mode, hardness);
            mask.stroke_to(Point::new(a, b), radius);
            mask.stroke_to(Point::new(c, d), radius);
            mask.end_stroke();
        }
        Operation::Aborted(a, b, radius) => {
            let before = mask.coverage().to_vec();
            mask.begin_stroke(StrokeMode::Paint, 1.0);
            mask.stroke_to(Point::new(a, b), radius);
            mask.abort_stroke();
            assert_eq!(mask.coverage(), before);
        }
        Operation::Polygon(mode, a, b) => {
            let corners = [Point::new(a, b), Point::new(b, a), Point::new(a * 0.5, b * 0.5 + 40.0)];
            mask.fill_polygon(&corners, mode);
        }
        Operation::Clear => drop(mask.clear()),
        Operation::Invert => drop(mask.invert()),
        Operation::FillAll => drop(mask.fill_all()),
        Operation::Undo => drop(mask.undo()),
        Operation::Redo => drop(mask.redo()),
        Operation::Compact => while mask.compact(2) {},
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn undo_and_redo_return_the_same_bytes(list in proptest::collection::vec(operations(), 1..45)) {
        let size = Size::new(600, 300);
        let mut mask = Mask::new(size);
        for operation in &list {
            apply(&mut mask, operation);
            let counted = mask.coverage().iter().filter(|&&coverage| coverage > 0).count() as u64;
            prop_assert_eq!(mask.covered_px(), counted);
        }
        let mut rebuilt = Mips::unfilled(size);
        rebuilt.fill_up(u64::MAX);
        rebuilt.update(mask.plane(), Rect::of_size(size));
        prop_assert_eq!(mask.mips(), &rebuilt);

        let last = mask.coverage().to_vec();
        let mut steps = 0;
        while mask.compact(3) {}
        while mask.undo().is_some() { steps += 1; }
        prop_assert_eq!(mask.covered_px(), 0);
        while mask.compact(3) {}
        for _ in 0..steps { prop_assert!(mask.redo().is_some()); }
        while mask.undo().is_some() {}
        for _ in 0..steps { mask.redo(); }
        prop_assert_eq!(mask.coverage(), last);
    }

    #[test]
    fn a_part_renders_as_the_whole(scale in 0.03..9.0_f64, x in -90.0..90.0_f64, y in -60.0..60.0_f64, ratio in 1.0..2.1_f64) {
        let size = Size::new(300, 200);
        let mut mask = Mask::new(size);
        mask.fill_ellipse(Point::new(30.0, 20.0), Point::new(250.0, 190.0), StrokeMode::Paint);
        let view = View { scale, offset_x: x, offset_y: y };
        let canvas = Size::new(160, 120);
        let palette = Palette::default();
        let mut before = Vec::new();
        render(&mask, view, ratio, Rect::of_size(canvas), &palette, &mut before);
        mask.begin_stroke(StrokeMode::Erase, 0.7);
        let dirty = mask.stroke_to(Point::new(100.0, 90.0), 33.0);
        mask.end_stroke();
        let rect = canvas_rect_of(dirty, view, ratio, canvas);
        let (mut part, mut whole) = (Vec::new(), Vec::new());
        render(&mask, view, ratio, rect, &palette, &mut part);
        render(&mask, view, ratio, Rect::of_size(canvas), &palette, &mut whole);
        for (index, row) in part.chunks_exact((rect.width() as usize * 4).max(1)).enumerate() {
            let start = ((rect.top as usize + index) * canvas.width as usize + rect.left as usize) * 4;
            before[start..start + row.len()].copy_from_slice(row);
        }
        prop_assert!(before == whole);
    }
}

#[test]
fn hard_strokes_cost_little_history() {
    let mut mask = Mask::new(Size::new(2048, 2048));
    mask.begin_stroke(StrokeMode::Paint, 1.0);
    mask.stroke_to(Point::new(100.0, 100.0), 80.0);
    mask.stroke_to(Point::new(1900.0, 1800.0), 80.0);
    mask.end_stroke();
    mask.invert();
    while mask.compact(3) {}
    assert!(mask.history_bytes() < 200_000, "{}", mask.history_bytes());
}

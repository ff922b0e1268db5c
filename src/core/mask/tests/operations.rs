//! Growing, shrinking, feathering, filling and selecting, each against a slow reference; and
//! a thousand random operations.

use super::super::plane::Plane;
use super::super::{Mask, StrokeMode, colour, feather, flood, morphology};
use super::SIZES;
use crate::geometry::{Point, Rect, Size};

/// Numbers without a pattern, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit.max(1))) as u32
    }
}

fn scattered(size: Size, one_in: u32, seed: u64) -> Plane {
    let mut numbers = Numbers(seed);
    let data = (0..size.area())
        .map(|_| if numbers.below(one_in) == 0 { 100 + numbers.below(156) as u8 } else { 0 })
        .collect();
    Plane::from_data(size, data).unwrap()
}

fn at(plane: &Plane, x: i64, y: i64) -> Option<u8> {
    let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
    (x < plane.size().width).then(|| plane.row(y, x, x + 1).first().copied())?
}

/// Every pixel looks for a source in every place of the disc round it.
fn slow_spread(plane: &Plane, radius: i64, is_source: impl Fn(u8) -> bool, value: u8) -> Vec<u8> {
    let size = plane.size();
    let mut out = Vec::new();
    for y in 0..i64::from(size.height) {
        for x in 0..i64::from(size.width) {
            let own = at(plane, x, y).unwrap();
            let is_reached = !is_source(own)
                && (-radius..=radius).any(|dy| {
                    (-radius..=radius).any(|dx| {
                        dx * dx + dy * dy <= radius * radius
                            && at(plane, x + dx, y + dy).is_some_and(&is_source)
                    })
                });
            out.push(if is_reached { value } else { own });
        }
    }
    out
}

#[test]
fn grow_and_shrink_equal_the_disc() {
    for size in SIZES.into_iter().filter(|size| size.area() < 20_000) {
        for radius in [0, 1, 2, 5, 11] {
            let plane = scattered(size, 60, u64::from(radius) + 1);
            let mut grown = plane.clone();
            morphology::grow(&mut grown, radius, &mut |_| ());
            let expected = slow_spread(&plane, i64::from(radius), |coverage| coverage >= 128, 255);
            assert!(grown.data() == expected, "grow {size} by {radius}");

            let plane = {
                let data = scattered(size, 200, 7).data().iter().map(|coverage| 255 - coverage).collect();
                Plane::from_data(size, data).unwrap()
            };
            let mut shrunk = plane.clone();
            morphology::shrink(&mut shrunk, radius, &mut |_| ());
            let expected = slow_spread(&plane, i64::from(radius), |coverage| coverage < 128, 0);
            assert!(shrunk.data() == expected, "shrink {size} by {radius}");
        }
    }
}

#[test]
fn a_point_grows_to_a_disc_of_the_largest_radius() {
    let size = Size::new(520, 520);
    let mut mask = Mask::new(size);
    mask.fill_rect(Point::new(260.0, 260.0), Point::new(261.0, 261.0), StrokeMode::Paint);
    let mut plane = mask.plane().clone();
    morphology::grow(&mut plane, 250, &mut |_| ());
    for y in 0..520_i64 {
        for x in 0..520_i64 {
            let is_inside = (x - 260).pow(2) + (y - 260).pow(2) <= 250 * 250;
            assert_eq!(at(&plane, x, y), Some(if is_inside { 255 } else { 0 }), "{x} {y}");
        }
    }
    let reach = morphology::reach_of(mask.plane(), 250);
    assert_eq!(reach, Rect::new(10, 10, 511, 511));
}

/// Every pixel adds up its whole box; one direction after the other, each rounded, as the bytes between are.
fn slow_feather(plane: &Plane, radius: i64) -> Vec<u8> {
    let size = plane.size();
    let (width, height) = (i64::from(size.width), i64::from(size.height));
    let mut data = plane.data().to_vec();
    let box_along = |data: &[u8], step_x: i64, step_y: i64| -> Vec<u8> {
        let mut out = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let sum: u32 = (-radius..=radius)
                    .map(|step| {
                        let x = (x + step * step_x).clamp(0, width - 1);
                        let y = (y + step * step_y).clamp(0, height - 1);
                        u32::from(data[(y * width + x) as usize])
                    })
                    .sum();
                let count = 2 * radius as u32 + 1;
                out.push(((2 * sum + count) / (2 * count)) as u8);
            }
        }
        out
    };
    for _ in 0..3 {
        data = box_along(&data, 1, 0);
        data = box_along(&data, 0, 1);
    }
    data
}

#[test]
fn feather_equals_three_boxes() {
    for size in SIZES.into_iter().filter(|size| size.area() < 20_000) {
        for radius in [1, 2, 9, 40] {
            let plane = scattered(size, 4, u64::from(radius));
            let mut soft = plane.clone();
            feather::feather(&mut soft, radius, &mut |_| ());
            assert!(soft.data() == slow_feather(&plane, i64::from(radius)), "{size} by {radius}");
        }
    }
    let mut full = Plane::from_data(Size::new(20, 9), vec![255; 180]).unwrap();
    feather::feather(&mut full, 250, &mut |_| ());
    assert!(full.data().iter().all(|&coverage| coverage == 255));
}

/// Spreads from pixel to pixel until nothing changes.
fn slow_connected(size: Size, x: u32, y: u32, is_inside: &dyn Fn(usize) -> bool) -> Vec<bool> {
    let width = size.width as usize;
    let start = y as usize * width + x as usize;
    let mut reached = vec![false; size.area() as usize];
    reached[start] = is_inside(start);
    loop {
        let mut has_changed = false;
        for index in 0..reached.len() {
            let (x, y) = (index % width, index / width);
            let is_next = (x > 0 && reached[index - 1])
                || (x + 1 < width && reached[index + 1])
                || (y > 0 && reached[index - width])
                || (y + 1 < size.height as usize && reached[index + width]);
            if is_next && !reached[index] && is_inside(index) {
                reached[index] = true;
                has_changed = true;
            }
        }
        if !has_changed {
            return reached;
        }
    }
}

#[test]
fn fill_takes_what_hangs_together() {
    let size = Size::new(61, 43);
    for seed in 1..9 {
        let plane = scattered(size, 3, seed);
        let open = |index: usize| plane.data()[index] < 128;
        let start = (0..size.area() as usize).find(|&index| open(index)).unwrap();
        let (x, y) = (start as u32 % 61, start as u32 / 61);
        let mut filled = plane.clone();
        let bounds = flood::fill(&mut filled, x, y, false);
        let reached = slow_connected(size, x, y, &open);
        let expected: Vec<u8> = (plane.data().iter().zip(&reached))
            .map(|(&coverage, &is_reached)| if is_reached { 255 } else { coverage })
            .collect();
        assert!(filled.data() == expected, "seed {seed}");
        assert_eq!(flood::fill(&mut filled, 99, 99, false), Rect::default());
        assert!(bounds.width() <= 61 && !bounds.is_empty());
    }
    let mut line = Plane::empty(Size::new(1, 5000));
    assert_eq!(flood::fill(&mut line, 0, 4999, false), Rect::new(0, 0, 1, 5000));
    assert!(flood::fill(&mut line, 0, 0, true).height() == 5000 && line.covered_rect().is_empty());
}

#[test]
fn colours_are_selected_by_their_farthest_channel() {
    let size = Size::new(37, 29);
    let mut numbers = Numbers(5);
    let rgba: Vec<u8> = (0..size.area())
        .flat_map(|_| [numbers.below(40) as u8, 90, 200 - numbers.below(30) as u8, 255])
        .collect();
    let pixel = |index: usize| &rgba[index * 4..index * 4 + 4];
    let start = 14 * 37 + 11;
    for tolerance in [0, 7, 25, 255] {
        let is_like = |index: usize| {
            (0..4).all(|channel| pixel(index)[channel].abs_diff(pixel(start)[channel]) <= tolerance)
        };
        let (whole, bounds) = colour::select(&rgba, size, 11, 14, tolerance, false);
        let expected: Vec<u8> =
            (0..size.area() as usize).map(|index| u8::from(is_like(index)) * 255).collect();
        assert!(whole.data() == expected, "{tolerance}");
        assert_eq!(bounds, whole.covered_rect());
        let (part, bounds) = colour::select(&rgba, size, 11, 14, tolerance, true);
        let reached = slow_connected(size, 11, 14, &is_like);
        let expected: Vec<u8> = reached.iter().map(|&is_reached| u8::from(is_reached) * 255).collect();
        assert!(part.data() == expected, "contiguous {tolerance}");
        assert_eq!(bounds, part.covered_rect());
    }
    assert!(colour::select(&rgba, size, 37, 0, 255, false).1.is_empty());
    assert!(colour::select(&[], Size::new(1, 1), 0, 0, 9, true).1.is_empty());
}

#[test]
fn a_thousand_operations_undo_to_the_same_bytes() {
    for (size, seed) in
        [(Size::new(320, 290), 1), (Size::new(1, 5000), 2), (Size::new(4095, 3), 3), (Size::new(1, 1), 4)]
    {
        let mut numbers = Numbers(seed);
        let mut mask = Mask::new(size);
        // What the plane was after each step that can be undone, oldest first, and where we are.
        let mut states = vec![mask.coverage().to_vec()];
        let mut here = 0_usize;
        for round in 0..1000 {
            let mut place = || {
                let x = f64::from(numbers.below(size.width + 60)) - 30.0;
                Point::new(x, f64::from(numbers.below(size.height + 60)) - 30.0)
            };
            let (one, other) = (place(), place());
            let mode = if numbers.below(3) == 0 { StrokeMode::Erase } else { StrokeMode::Paint };
            let radius = 1 + numbers.below(6);
            match numbers.below(12) {
                0..3 => {
                    mask.begin_stroke(mode, numbers.below(11) as f32 / 10.0);
                    mask.stroke_to(one, numbers.below(60) as f32);
                    mask.stroke_to(other, numbers.below(60) as f32);
                    mask.end_stroke();
                }
                3 => drop(mask.fill_rect(one, other, mode)),
                4 => drop(mask.fill_ellipse(one, other, mode)),
                5 => drop(mask.invert()),
                6 => drop(mask.clear()),
                7 | 8 => {
                    let mut plane = mask.plane().clone();
                    match numbers.below(4) {
                        0 => morphology::grow(&mut plane, radius, &mut |_| ()),
                        1 => morphology::shrink(&mut plane, radius, &mut |_| ()),
                        2 => feather::feather(&mut plane, radius, &mut |_| ()),
                        _ => drop(flood::fill(&mut plane, one.x as u32, one.y as u32, false)),
                    }
                    mask.begin_change();
                    mask.set_rows(Rect::of_size(size), plane.data());
                    mask.end_stroke();
                }
                9 => drop(mask.compact(5)),
                10 => {
                    for _ in 0..numbers.below(5) {
                        assert_eq!(mask.undo().is_some(), here > 0, "round {round}");
                        here = here.saturating_sub(1);
                        assert!(mask.coverage() == states[here], "{size}, undo in round {round}");
                    }
                }
                _ => {
                    for _ in 0..numbers.below(5) {
                        assert_eq!(mask.redo().is_some(), here + 1 < states.len(), "round {round}");
                        here = (here + 1).min(states.len() - 1);
                        assert!(mask.coverage() == states[here], "{size}, redo in round {round}");
                    }
                }
            }
            if mask.undo_steps() > here {
                states.truncate(here + 1);
                states.push(mask.coverage().to_vec());
                here += 1;
            }
            assert!(mask.coverage() == states[here] && mask.undo_steps() == here, "round {round}");
        }
        assert_eq!(mask.dropped_steps(), 0);
        while mask.undo().is_some() {}
        assert!(mask.coverage().iter().all(|&coverage| coverage == 0));
    }
}

#[test]
fn the_oldest_steps_go_when_the_budget_is_spent() {
    let size = Size::new(512, 512);
    let mut plane = scattered(size, 2, 3);
    let mut history = super::super::history::History::within(600_000);
    for round in 0..5 {
        history.begin();
        history.will_write(&plane, Rect::of_size(size));
        plane.row_mut(round, 0, 512).fill(9);
        history.finish();
    }
    // The newest is not coded yet: what it will hold is not known.
    assert_eq!(history.dropped(), 2);
    while history.compact(1) {}
    assert!(history.bytes() <= 600_000, "{}", history.bytes());
    assert_eq!(history.dropped(), 3);
    let mut steps = 0;
    while history.begin_undo() {
        while history.is_moving() {
            history.advance(&mut plane, 1, &mut |_, _, _| ());
        }
        steps += 1;
    }
    assert_eq!(steps, 2);
}

/// Bytes of the history for a second stroke to and fro over the whole picture, a brush of a thirteenth of it.
fn bytes_of_stroke(side: u32, hardness: f32) -> usize {
    let mut mask = Mask::new(Size::new(side, side));
    let mut before = 0;
    for _ in 0..2 {
        before = mask.history_bytes();
        mask.begin_stroke(StrokeMode::Paint, hardness);
        for step in 0..=100 {
            let share = f64::from(step) / 100.0;
            let x = 0.5 + 0.45 * (share * std::f64::consts::PI * 3.0).sin();
            let point = Point::new(x * f64::from(side), (0.05 + 0.9 * share) * f64::from(side));
            mask.stroke_to(point, side as f32 / 25.6);
        }
        mask.end_stroke();
        while mask.compact(64) {}
    }
    mask.history_bytes() - before
}

#[test]
fn undo_holds_little_of_a_whole_pictures_stroke() {
    let (hard, soft) = (bytes_of_stroke(4096, 1.0), bytes_of_stroke(4096, 0.0));
    assert!(hard <= 100_000, "{hard} bytes, the limit is 100000");
    assert!(soft <= 4_000_000, "{soft} bytes, the limit is 4000000");
}

#[test]
fn several_polygons_are_one_step_and_overlaps_stay_marked() {
    let size = Size::new(200, 150);
    let corners = |left: f64, top: f64| {
        crate::shapes::rectangle(Point::new(left, top), Point::new(left + 60.0, top + 50.0))
    };
    let all = vec![corners(10.0, 10.0), corners(40.0, 30.0), corners(140.0, 90.0), vec![]];
    let mut mask = Mask::new(size);
    assert!(mask.begin(crate::Sweep::Polygons(all.clone(), StrokeMode::Paint)));
    mask.settle();
    let mut one_by_one = Mask::new(size);
    for polygon in &all {
        one_by_one.fill_polygon(polygon, StrokeMode::Paint);
    }
    assert_eq!(mask.coverage(), one_by_one.coverage());
    assert_eq!(mask.covered_px(), 60 * 50 * 3 - 30 * 30);
    assert!(mask.undo().is_some());
    assert_eq!(mask.covered_px(), 0);
    assert!(!mask.can_undo());
}

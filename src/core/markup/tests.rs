//! What holds of all markup, by property.

use proptest::prelude::*;

use super::raster::{Drawing, Frame, Words};
use super::sketch::Sketch;
use super::strokes::Ink;
use super::*;
use crate::core::geometry::{Point, Rect, Size};
use crate::core::picture::Picture;
use crate::core::png_codec;

const SIZE: Size = Size::new(97, 61);

fn any_spot() -> impl Strategy<Value = Spot> {
    (-400..2000_i32, -400..1300_i32).prop_map(|(x, y)| Spot { x, y })
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let two = || (any_spot(), any_spot());
    prop_oneof![
        prop::collection::vec(any_spot(), 1..12).prop_map(Shape::Pen),
        two().prop_map(|(from, to)| Shape::Arrow(from, to)),
        two().prop_map(|(from, to)| Shape::Line(from, to)),
        two().prop_map(|(one, other)| Shape::Circle(one, other)),
        two().prop_map(|(one, other)| Shape::Box(one, other)),
        (any_spot(), "[ -~äλ字]{0,12}").prop_map(|(at, text)| Shape::Note { at, number: 0, text }),
    ]
}

fn any_mark() -> impl Strategy<Value = Mark> {
    let colour = prop::sample::select(Colour::ALL.to_vec());
    (any_shape(), colour, 1..20_u16).prop_map(|(shape, colour, width_px)| Mark { shape, colour, width_px })
}

/// The notes numbered as they are when a person sets them.
fn markup_of(marks: Vec<Mark>) -> Markup {
    let mut markup = Markup::new(SIZE);
    for mut mark in marks {
        let next = markup.next_number();
        if let Shape::Note { number, .. } = &mut mark.shape {
            *number = next;
        }
        markup.marks.push(mark);
    }
    markup
}

fn any_markup() -> impl Strategy<Value = Markup> {
    prop::collection::vec(any_mark(), 0..6).prop_map(markup_of)
}

fn drawn(markup: &Markup, frame: Frame) -> Picture {
    let png = Drawing::new(markup, None, frame, Vec::new()).png();
    png_codec::decode(&png).unwrap().picture
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = (y * picture.size().width + x) as usize;
    picture.rgba().as_chunks::<4>().0[at]
}

/// How far a point is from the nearest line of each stroke, less that stroke's radius.
fn away(markup: &Markup, point: Point) -> Vec<(f64, f64, Ink)> {
    let strokes = markup.marks.iter().flat_map(Mark::strokes);
    strokes
        .map(|stroke| {
            let lines = stroke.lines.iter().flat_map(|line| {
                let last = *line.last().unwrap();
                line.windows(2).map(|ends| (ends[0], ends[1])).chain([(last, last)]).collect::<Vec<_>>()
            });
            let nearest =
                lines.map(|(from, to)| simplify::distance(point, from, to)).fold(f64::MAX, f64::min);
            (nearest - stroke.radius_px, stroke.casing_px, stroke.ink)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_saved_comes_back(markup in any_markup()) {
        let text = serde_json::to_string(&markup).unwrap();
        prop_assert_eq!(serde_json::from_str::<Markup>(&text).unwrap(), markup);
    }

    #[test]
    fn pixels_go_by_the_distance_from_what_is_drawn(markup in any_markup()) {
        let picture = drawn(&markup, Frame::whole(SIZE));
        prop_assert_eq!(picture.size(), SIZE);
        for y in 0..SIZE.height {
            for x in 0..SIZE.width {
                let strokes = away(&markup, Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5));
                let seen = pixel(&picture, x, y);
                if strokes.iter().all(|(away, casing, _)| away - casing > 0.51) {
                    prop_assert_eq!(seen, [0; 4], "at {} {}: nothing is near", x, y);
                }
                // The uppermost that comes near covers it whole.
                let top = strokes.iter().rfind(|(away, casing, _)| away - casing < 0.51);
                if let Some((_, _, ink)) = top.filter(|(away, ..)| *away < -0.51) {
                    let [red, green, blue] = ink.rgb();
                    prop_assert_eq!(seen, [red, green, blue, 255], "at {} {}", x, y);
                }
            }
        }
    }

    #[test]
    fn a_layer_over_a_picture_changes_nothing_where_it_is_clear(markup in any_markup(), ground in any::<[u8; 3]>()) {
        let [red, green, blue] = ground;
        let plain = [red, green, blue, 255].repeat(SIZE.area() as usize);
        let mut picture = Picture::from_rgba(SIZE, plain).unwrap();
        let frame = Frame::whole(SIZE);
        Drawing::new(&markup, None, frame, Vec::new()).draw_over(&mut picture);
        let layer = drawn(&markup, frame);
        for (over, layer) in picture.rgba().as_chunks::<4>().0.iter().zip(layer.rgba().as_chunks::<4>().0) {
            prop_assert_eq!(over[3], 255);
            match layer[3] {
                0 => prop_assert_eq!(*over, [red, green, blue, 255]),
                255 => prop_assert_eq!(over, layer),
                _ => (),
            }
        }
    }

    #[test]
    fn a_part_shows_what_the_whole_shows_there(markup in any_markup(), left in 0..40_u32, top in 0..30_u32) {
        let whole = drawn(&markup, Frame::whole(SIZE));
        let part = Rect::new(left, top, left + 40, top + 25);
        let alone = drawn(&markup, Frame { part, size: Size::new(40, 25) });
        let cut = whole.cropped(part).unwrap();
        // Rounded elsewhere by at most a level or two.
        let worst = alone.rgba().iter().zip(cut.rgba()).map(|(one, other)| one.abs_diff(*other)).max();
        let clear = |picture: &Picture| {
            picture.rgba().as_chunks::<4>().0.iter().map(|pixel| pixel[3] > 8).collect::<Vec<_>>()
        };
        prop_assert!(worst.unwrap() <= 24, "{:?}", worst);
        prop_assert_eq!(clear(&alone), clear(&cut));
    }

    #[test]
    fn moved_by_whole_pixels_it_looks_the_same_there(mark in any_mark(), x in -9..9_i32, y in -9..9_i32) {
        let one = markup_of(vec![mark.clone()]);
        let mut other = markup_of(vec![mark]);
        other.marks[0] = other.marks[0].moved(Spot { x: x * 16, y: y * 16 });
        let (one, other) = (drawn(&one, Frame::whole(SIZE)), drawn(&other, Frame::whole(SIZE)));
        for row in 10..SIZE.height - 10 {
            for column in 10..SIZE.width - 10 {
                let before = pixel(&one, column, row);
                let after = pixel(&other, (column as i32 + x) as u32, (row as i32 + y) as u32);
                prop_assert!(before[3].abs_diff(after[3]) <= 2, "{:?} {:?}", before, after);
            }
        }
    }

    #[test]
    fn what_is_seen_is_hit_and_what_is_far_is_not(markup in any_markup()) {
        let picture = drawn(&markup, Frame::whole(SIZE));
        for y in (0..SIZE.height).step_by(3) {
            for x in (0..SIZE.width).step_by(3) {
                let point = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let found = markup.mark_at(point, 0.0);
                if pixel(&picture, x, y)[3] == 255 {
                    prop_assert!(markup.mark_at(point, 0.6 + strokes::casing_of(20)).is_some(), "at {x} {y}");
                }
                for (index, mark) in markup.marks.iter().enumerate() {
                    let bounds = mark.bounds();
                    let is_in = point.x >= bounds.low.x && point.x <= bounds.high.x
                        && point.y >= bounds.low.y && point.y <= bounds.high.y;
                    prop_assert!(is_in || found != Some(index), "at {x} {y}");
                }
            }
        }
    }

    #[test]
    fn undone_it_is_as_it_was_and_redone_as_it_had_become(
        steps in prop::collection::vec((0..6_u8, 0..8_usize, any_mark()), 0..30),
    ) {
        let mut sketch = Sketch::new(SIZE);
        let mut states = vec![sketch.markup().clone()];
        for (what, at, mark) in steps {
            let revision = sketch.revision();
            match what {
                0 | 1 => drop(sketch.add(markup_of(vec![mark]).marks.remove(0))),
                2 => sketch.remove(&[at, at / 2, at]),
                3 => sketch.shift(at, mark.spots()[0]),
                4 => sketch.replace(at, mark),
                _ => sketch.clear(),
            }
            let is_same = states.last() == Some(sketch.markup());
            prop_assert_eq!(revision == sketch.revision(), is_same);
            if !is_same {
                states.push(sketch.markup().clone());
            }
        }
        for state in states.iter().rev().skip(1) {
            prop_assert!(sketch.undo());
            prop_assert_eq!(sketch.markup(), state);
        }
        prop_assert!(!sketch.undo());
        for state in states.iter().skip(1) {
            prop_assert!(sketch.redo());
            prop_assert_eq!(sketch.markup(), state);
        }
        prop_assert!(!sketch.redo());
    }

    #[test]
    fn a_simplified_line_stays_near(spots in prop::collection::vec(any_spot(), 1..60), tolerance in 0.1..20.0) {
        let simple = simplified(&spots, tolerance);
        prop_assert_eq!((simple.first(), simple.last()), (spots.first(), spots.last()));
        prop_assert!(simple.len() <= spots.len());
        for spot in &spots {
            let near = simple.windows(2).any(|ends| {
                simplify::distance(spot.point(), ends[0].point(), ends[1].point()) <= tolerance + 1e-9
            });
            prop_assert!(near || simple.len() == 1);
        }
    }

    #[test]
    fn hostile_markup_is_refused_or_whole(
        kind in prop::sample::select(vec!["pen", "arrow", "note", "box"]),
        spots in prop::collection::vec(any::<i32>(), 0..6),
        width in any::<u16>(),
        number in any::<u16>(),
        version in 0..3_u32,
    ) {
        let text = serde_json::json!({
            "version": version, "size": {"width": 97, "height": 61},
            "marks": [{"kind": kind, "colour": "red", "width_px": width, "spots": spots, "number": number}],
        });
        if let Ok(markup) = serde_json::from_value::<Markup>(text) {
            prop_assert!(version == 1 && (1..=MAX_WIDTH_PX).contains(&markup.marks[0].width_px));
            prop_assert_eq!(drawn(&markup, Frame::whole(SIZE)).size(), SIZE);
        }
    }
}

#[track_caller]
fn check_refused(change: impl FnOnce(&mut serde_json::Value), expected: &MarkupError) {
    let mark =
        serde_json::json!({"kind": "note", "colour": "blue", "width_px": 3, "spots": [16, 16], "number": 1});
    let mut value =
        serde_json::json!({"version": 1, "size": {"width": 97, "height": 61}, "marks": [mark.clone()]});
    assert!(serde_json::from_value::<Markup>(value.clone()).is_ok());
    change(&mut value);
    let error = serde_json::from_value::<Markup>(value).unwrap_err().to_string();
    assert_eq!(error, expected.to_string());
}

#[test]
fn each_limit_of_what_is_read_back_is_named() {
    check_refused(|value| value["version"] = 9.into(), &MarkupError::Version(9));
    check_refused(|value| value["size"]["width"] = 0.into(), &MarkupError::Size(Size::new(0, 61)));
    check_refused(|value| value["marks"][0]["width_px"] = 401.into(), &MarkupError::Width(401));
    check_refused(|value| value["marks"][0]["number"] = 0.into(), &MarkupError::Number(0));
    check_refused(|value| value["marks"][0]["spots"] = vec![1].into(), &MarkupError::Shape(1));
    check_refused(|value| value["marks"][0]["spots"] = vec![99_999, 0].into(), &MarkupError::Outside);
    check_refused(|value| value["marks"][0]["text"] = "x".repeat(201).into(), &MarkupError::Text(201));
    check_refused(|value| value["marks"][0]["kind"] = "box".into(), &MarkupError::Shape(2));
    let twice = |value: &mut serde_json::Value| {
        let first = value["marks"][0].clone();
        value["marks"] = vec![first; 2].into();
    };
    check_refused(twice, &MarkupError::Number(1));
    let many = |count: usize, spots: usize| {
        move |value: &mut serde_json::Value| {
            let pen = serde_json::json!({"kind": "pen", "colour": "red", "width_px": 1, "spots": vec![0; spots * 2]});
            value["marks"] = vec![pen; count].into();
        }
    };
    check_refused(many(MAX_MARKS + 1, 1), &MarkupError::Marks(MAX_MARKS + 1));
    check_refused(many(2, MAX_SPOTS), &MarkupError::Spots(MAX_SPOTS * 2));
}

#[test]
fn a_note_takes_the_least_free_number() {
    let note = |number| Mark {
        shape: Shape::Note { at: Spot::default(), number, text: String::new() },
        colour: Colour::Red,
        width_px: 2,
    };
    let markup = Markup { size: SIZE, marks: vec![note(1), note(3)] };
    assert_eq!(markup.next_number(), 2);
    assert_eq!(Markup::new(SIZE).next_number(), 1);
}

#[test]
fn typing_a_note_is_one_step() {
    let mut sketch = Sketch::new(SIZE);
    let shape = Shape::Note { at: Spot::default(), number: 1, text: String::new() };
    sketch.add(Mark { shape, colour: Colour::Red, width_px: 2 });
    for text in ["a", "a b", "a bc"] {
        sketch.retext(0, text);
    }
    assert_eq!(sketch.markup().marks[0].label().map(|label| label.text), Some("a bc"));
    assert!(sketch.undo());
    assert_eq!(sketch.markup().marks[0].label(), None);
    assert!(sketch.redo());
    assert_eq!(sketch.markup().marks[0].label().map(|label| label.text), Some("a bc"));
    assert!(sketch.undo() && sketch.undo() && !sketch.undo());
}

#[test]
fn closed_shapes_have_areas_and_open_ones_none() {
    let spot = |x: i32, y: i32| Spot { x: x * 16, y: y * 16 };
    let area = |shape: Shape| Mark { shape, colour: Colour::Red, width_px: 2 }.area().is_some();
    assert!(area(Shape::Circle(spot(0, 0), spot(9, 9))));
    assert!(area(Shape::Box(spot(0, 0), spot(9, 9))));
    assert!(!area(Shape::Line(spot(0, 0), spot(9, 9))));
    assert!(!area(Shape::Arrow(spot(0, 0), spot(9, 9))));
    let round = vec![spot(0, 0), spot(40, 0), spot(40, 40), spot(0, 40), spot(1, 3)];
    assert!(area(Shape::Pen(round.clone())));
    assert!(!area(Shape::Pen(round.into_iter().take(3).collect())));
    assert!(!area(Shape::Pen(vec![spot(0, 0), spot(1, 0), spot(0, 0)])), "a dab");
}

#[test]
fn words_are_laid_where_they_belong_and_cut_at_the_edges() {
    let picture = Picture::from_rgba(Size::new(3, 2), [9, 8, 7, 255].repeat(6)).unwrap();
    let markup = Markup::new(SIZE);
    for (left, top) in [(5, 6), (-1, -1), (95, 60), (-9, 3), (200, 3)] {
        let words = vec![Words { left, top, picture: picture.clone() }];
        let png = Drawing::new(&markup, None, Frame::whole(SIZE), words).png();
        let drawn = png_codec::decode(&png).unwrap().picture;
        for y in 0..SIZE.height {
            for x in 0..SIZE.width {
                let (across, down) = (x as i32 - left, y as i32 - top);
                let is_in = (0..3).contains(&across) && (0..2).contains(&down);
                let expected = if is_in { [9, 8, 7, 255] } else { [0; 4] };
                assert_eq!(pixel(&drawn, x, y), expected, "{left} {top}: {x} {y}");
            }
        }
    }
}

#[test]
fn colours_are_those_of_the_style_sheet() {
    let tokens = include_str!("../../../style/tokens.css");
    let inks = Colour::ALL.map(|colour| (colour.name().to_lowercase(), colour.rgb()));
    let inks = inks.into_iter().chain([("dark".to_owned(), Ink::Dark.rgb())]);
    for (name, [red, green, blue]) in inks {
        let line = format!("--markup-{name}: #{red:02x}{green:02x}{blue:02x};");
        assert!(tokens.contains(&line), "{line} is missing");
    }
}

#[test]
fn a_large_layer_is_small_and_right() {
    let size = Size::new(4096, 4096);
    let spots: Vec<Spot> = (0..400_i32)
        .map(|step| {
            let angle = f64::from(step) / 12.0;
            let radius = 200.0 + f64::from(step) * 4.0;
            Spot::of(Point::new(2048.0 + radius * angle.cos(), 2048.0 + radius * angle.sin()))
        })
        .collect();
    let mark = Mark { shape: Shape::Pen(spots), colour: Colour::Yellow, width_px: 20 };
    let markup = Markup { size, marks: vec![mark] };
    let png = Drawing::new(&markup, None, Frame::whole(size), Vec::new()).png();
    assert!(png.len() < 3_000_000, "{} bytes", png.len());
    let picture = png_codec::decode(&png).unwrap().picture;
    let covered = picture.rgba().as_chunks::<4>().0.iter().filter(|pixel| pixel[3] == 255).count();
    assert!((300_000..1_500_000).contains(&covered), "{covered}");
}

#[test]
fn the_edge_of_a_mask_is_seen_beside_a_mark_that_lies_on_it() {
    let size = Size::new(400, 300);
    let (one, other) = (Spot { x: 800, y: 800 }, Spot { x: 3200, y: 3200 });
    let width_px = Markup::usual_width_px(size);
    let mark = Mark { shape: Shape::Circle(one, other), colour: Colour::Yellow, width_px };
    let edge = raster::edge_stroke(vec![mark.area().unwrap()], size);
    let markup = Markup { size, marks: vec![mark] };
    let png = Drawing::new(&markup, Some(edge), Frame::whole(size), Vec::new()).png();
    let picture = png_codec::decode(&png).unwrap().picture;
    let count = |ink: Ink| {
        let [red, green, blue] = ink.rgb();
        picture.rgba().as_chunks::<4>().0.iter().filter(|pixel| **pixel == [red, green, blue, 255]).count()
    };
    assert!(count(Ink::Edge) > 200, "{}", count(Ink::Edge));
    assert!(count(Ink::Colour(Colour::Yellow)) > 500);
}

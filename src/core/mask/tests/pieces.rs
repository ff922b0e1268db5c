//! Whole planes in pieces, what undo holds, what a mask holds.

use super::super::*;
use crate::geometry::{Point, Rect, Size};

const SIZE: Size = Size::new(700, 900);

fn painted() -> Mask {
    let mut mask = Mask::new(SIZE);
    for (hardness, y) in [(1.0, 200.0), (0.0, 500.0), (0.4, 880.0)] {
        mask.begin_stroke(StrokeMode::Paint, hardness);
        mask.stroke_to(Point::new(-20.0, y), 90.0);
        mask.stroke_to(Point::new(650.0, y - 30.0), 90.0);
        mask.end_stroke();
    }
    mask
}

fn corners() -> Vec<Point> {
    shapes::ellipse(Point::new(10.3, 20.7), Point::new(690.0, 890.5))
}

#[test]
fn a_mask_comes_into_being_in_pieces() {
    let mut mask = Mask::in_pieces(SIZE);
    let mut rounds = 0;
    while mask.is_sweeping() {
        mask.advance(100_000);
        rounds += 1;
    }
    // Its reduced copies take a third of it, the room for its first steps a quarter.
    assert_eq!(rounds, SIZE.area() * 19 / 12 / 100_000 + 1);
    assert_eq!((mask.plane(), mask.mips()), (Mask::new(SIZE).plane(), Mask::new(SIZE).mips()));
    // Whoever comes too early finds all of it there.
    let mut early = Mask::in_pieces(SIZE);
    early.advance(1000);
    early.begin_stroke(StrokeMode::Paint, 1.0);
    early.stroke_to(Point::new(400.0, 850.0), 30.0);
    early.end_stroke();
    mask.begin_stroke(StrokeMode::Paint, 1.0);
    mask.stroke_to(Point::new(400.0, 850.0), 30.0);
    mask.end_stroke();
    assert!(mask.covered_px() > 2000);
    assert_eq!(early.coverage(), mask.coverage());
    let mut restored = Mask::in_pieces(SIZE);
    restored.restore_rows(Rect::of_size(SIZE), mask.coverage());
    assert_eq!(restored.coverage(), mask.coverage());
}

#[test]
fn pieces_make_the_whole() {
    for sweep in [
        Sweep::Fill(0),
        Sweep::Fill(255),
        Sweep::Invert,
        Sweep::Undo,
        Sweep::Polygon(corners(), StrokeMode::Paint),
        Sweep::Polygon(corners(), StrokeMode::Erase),
    ] {
        let (mut pieces, mut whole) = (painted(), painted());
        assert!(whole.begin(sweep.clone()) && pieces.begin(sweep.clone()));
        whole.settle();
        let mut rounds = 0;
        while pieces.is_sweeping() {
            let before = pieces.coverage().to_vec();
            let dirty = pieces.advance(1);
            for (index, (now, before)) in pieces.coverage().iter().zip(before).enumerate() {
                let (x, y) = (index as u32 % SIZE.width, index as u32 / SIZE.width);
                let is_told =
                    (dirty.left..dirty.right).contains(&x) && (dirty.top..dirty.bottom).contains(&y);
                assert!(is_told || *now == before, "{sweep:?} at {x}, {y}");
            }
            rounds += 1;
        }
        assert!(rounds > 2, "{sweep:?} took {rounds} pieces");
        assert_eq!(pieces.coverage(), whole.coverage(), "{sweep:?}");
        assert_eq!(pieces.covered_px(), whole.covered_px(), "{sweep:?}");
        assert_eq!(pieces.mips(), whole.mips(), "{sweep:?}");
        assert_eq!(pieces.undo_steps(), whole.undo_steps(), "{sweep:?}");
        if sweep != Sweep::Undo {
            pieces.undo();
            assert_eq!(pieces.coverage(), painted().coverage(), "{sweep:?}");
        }
    }
}

#[test]
fn what_comes_in_between_finds_it_finished() {
    let mut mask = painted();
    assert!(mask.begin(Sweep::Fill(255)));
    mask.advance(1);
    mask.begin_stroke(StrokeMode::Erase, 1.0);
    mask.stroke_to(Point::new(350.0, 450.0), 3000.0);
    mask.end_stroke();
    assert_eq!(mask.covered_px(), 0);
    mask.undo();
    assert_eq!(mask.covered_px(), SIZE.area());
    assert!(mask.begin(Sweep::Undo));
    mask.advance(1);
    assert!(mask.redo().is_some(), "the undo is finished, and can be redone");
    assert_eq!(mask.covered_px(), SIZE.area());
}

#[test]
fn there_is_nothing_to_begin_with_nothing() {
    let mut mask = Mask::new(SIZE);
    for sweep in [
        Sweep::Fill(0),
        Sweep::Undo,
        Sweep::Redo,
        Sweep::Polygon(vec![Point::new(5.0, 5.0); 4], StrokeMode::Paint),
        Sweep::Polygon(vec![Point::new(5.0, 5.0), Point::new(90.0, 5.0)], StrokeMode::Paint),
        Sweep::Polygon(corners().iter().map(|p| Point::new(p.x - 9999.0, p.y)).collect(), StrokeMode::Paint),
    ] {
        assert!(!mask.begin(sweep.clone()) && !mask.is_sweeping(), "{sweep:?}");
    }
    assert!(!mask.can_undo());
}

#[test]
fn coded_steps_come_back_as_they_were() {
    let mut mask = painted();
    // Noise, that no coding makes smaller.
    let mut noise = 7_u32;
    mask.begin_change();
    let rows: Vec<u8> = (0..SIZE.width * 300)
        .map(|_| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        })
        .collect();
    mask.set_rows(crate::geometry::Rect::new(0, 100, SIZE.width, 400), &rows);
    mask.end_stroke();
    mask.clear();
    let raw = mask.history_bytes();
    while mask.compact(1) {}
    assert!(mask.history_bytes() < raw);
    mask.undo();
    let noisy = mask.coverage().to_vec();
    assert_eq!(noisy[100 * SIZE.width as usize..400 * SIZE.width as usize], rows[..]);
    mask.undo();
    assert_eq!(mask.coverage(), painted().coverage());
    while mask.compact(1) {}
    mask.redo();
    assert_eq!(mask.coverage(), noisy);
}

#[test]
fn a_mask_takes_under_a_byte_and_a_half_a_pixel() {
    for size in [SIZE, Size::new(4096, 3072), Size::new(1, 5000), Size::new(4095, 3)] {
        let mask = Mask::new(size);
        let levels = (0..mips::LEVELS).filter_map(|level| mask.mips().level(level));
        let bytes = mask.coverage().len() + levels.map(|level| level.data().len()).sum::<usize>();
        // A row or column of one pixel cannot be halved in that direction.
        let limit = if size.width.min(size.height) < 16 { 2.0 } else { 1.4 };
        assert!(bytes as f64 <= limit * size.area() as f64, "{size}: {bytes} bytes");
    }
}

#[test]
fn kept_rows_are_no_step() {
    let kept = painted();
    let mut mask = Mask::new(SIZE);
    for top in (0..SIZE.height).step_by(250) {
        let rect = crate::geometry::Rect::new(0, top, SIZE.width, (top + 250).min(SIZE.height));
        mask.restore_rows(rect, &kept.plane().part(rect));
    }
    assert_eq!(mask.coverage(), kept.coverage());
    assert_eq!((mask.covered_px(), mask.mips()), (kept.covered_px(), kept.mips()));
    assert!(!mask.can_undo());
}

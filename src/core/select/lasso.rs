//! The magnetic lasso: the way between two points that follows edges.
//!
//! Source: Mortensen & Barrett, "Intelligent Scissors for Image Composition", 1995: the cheapest way over pixels
//! whose cost is low on strong edges. What counts as an edge is learnt on the way, too: the colours on either side of the
//! straight line between the points tell how likely each pixel is to be on that side. The search stays in a window round both points; a large window is
//! searched on a reduced copy.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cells::Cells;
use super::frame::Frame;
use super::models::{Models, bin_of};
use crate::core::geometry::{Point, Rect};
use crate::core::picture::Picture;

/// Most pixels of the window that is searched.
const WINDOW_AREA_PX: u64 = 60_000;
/// What a step costs on the strongest edge; off any edge it is `FLAT_COST`.
const EDGE_COST: u32 = 40;
const FLAT_COST: u32 = 160;
/// Percentile of the window's gradients from which on an edge is as strong as edges get.
const STRONG_PERCENTILE: usize = 90;
/// What a step in the logarithm of the odds of being on one side counts as, in levels of colour.
const ODDS_LEVELS: f32 = 40.0;

/// The way from one point of the picture to another along edges; both ends belong to it.
pub fn follow(picture: &Picture, from: Point, to: Point) -> Vec<Point> {
    let size = picture.size();
    let clamp = |value: f64, most: u32| value.clamp(0.0, f64::from(most.max(1) - 1)) as u32;
    let [from, to] = [from, to].map(|p| (clamp(p.x, size.width), clamp(p.y, size.height)));
    let margin = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)) / 3 + 8;
    let window = Rect::new(
        from.0.min(to.0).saturating_sub(margin),
        from.1.min(to.1).saturating_sub(margin),
        from.0.max(to.0) + margin + 1,
        from.1.max(to.1) + margin + 1,
    )
    .intersect(Rect::of_size(size));
    if window.is_empty() {
        return Vec::new();
    }
    let frame = Frame::of(picture, window, WINDOW_AREA_PX);
    let (across, down) = frame.scale();
    let node = |(x, y): (u32, u32)| {
        let column = (f64::from(x - window.left) * across) as usize;
        let row = (f64::from(y - window.top) * down) as usize;
        row.min(frame.height - 1) * frame.width + column.min(frame.width - 1)
    };
    let costs = costs(&frame, node(from), node(to));
    let way = cheapest(&costs, frame.width, frame.height, node(from), node(to));
    let whole = |(x, y): (u32, u32)| Point::new(f64::from(x), f64::from(y));
    let mut points = vec![whole(from)];
    points.extend(way.iter().map(|&at| {
        let (x, y) = (at % frame.width, at / frame.width);
        Point::new(
            f64::from(window.left) + ((x as f64 + 0.5) / across - 0.5).max(0.0),
            f64::from(window.top) + ((y as f64 + 0.5) / down - 0.5).max(0.0),
        )
    }));
    points.push(whole(to));
    points
}

/// What stepping on each pixel costs: less the stronger the edge through it is.
fn costs(frame: &Frame, from: usize, to: usize) -> Vec<u32> {
    let (width, height) = (frame.width, frame.height);
    let channels: Vec<[i32; 4]> = frame
        .rgb
        .iter()
        .zip(sides(frame, from, to))
        .map(|(&[r, g, b], odds)| [i32::from(r), i32::from(g), i32::from(b), odds])
        .collect();
    let at = |x: usize, y: usize| channels.at(y.min(height - 1) * width + x.min(width - 1));
    let mut strengths = vec![0_u32; width * height];
    for y in 0..height {
        let (above, below) = (y.saturating_sub(1), y + 1);
        for x in 0..width {
            let (left, right) = (x.saturating_sub(1), x + 1);
            let (nw, n, ne) = (at(left, above), at(x, above), at(right, above));
            let (w, e) = (at(left, y), at(right, y));
            let (sw, s, se) = (at(left, below), at(x, below), at(right, below));
            let mut strongest = 0;
            let mut odds = 0;
            for channel in 0..4 {
                let v = |pixel: [i32; 4]| pixel.at(channel);
                let dx = v(ne) + 2 * v(e) + v(se) - v(nw) - 2 * v(w) - v(sw);
                let dy = v(sw) + 2 * v(s) + v(se) - v(nw) - 2 * v(n) - v(ne);
                let strength = (dx * dx + dy * dy) as u32;
                if channel < 3 {
                    strongest = strongest.max(strength);
                } else {
                    odds = strength;
                }
            }
            strengths.put(y * width + x, strongest.isqrt() + odds.isqrt());
        }
    }
    // The strongest edges of this window count as whole.
    let mut sorted = strengths.clone();
    let rank = sorted.len() * STRONG_PERCENTILE / 100;
    let (_, &mut strong, _) = sorted.select_nth_unstable(rank.min(strengths.len() - 1));
    let strong = strong.max(40);
    strengths
        .iter()
        .map(|&strength| {
            let share = (strength.min(strong) * 256) / strong;
            // Falls fast at first: a weak edge is much better than none.
            let off = 256 - share;
            EDGE_COST + (FLAT_COST - EDGE_COST) * off * off / 65_536
        })
        .collect()
}

/// The cheapest way over neighbouring pixels, ends included.
fn cheapest(costs: &[u32], width: usize, height: usize, from: usize, to: usize) -> Vec<usize> {
    let mut distances = vec![u32::MAX; costs.len()];
    let mut before = vec![u32::MAX; costs.len()];
    let mut queue = BinaryHeap::new();
    distances.put(from, 0);
    queue.push(Reverse((0_u32, from as u32)));
    while let Some(Reverse((distance, index))) = queue.pop() {
        let index = index as usize;
        if distance > distances.at(index) {
            continue;
        }
        if index == to {
            break;
        }
        let (x, y) = (index % width, index / width);
        for near_y in y.saturating_sub(1)..(y + 2).min(height) {
            for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                let near = near_y * width + near_x;
                let cost = costs.at(near);
                let step = if near_x != x && near_y != y { cost * 181 / 128 } else { cost };
                let through = distance + step.max(1);
                if through < distances.at(near) {
                    distances.put(near, through);
                    before.put(near, index as u32);
                    queue.push(Reverse((through, near as u32)));
                }
            }
        }
    }
    let mut way = vec![to];
    let mut at = to;
    while at != from && before.at(at) != u32::MAX {
        at = before.at(at) as usize;
        way.push(at);
    }
    way.reverse();
    way
}

/// Which side of the straight line each pixel's colour is rather found on, in levels.
fn sides(frame: &Frame, from: usize, to: usize) -> Vec<i32> {
    let width = frame.width;
    let place = |at: usize| ((at % width) as i64, (at / width) as i64);
    let ((fx, fy), (tx, ty)) = (place(from), place(to));
    let (dx, dy) = (tx - fx, ty - fy);
    let bins: Vec<u16> = frame.rgb.iter().map(|&pixel| bin_of(pixel)).collect();
    let mut models = Models::new();
    for (at, &bin) in bins.iter().enumerate() {
        let (x, y) = place(at);
        let side = dx * (y - fy) - dy * (x - fx);
        models.count(bin, if side > 0 { 1.0 } else { 0.0 }, if side < 0 { 1.0 } else { 0.0 });
    }
    let odds: Vec<i32> = models.log_odds().iter().map(|odds| (odds * ODDS_LEVELS) as i32).collect();
    bins.iter().map(|&bin| odds.at(bin as usize)).collect()
}

//! A freehand line with fewer spots (Ramer, 1972; Douglas and Peucker, 1973).

use super::mark::Spot;
use crate::core::geometry::Point;

/// The line without the spots that lie within `tolerance_px` of it without them, ends included always.
pub fn simplified(spots: &[Spot], tolerance_px: f64) -> Vec<Spot> {
    let (Some(last), true) = (spots.len().checked_sub(1), spots.len() > 2) else {
        return spots.to_vec();
    };
    let mut is_kept = vec![false; spots.len()];
    let mut parts = vec![(0, last)];
    for end in [0, last] {
        if let Some(kept) = is_kept.get_mut(end) {
            *kept = true;
        }
    }
    while let Some((from, to)) = parts.pop() {
        let (Some(start), Some(end)) = (spots.get(from), spots.get(to)) else { continue };
        let between = spots.iter().enumerate().take(to).skip(from + 1);
        let away = between.map(|(index, spot)| (index, distance(spot.point(), start.point(), end.point())));
        let furthest = away.max_by(|(_, one), (_, other)| one.total_cmp(other));
        if let Some((index, _)) = furthest.filter(|(_, away)| *away > tolerance_px) {
            if let Some(kept) = is_kept.get_mut(index) {
                *kept = true;
            }
            parts.extend([(from, index), (index, to)]);
        }
    }
    spots.iter().zip(is_kept).filter_map(|(spot, kept)| kept.then_some(*spot)).collect()
}

/// How far a point is from the line between two others.
pub(super) fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (along_x, along_y) = (to.x - from.x, to.y - from.y);
    let length = along_x * along_x + along_y * along_y;
    let share = if length > 0.0 {
        (((point.x - from.x) * along_x + (point.y - from.y) * along_y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    point.distance(Point::new(from.x + along_x * share, from.y + along_y * share))
}

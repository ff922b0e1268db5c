//! Magnetic lasso: marks a shape whose line follows the picture's edges between the points that are clicked.

use super::shape::polygon_outline;
use crate::core::geometry::Point;
use crate::core::mask::{StrokeMode, Sweep};
use crate::services::painter::state::{Command, Error, MaskLease, PainterState};
use crate::services::painter::tool::{Role, Tool};
use crate::worker::{EdgeWay, FollowEdge, PointedPicture};

pub(super) static MAGNETIC_LASSO: Tool = Tool {
    name: "Magnetic lasso",
    key: "N",
    icon: "M4 3v6a5 5 0 0 0 10 0V3h-3.500v6a1.500 1.500 0 0 1-3 0V3zM4 6h3.500M10.500 6H14",
    hint: "Click along an edge. Backspace goes back. Click the start or press Enter to close.",
    is_clicked: true,
    press: |painter, press| {
        let point = painter.view.image_from_canvas(press.sample.point_in_canvas);
        painter.add_anchor(point, press.mode())
    },
    press_at_cross: Some(|painter, point, mode| {
        if painter.corners.last() == Some(&point) {
            painter.close_corners()
        } else {
            painter.add_anchor(point, mode)
        }
    }),
    shown: Some(shown),
    close: Some(close),
    role: Role::MarksObject,
    on_chosen: PainterState::prepare_selecting,
    ..Tool::PLAIN
};

impl PainterState {
    fn add_anchor(&mut self, point: Point, mode: StrokeMode) -> Option<Command> {
        let (_, size) = self.active?;
        if self.corners.is_empty() {
            self.selecting.ways.clear();
        }
        // The line stays in the picture, wherever the pointer is.
        let point =
            Point::new(point.x.clamp(0.0, f64::from(size.width)), point.y.clamp(0.0, f64::from(size.height)));
        self.add_corner(point, mode)
    }
}

/// The line through the anchors, and on to the pointer.
fn shown(painter: &mut PainterState, pointer: Option<Point>) -> String {
    let mut anchors = painter.corners.clone();
    if !anchors.is_empty() {
        anchors.extend(pointer);
    }
    let mut line: Vec<Point> = anchors.first().copied().into_iter().collect();
    for pair in anchors.windows(2) {
        if let [from, to] = *pair {
            line.extend(painter.way(from, to));
        }
    }
    let mut path = polygon_outline(&line, painter.view).trim_end_matches('Z').to_owned();
    // A small square on each anchor.
    for anchor in &painter.corners {
        let point = painter.view.canvas_from_image(*anchor);
        let [x, y] = [point.x, point.y].map(|value| (value as i32 - 3).to_string());
        path.push_str(&["M", &x, " ", &y, "h6v6h-6z"].concat());
    }
    path
}

/// Marks what the line encloses, once all of its ways are known.
fn close(_: &mut PainterState, anchors: Vec<Point>, mode: StrokeMode) -> Option<Command> {
    let is_shape = anchors.len() > 2;
    is_shape.then(|| Command::new("Following edges…", move |lease| fill(lease, anchors.clone(), mode)))
}

async fn fill(lease: MaskLease, anchors: Vec<Point>, mode: StrokeMode) -> Result<(), Error> {
    let painter = lease.painter;
    let mut line = Vec::new();
    for (from, to) in anchors.iter().zip(anchors.iter().cycle().skip(1)) {
        let picture = PointedPicture { file: lease.picture().await?.into(), key: lease.key };
        let task = FollowEdge { picture, from: *from, to: *to };
        let Some(EdgeWay(points)) = lease.call(task, |update| match update {}).await? else {
            return Ok(());
        };
        line.extend(points);
    }
    drop(lease);
    painter.with(|state| state.sweep(Sweep::Polygon(line, mode)));
    Ok(())
}

//! Questions to the worker while a gesture is being made: what it would select, how an edge goes. They change no mask, and
//! of those that wait only the newest is asked.

use super::series::{Aim, Ask};
use crate::browser::spawn;
use crate::core::geometry::Point;
use crate::core::select::Pointed;
use crate::services::painter::state::{Error, Gesture, Painter, PainterState};
use crate::worker::{EdgeWay, FollowEdge, Outlines, PointedPicture, SelectPrepare, SelectPreview};

/// Ways that are remembered: those between the anchors, and the last few to the pointer.
const MOST_WAYS: usize = 400;

impl PainterState {
    /// Decodes the picture ahead, so that the first answer comes quickly.
    pub(crate) fn prepare_selecting(&mut self) {
        let (Some(painter), Some((key, _))) = (self.painter, self.active) else { return };
        spawn(async move {
            let prepare = async {
                let picture = PointedPicture { file: painter.picture_file(key).await?.into(), key };
                painter.own_worker()?.call(SelectPrepare { picture }).await?;
                Ok::<_, Error>(())
            };
            // A picture that cannot be read is reported when it is pointed at.
            let _ = prepare.await;
        });
    }

    /// Shows what a gesture would select, as soon as the worker can say.
    pub(crate) fn ask_preview(&mut self, aim: Aim) {
        self.ask(Ask::Preview(aim));
    }

    /// The way along edges from one point to another: known already, or asked for and straight until then.
    pub(crate) fn way(&mut self, from: Point, to: Point) -> Vec<Point> {
        let [from, to] = [from, to].map(|point| Point::new(point.x.floor(), point.y.floor()));
        if let Some(way) = self.selecting.ways.iter().find(|way| way.0 == from && way.1 == to) {
            return way.2.clone();
        }
        self.ask(Ask::Way(from, to));
        vec![from, to]
    }

    fn ask(&mut self, ask: Ask) {
        let (Some(painter), Some((key, _))) = (self.painter, self.active) else { return };
        self.selecting.wanted = Some(ask);
        if !std::mem::replace(&mut self.selecting.is_asking, true) {
            spawn(async move {
                while let Some(ask) = painter.with(|state| state.selecting.wanted.take()) {
                    // The answer to the gesture itself reports what goes wrong.
                    let _ = painter.ask(key, ask).await;
                }
                painter.with(|state| state.selecting.is_asking = false);
            });
        }
    }

    fn show_preview(&mut self, Outlines(outlines): Outlines) {
        if matches!(self.gesture, Gesture::Drag { .. }) {
            self.selecting.preview = outlines;
            self.show_selection();
        }
    }

    fn show_way(&mut self, from: Point, to: Point, EdgeWay(points): EdgeWay) {
        let ways = &mut self.selecting.ways;
        if ways.len() >= MOST_WAYS {
            ways.drain(..MOST_WAYS / 4);
        }
        ways.push((from, to, points));
        if !self.corners.is_empty() {
            self.show_corners(self.hovered);
        }
    }
}

impl Painter {
    async fn ask(self, key: u64, ask: Ask) -> Result<(), Error> {
        let picture = PointedPicture { file: self.picture_file(key).await?.into(), key };
        let worker = self.own_worker()?;
        match ask {
            Ask::Preview(Aim { pointed: next, .. }) => {
                let is_box = matches!(next, Pointed::Box(_));
                let pointed =
                    self.with(|state| if is_box { Vec::new() } else { state.selecting.done().to_vec() });
                let outlines = worker.call(SelectPreview { picture, pointed, next }).await?;
                self.with(|state| state.show_preview(outlines));
            }
            Ask::Way(from, to) => {
                let way = worker.call(FollowEdge { picture, from, to }).await?;
                self.with(|state| state.show_way(from, to, way));
            }
        }
        Ok(())
    }
}

//! What is looked at: where it lies in its canvases, and drawing it.

use super::copies::{COPIES_PX, Copies, MOST_WHOLE};
use crate::browser::dom::{self, Frame, SizeWatch};
use crate::browser::view_canvas::{Copy, MOST_DEVICE_PIXELS, Place, ViewCanvas};
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::request::BlobHash;

/// Free on each side of a fitted picture, in CSS pixels.
const MARGIN_PX: f64 = 16.0;

/// A picture to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its bytes.
    pub blob: Option<BlobHash>,
    /// Where it can be shown from, when its bytes are not here.
    pub link: Option<String>,
    /// Where it lies: left, top, width, height in pixels of the frame that all share.
    pub place: Place,
}

/// What a canvas shows; numbers are indices in the list of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// One picture.
    Picture(usize),
    /// One left of the line, another right of it.
    Split(usize, usize),
    /// What differs between two.
    Difference(usize, usize),
}

/// A canvas that is drawn on.
pub(crate) struct Canvas {
    pub(crate) id: u32,
    pub(crate) surface: ViewCanvas,
    pub(crate) layer: Layer,
    pub(crate) _size: Option<SizeWatch>,
}

/// What the pointer does.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Drag {
    Line,
    #[default]
    Picture,
}

/// Pictures on canvases, and how they are seen.
#[derive(Default)]
pub(crate) struct Looking {
    pub(crate) frame: Size,
    pub(crate) view: Option<View>,
    /// The room that the view was made for.
    pub(crate) room_of_view: Option<(f64, f64)>,
    pub(crate) is_fitted: bool,
    pub(crate) pictures: Vec<(Seen, Copies)>,
    pub(crate) canvases: Vec<Canvas>,
    pub(crate) next_id: u32,
    pub(crate) pointers: Vec<(i32, Point)>,
    pub(crate) drag: Drag,
    /// Where the canvas lies in the window that two fingers zoom in: of several, the one between them at first.
    pub(crate) pinch_origin: Point,
    /// Where the line was before a finger moved it, which may turn out to be the first of two.
    pub(crate) share_before: f64,
    pub(crate) request: Option<Frame>,
    pub(crate) share: f64,
    pub(crate) gain: f64,
    pub(crate) is_held: bool,
    pub(crate) overlay: Option<(usize, Copy, Place)>,
}

impl Looking {
    pub(crate) fn new(frame: Size) -> Self {
        let share = 50.0;
        Self { frame, is_fitted: true, share, share_before: share, gain: 4.0, ..Self::default() }
    }

    /// The size of a canvas: all have the same.
    pub(crate) fn room(&self) -> Option<(f64, f64)> {
        let size = self.canvases.first()?.surface.size();
        (size.0 >= 1.0 && size.1 >= 1.0).then_some(size)
    }

    pub(crate) fn fitted(&self) -> Option<View> {
        let (width, height) = self.room()?;
        Some(View::fit(self.frame, width, height, MARGIN_PX))
    }

    /// What was in the middle stays there when the canvases become larger or smaller.
    pub(crate) fn follow_room(&mut self) {
        let room = self.room();
        if let (Some((width, height)), Some((old_width, old_height)), false) =
            (room, self.room_of_view, self.is_fitted)
        {
            let by = ((width - old_width) / 2.0, (height - old_height) / 2.0);
            self.view = self.view.map(|view| view.panned(by.0, by.1));
        }
        self.room_of_view = room;
    }

    /// Some of the pictures stays over the middle.
    pub(crate) fn keep_in_sight(&mut self) {
        let (Some(room), Some(view)) = (self.room(), self.view) else {
            return;
        };
        let hold = |offset: f64, side: u32, room: f64| {
            let size = f64::from(side) * view.scale;
            offset.clamp(room / 2.0 - size, room / 2.0)
        };
        self.view = Some(View {
            offset_x: hold(view.offset_x, self.frame.width, room.0),
            offset_y: hold(view.offset_y, self.frame.height, room.1),
            ..view
        });
    }

    /// Where the canvas lies that is under a window point, else the first.
    pub(crate) fn origin_under(&self, client: Point) -> Option<Point> {
        let mut first = None;
        for canvas in &self.canvases {
            let origin = canvas.surface.origin();
            let (width, height) = canvas.surface.size();
            let (across, down) = (client.x - origin.x, client.y - origin.y);
            if (0.0..width).contains(&across) && (0.0..height).contains(&down) {
                return Some(origin);
            }
            first = first.or(Some(origin));
        }
        first
    }

    /// A window point in the canvas that is under it, else in the first.
    pub(crate) fn in_canvas(&self, client: Point) -> Option<Point> {
        let origin = self.origin_under(client)?;
        Some(Point::new(client.x - origin.x, client.y - origin.y))
    }

    pub(crate) fn is_split(&self) -> bool {
        self.canvases.iter().any(|canvas| matches!(canvas.layer, Layer::Split(..)))
    }

    /// Left and right end of what is seen of the frame.
    pub(crate) fn extent(&self) -> Option<(f64, f64)> {
        let (view, (width, _)) = (self.view?, self.room()?);
        let right = view.offset_x + f64::from(self.frame.width) * view.scale;
        Some((view.offset_x.max(0.0), right.min(width)))
    }

    pub(crate) fn line(&self) -> Option<f64> {
        let (left, right) = self.extent()?;
        Some(left + (right - left) * self.share / 100.0)
    }

    /// What is seen of the frame, in whole frame pixels, and how many device pixels one of them has.
    pub(crate) fn sight(&self) -> Option<(Rect, f64)> {
        let (view, (width, height)) = (self.view?, self.room()?);
        let from = view.image_from_canvas(Point::new(0.0, 0.0));
        let to = view.image_from_canvas(Point::new(width, height));
        let side = |value: f64, limit: u32| value.clamp(0.0, f64::from(limit)) as u32;
        let rect = Rect::new(
            side(from.x.floor(), self.frame.width),
            side(from.y.floor(), self.frame.height),
            side(to.x.ceil(), self.frame.width),
            side(to.y.ceil(), self.frame.height),
        );
        (!rect.is_empty()).then_some((rect, view.scale * device_pixel_ratio()))
    }

    /// Draws every canvas; returns the copies that are missing: of which picture, and which.
    pub(crate) fn draw(&mut self) -> Vec<(usize, usize)> {
        let Some(view) = self.view else { return Vec::new() };
        let ratio = device_pixel_ratio();
        let most = if self.pictures.len() > MOST_WHOLE && self.canvases.len() > MOST_WHOLE {
            COPIES_PX.len() - 2
        } else {
            COPIES_PX.len() - 1
        };
        let mut wanted = Vec::new();
        let levels: Vec<usize> = self
            .pictures
            .iter()
            .map(|(seen, copies)| {
                let [_, _, width, height] = seen.place;
                copies.level_for(width.max(height) * view.scale * ratio).min(most)
            })
            .collect();
        let shown = |index: usize| self.is_shown(index);
        for (index, ((_, copies), level)) in self.pictures.iter().zip(&levels).enumerate() {
            // A small copy first: it is there soon.
            for level in [0, *level] {
                if shown(index) && copies.asked.get(level) == Some(&false) {
                    wanted.push((index, level));
                }
            }
        }
        for canvas in &self.canvases {
            canvas.surface.begin();
            let (width, _) = canvas.surface.size();
            let all = (0.0, width);
            let seen = match canvas.layer {
                Layer::Picture(_) | Layer::Difference(..) if self.is_held => 0,
                Layer::Picture(index) | Layer::Split(_, index) | Layer::Difference(_, index) => index,
            };
            if let Some(place) = self.pictures.get(seen).and_then(|(seen, _)| self.placed(seen.place)) {
                canvas.surface.set_ground(place);
            }
            match (canvas.layer, self.is_held) {
                (Layer::Picture(index), false) => self.draw_picture(&canvas.surface, index, &levels, all),
                (Layer::Picture(_) | Layer::Difference(..), true) => {
                    self.draw_picture(&canvas.surface, 0, &levels, all);
                }
                (Layer::Split(one, other), is_held) => {
                    let line = self.line().unwrap_or_default();
                    let line = if is_held { width } else { line };
                    canvas.surface.set_on_parent("--line", &format!("{line:.1}px"));
                    self.draw_picture(&canvas.surface, one, &levels, (0.0, line));
                    self.draw_picture(&canvas.surface, other, &levels, (line, width));
                }
                (Layer::Difference(one, other), false) => {
                    canvas.surface.fill(0, None);
                    self.draw_copy(&canvas.surface, one, &levels, all);
                    canvas.surface.blend("difference");
                    self.draw_copy(&canvas.surface, other, &levels, all);
                    // Where a picture has an overlay, that is compared in its place.
                    if let Some((over, _, place)) = &self.overlay
                        && let Some(place) = self.placed(*place)
                    {
                        let against = if *over == other { one } else { other };
                        canvas.surface.within(place, || {
                            canvas.surface.blend("source-over");
                            self.draw_copy(&canvas.surface, against, &levels, all);
                            canvas.surface.blend("difference");
                            self.draw_overlay(&canvas.surface, *over, all);
                        });
                    }
                    // Dividing by 1 - 1/gain's complement multiplies by the gain.
                    let grey = (255.0 * (1.0 - 1.0 / self.gain)).round() as u8;
                    canvas.surface.fill(grey, Some("color-dodge"));
                }
            }
        }
        // What is sharper than needed by far is let go of.
        for ((_, copies), level) in self.pictures.iter_mut().zip(levels) {
            if level == 0
                && let (Some(made), Some(asked)) = (copies.made.get_mut(2), copies.asked.get_mut(2))
                && made.is_some()
            {
                *made = None;
                *asked = false;
            }
        }
        wanted
    }

    fn is_shown(&self, index: usize) -> bool {
        self.canvases.iter().any(|canvas| match canvas.layer {
            Layer::Picture(one) => one == index || index == 0,
            Layer::Split(one, other) | Layer::Difference(one, other) => one == index || other == index,
        })
    }

    /// Where a place of the frame lies on a canvas.
    fn placed(&self, [left, top, width, height]: Place) -> Option<Place> {
        let view = self.view?;
        let (across, down) = (left * view.scale + view.offset_x, top * view.scale + view.offset_y);
        Some([across, down, width * view.scale, height * view.scale])
    }

    fn draw_picture(&self, canvas: &ViewCanvas, index: usize, levels: &[usize], across: (f64, f64)) {
        self.draw_copy(canvas, index, levels, across);
        self.draw_overlay(canvas, index, across);
    }

    fn draw_copy(&self, canvas: &ViewCanvas, index: usize, levels: &[usize], across: (f64, f64)) {
        if let Some((seen, copies)) = self.pictures.get(index)
            && let Some(copy) = copies.best(levels.get(index).copied().unwrap_or_default())
            && let Some(place) = self.placed(seen.place)
        {
            canvas.draw(copy, place, across);
        }
    }

    fn draw_overlay(&self, canvas: &ViewCanvas, index: usize, across: (f64, f64)) {
        if let Some((over, copy, place)) = &self.overlay
            && *over == index
            && let Some(place) = self.placed(*place)
        {
            canvas.draw(copy, place, across);
        }
    }
}

fn device_pixel_ratio() -> f64 {
    dom::device_pixel_ratio().min(MOST_DEVICE_PIXELS)
}

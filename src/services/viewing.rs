//! Looking at large pictures: several canvases with one zoom and one place, drawn once a frame from reduced
//! copies that the worker makes. The reactive system is told of the zoom only; a pointer's move goes straight
//! to the next frame.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom::{Frame, SizeWatch};
use crate::browser::pointer::PointerEvent;
use crate::browser::spawn;
use crate::browser::view_canvas::{Copy, HtmlCanvasElement, Place, ViewCanvas};
use crate::browser::worker_port::Attachment;
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::request::BlobHash;
use crate::fill::protocol::{Answer, Task};
use crate::services::Inner;

/// Longer sides of the copies in pixels; the last is the picture itself.
const COPIES_PX: [u32; 3] = [2048, 4096, 16_384];
/// Pictures of which the whole may be held at once; of more, the second largest copy must do.
const MOST_WHOLE: usize = 2;
/// Free on each side of a fitted picture, in CSS pixels.
const MARGIN_PX: f64 = 16.0;
/// A pointer this near to the line takes it, in CSS pixels.
const LINE_REACH_PX: f64 = 22.0;

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

/// What a canvas shows; numbers are places in the list of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// One picture.
    Picture(usize),
    /// One left of the line, another right of it.
    Split(usize, usize),
    /// What differs between two.
    Difference(usize, usize),
}

#[derive(Default)]
struct Copies {
    made: [Option<Copy>; 3],
    asked: [bool; 3],
    size: Option<Size>,
}

impl Copies {
    /// The first copy that has so many pixels, or is the picture itself.
    fn level_for(&self, pixels: f64) -> usize {
        let longest = self.size.map_or(0, |size| size.width.max(size.height));
        let enough = |most: &u32| f64::from(*most) >= pixels * 0.8 || (longest > 0 && *most >= longest);
        COPIES_PX.iter().position(enough).unwrap_or(COPIES_PX.len() - 1)
    }

    /// The smallest sharp copy that is there, else the sharpest.
    fn best(&self, level: usize) -> Option<&Copy> {
        let sharp = self.made.iter().skip(level).flatten().next();
        sharp.or_else(|| self.made.iter().take(level).rev().flatten().next())
    }
}

struct Canvas {
    id: u32,
    surface: ViewCanvas,
    layer: Layer,
    _size: Option<SizeWatch>,
}

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drag {
    Line,
    Picture,
}

/// What a move of the pointer does.
enum Done {
    Line,
    Pan(f64, f64),
    Pinch(Point, f64, f64, f64),
}

struct Looking {
    frame: Size,
    view: Option<View>,
    /// The room that the view was made for.
    room_of_view: Option<(f64, f64)>,
    is_fitted: bool,
    pictures: Vec<(Seen, Copies)>,
    canvases: Vec<Canvas>,
    next_id: u32,
    pointers: Vec<(i32, Point)>,
    drag: Drag,
    request: Option<Frame>,
    share: f64,
    gain: f64,
    is_held: bool,
    overlay: Option<(usize, Copy, Place)>,
}

/// Pictures that are looked at together.
#[derive(Clone)]
pub struct Viewer {
    inner: Rc<Inner>,
    looking: Rc<RefCell<Looking>>,
    /// CSS pixels per frame pixel, in percent.
    pub zoom_percent: RwSignal<f64>,
    /// Where the line is, 0 to 100 percent of what is seen of the pictures.
    pub share: RwSignal<f64>,
    /// Why a picture cannot be shown.
    pub trouble: RwSignal<Option<String>>,
    /// Rises when the view has changed.
    pub moves: RwSignal<u32>,
}

impl Viewer {
    /// Looks at pictures in a frame of a size.
    pub fn new(inner: &Rc<Inner>, frame: Size) -> Self {
        Self {
            inner: Rc::clone(inner),
            looking: Rc::new(RefCell::new(Looking {
                frame,
                view: None,
                room_of_view: None,
                is_fitted: true,
                pictures: Vec::new(),
                canvases: Vec::new(),
                next_id: 0,
                pointers: Vec::new(),
                drag: Drag::Picture,
                request: None,
                share: 50.0,
                gain: 4.0,
                is_held: false,
                overlay: None,
            })),
            zoom_percent: RwSignal::new(100.0),
            share: RwSignal::new(50.0),
            trouble: RwSignal::new(None),
            moves: RwSignal::new(0),
        }
    }

    /// Puts the pictures in; those that were there already keep their copies.
    pub fn show(&self, seen: Vec<Seen>) {
        {
            let mut looking = self.looking.borrow_mut();
            let mut before = std::mem::take(&mut looking.pictures);
            looking.pictures = seen
                .into_iter()
                .map(|one| {
                    let known = before
                        .iter()
                        .position(|(old, _)| old.blob == one.blob && old.link == one.link);
                    let copies = known.map(|index| before.swap_remove(index).1).unwrap_or_default();
                    (one, copies)
                })
                .collect();
        }
        self.redraw();
    }

    /// Draws on a canvas from now on; gives its name for [`Self::detach`].
    pub fn attach(&self, element: &HtmlCanvasElement, layer: Layer) -> Option<u32> {
        let canvas = ViewCanvas::of(element).ok()?;
        let again = self.clone();
        let size = SizeWatch::of(element, move || again.redraw()).ok();
        let mut looking = self.looking.borrow_mut();
        looking.next_id += 1;
        let id = looking.next_id;
        looking.canvases.push(Canvas {
            id,
            surface: canvas,
            layer,
            _size: size,
        });
        if looking.is_fitted {
            looking.view = None;
        }
        drop(looking);
        self.redraw();
        Some(id)
    }

    /// Draws on a canvas no more.
    pub fn detach(&self, id: u32) {
        let gone: Vec<Canvas> = {
            let mut looking = self.looking.borrow_mut();
            let (gone, kept) = looking.canvases.drain(..).partition(|canvas| canvas.id == id);
            looking.canvases = kept;
            gone
        };
        drop(gone);
    }

    /// Lets go of everything: the component is gone.
    pub fn close(&self) {
        let mut looking = self.looking.borrow_mut();
        looking.request = None;
        looking.overlay = None;
        let (canvases, pictures) = (
            std::mem::take(&mut looking.canvases),
            std::mem::take(&mut looking.pictures),
        );
        drop(looking);
        drop((canvases, pictures));
    }

    /// Lays a picture over one of the others, or takes it off.
    pub fn lay_over(&self, overlay: Option<(usize, Copy, Place)>) {
        self.looking.borrow_mut().overlay = overlay;
        self.redraw();
    }

    /// How strongly differences are shown, 1 and up.
    pub fn set_gain(&self, gain: f64) {
        self.looking.borrow_mut().gain = gain.max(1.0);
        self.redraw();
    }

    /// Shows the first picture alone.
    pub fn hold(&self, is_held: bool) {
        self.looking.borrow_mut().is_held = is_held;
        self.redraw();
    }

    /// Moves the line, in percent.
    pub fn set_share(&self, share: f64) {
        let share = share.clamp(0.0, 100.0);
        self.looking.borrow_mut().share = share;
        if (self.share.get_untracked() - share).abs() > 0.01 {
            self.share.set(share);
        }
        self.redraw();
    }

    /// Shows all of the pictures.
    pub fn fit(&self) {
        {
            let mut looking = self.looking.borrow_mut();
            looking.is_fitted = true;
            looking.view = None;
        }
        self.redraw();
    }

    /// Zooms in the middle.
    pub fn zoom_by(&self, factor: f64) {
        let middle = self
            .looking
            .borrow()
            .room()
            .map(|(width, height)| Point::new(width / 2.0, height / 2.0));
        if let Some(middle) = middle {
            self.zoom_at(middle, factor);
        }
    }

    /// Zooms in the middle to one picture pixel per CSS pixel.
    pub fn zoom_to_actual(&self) {
        let scale = self.looking.borrow().view.map(|view| view.scale);
        if let Some(scale) = scale {
            self.zoom_by(1.0 / scale);
        }
    }

    fn zoom_at(&self, anchor: Point, factor: f64) {
        {
            let mut looking = self.looking.borrow_mut();
            let (Some(view), Some(fit)) = (looking.view, looking.fitted()) else {
                return;
            };
            let zoomed = view.zoomed_at(anchor, factor);
            looking.is_fitted = zoomed.scale <= fit.scale * 1.0001;
            looking.view = Some(if looking.is_fitted { fit } else { zoomed });
        }
        self.redraw();
    }

    /// Moves the pictures, in CSS pixels.
    pub fn pan(&self, by_x: f64, by_y: f64) {
        {
            let mut looking = self.looking.borrow_mut();
            if looking.is_fitted {
                return;
            }
            looking.view = looking.view.map(|view| view.panned(by_x, by_y));
        }
        self.redraw();
    }

    /// The wheel zooms where the pointer is.
    pub fn wheel(&self, client: Point, by: f64) {
        if let Some(point) = self.looking.borrow().in_canvas(client) {
            // Not while it is borrowed.
            let (viewer, factor) = (self.clone(), (-by * 0.0016).clamp(-0.7, 0.7).exp());
            spawn(async move { viewer.zoom_at(point, factor) });
        }
    }

    /// A pointer went down.
    pub fn pointer_down(&self, event: &PointerEvent) {
        crate::browser::pointer::capture_here(event);
        let client = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        let line = {
            let mut looking = self.looking.borrow_mut();
            looking.pointers.retain(|(id, _)| *id != event.pointer_id());
            looking.pointers.push((event.pointer_id(), client));
            if looking.pointers.len() > 1 {
                looking.drag = Drag::Picture;
                return;
            }
            let point = looking.in_canvas(client);
            let line = looking.line();
            let is_near = point
                .zip(line)
                .is_some_and(|(point, line)| (point.x - line).abs() <= LINE_REACH_PX);
            looking.drag = if looking.is_split() && (is_near || looking.is_fitted) {
                Drag::Line
            } else {
                Drag::Picture
            };
            looking.drag == Drag::Line
        };
        if line {
            self.put_line(client);
        }
    }

    /// A pointer moved.
    pub fn pointer_move(&self, event: &PointerEvent) {
        let client = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        let done = {
            let mut looking = self.looking.borrow_mut();
            let Some(index) = looking
                .pointers
                .iter()
                .position(|(id, _)| *id == event.pointer_id())
            else {
                return;
            };
            let Some((_, before)) = looking.pointers.get(index).copied() else {
                return;
            };
            let other = looking
                .pointers
                .iter()
                .find(|(id, _)| *id != event.pointer_id())
                .map(|(_, point)| *point);
            if let Some(slot) = looking.pointers.get_mut(index) {
                slot.1 = client;
            }
            match (other, looking.drag) {
                (Some(other), _) => {
                    let factor = other.distance(client) / other.distance(before).max(1.0);
                    let middle =
                        Point::new(f64::midpoint(other.x, client.x), f64::midpoint(other.y, client.y));
                    let by = ((client.x - before.x) / 2.0, (client.y - before.y) / 2.0);
                    match looking.in_canvas(middle) {
                        Some(middle) => Done::Pinch(middle, factor, by.0, by.1),
                        None => return,
                    }
                }
                (None, Drag::Line) => Done::Line,
                (None, Drag::Picture) => Done::Pan(client.x - before.x, client.y - before.y),
            }
        };
        match done {
            Done::Line => self.put_line(client),
            Done::Pan(x, y) => self.pan(x, y),
            Done::Pinch(middle, factor, x, y) => {
                self.pan(x, y);
                self.zoom_at(middle, factor);
            }
        }
    }

    /// A pointer went up or away.
    pub fn pointer_up(&self, event: &PointerEvent) {
        self.looking
            .borrow_mut()
            .pointers
            .retain(|(id, _)| *id != event.pointer_id());
    }

    fn put_line(&self, client: Point) {
        let share = {
            let looking = self.looking.borrow();
            let (Some(point), Some((left, right))) = (looking.in_canvas(client), looking.extent()) else {
                return;
            };
            (point.x - left) / (right - left).max(1.0) * 100.0
        };
        self.set_share(share);
    }

    /// What is seen of the frame, in whole frame pixels, and how many device pixels one of them has.
    pub fn sight(&self) -> Option<(Rect, f64)> {
        let looking = self.looking.borrow();
        let (view, (width, height)) = (looking.view?, looking.room()?);
        let from = view.image_from_canvas(Point::new(0.0, 0.0));
        let to = view.image_from_canvas(Point::new(width, height));
        let side = |value: f64, limit: u32| value.clamp(0.0, f64::from(limit)) as u32;
        let rect = Rect::new(
            side(from.x.floor(), looking.frame.width),
            side(from.y.floor(), looking.frame.height),
            side(to.x.ceil(), looking.frame.width),
            side(to.y.ceil(), looking.frame.height),
        );
        let ratio = crate::browser::dom::device_pixel_ratio().min(2.0);
        (!rect.is_empty()).then_some((rect, view.scale * ratio))
    }

    /// Draws with the next frame.
    pub fn redraw(&self) {
        if self.looking.borrow().request.is_some() {
            return;
        }
        let viewer = self.clone();
        let request = Frame::request(move || viewer.draw());
        self.looking.borrow_mut().request = request;
    }

    fn draw(&self) {
        let (wanted, percent, has_moved) = {
            let mut looking = self.looking.borrow_mut();
            looking.request = None;
            if looking.room().is_none() {
                return;
            }
            let before = looking.view;
            if looking.is_fitted {
                looking.view = looking.fitted();
            }
            looking.follow_room();
            looking.keep_in_sight();
            let wanted = looking.draw();
            let percent = looking.view.map_or(100.0, |view| view.scale * 100.0);
            (wanted, percent, before != looking.view)
        };
        if (self.zoom_percent.get_untracked() - percent).abs() > 0.05 {
            self.zoom_percent.set(percent);
        }
        if has_moved {
            self.moves.update(|moves| *moves = moves.wrapping_add(1));
        }
        for (index, level) in wanted {
            self.fetch(index, level);
        }
    }

    /// Has a copy made, and draws it once it is there.
    fn fetch(&self, index: usize, level: usize) {
        let seen = {
            let mut looking = self.looking.borrow_mut();
            let Some((seen, copies)) = looking.pictures.get_mut(index) else {
                return;
            };
            match copies.asked.get_mut(level) {
                Some(asked) if !*asked => *asked = true,
                _ => return,
            }
            seen.clone()
        };
        let viewer = self.clone();
        spawn(async move {
            let made = viewer.make(&seen, level).await;
            let mut looking = viewer.looking.borrow_mut();
            // It may have been replaced meanwhile; the same file may be there twice, each with its own copies.
            let Some((_, copies)) = looking.pictures.iter_mut().find(|(now, copies)| {
                now.blob == seen.blob
                    && now.link == seen.link
                    && copies.made.get(level).is_some_and(Option::is_none)
                    && copies.asked.get(level) == Some(&true)
            }) else {
                return;
            };
            match made {
                Ok((copy, size)) => {
                    copies.size = Some(size);
                    if let Some(slot) = copies.made.get_mut(level) {
                        *slot = Some(copy);
                    }
                    drop(looking);
                    viewer.redraw();
                }
                Err(message) => {
                    drop(looking);
                    // The first copy stays when a sharper one does not fit into the memory.
                    if level == 0 {
                        viewer.trouble.try_set(Some(message));
                    }
                }
            }
        });
    }

    async fn make(&self, seen: &Seen, level: usize) -> Result<(Copy, Size), String> {
        let Some(blob) = &seen.blob else {
            let link = seen
                .link
                .as_deref()
                .ok_or("the picture is not kept on this device")?;
            let copy = Copy::of_address(link).await.map_err(|error| error.to_string())?;
            let size = copy.size();
            return Ok((copy, size));
        };
        let file = self
            .inner
            .blobs
            .get(blob)
            .await
            .map_err(|error| error.to_string())?;
        let longest_px = COPIES_PX.get(level).copied().unwrap_or_default();
        let asked = self
            .inner
            .viewing
            .ask(Task::View { longest_px }, vec![Attachment::Blob(file)])
            .await;
        match asked.map_err(|error| error.to_string())? {
            (Answer::Viewed { size }, parts) => match parts.into_iter().next() {
                Some(Attachment::Bitmap(bitmap)) => Ok((Copy::of_bitmap(bitmap), size)),
                _ => Err("the worker gave no picture".to_owned()),
            },
            _ => Err("the worker gave another answer than asked for".to_owned()),
        }
    }
}

impl Looking {
    /// The size of a canvas: all have the same.
    fn room(&self) -> Option<(f64, f64)> {
        let size = self.canvases.first()?.surface.size();
        (size.0 >= 1.0 && size.1 >= 1.0).then_some(size)
    }

    fn fitted(&self) -> Option<View> {
        let (width, height) = self.room()?;
        Some(View::fit(self.frame, width, height, MARGIN_PX))
    }

    /// What was in the middle stays there when the canvases become larger or smaller.
    fn follow_room(&mut self) {
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
    fn keep_in_sight(&mut self) {
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

    /// A window point in the canvas that is under it, else in the first.
    fn in_canvas(&self, client: Point) -> Option<Point> {
        let mut first = None;
        for canvas in &self.canvases {
            let origin = canvas.surface.origin();
            let (width, height) = canvas.surface.size();
            let point = Point::new(client.x - origin.x, client.y - origin.y);
            if (0.0..width).contains(&point.x) && (0.0..height).contains(&point.y) {
                return Some(point);
            }
            first = first.or(Some(point));
        }
        first
    }

    fn is_split(&self) -> bool {
        self.canvases
            .iter()
            .any(|canvas| matches!(canvas.layer, Layer::Split(..)))
    }

    /// Left and right end of what is seen of the frame.
    fn extent(&self) -> Option<(f64, f64)> {
        let (view, (width, _)) = (self.view?, self.room()?);
        let right = view.offset_x + f64::from(self.frame.width) * view.scale;
        Some((view.offset_x.max(0.0), right.min(width)))
    }

    fn line(&self) -> Option<f64> {
        let (left, right) = self.extent()?;
        Some(left + (right - left) * self.share / 100.0)
    }

    /// Draws every canvas; gives the copies that are wanting.
    fn draw(&mut self) -> Vec<(usize, usize)> {
        let Some(view) = self.view else { return Vec::new() };
        let ratio = crate::browser::dom::device_pixel_ratio().min(2.0);
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
                    self.draw_picture(&canvas.surface, one, &levels, all);
                    canvas.surface.blend("difference");
                    self.draw_picture(&canvas.surface, other, &levels, all);
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

    fn draw_picture(&self, canvas: &ViewCanvas, index: usize, levels: &[usize], across: (f64, f64)) {
        let Some(view) = self.view else { return };
        let placed = |[left, top, width, height]: Place| {
            [
                left * view.scale + view.offset_x,
                top * view.scale + view.offset_y,
                width * view.scale,
                height * view.scale,
            ]
        };
        if let Some((seen, copies)) = self.pictures.get(index)
            && let Some(copy) = copies.best(levels.get(index).copied().unwrap_or_default())
        {
            canvas.draw(copy, placed(seen.place), across);
        }
        if let Some((over, copy, place)) = &self.overlay
            && *over == index
        {
            canvas.draw(copy, placed(*place), across);
        }
    }
}

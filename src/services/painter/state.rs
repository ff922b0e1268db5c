//! The painter's types: its handle, what it knows while it works, what the hand is doing, and who may change the mask.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use super::commands::series::Selecting;
use crate::browser::dom::{Frame, SizeWatch};
use crate::browser::files::ObjectUrl;
use crate::browser::page_events::Key;
use crate::browser::pointer::{PointerKind, Sample};
use crate::browser::spawn;
use crate::browser::stage::StageElements;
use crate::browser::time::sleep;
use crate::browser::worker_handle::{WorkerError, WorkerHandle};
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::markup::sketch::Sketch;
use crate::core::mask::view::Palette;
use crate::core::mask::{Mask, StrokeMode};
use crate::services::held::Held;
use crate::services::library::blobs::Blobs;
use crate::services::shell::picture_worker::PictureWorker;
use crate::services::shell::questions::Questions;
use crate::state::{DraftState, NoticesState, StageState};

/// What goes wrong in the painter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The picture left the draft while its mask was worked on.
    #[error("the picture is no longer in the draft")]
    PictureGone,
    /// The worker could not do it.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// A file, the storage or a canvas.
    #[error(transparent)]
    Browser(#[from] crate::browser::Error),
}

/// Painting: the masks of the draft's pictures, their commands, and the elements of the stage.
#[derive(Clone, Copy)]
pub struct Painter {
    pub(crate) state: Held<RefCell<PainterState>>,
    pub(crate) stage: StageState,
    pub(crate) draft: DraftState,
    pub(crate) notices: NoticesState,
    pub(crate) questions: Questions,
    pub(crate) blobs: Held<Blobs>,
    pub(crate) worker: Held<PictureWorker>,
}

/// What the painter knows. One lives as long as the page.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, none a state of the others")]
pub(crate) struct PainterState {
    /// Itself, for what is done later.
    pub(crate) own: Option<Held<RefCell<Self>>>,
    /// The painter whose state this is, for what takes a worker.
    pub(crate) painter: Option<Painter>,
    pub(crate) stage: StageState,
    /// By the pictures' keys.
    pub(crate) masks: HashMap<u64, Mask>,
    /// The base picture's key and size.
    pub(crate) active: Option<(u64, Size)>,
    pub(crate) view: View,
    /// The view follows the stage's size until the person zooms or pans.
    pub(crate) is_fitted: bool,
    pub(crate) elements: Option<Rc<StageElements>>,
    pub(crate) watch: Option<SizeWatch>,
    pub(crate) gesture: Gesture,
    /// What began the gesture.
    pub(crate) hand: PointerKind,
    pub(crate) is_space_held: bool,
    /// Space was used for panning.
    pub(crate) has_panned: bool,
    /// Where the stage lies in the window, while a gesture lasts: asking the browser in each move would make it
    /// lay out the page each time.
    pub(crate) origin: Option<Point>,
    /// Where the first finger was last.
    pub(crate) last_touch_in_canvas: Point,
    /// The keyboard's cross, in picture pixels.
    pub(crate) cross: Option<Point>,
    /// Corners that were clicked or set by the keyboard, in picture pixels.
    pub(crate) corners: Vec<Point>,
    pub(crate) corners_mode: StrokeMode,
    /// Where the pointer was last while corners are set, in picture pixels.
    pub(crate) hovered: Option<Point>,
    /// Where the last stroke ended: Shift draws a line from there.
    pub(crate) last_point: Option<Point>,
    pub(crate) ring_in_canvas: Cell<Option<Point>>,
    pub(crate) has_seen_pen: bool,
    /// The selection that is shown or running.
    pub(crate) selection: Option<Command>,
    /// Rises when a selection is asked for, or for again with other settings.
    pub(crate) selection_revision: u64,
    /// Selecting by pointing.
    pub(crate) selecting: Selecting,
    /// The mask's lock: alive while a command has the mask; `true` once that was cancelled.
    pub(crate) lease: Weak<Cell<bool>>,
    /// The painter's own worker: cancelling ends it, and nobody else's tasks.
    pub(crate) worker: Option<Rc<WorkerHandle>>,
    /// Steps dropped from the undo history that the stores know of.
    pub(crate) reported_dropped: usize,
    pub(crate) dirty_canvas: Rect,
    pub(crate) frame: Option<Frame>,
    pub(crate) palette: Palette,
    /// What is drawn in a frame; here so that its memory is used again.
    pub(crate) pixels: Vec<u8>,
    pub(crate) photo: Option<Photo>,
    /// What is drawn, by the pictures' keys.
    pub(crate) sketches: HashMap<u64, Sketch>,
    /// What draws and changes it, once that part of the page is there.
    pub(crate) markup_part: Option<&'static dyn MarkupPart>,
    /// The place in the list of the mark that is selected.
    pub(crate) selected_mark: Option<usize>,
}

/// What the markup's part of the page does for the painter.
pub(crate) trait MarkupPart {
    /// Shows all marks of the base picture.
    fn show(&self, painter: &PainterState);
    /// The view changed: brings the outline of what is selected along.
    fn follow(&self, painter: &PainterState);
    /// A key went down, in lower case and as it is; `false` when it means nothing to it.
    fn key(&self, painter: Painter, meant: &str, key: &Key) -> bool;
}

/// What is known of a photograph that has a smaller copy.
pub(crate) struct Photo {
    pub(crate) key: u64,
    pub(crate) size: Size,
    /// The picture's own URL.
    pub(crate) whole: String,
    /// The smaller copy, once it is there.
    pub(crate) reduced: Option<(ObjectUrl, Size)>,
    pub(crate) is_whole_shown: bool,
    /// The browser could not draw the picture itself.
    pub(crate) is_whole_refused: bool,
}

/// What the pointers are doing.
#[derive(Default)]
pub(crate) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// A finger that may yet become a pinch.
    Waiting { press: Press, samples: Vec<Sample> },
    /// What the tool does along the way; it stays that tool's, whichever is chosen meanwhile.
    Drag { pointer_id: i32, drag: Box<dyn Drag> },
    /// Moving the picture.
    Pan { pointer_id: i32, last_in_canvas: Point },
    /// Two fingers: zoom and move.
    Pinch { fingers: [(i32, Point); 2], began_millis: f64, began_in_canvas: [Point; 2], has_moved: bool },
    /// Changing size and hardness of the brush.
    Resize { pointer_id: i32, start_in_canvas: Point, size_px: f64, hardness_percent: f64 },
}

impl Gesture {
    /// A pointer is part of it.
    pub(crate) fn has_pointer(&self, id: i32) -> bool {
        match self {
            Self::None => false,
            Self::Waiting { press, .. } => press.pointer_id == id,
            Self::Drag { pointer_id, .. }
            | Self::Pan { pointer_id, .. }
            | Self::Resize { pointer_id, .. } => *pointer_id == id,
            Self::Pinch { fingers, .. } => fingers.iter().any(|finger| finger.0 == id),
        }
    }
}

/// How a button or a finger went down, or a key at the cross.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "buttons and keys are held or not, independently")]
pub(crate) struct Press {
    pub(crate) pointer_id: i32,
    pub(crate) sample: Sample,
    /// With the right button, or a pen's other end.
    pub(crate) is_right: bool,
    pub(crate) is_alt: bool,
    pub(crate) is_shift: bool,
    pub(crate) is_pen: bool,
}

impl Press {
    /// Whether a selection adds to the mask or, with Alt or the right button, subtracts from it.
    pub(crate) fn mode(self) -> StrokeMode {
        if self.is_right || self.is_alt { StrokeMode::Erase } else { StrokeMode::Paint }
    }
}

/// What a tool does from a press to its release.
pub(crate) trait Drag {
    /// The pointer moved.
    fn follow(&mut self, painter: &mut PainterState, sample: Sample);
    /// The pointer went up: changes the mask, or gives a command that does.
    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command>;
    /// As if it had not been.
    fn abort(self: Box<Self>, _painter: &mut PainterState) {}
}

/// Something that the worker does to the mask: with a lease of it, which says how far it is and whether it was
/// cancelled.
#[derive(Clone)]
pub struct Command {
    /// What is done, such as `Growing`.
    pub(crate) label: &'static str,
    /// Its outcome is shown before it is applied, and made again when the tool's settings change.
    pub(crate) is_selection: bool,
    /// It goes on from the selection that is shown.
    pub(crate) keeps_preview: bool,
    /// Does it, with the settings as they are then.
    pub(crate) run: Rc<dyn Fn(MaskLease) -> Running>,
}

impl Command {
    /// A command that changes the mask, or reads it.
    pub(crate) fn new<F>(label: &'static str, run: impl Fn(MaskLease) -> F + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + 'static,
    {
        Self {
            label,
            is_selection: false,
            keeps_preview: false,
            run: Rc::new(move |lease| Box::pin(run(lease))),
        }
    }

    /// A command whose outcome is shown before it is applied.
    pub(crate) fn selection<F>(label: &'static str, run: impl Fn(MaskLease) -> F + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + 'static,
    {
        Self { is_selection: true, ..Self::new(label, run) }
    }
}

/// A command on its way.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// The right to change a picture's mask, for a command of the worker's: until it is dropped nobody else does.
pub(crate) struct MaskLease {
    pub(crate) painter: Painter,
    pub(crate) label: &'static str,
    pub(crate) key: u64,
    pub(crate) size: Size,
    pub(crate) is_cancelled: Rc<Cell<bool>>,
}

impl PainterState {
    /// Without a picture.
    pub(crate) fn held(stage: StageState) -> Held<RefCell<Self>> {
        let state = Held::new(RefCell::new(Self {
            own: None,
            painter: None,
            stage,
            masks: HashMap::new(),
            active: None,
            view: View { scale: 1.0, offset_x: 0.0, offset_y: 0.0 },
            is_fitted: true,
            elements: None,
            watch: None,
            gesture: Gesture::None,
            hand: PointerKind::Mouse,
            is_space_held: false,
            has_panned: false,
            origin: None,
            last_touch_in_canvas: Point::default(),
            cross: None,
            corners: Vec::new(),
            corners_mode: StrokeMode::Paint,
            hovered: None,
            last_point: None,
            ring_in_canvas: Cell::new(None),
            has_seen_pen: false,
            selection: None,
            selection_revision: 0,
            selecting: Selecting::default(),
            lease: Weak::new(),
            worker: None,
            reported_dropped: 0,
            dirty_canvas: Rect::default(),
            frame: None,
            palette: Palette::default(),
            pixels: Vec::new(),
            photo: None,
            sketches: HashMap::new(),
            markup_part: None,
            selected_mark: None,
        }));
        state.borrow_mut().own = Some(state);
        state
    }

    /// Calls after a pause, unless the painter is at work just then.
    pub(crate) fn later(&self, pause_millis: u32, call: impl FnOnce(&mut Self) + 'static) {
        let Some(own) = self.own else { return };
        spawn(async move {
            sleep(pause_millis).await;
            if let Ok(mut state) = own.try_borrow_mut() {
                call(&mut state);
            }
        });
    }

    /// Draws with the next frame.
    pub(crate) fn request_frame(&mut self) {
        if let Some(own) = self.own.filter(|_| self.frame.is_none()) {
            self.frame = Frame::request(move || own.borrow_mut().draw());
        }
    }

    /// Calls with the stage's elements, while there are any.
    pub(crate) fn on_stage(&self, call: impl FnOnce(&StageElements)) {
        self.elements.as_deref().map(call);
    }

    /// A command has the mask: nothing else may change it.
    pub(crate) fn is_leased(&self) -> bool {
        self.lease.strong_count() > 0
    }

    /// The picture's pixel at a place of the stage: column and row.
    pub(crate) fn pixel_at(&self, sample: Sample) -> Option<(u32, u32)> {
        let (_, size) = self.active?;
        let point = self.view.image_from_canvas(sample.point_in_canvas);
        let is_inside = point.x >= 0.0
            && point.y >= 0.0
            && point.x < f64::from(size.width)
            && point.y < f64::from(size.height);
        is_inside.then_some((point.x as u32, point.y as u32))
    }

    /// The base picture's mask as it is, perhaps while it is being changed in pieces.
    pub(crate) fn unsettled_mask(&mut self) -> Option<&mut Mask> {
        let (key, _) = self.active?;
        self.masks.get_mut(&key)
    }

    /// The base picture's mask; what is being done to it in pieces is finished first.
    pub(crate) fn mask(&mut self) -> Option<&mut Mask> {
        let (key, _) = self.active?;
        self.settle(key);
        self.masks.get_mut(&key)
    }
}

//! The stage: painting or comparing, the tool, and facts of the mask.

use leptos::prelude::*;

use super::markup::{Layer, MarkupFacts};
use crate::core::geometry::Size;
use crate::core::markup::Colour;
use crate::core::mask;
use crate::core::request::Drawn;
use crate::core::select::NATURAL_SOFTNESS_PERCENT;

/// What the stage shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageMode {
    /// The base picture and its mask.
    Paint,
    /// A result beside what it was made from.
    Compare {
        /// The result's name.
        result_id: String,
        /// Another result in place of what it was made from.
        against: Option<String>,
    },
    /// All results as small pictures, to select many.
    Gallery,
    /// What came from what.
    Tree,
}

/// A change of the mask's edge by a number of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeChange {
    /// Outwards.
    Grow,
    /// Inwards.
    Shrink,
    /// To both sides, ever softer.
    Feather,
}

/// Something that takes a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// What is done, such as `Growing`.
    pub label: &'static str,
    /// Share that is done, 0 to 100.
    pub percent: f64,
}

/// Facts of the base picture's mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MaskFacts {
    /// The picture's size; `None` without a picture.
    pub size: Option<Size>,
    /// Pixels with any coverage.
    pub covered_px: u64,
    /// There is a step to undo.
    pub can_undo: bool,
    /// There is a step to redo.
    pub can_redo: bool,
}

/// Smallest and largest reach of grow, shrink and feather, in picture pixels.
pub const REACH_PX: (f64, f64) = (1.0, mask::morphology::MAX_RADIUS_PX as f64);

/// Smallest and largest brush, diameter in picture pixels.
pub const BRUSH_SIZE_PX: (f64, f64) = (1.0, 2000.0);

/// Select object by a box drawn round it.
pub const BY_BOX: &str = "Box";
/// Select object by a stroke drawn over it.
pub const BY_STROKE: &str = "Stroke";

/// Least and most softness of a selection's edge.
pub const EDGE_SOFTNESS: (f64, f64) = (0.0, 100.0);

/// A selection is marked beside what was marked.
pub const ADD_TO_MASK: &str = "Add to mask";
/// A selection is marked instead of what was marked.
pub const REPLACE_MASK: &str = "Replace";
/// A selection is taken off what was marked.
pub const SUBTRACT_FROM_MASK: &str = "Subtract";
/// What a selection does to the mask.
pub const COMBINATIONS: [&str; 3] = [ADD_TO_MASK, REPLACE_MASK, SUBTRACT_FROM_MASK];

/// The mask is seen as a colour over the picture.
pub const OVERLAY: &str = "Overlay";
/// What is marked is seen on black.
pub const ON_BLACK: &str = "On black";
/// What is marked is seen on white.
pub const ON_WHITE: &str = "On white";
/// The mask is seen alone, white on black.
pub const MASK_ALONE: &str = "Mask alone";
/// How the mask is seen.
pub const MASK_VIEWS: [&str; 4] = [OVERLAY, ON_BLACK, ON_WHITE, MASK_ALONE];

/// The stage's store.
#[derive(Clone, Copy, Debug)]
pub struct StageState {
    /// What it shows.
    pub mode: RwSignal<StageMode>,
    /// The name of the tool in hand: `services::painter::tools` has the tools.
    pub tool: RwSignal<&'static str>,
    /// Diameter in picture pixels.
    pub brush_size_px: RwSignal<f64>,
    /// 0 (soft) to 100 (hard).
    pub hardness_percent: RwSignal<f64>,
    /// Facts of the mask, as of the last completed stroke.
    pub facts: RwSignal<MaskFacts>,
    /// Largest difference to the clicked colour that is selected, 0 to 100 % of a channel.
    pub tolerance_percent: RwSignal<f64>,
    /// Only what is connected to the pixel that was clicked.
    pub is_contiguous: RwSignal<bool>,
    /// A selection is shown and waits to be applied.
    pub has_preview: RwSignal<bool>,
    /// The change of the edge that is shown and waits to be applied.
    pub edge: RwSignal<Option<EdgeChange>>,
    /// How far it reaches, in picture pixels.
    pub reach_px: RwSignal<f64>,
    /// What the worker does to the mask, to be shown.
    pub work: RwSignal<Option<Work>>,
    /// The overlay's colour, `#rrggbb`.
    pub overlay_colour: RwSignal<String>,
    /// The overlay's opacity at full coverage, 0 to 100.
    pub overlay_percent: RwSignal<f64>,
    /// How the mask is seen: one of [`MASK_VIEWS`].
    pub mask_view: RwSignal<&'static str>,
    /// How Select object is pointed with: [`BY_BOX`] or [`BY_STROKE`].
    pub select_by: RwSignal<&'static str>,
    /// How soft the edge of a selection is, 0 to 100.
    pub edge_softness: RwSignal<f64>,
    /// What a selection does to the mask: one of [`COMBINATIONS`].
    pub combine: RwSignal<&'static str>,
    /// A small picture is enlarged to fit.
    pub enlarges_small: RwSignal<bool>,
    /// The wheel pans instead of zooming.
    pub wheel_pans: RwSignal<bool>,
    /// A pen's pressure sets the size of its stroke.
    pub pressure_sizes: RwSignal<bool>,
    /// Fingers pan and do not paint; set when a pen is first seen.
    pub touch_pans: RwSignal<bool>,
    /// An exported mask is transparent where change is allowed.
    pub is_export_transparent: RwSignal<bool>,
    /// The oldest steps that were dropped to keep the memory small.
    pub dropped_steps: RwSignal<usize>,
    /// Rises when any mask changed: at the end of a stroke, never during one.
    pub mask_changes: RwSignal<u64>,
    /// CSS pixels per picture pixel, in percent.
    pub zoom_percent: RwSignal<f64>,
    /// Something is being dragged over the page.
    pub is_dropping: RwSignal<bool>,
    /// The result that is shown in place of the base picture, until painting goes on.
    pub result: RwSignal<Option<String>>,
    /// The result that was hidden by undo last, and comes back by redo.
    pub undone_result: RwSignal<Option<String>>,
    /// The base picture is shown in place of that result while a key or a button is held.
    pub is_before_held: RwSignal<bool>,
    /// Lifting the brush runs Local fill at once.
    pub is_quick: RwSignal<bool>,
    /// Rises when a brush stroke ends.
    pub strokes: RwSignal<u64>,
    /// What is worked on.
    pub layer: RwSignal<Layer>,
    /// Facts of the markup, as of the last completed mark.
    pub markup: RwSignal<MarkupFacts>,
    /// The name of the markup's tool in hand.
    pub markup_tool: RwSignal<&'static str>,
    /// What marks are drawn with.
    pub markup_colour: RwSignal<Colour>,
    /// The width of their lines, in picture pixels.
    pub markup_width_px: RwSignal<f64>,
}

impl StageState {
    pub(super) fn new() -> Self {
        Self {
            mode: RwSignal::new(StageMode::Paint),
            tool: RwSignal::new("Brush"),
            brush_size_px: RwSignal::new(64.0),
            hardness_percent: RwSignal::new(80.0),
            facts: RwSignal::new(MaskFacts::default()),
            tolerance_percent: RwSignal::new(12.0),
            is_contiguous: RwSignal::new(true),
            has_preview: RwSignal::new(false),
            edge: RwSignal::new(None),
            reach_px: RwSignal::new(8.0),
            work: RwSignal::new(None),
            overlay_colour: RwSignal::new(mask::view::RUBY_TEXT.to_owned()),
            overlay_percent: RwSignal::new(52.0),
            mask_view: RwSignal::new(OVERLAY),
            select_by: RwSignal::new(BY_BOX),
            edge_softness: RwSignal::new(f64::from(NATURAL_SOFTNESS_PERCENT)),
            combine: RwSignal::new(ADD_TO_MASK),
            enlarges_small: RwSignal::new(true),
            wheel_pans: RwSignal::new(false),
            pressure_sizes: RwSignal::new(true),
            touch_pans: RwSignal::new(false),
            is_export_transparent: RwSignal::new(false),
            dropped_steps: RwSignal::new(0),
            mask_changes: RwSignal::new(0),
            zoom_percent: RwSignal::new(100.0),
            is_dropping: RwSignal::new(false),
            result: RwSignal::new(None),
            undone_result: RwSignal::new(None),
            is_before_held: RwSignal::new(false),
            is_quick: RwSignal::new(false),
            strokes: RwSignal::new(0),
            layer: RwSignal::new(Layer::Mask),
            markup: RwSignal::new(MarkupFacts::default()),
            markup_tool: RwSignal::new("Arrow"),
            markup_colour: RwSignal::new(Colour::default()),
            markup_width_px: RwSignal::new(6.0),
        }
    }

    /// Takes a mark's colour and width into the hand.
    pub fn take_markup_pen(self, colour: Colour, width_px: u16) {
        self.markup_colour.set(colour);
        self.markup_width_px.set(f64::from(width_px));
    }

    /// What is drawn on the base picture.
    pub fn drawn(self) -> Drawn {
        Drawn {
            has_mask: self.facts.get().covered_px > 0,
            has_markup: self.markup.with(|markup| !markup.is_empty()),
        }
    }

    /// Shows a result in place of the base picture.
    pub fn show_result(self, id: String) {
        self.mode.set(StageMode::Paint);
        self.is_before_held.set(false);
        self.undone_result.set(None);
        self.result.set(Some(id));
    }

    /// Shows the base picture and its mask again, to be painted on. Writes nothing when they are shown.
    pub fn show_mask(self) {
        for shown in [self.result, self.undone_result] {
            if shown.with_untracked(Option::is_some) {
                shown.set(None);
            }
        }
    }

    /// Hides the result that is shown, so that redo brings it back; `false` when none is shown.
    pub fn undo_result(self) -> bool {
        let shown = self.result.get_untracked();
        let is_shown = shown.is_some();
        if is_shown {
            self.result.set(None);
            self.undone_result.set(shown);
        }
        is_shown
    }

    /// Shows the result again that undo hid; `false` when there is none.
    pub fn redo_result(self) -> bool {
        let undone = self.undone_result.get_untracked();
        let is_there = undone.is_some();
        if let Some(id) = undone {
            self.show_result(id);
        }
        is_there
    }
}

//! The stage: painting or comparing, the tool, and facts of the mask.

use leptos::prelude::*;

use crate::core::geometry::Size;
use crate::core::mask;

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

/// The tool in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaintTool {
    /// Adds to the mask.
    Brush,
    /// Takes from the mask.
    Eraser,
    /// Adds a rectangle.
    Rectangle,
    /// Adds an ellipse.
    Ellipse,
    /// Adds a freehand shape.
    Lasso,
    /// Adds a shape by its corners.
    Polygon,
    /// Fills what hangs together.
    Fill,
    /// Selects by the colour of the picture.
    SelectColour,
}

/// What is told of a tool: name, key, how it is used.
type ToolFacts = (PaintTool, &'static str, &'static str, &'static str);

const TOOLS: [ToolFacts; 8] = [
    (PaintTool::Brush, "Brush", "B", ""),
    (PaintTool::Eraser, "Eraser", "E", ""),
    (PaintTool::Rectangle, "Rectangle", "M", "Drag over what may change; Alt takes off"),
    (PaintTool::Ellipse, "Ellipse", "O", "Drag over what may change; Alt takes off"),
    (PaintTool::Lasso, "Lasso", "L", "Draw round what may change; Alt takes off"),
    (PaintTool::Polygon, "Polygon", "P", "Click the corners, Enter closes; Alt takes off"),
    (PaintTool::Fill, "Fill", "G", "Click inside an outline; Alt takes off"),
    (PaintTool::SelectColour, "Select by colour", "W", ""),
];

impl PaintTool {
    /// All, in the order of the toolbar.
    pub const ALL: [Self; 8] = [
        Self::Brush,
        Self::Eraser,
        Self::Rectangle,
        Self::Ellipse,
        Self::Lasso,
        Self::Polygon,
        Self::Fill,
        Self::SelectColour,
    ];

    fn facts(self) -> Option<&'static ToolFacts> {
        TOOLS.iter().find(|facts| facts.0 == self)
    }

    /// The accessible name.
    pub fn label(self) -> &'static str {
        self.facts().map_or("", |facts| facts.1)
    }

    /// The key that takes it up.
    pub fn shortcut(self) -> &'static str {
        self.facts().map_or("", |facts| facts.2)
    }

    /// How it is used; empty where it has settings instead.
    pub fn hint(self) -> &'static str {
        self.facts().map_or("", |facts| facts.3)
    }

    /// It paints along the pointer's way.
    pub const fn is_brush(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser)
    }

    /// It acts where it is clicked, not along a drag.
    pub const fn is_clicked(self) -> bool {
        matches!(self, Self::Polygon | Self::Fill | Self::SelectColour)
    }
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

impl MaskFacts {
    /// `mask covers 12 % of 4096 x 3072 px`; a little is never called 0 %, and not quite all never 100 %.
    pub fn text(&self) -> String {
        let Some(size) = self.size else {
            return "no picture".to_owned();
        };
        let area = size.area().max(1);
        let share = self.covered_px as f64 * 100.0 / area as f64;
        let share = if self.covered_px == 0 {
            "0".to_owned()
        } else if share < 1.0 {
            "under 1".to_owned()
        } else if self.covered_px == area {
            "100".to_owned()
        } else {
            format!("{:.0}", share.min(99.0))
        };
        format!("mask covers {share} % of {size} px")
    }
}

/// Smallest and largest reach of grow, shrink and feather, in picture pixels.
pub const REACH_PX: (f64, f64) = (1.0, mask::morphology::MAX_RADIUS_PX as f64);

/// Smallest and largest brush, diameter in picture pixels.
pub const BRUSH_SIZE_PX: (f64, f64) = (1.0, 2000.0);

/// The stage's store.
#[derive(Clone, Copy, Debug)]
pub struct StageState {
    /// What it shows.
    pub mode: RwSignal<StageMode>,
    /// The tool in hand.
    pub tool: RwSignal<PaintTool>,
    /// Diameter in picture pixels.
    pub brush_size_px: RwSignal<f64>,
    /// 0 (soft) to 100 (hard).
    pub hardness_percent: RwSignal<f64>,
    /// Facts of the mask, as of the last completed stroke.
    pub facts: RwSignal<MaskFacts>,
    /// Most difference of a colour that is selected, 0 to 100 % of a channel.
    pub tolerance_percent: RwSignal<f64>,
    /// Only what hangs together with the colour that was clicked.
    pub is_contiguous: RwSignal<bool>,
    /// A selection is shown and waits to be applied.
    pub has_preview: RwSignal<bool>,
    /// How far grow, shrink and feather reach, in picture pixels.
    pub reach_px: RwSignal<f64>,
    /// What the worker does to the mask.
    pub work: RwSignal<Option<Work>>,
    /// The overlay's colour, `#rrggbb`.
    pub overlay_colour: RwSignal<String>,
    /// The overlay's opacity at full coverage, 0 to 100.
    pub overlay_percent: RwSignal<f64>,
    /// The mask is shown alone, white on black.
    pub is_mask_alone: RwSignal<bool>,
    /// The wheel moves the picture instead of zooming.
    pub does_wheel_pan: RwSignal<bool>,
    /// A pen's pressure sets the size of its stroke.
    pub does_pressure_size: RwSignal<bool>,
    /// Fingers move the picture and do not paint; set when a pen is first seen.
    pub do_fingers_navigate: RwSignal<bool>,
    /// A mask that is given out is transparent where change is allowed.
    pub is_export_transparent: RwSignal<bool>,
    /// The oldest steps that were dropped to keep the memory small.
    pub dropped_steps: RwSignal<usize>,
    /// Rises when any mask changed: at the end of a stroke, never during one.
    pub mask_changes: RwSignal<u64>,
    /// CSS pixels per picture pixel, in percent.
    pub zoom_percent: RwSignal<f64>,
    /// Something is being dragged over the page.
    pub is_dropping: RwSignal<bool>,
}

impl StageState {
    pub(super) fn new() -> Self {
        Self {
            mode: RwSignal::new(StageMode::Paint),
            tool: RwSignal::new(PaintTool::Brush),
            brush_size_px: RwSignal::new(64.0),
            hardness_percent: RwSignal::new(80.0),
            facts: RwSignal::new(MaskFacts::default()),
            tolerance_percent: RwSignal::new(12.0),
            is_contiguous: RwSignal::new(true),
            has_preview: RwSignal::new(false),
            reach_px: RwSignal::new(8.0),
            work: RwSignal::new(None),
            overlay_colour: RwSignal::new(mask::view::RUBY_TEXT.to_owned()),
            overlay_percent: RwSignal::new(52.0),
            is_mask_alone: RwSignal::new(false),
            does_wheel_pan: RwSignal::new(false),
            does_pressure_size: RwSignal::new(true),
            do_fingers_navigate: RwSignal::new(false),
            is_export_transparent: RwSignal::new(false),
            dropped_steps: RwSignal::new(0),
            mask_changes: RwSignal::new(0),
            zoom_percent: RwSignal::new(100.0),
            is_dropping: RwSignal::new(false),
        }
    }
}

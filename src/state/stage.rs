//! The stage: painting or comparing, the tool, and facts of the mask.

use leptos::prelude::*;

use crate::core::geometry::Size;

/// What the stage shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageMode {
    /// The base picture and its mask.
    Paint,
    /// A result beside what it was made from.
    Compare {
        /// The result's name.
        result_id: String,
    },
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
}

impl PaintTool {
    /// All, in the order of the toolbar.
    pub const ALL: [Self; 5] = [
        Self::Brush,
        Self::Eraser,
        Self::Rectangle,
        Self::Ellipse,
        Self::Lasso,
    ];

    /// The accessible name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Brush => "Brush",
            Self::Eraser => "Eraser",
            Self::Rectangle => "Rectangle",
            Self::Ellipse => "Ellipse",
            Self::Lasso => "Lasso",
        }
    }

    /// The key that takes it up.
    pub const fn shortcut(self) -> &'static str {
        match self {
            Self::Brush => "B",
            Self::Eraser => "E",
            Self::Rectangle => "M",
            Self::Ellipse => "O",
            Self::Lasso => "L",
        }
    }

    /// It paints along the pointer's way.
    pub const fn is_brush(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser)
    }
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
            mask_changes: RwSignal::new(0),
            zoom_percent: RwSignal::new(100.0),
            is_dropping: RwSignal::new(false),
        }
    }
}

//! What a tool of the painter is.

use super::state::{Command, PainterState, Press};
use super::tools::shape;
use crate::core::geometry::{Point, View};
use crate::core::mask::StrokeMode;
use crate::state::StageState;
use leptos::prelude::RwSignal;

/// A tool: how it is shown, and what it does. The toolbar, the options bar and the list of keys are drawn from it.
pub struct Tool {
    /// Its accessible name.
    pub name: &'static str,
    /// The key that selects it.
    pub key: &'static str,
    /// An SVG path: strokes in a box of 18 x 18.
    pub icon: &'static str,
    /// How it is used; may be empty where its settings say it.
    pub hint: &'static str,
    /// Its options.
    pub settings: &'static [Setting],
    /// The brush's ring follows the pointer.
    pub(crate) has_ring: bool,
    /// It acts where it is clicked, not along a drag: a finger is waited for until it goes up.
    pub(crate) is_clicked: bool,
    /// A button, a finger or a key goes down: begins a drag ([`PainterState::gesture`]), or gives a command.
    pub(crate) press: fn(&mut PainterState, Press) -> Option<Command>,
    /// What Enter and Space do at the keyboard's cross instead of a press and its release.
    pub(crate) press_at_cross: Option<fn(&mut PainterState, Point, StrokeMode)>,
    /// The outline of the corners that are set, in picture pixels, as an SVG path in CSS pixels of the stage.
    pub(crate) outline: fn(&[Point], View) -> String,
}

impl Tool {
    /// What a tool does not say of itself.
    pub(super) const PLAIN: Self = Self {
        name: "",
        key: "",
        icon: "",
        hint: "",
        settings: &[],
        has_ring: false,
        is_clicked: false,
        press: |_, _| None,
        press_at_cross: None,
        outline: shape::polygon_outline,
    };
}

/// An option of a tool. The signals are the stage's: tools share them, and so the keys can change them.
pub enum Setting {
    /// A number: name, unit, least and most.
    Slider(&'static str, &'static str, fn(StageState) -> RwSignal<f64>, (f64, f64)),
    /// Likewise; small values get as much room as large ones.
    LogarithmicSlider(&'static str, &'static str, fn(StageState) -> RwSignal<f64>, (f64, f64)),
    /// On or off.
    Switch(&'static str, fn(StageState) -> RwSignal<bool>),
}

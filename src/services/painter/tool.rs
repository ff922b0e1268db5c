//! What a tool of the painter is.

use super::state::{Command, PainterState, Press};
use super::tools::shape;
use crate::core::geometry::{Point, View};
use crate::core::mask::StrokeMode;
use crate::state::StageState;
use leptos::prelude::RwSignal;

/// What Enter and Space do at the keyboard's cross.
pub(crate) type PressAtCross = fn(&mut PainterState, Point, StrokeMode) -> Option<Command>;

/// What closing the corners that are set does.
pub(crate) type Close = fn(&mut PainterState, Vec<Point>, StrokeMode) -> Option<Command>;

/// What a tool's marks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whatever the person paints.
    Paints,
    /// An object: what can be done with one is offered beside it.
    MarksObject,
    /// An object that gesture after gesture points at: it may be pressed while the selection is being made.
    PointsAtObject,
}

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
    pub(crate) press_at_cross: Option<PressAtCross>,
    /// The outline of the corners that are set, in picture pixels, as an SVG path in CSS pixels of the stage.
    pub(crate) outline: fn(&[Point], View) -> String,
    /// What is shown of the corners that are set, and on to the pointer, where `outline` does not say all.
    pub(crate) shown: Option<fn(&mut PainterState, Option<Point>) -> String>,
    /// What closing the corners that are set does instead of marking their polygon.
    pub(crate) close: Option<Close>,
    pub role: Role,
    /// It was chosen.
    pub(crate) on_chosen: fn(&mut PainterState),
}

impl Tool {
    /// What a tool does not say of itself.
    pub(crate) const PLAIN: Self = Self {
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
        shown: None,
        close: None,
        role: Role::Paints,
        on_chosen: |_| (),
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
    /// One of a few, all of them in sight: name and values. Nothing that is shown depends on it.
    Choice(&'static str, &'static [&'static str], fn(StageState) -> RwSignal<&'static str>),
    /// One of several: name and values, and whether what is shown depends on it.
    List(&'static str, &'static [&'static str], fn(StageState) -> RwSignal<&'static str>, bool),
}

//! Markup on the stage: the tools that draw it, what is done to a mark that is selected, and the mask that closed shapes
//! become. It is a part of the page of its own, which the painter does not know: [`install`] hands it over.
//!
//! The marks themselves are the painter's, so that they are there before this part is. While one is drawn no signal is
//! written, as with a stroke of the mask.

pub mod texts;
pub mod tools;

use leptos::prelude::*;

use crate::browser::page_events::Key;
use crate::core::geometry::Point;
use crate::core::markup::{Colour, MAX_WIDTH_PX, Mark, Spot};
use crate::core::mask::{StrokeMode, Sweep};
use crate::services::painter::Painter;
use crate::services::painter::state::{MarkupPart, PainterState};
use crate::services::painter::tools::{Tool, install_markup};
use crate::state::Layer;

/// Thinnest and thickest lines, in picture pixels.
pub const WIDTH_PX: (f64, f64) = (1.0, MAX_WIDTH_PX as f64);

/// How near to a mark a pointer means it, in CSS pixels.
const REACH: f64 = 6.0;

struct Part;

static PART: Part = Part;

/// The painter can show and change markup from now on.
pub fn install(painter: Painter) {
    install_markup(&tools::TOOLS);
    painter.with(|state| {
        state.markup_part = Some(&PART);
        state.show_markup();
    });
}

impl MarkupPart for Part {
    fn show(&self, painter: &PainterState) {
        let sketch = painter.active.and_then(|(key, _)| painter.sketches.get(&key));
        let marks = sketch.map_or(&[][..], |sketch| &sketch.markup().marks);
        painter.on_stage(|elements| {
            if let Err(error) = elements.marks.show(marks) {
                crate::browser::dom::log_error(&error.to_string());
            }
        });
        self.follow(painter);
    }

    fn follow(&self, painter: &PainterState) {
        if painter.stage.layer.get_untracked() == Layer::Markup && painter.corners.is_empty() {
            painter.show_outline(&outline_of_selected(painter));
        }
    }

    fn key(&self, painter: Painter, meant: &str, key: &Key) -> bool {
        let step = if key.is_shift { 10.0 } else { 1.0 };
        match meant {
            "arrowleft" if key.is_alt => painter.shift_selected(-step, 0.0),
            "arrowright" if key.is_alt => painter.shift_selected(step, 0.0),
            "arrowup" if key.is_alt => painter.shift_selected(0.0, -step),
            "arrowdown" if key.is_alt => painter.shift_selected(0.0, step),
            "delete" => painter.remove_selected(),
            "backspace" => painter.remove_corner() || painter.remove_selected(),
            "escape" => painter.deselect(),
            "[" | "]" => {
                let width = painter.stage.markup_width_px.get_untracked();
                let factor = if meant == "[" { 1.0 / 1.15 } else { 1.15 };
                let scaled = (width * factor).round();
                let by_one = if meant == "[" { width - 1.0 } else { width + 1.0 };
                painter.set_markup_width(if (scaled - width).abs() < 1.0 { by_one } else { scaled });
                true
            }
            _ => match tools::TOOLS.iter().find(|tool| tool.key.eq_ignore_ascii_case(meant)) {
                Some(tool) if !key.is_alt => {
                    painter.choose_markup_tool(tool);
                    true
                }
                _ => false,
            },
        }
    }
}

/// A box round the mark that is selected, as an SVG path in CSS pixels of the stage.
fn outline_of_selected(painter: &PainterState) -> String {
    let sketch = painter.active.and_then(|(key, _)| painter.sketches.get(&key));
    let mark = painter.selected_mark.zip(sketch).and_then(|(at, sketch)| sketch.markup().marks.get(at));
    let Some(mark) = mark else { return String::new() };
    let bounds = mark.bounds();
    let (low, high) =
        (painter.view.canvas_from_image(bounds.low), painter.view.canvas_from_image(bounds.high));
    let (left, top) = (low.x - 4.0, low.y - 4.0);
    format!("M{left:.1} {top:.1}h{:.1}v{:.1}H{left:.1}Z", high.x - low.x + 8.0, high.y - low.y + 8.0)
}

impl Painter {
    /// Works on a layer from now on; what the hand was doing on the other is given up.
    pub fn choose_layer(self, layer: Layer) {
        if self.stage.layer.get_untracked() == layer {
            return;
        }
        self.stage.show_mask();
        self.with(|state| {
            state.leave_selection();
            state.abort();
            state.selected_mark = None;
            state.on_stage(crate::browser::stage::StageElements::hide_ring);
        });
        self.stage.layer.set(layer);
        self.with(PainterState::show_markup);
    }

    /// Takes one of the markup's tools into the hand.
    pub fn choose_markup_tool(self, tool: &'static Tool) {
        self.select_tool(tool);
        if tool.name != tools::pick::PICK.name {
            self.deselect();
        }
    }

    /// Draws in this colour from now on; a mark that is selected takes it.
    pub fn set_markup_colour(self, colour: Colour) {
        self.stage.markup_colour.set(colour);
        self.restyle_selected(|_, width_px| (colour, width_px));
    }

    /// Draws lines of this width from now on, in picture pixels; a mark that is selected takes it.
    pub fn set_markup_width(self, width_px: f64) {
        let width = width_px.round().clamp(WIDTH_PX.0, WIDTH_PX.1);
        self.stage.markup_width_px.set(width);
        self.restyle_selected(|colour, _| (colour, width as u16));
    }

    /// Changes the words of the note that is selected.
    pub fn set_note_text(self, text: &str) {
        self.with(|state| {
            let selected = state.selected_mark;
            if let Some((at, sketch)) = selected.zip(state.sketch()) {
                sketch.retext(at, text);
                state.show_markup();
            }
        });
    }

    /// Removes all marks, undoably.
    pub fn clear_markup(self) {
        self.stage.show_mask();
        self.with(|state| {
            state.abort();
            state.selected_mark = None;
            if let Some(sketch) = state.sketch() {
                sketch.clear();
            }
            state.show_markup();
        });
    }

    /// Adds what closed shapes surround to the mask, as one step.
    pub fn mask_from_markup(self) {
        self.stage.show_mask();
        let count = self.with(|state| {
            let areas = state.sketch().map(|sketch| sketch.markup().areas()).unwrap_or_default();
            let count = areas.len();
            if count > 0 && !state.is_leased() {
                state.leave_selection();
                state.abort();
                state.sweep(Sweep::Polygons(areas, StrokeMode::Paint));
            }
            count
        });
        self.notices.info(texts::mask_made(count));
    }

    fn restyle_selected(self, change: impl FnOnce(Colour, u16) -> (Colour, u16)) {
        self.with(|state| {
            let selected = state.selected_mark;
            let Some((at, sketch)) = selected.zip(state.sketch()) else { return };
            let style = sketch.markup().marks.get(at).map(|mark| change(mark.colour, mark.width_px));
            if let Some((colour, width_px)) = style {
                sketch.restyle(at, colour, width_px);
                state.show_markup();
            }
        });
    }

    /// Moves the mark that is selected, in picture pixels; `false` when none is.
    fn shift_selected(self, by_x: f64, by_y: f64) -> bool {
        self.with(|state| {
            let selected = state.selected_mark;
            let Some((at, sketch)) = selected.zip(state.sketch()) else { return false };
            sketch.shift(at, Spot::of(Point::new(by_x, by_y)));
            state.show_markup();
            true
        })
    }

    /// Removes the mark that is selected; the focus goes back to the picture.
    pub fn delete_selected(self) {
        if self.remove_selected() {
            crate::services::shell::views::focus_picture();
        }
    }

    /// Removes the mark that is selected; `false` when none is.
    fn remove_selected(self) -> bool {
        self.with(|state| {
            let selected = state.selected_mark.take();
            let Some((at, sketch)) = selected.zip(state.sketch()) else { return false };
            sketch.remove(&[at]);
            state.show_markup();
            true
        })
    }

    /// No mark is selected any more; `false` when none was.
    pub fn deselect(self) -> bool {
        self.with(|state| {
            let was_selected = state.selected_mark.take().is_some();
            if was_selected {
                state.show_markup();
            }
            was_selected
        })
    }
}

impl PainterState {
    /// How near to a mark a pointer means it, in picture pixels.
    fn markup_reach_px(&self) -> f64 {
        REACH / self.view.scale
    }

    /// Adds a mark as it was drawn; says so when there is no room for it.
    fn add_mark(&mut self, mark: Mark) -> bool {
        let is_added = self.sketch().is_some_and(|sketch| sketch.add(mark));
        if !is_added && let Some(painter) = self.painter {
            painter.notices.info(texts::NO_ROOM.to_owned());
        }
        self.show_markup();
        is_added
    }

    /// What marks are drawn with.
    fn markup_pen(&self) -> (Colour, u16) {
        let width = self.stage.markup_width_px.get_untracked().round().clamp(WIDTH_PX.0, WIDTH_PX.1);
        (self.stage.markup_colour.get_untracked(), width as u16)
    }
}

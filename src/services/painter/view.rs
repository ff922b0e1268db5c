//! The painter's view of the picture: where it lies on the stage, and what is drawn of the mask.

use leptos::prelude::*;

use super::Painter;
use super::commands::series::Outlines;
use super::state::PainterState;
use super::tools::shape;
use crate::browser::dom;
use crate::core::geometry::{Insets, MAX_SCALE, Point, Rect, Size, View};
use crate::core::markup::Shape;
use crate::core::markup::sketch::Sketch;
use crate::core::mask::view::{Palette, RUBY, canvas_rect_of, render};
use crate::state::markup::{MarkupFacts, SelectedMark};
use crate::state::stage::{MASK_ALONE, ON_BLACK, ON_WHITE};

/// Pixels are shown as squares beyond this scale.
const SMOOTH_SCALE: f64 = 2.0;

/// Free space round a fitted picture, in CSS pixels.
const MARGIN: f64 = 24.0;

impl Painter {
    /// Shows the whole picture.
    pub fn fit(self) {
        self.with(|state| {
            state.is_fitted = true;
            state.resize();
        });
    }

    /// Fits a fitted picture again where the bars have come to lie over it.
    pub fn keep_clear(self) {
        self.with(|state| {
            let top = state.elements.as_ref().map_or(0.0, |elements| elements.covered().top);
            if state.is_fitted && state.view.offset_y < top {
                state.resize();
            }
        });
    }

    /// Zooms by a factor with the stage's middle held in place.
    pub fn zoom_by(self, factor: f64) {
        self.with(|state| state.zoom_at(state.middle(), factor));
    }

    /// Shows one picture pixel as one CSS pixel.
    pub fn zoom_to_actual(self) {
        self.with(|state| state.zoom_at(state.middle(), 1.0 / state.view.scale));
    }

    /// Shows the overlay as the stores say.
    pub fn use_overlay(self) {
        self.with(|state| {
            let stage = state.stage;
            let view = stage.mask_view.get_untracked();
            let is_alone = view == MASK_ALONE;
            state.palette = match view {
                MASK_ALONE => Palette::grey(),
                ON_BLACK => Palette::around([0; 3]),
                ON_WHITE => Palette::around([255; 3]),
                _ => {
                    let colour = stage.overlay_colour.with_untracked(|text| Palette::colour_of(text));
                    let opacity = stage.overlay_percent.get_untracked() / 100.0;
                    Palette::new(colour.unwrap_or(RUBY), opacity as f32)
                }
            };
            state.on_stage(|elements| elements.show_photo(!is_alone));
            state.redraw();
        });
    }
}

impl PainterState {
    /// Marks a picture's rectangle to be drawn in the next frame.
    pub(crate) fn mark(&mut self, dirty_image: Rect) {
        let Some(elements) = &self.elements else { return };
        let ratio = dom::device_pixel_ratio();
        let dirty = canvas_rect_of(dirty_image, self.view, ratio, elements.overlay.size());
        self.mark_canvas(dirty);
    }

    /// Marks the whole stage.
    pub(crate) fn redraw(&mut self) {
        if let Some(elements) = &self.elements {
            let size = elements.overlay.size();
            self.mark_canvas(Rect::of_size(size));
        }
    }

    fn mark_canvas(&mut self, dirty: Rect) {
        if dirty.is_empty() {
            return;
        }
        self.dirty_canvas = self.dirty_canvas.union(dirty);
        self.request_frame();
    }

    pub(crate) fn draw(&mut self) {
        self.frame = None;
        let rect = std::mem::take(&mut self.dirty_canvas);
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let rect = rect.intersect(Rect::of_size(elements.overlay.size()));
        let ratio = dom::device_pixel_ratio();
        let mut pixels = std::mem::take(&mut self.pixels);
        if let Some(mask) = self.active.and_then(|(key, _)| self.masks.get(&key)) {
            render(mask, self.view, ratio, rect, &self.palette, &mut pixels);
        } else {
            pixels.clear();
            pixels.resize(rect.width() as usize * rect.height() as usize * 4, 0);
        }
        if let Err(error) = elements.overlay.put(rect, &pixels) {
            dom::log_error(&error.to_string());
        }
        self.pixels = pixels;
    }

    /// Brings canvas and view to the stage's size.
    pub(crate) fn resize(&mut self) {
        self.origin = None;
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let ratio = dom::device_pixel_ratio();
        let (width, height) = elements.size();
        elements.overlay.resize(Size::new((width * ratio).round() as u32, (height * ratio).round() as u32));
        if let Some((_, size)) = self.active {
            if self.is_fitted {
                let covered = elements.covered();
                let enlarges = self.stage.enlarges_small.get_untracked();
                let most_scale = if enlarges { MAX_SCALE } else { 1.0 };
                let insets = Insets {
                    left: MARGIN.max(covered.left + MARGIN / 2.0),
                    top: MARGIN.max(covered.top + MARGIN / 2.0),
                    right: MARGIN,
                    bottom: MARGIN.max(covered.bottom + MARGIN / 2.0),
                };
                self.view = View::fit_between(size, width, height, insets, most_scale);
            }
            self.place(size);
            self.follow_view();
        }
        self.redraw();
    }

    fn place(&mut self, size: Size) {
        self.sharpen();
        // Squares are for who looks at pixels: a small picture that is enlarged to fit is smooth.
        let is_smooth = self.is_fitted || self.view.scale <= SMOOTH_SCALE;
        self.on_stage(|elements| {
            elements.place_photo(self.view, size, is_smooth);
            elements.marks.place(self.view);
        });
        let percent = (self.view.scale * 100.0).round();
        if (self.stage.zoom_percent.get_untracked() - percent).abs() > 0.0 {
            self.stage.zoom_percent.set(percent);
        }
    }

    /// Sets the view by hand.
    pub(crate) fn set_view(&mut self, view: View) {
        let Some((_, size)) = self.active else { return };
        self.view = view;
        self.is_fitted = false;
        self.place(size);
        self.redraw();
        self.follow_view();
    }

    /// Brings what lies over the picture along when the view changed.
    fn follow_view(&mut self) {
        if let (Some(cross), Some(elements)) = (self.cross, &self.elements) {
            elements.show_cross(Some(self.view.canvas_from_image(cross)));
        }
        if !self.corners.is_empty() {
            self.show_corners(None);
        }
        self.show_selection();
        if let Some(part) = self.markup_part {
            part.follow(self);
        }
    }

    /// The marks of the base picture.
    pub(crate) fn sketch(&mut self) -> Option<&mut Sketch> {
        let (key, _) = self.active?;
        self.sketches.get_mut(&key)
    }

    /// Shows the marks of the base picture as they are, and reports them to the stores.
    pub(crate) fn show_markup(&mut self) {
        if let Some(part) = self.markup_part {
            part.show(self);
        }
        self.report_markup();
    }

    /// Reports the marks to the stores.
    pub(crate) fn report_markup(&mut self) {
        let selected = self.selected_mark;
        let facts = self.sketch().map_or_else(MarkupFacts::default, |sketch| {
            let selected = selected.and_then(|at| Some((at, sketch.markup().marks.get(at)?)));
            MarkupFacts {
                revision: sketch.revision(),
                can_undo: sketch.can_undo(),
                can_redo: sketch.can_redo(),
                selected: selected.map(|(at, mark)| SelectedMark {
                    at,
                    note: match &mark.shape {
                        Shape::Note { number, text, .. } => Some((*number, text.clone())),
                        _ => None,
                    },
                }),
                ..MarkupFacts::of(sketch.markup())
            }
        });
        if self.stage.markup.with_untracked(|known| *known != facts) {
            self.stage.markup.set(facts);
        }
    }

    /// Draws the outline of what is selected, and of what the gesture that is being made would select.
    pub(crate) fn show_selection(&self) {
        let path = |outlines: &Outlines| -> String {
            outlines.iter().map(|line| shape::polygon_outline(line, self.view)).collect()
        };
        let selected = self.selecting.outlines().map(path).unwrap_or_default();
        self.on_stage(|elements| elements.show_selection(&selected, &path(&self.selecting.preview)));
    }

    pub(crate) fn zoom_at(&mut self, anchor_in_canvas: Point, factor: f64) {
        self.set_view(self.view.zoomed_at(anchor_in_canvas, factor));
    }

    pub(crate) fn middle(&self) -> Point {
        let (width, height) = self.elements.as_ref().map_or((0.0, 0.0), |elements| elements.size());
        Point::new(width / 2.0, height / 2.0)
    }
}

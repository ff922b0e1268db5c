//! The marks that a result was asked for with, over the pictures that are looked at. They are in none of them.

use leptos::prelude::*;

use super::Viewer;
use crate::browser::dom::log_error;
use crate::browser::marks_layer::MarksLayer;
use crate::browser::stage::Element;
use crate::core::markup::Markup;

impl Viewer {
    /// Draws marks in an `svg` over one of the canvases, until the calling component is gone.
    pub fn show_marks(self, svg: &Element, markup: &Markup) {
        let shown = MarksLayer::of(svg).and_then(|layer| layer.show(&markup.marks).map(|()| layer));
        let layer = match shown {
            Ok(layer) => layer,
            Err(error) => return log_error(&error.to_string()),
        };
        Effect::new(move |_| {
            self.moves.track();
            if let Some(view) = self.with(|looking| looking.view).flatten() {
                layer.place(view);
            }
        });
    }
}

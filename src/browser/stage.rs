//! The stage's elements: moved and measured directly, outside the reactive system, since a pointer's move
//! must not wait for it.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
pub use web_sys::{Element, HtmlCanvasElement};

use super::canvas::OverlayCanvas;
use super::error::Error;
use crate::core::geometry::{Point, Size, View};

/// The elements of the stage.
#[derive(Clone, Debug)]
pub struct StageElements {
    host: HtmlElement,
    photo: HtmlElement,
    ring: HtmlElement,
    /// The mask's overlay.
    pub overlay: OverlayCanvas,
}

impl StageElements {
    /// Wraps them: the box that takes the pointer, the photo, the brush's ring, the overlay's canvas.
    ///
    /// # Errors
    /// When the canvas gives no context, or an element is of another kind.
    pub fn of(
        host: &Element,
        photo: &Element,
        ring: &Element,
        canvas: &HtmlCanvasElement,
    ) -> Result<Self, Error> {
        let html = |element: &Element| {
            element
                .clone()
                .dyn_into::<HtmlElement>()
                .map_err(|_| Error::Missing("page elements"))
        };
        Ok(Self {
            host: html(host)?,
            photo: html(photo)?,
            ring: html(ring)?,
            overlay: OverlayCanvas::of(canvas)?,
        })
    }

    /// The box that takes the pointer.
    pub fn host(&self) -> &Element {
        &self.host
    }

    /// The box's size in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        (
            f64::from(self.host.client_width()),
            f64::from(self.host.client_height()),
        )
    }

    /// Where the box lies in the window.
    pub fn origin(&self) -> Point {
        super::pointer::origin_of(&self.host)
    }

    /// Lays the photo by the view; above 200 % its pixels are shown as squares.
    pub fn place_photo(&self, view: View, image: Size) {
        let style = self.photo.style();
        let set = |name: &str, value: &str| {
            // Setting a style fails only on a read-only one.
            let _ = style.set_property(name, value);
        };
        set("width", &format!("{}px", image.width));
        set("height", &format!("{}px", image.height));
        set(
            "transform",
            &format!(
                "translate({}px, {}px) scale({})",
                view.offset_x, view.offset_y, view.scale
            ),
        );
        set(
            "image-rendering",
            if view.scale > 2.0 { "pixelated" } else { "auto" },
        );
    }

    /// Shows the brush's ring round a point.
    pub fn show_ring(&self, centre_in_canvas: Point, diameter: f64) {
        let style = self.ring.style();
        let left = centre_in_canvas.x - diameter / 2.0;
        let top = centre_in_canvas.y - diameter / 2.0;
        for (name, value) in [
            ("width", format!("{diameter}px")),
            ("height", format!("{diameter}px")),
            ("transform", format!("translate({left}px, {top}px)")),
            ("display", "block".to_owned()),
        ] {
            // As above.
            let _ = style.set_property(name, &value);
        }
    }

    /// Hides the ring.
    pub fn hide_ring(&self) {
        // As above.
        let _ = self.ring.style().set_property("display", "none");
    }

    /// Sets the pointer's look, a CSS cursor.
    pub fn set_cursor(&self, cursor: &str) {
        // As above.
        let _ = self.host.style().set_property("cursor", cursor);
    }
}

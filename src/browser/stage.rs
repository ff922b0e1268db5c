//! The stage's elements: moved and measured directly, outside the reactive system, since a pointer's move
//! must not wait for it.

use std::cell::Cell;

use wasm_bindgen::JsCast as _;
pub use web_sys::{Element, HtmlCanvasElement};
use web_sys::{HtmlElement, Node};

use super::canvas::OverlayCanvas;
use super::error::Error;
use crate::core::geometry::{Insets, Point, Size, View};

/// The element below the stage that tells where the pointer is.
pub const POSITION_ID: &str = "pointer-position";

/// The toolbar over the stage.
pub const TOOLS_ID: &str = "mask-tools";

/// The bar with the options of the tool in hand.
pub const OPTIONS_ID: &str = "tool-options";

/// The elements of the stage. They are shared by reference: copying one takes a call into the browser.
#[derive(Debug)]
pub struct StageElements {
    host: HtmlElement,
    photo: HtmlElement,
    ring: HtmlElement,
    /// Of the ring while it shows.
    ring_diameter: Cell<Option<f64>>,
    cross: HtmlElement,
    /// Two paths, one over the other: light on dark.
    outline: Element,
    /// Where the pointer is, in words; below the stage.
    position: Option<Element>,
    /// The mask's overlay.
    pub overlay: OverlayCanvas,
}

impl StageElements {
    /// Wraps them: the box that takes the pointer, the photo, the brush's ring, the keyboard's cross, the
    /// group of the outline's paths, the overlay's canvas.
    ///
    /// # Errors
    /// When the canvas gives no context, or an element is of another kind.
    pub fn of(
        host: &Element,
        photo: &Element,
        ring: &Element,
        cross: &Element,
        outline: &Element,
        canvas: &HtmlCanvasElement,
    ) -> Result<Self, Error> {
        let html = |element: &Element| {
            element.clone().dyn_into::<HtmlElement>().map_err(|_| Error::Missing("page elements"))
        };
        Ok(Self {
            host: html(host)?,
            photo: html(photo)?,
            ring: html(ring)?,
            ring_diameter: Cell::default(),
            cross: html(cross)?,
            outline: outline.clone(),
            position: super::dom::element_by_id(POSITION_ID),
            overlay: OverlayCanvas::of(canvas)?,
        })
    }

    /// The box that takes the pointer.
    pub fn host(&self) -> &Element {
        &self.host
    }

    /// The box's size in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        (f64::from(self.host.client_width()), f64::from(self.host.client_height()))
    }

    /// How far the bars reach over the box, in CSS pixels: the tools from its left edge when they stand, from its
    /// lower edge when they lie; their options from its upper edge.
    pub fn covered(&self) -> Insets {
        let host = self.host.get_bounding_client_rect();
        let bar = |id| Some(super::dom::element_by_id(id)?.get_bounding_client_rect());
        let mut covered = Insets::default();
        if let Some(tools) = bar(TOOLS_ID) {
            if tools.left() - host.left() + tools.width() < host.width() / 2.0 {
                covered.left = tools.right() - host.left();
            } else {
                covered.bottom = (host.bottom() - tools.top()).max(0.0);
            }
        }
        if let Some(options) = bar(OPTIONS_ID) {
            covered.top = (options.bottom() - host.top()).max(0.0);
        }
        covered
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
            &format!("translate({}px, {}px) scale({})", view.offset_x, view.offset_y, view.scale),
        );
        set("image-rendering", if view.scale > 2.0 { "pixelated" } else { "auto" });
    }

    /// Shows another file as the photo.
    pub fn set_photo(&self, address: &str) {
        // Setting an attribute fails only on an invalid name.
        let _ = self.photo.set_attribute("src", address);
    }

    /// Shows the brush's ring round a point.
    pub fn show_ring(&self, centre_in_canvas: Point, diameter: f64) {
        let style = self.ring.style();
        let set = |name: &str, value: &str| {
            // As above.
            let _ = style.set_property(name, value);
        };
        // Each move asks for it, and hardly any changes more than the place.
        if self.ring_diameter.replace(Some(diameter)) != Some(diameter) {
            set("width", &format!("{diameter}px"));
            set("height", &format!("{diameter}px"));
            set("display", "block");
        }
        let left = centre_in_canvas.x - diameter / 2.0;
        let top = centre_in_canvas.y - diameter / 2.0;
        set("transform", &format!("translate({left}px, {top}px)"));
    }

    /// Hides the ring.
    pub fn hide_ring(&self) {
        self.ring_diameter.set(None);
        // As above.
        let _ = self.ring.style().set_property("display", "none");
    }

    /// Sets the pointer's look, a CSS cursor.
    pub fn set_cursor(&self, cursor: &str) {
        // As above.
        let _ = self.host.style().set_property("cursor", cursor);
    }

    /// Shows the photo, or the mask alone.
    pub fn show_photo(&self, is_shown: bool) {
        let value = if is_shown { "visible" } else { "hidden" };
        // As above.
        let _ = self.photo.style().set_property("visibility", value);
    }

    /// Shows the keyboard's cross at a point, or hides it.
    pub fn show_cross(&self, point_in_canvas: Option<Point>) {
        let style = self.cross.style();
        if let Some(point) = point_in_canvas {
            // As above.
            let _ = style.set_property("transform", &format!("translate({}px, {}px)", point.x, point.y));
        }
        let display = if point_in_canvas.is_some() { "block" } else { "none" };
        // As above.
        let _ = style.set_property("display", display);
    }

    /// Draws an outline, an SVG path; an empty one is none.
    pub fn show_outline(&self, path: &str) {
        let children = self.outline.children();
        for index in 0..children.length() {
            if let Some(child) = children.item(index) {
                // Setting an attribute fails only on an invalid name.
                let _ = child.set_attribute("d", path);
            }
        }
    }

    /// Tells where the pointer is, in picture pixels.
    pub fn tell_position(&self, point_in_image: Point) {
        if let Some(position) = &self.position {
            let (x, y) = (point_in_image.x.floor() as i32, point_in_image.y.floor() as i32);
            let text = format!("{x}, {y} px");
            // A text that is there is changed: to replace it takes the browser longer. First there is a comment.
            match position.first_child().filter(|child| child.node_type() == Node::TEXT_NODE) {
                Some(child) => child.set_text_content(Some(&text)),
                None => position.set_text_content(Some(&text)),
            }
        }
    }
}

/// The browser can decode the picture at an address, and has done so.
pub async fn can_draw(address: &str) -> bool {
    let Ok(image) = web_sys::HtmlImageElement::new() else {
        return false;
    };
    image.set_src(address);
    wasm_bindgen_futures::JsFuture::from(image.decode()).await.is_ok()
}

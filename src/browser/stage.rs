//! The stage's elements: moved and measured directly, outside the reactive system, since a pointer's move
//! must not wait for it.

use std::cell::Cell;

use wasm_bindgen::JsCast as _;
pub use web_sys::{Element, HtmlCanvasElement};
use web_sys::{HtmlElement, Node};

use super::canvas::OverlayCanvas;
use super::error::Error;
use super::marks_layer::MarksLayer;
use crate::core::geometry::{Insets, Point, Size, View};

/// The element below the stage that says where the pointer is.
pub const POSITION_ID: &str = "pointer-position";

/// The box that takes the pointer.
pub const CANVAS_ID: &str = "mask-canvas";

/// The toolbar over the stage.
pub const TOOLS_ID: &str = "mask-tools";

/// The bar with the options of the tool in hand.
pub const OPTIONS_ID: &str = "tool-options";

/// The elements of the stage. They are shared by reference: copying one takes a call into the browser.
#[derive(Debug)]
pub struct StageElements {
    host: HtmlElement,
    photo: HtmlElement,
    /// Lies where the photo does: what is shown in its place.
    result: HtmlElement,
    ring: HtmlElement,
    /// Of the ring while it shows.
    ring_diameter: Cell<Option<f64>>,
    cross: HtmlElement,
    /// Two paths, one over the other: light on dark.
    outline: Element,
    /// Two outlines of what is selected: as it is, and as it would be.
    selected: Element,
    /// Where the pointer is, as text; below the stage.
    position: Option<Element>,
    /// The mask's overlay.
    pub overlay: OverlayCanvas,
    /// What is drawn over the picture.
    pub marks: MarksLayer,
}

impl StageElements {
    /// Finds them in the box that takes the pointer.
    ///
    /// # Errors
    /// When one is not there, or the canvas gives no context.
    pub fn of(host: &Element) -> Result<Self, Error> {
        let find =
            |selector| host.query_selector(selector).ok().flatten().ok_or(Error::Missing("page elements"));
        let html = |element: Element| element.dyn_into().map_err(|_| Error::Missing("page elements"));
        let canvas = find("canvas")?.dyn_into().map_err(|_| Error::Missing("a 2D canvas"))?;
        Ok(Self {
            host: html(host.clone())?,
            photo: html(find("img")?)?,
            result: html(find(".mask-canvas__result")?)?,
            ring: html(find(".mask-canvas__ring")?)?,
            ring_diameter: Cell::default(),
            cross: html(find(".mask-canvas__cross")?)?,
            outline: find(".mask-canvas__outline g")?,
            selected: find(".mask-canvas__outline g + g")?,
            position: super::dom::element_by_id(POSITION_ID),
            overlay: OverlayCanvas::of(&canvas)?,
            marks: MarksLayer::of(&find(".marks")?)?,
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

    /// Lays the photo by the view, its pixels smooth or as squares.
    pub fn place_photo(&self, view: View, image: Size, is_smooth: bool) {
        let View { scale, offset_x, offset_y } = view;
        for picture in [&self.photo, &self.result] {
            set(picture, "width", &format!("{}px", image.width));
            set(picture, "height", &format!("{}px", image.height));
            set(picture, "transform", &format!("translate({offset_x}px, {offset_y}px) scale({scale})"));
            set(picture, "image-rendering", if is_smooth { "auto" } else { "pixelated" });
        }
    }

    /// Shows another file as the photo.
    pub fn set_photo(&self, url: &str) {
        // Setting an attribute fails only on an invalid name.
        let _ = self.photo.set_attribute("src", url);
    }

    /// Shows the brush's ring round a point.
    pub fn show_ring(&self, centre_in_canvas: Point, diameter: f64) {
        // Each move asks for it, and hardly any changes more than the place.
        if self.ring_diameter.replace(Some(diameter)) != Some(diameter) {
            set(&self.ring, "width", &format!("{diameter}px"));
            set(&self.ring, "height", &format!("{diameter}px"));
            set(&self.ring, "display", "block");
        }
        let left = centre_in_canvas.x - diameter / 2.0;
        let top = centre_in_canvas.y - diameter / 2.0;
        set(&self.ring, "transform", &format!("translate({left}px, {top}px)"));
    }

    /// Hides the ring.
    pub fn hide_ring(&self) {
        self.ring_diameter.set(None);
        set(&self.ring, "display", "none");
    }

    /// Sets the pointer's look, a CSS cursor.
    pub fn set_cursor(&self, cursor: &str) {
        set(&self.host, "cursor", cursor);
    }

    /// Shows the photo, or the mask alone.
    pub fn show_photo(&self, is_shown: bool) {
        set(&self.photo, "visibility", if is_shown { "visible" } else { "hidden" });
    }

    /// Shows the keyboard's cross at a point, or hides it.
    pub fn show_cross(&self, point_in_canvas: Option<Point>) {
        if let Some(point) = point_in_canvas {
            set(&self.cross, "transform", &format!("translate({}px, {}px)", point.x, point.y));
        }
        set(&self.cross, "display", if point_in_canvas.is_some() { "block" } else { "none" });
    }

    /// Draws an outline, an SVG path; an empty one is none.
    pub fn show_outline(&self, path: &str) {
        show_paths(&self.outline, &[path, path]);
    }

    /// Draws the outlines of what is selected, SVG paths: as it is, and as it would be.
    pub fn show_selection(&self, is: &str, would_be: &str) {
        show_paths(&self.selected, &[is, is, would_be]);
    }

    /// Shows where the pointer is, in picture pixels, as text.
    pub fn show_position(&self, point_in_image: Point) {
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

fn show_paths(group: &Element, paths: &[&str]) {
    let children = group.children();
    for (index, path) in (0..).zip(paths) {
        if let Some(child) = children.item(index) {
            // Setting an attribute fails only on an invalid name.
            let _ = child.set_attribute("d", path);
        }
    }
}

fn set(element: &HtmlElement, property: &str, value: &str) {
    // Setting a style fails only on a read-only one.
    let _ = element.style().set_property(property, value);
}

/// Whether the browser can decode the picture at a URL; it has then done so.
pub async fn can_draw(url: &str) -> bool {
    let Ok(image) = web_sys::HtmlImageElement::new() else {
        return false;
    };
    image.set_src(url);
    wasm_bindgen_futures::JsFuture::from(image.decode()).await.is_ok()
}

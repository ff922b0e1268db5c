//! The stage's mask canvas: viewport-sized, written by dirty rectangles, never read back.

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::error::{Error, OrThrown as _};
use crate::core::geometry::{Rect, Size};
use crate::core::picture::Gamut;

/// The 2D context of a canvas, for an operation.
pub(super) fn context_of(
    canvas: &HtmlCanvasElement,
    operation: &'static str,
    gamut: Gamut,
) -> Result<CanvasRenderingContext2d, Error> {
    let options = js_sys::Object::new();
    // A browser without wide colours passes this over.
    js_sys::Reflect::set(&options, &"colorSpace".into(), &gamut.canvas_name().into()).or_thrown(operation)?;
    let context = canvas.get_context_with_context_options("2d", &options).or_thrown(operation)?;
    context.and_then(|context| context.dyn_into().ok()).ok_or(Error::Missing("a 2D canvas"))
}

/// A canvas that shows pixels made elsewhere.
#[derive(Clone, Debug)]
pub struct OverlayCanvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl OverlayCanvas {
    /// Wraps a canvas element.
    ///
    /// # Errors
    /// When it gives no 2D context.
    pub fn of(element: &HtmlCanvasElement) -> Result<Self, Error> {
        let context = context_of(element, "draw the mask", Gamut::Srgb)?;
        Ok(Self { element: element.clone(), context })
    }

    /// Device pixels of the canvas.
    pub fn size(&self) -> Size {
        Size::new(self.element.width(), self.element.height())
    }

    /// Sets the device pixels; clears the canvas when they change.
    pub fn resize(&self, size: Size) {
        if self.size() != size {
            self.element.set_width(size.width);
            self.element.set_height(size.height);
        }
    }

    /// Replaces a rectangle, in device pixels, by `rgba` (not premultiplied, `rect`'s size).
    ///
    /// # Errors
    /// When the bytes do not match the rectangle.
    pub fn put(&self, rect: Rect, rgba: &[u8]) -> Result<(), Error> {
        if rect.is_empty() {
            return Ok(());
        }
        let data = ImageData::new_with_u8_clamped_array_and_sh(
            wasm_bindgen::Clamped(rgba),
            rect.width(),
            rect.height(),
        )
        .or_thrown("draw the mask")?;
        self.context
            .put_image_data(&data, f64::from(rect.left), f64::from(rect.top))
            .or_thrown("draw the mask")
    }
}

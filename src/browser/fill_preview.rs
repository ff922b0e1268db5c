//! What a fill looks like so far, laid over the photo on the stage.

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ImageData};

use super::error::{Error, OrThrown as _};
use crate::worker::PreviewPlace;

/// The class of the photo; the preview wears it too, so that it moves from the same origin.
const PHOTO_CLASS: &str = "mask-canvas__photo";

/// A canvas over the photo; taken away when dropped.
pub struct FillPreview {
    photo: HtmlElement,
    canvas: HtmlCanvasElement,
}

impl FillPreview {
    /// Lays an empty canvas over the photo that the stage shows.
    ///
    /// # Errors
    /// When the stage shows no photo.
    pub fn over_photo() -> Result<Self, Error> {
        let missing = Error::Missing("the photo on the stage");
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or(missing.clone())?;
        let photo = document.get_elements_by_class_name(PHOTO_CLASS).item(0);
        let photo: HtmlElement = photo.and_then(|photo| photo.dyn_into().ok()).ok_or(missing.clone())?;
        let canvas = document.create_element("canvas").or_thrown("show a preview")?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().map_err(|_| missing.clone())?;
        canvas.set_class_name(PHOTO_CLASS);
        canvas
            .set_attribute("aria-hidden", "true")
            .and_then(|()| canvas.set_attribute("data-preview", ""))
            .or_thrown("show a preview")?;
        // Last, so that it lies over the mask as well; the photo's shadow is not for it.
        photo.parent_element().ok_or(missing)?.append_child(&canvas).or_thrown("show a preview")?;
        canvas.style().set_property("box-shadow", "none").or_thrown("show a preview")?;
        Ok(Self { photo, canvas })
    }

    /// Shows pixels at a place of the photo, wherever the stage shows the photo now.
    ///
    /// # Errors
    /// When the pixels are not of the place's size.
    pub fn show(&self, place: PreviewPlace, rgba: &[u8]) -> Result<(), Error> {
        let size = place.size;
        let pixels = wasm_bindgen::Clamped(rgba);
        let pixels = ImageData::new_with_u8_clamped_array_and_sh(pixels, size.width, size.height)
            .or_thrown("show a preview")?;
        self.canvas.set_width(size.width);
        self.canvas.set_height(size.height);
        let context = self.canvas.get_context("2d").or_thrown("show a preview")?;
        let context: Option<CanvasRenderingContext2d> = context.and_then(|context| context.dyn_into().ok());
        context
            .ok_or(Error::Missing("a canvas"))?
            .put_image_data(&pixels, 0.0, 0.0)
            .or_thrown("show a preview")?;
        let base = self.photo.style().get_property_value("transform").or_thrown("show a preview")?;
        let (left, top, step) = (place.left_px, place.top_px, place.step_px);
        self.canvas
            .style()
            .set_property("transform", &format!("{base} translate({left}px,{top}px) scale({step})"))
            .or_thrown("show a preview")
    }
}

impl Drop for FillPreview {
    fn drop(&mut self) {
        self.canvas.remove();
    }
}

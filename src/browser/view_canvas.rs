//! A canvas of the size at which it is seen, on which parts of large pictures are drawn: each from the smallest
//! of its reduced copies that is sharp enough, so that a frame costs as much as the canvas is large.

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlImageElement};
pub use web_sys::{HtmlCanvasElement, ImageBitmap};

use super::canvas::context_of;
use super::error::{Error, OrThrown as _};
use crate::core::geometry::{Point, Size};

/// Device pixels per CSS pixel, at most: more is not seen and costs.
pub const MOST_DEVICE_PIXELS: f64 = 2.0;

/// Something that can be drawn.
#[derive(Clone, Debug)]
enum Pixels {
    Bitmap(ImageBitmap),
    /// A picture whose bytes cannot be read, only shown.
    Element(HtmlImageElement),
}

/// A decoded picture, or a reduced copy of one; its memory goes with it.
#[derive(Debug)]
pub struct Copy {
    pixels: Pixels,
    size: Size,
}

impl Copy {
    /// Takes a decoded picture.
    pub fn of_bitmap(bitmap: ImageBitmap) -> Self {
        let size = Size::new(bitmap.width(), bitmap.height());
        Self { pixels: Pixels::Bitmap(bitmap), size }
    }

    /// Loads a picture that can only be shown.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn of_url(url: &str) -> Result<Self, Error> {
        let element = HtmlImageElement::new().or_thrown("show the picture")?;
        element.set_src(url);
        wasm_bindgen_futures::JsFuture::from(element.decode()).await.or_thrown("show the picture")?;
        let size = Size::new(element.natural_width(), element.natural_height());
        Ok(Self { pixels: Pixels::Element(element), size })
    }

    /// Its own pixels.
    pub const fn size(&self) -> Size {
        self.size
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Pixels::Bitmap(bitmap) = &self.pixels {
            bitmap.close();
        }
    }
}

/// A rectangle in CSS pixels of the canvas, or in pixels of a copy: left, top, width, height.
pub type Place = [f64; 4];

/// The canvas.
#[derive(Clone, Debug)]
pub struct ViewCanvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl ViewCanvas {
    /// Wraps a canvas.
    ///
    /// # Errors
    /// When it gives no 2D context.
    pub fn of(element: &HtmlCanvasElement) -> Result<Self, Error> {
        let context = context_of(element, "show the picture", super::dom::gamut())?;
        Ok(Self { element: element.clone(), context })
    }

    /// Its size in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        (f64::from(self.element.client_width()), f64::from(self.element.client_height()))
    }

    /// Empties it, at the size at which it is seen; drawing is in CSS pixels from now on.
    pub fn begin(&self) {
        let ratio = super::dom::device_pixel_ratio().min(MOST_DEVICE_PIXELS);
        let (width, height) = self.size();
        let (width, height) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        if (self.element.width(), self.element.height()) != (width, height) {
            self.element.set_width(width);
            self.element.set_height(height);
        }
        // These fail on what is not finite only.
        let _ = self.context.reset_transform();
        self.blend("source-over");
        self.context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        let _ = self.context.scale(ratio, ratio);
    }

    /// How what is drawn from now on is joined with what is there: a canvas composite operation.
    pub fn blend(&self, how: &str) {
        // An unknown operation is passed over.
        let _ = self.context.set_global_composite_operation(how);
    }

    /// Draws the part of a picture that is in sight between two distances from the left; `place` is where the
    /// whole of it lies.
    pub fn draw(&self, copy: &Copy, place: Place, (from, to): (f64, f64)) {
        let [left, top, width, height] = place;
        let (room_x, room_y) = self.size();
        let (x0, y0) = (left.max(from).max(0.0), top.max(0.0));
        let (x1, y1) = ((left + width).min(to).min(room_x), (top + height).min(room_y));
        if x0 >= x1 || y0 >= y1 || width <= 0.0 || height <= 0.0 {
            return;
        }
        let across = f64::from(copy.size.width) / width;
        let down = f64::from(copy.size.height) / height;
        // Above 200 % of its own pixels they are shown as squares.
        self.context.set_image_smoothing_enabled(across > 0.5);
        let (sx, sy, sw, sh) =
            ((x0 - left) * across, (y0 - top) * down, (x1 - x0) * across, (y1 - y0) * down);
        // The browser has one function for both, which the bindings name twice.
        let source = match &copy.pixels {
            Pixels::Bitmap(bitmap) => bitmap,
            Pixels::Element(element) => element.unchecked_ref(),
        };
        // Fails on a picture that is broken only, which then stays empty.
        let _ = self.context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            source,
            sx,
            sy,
            sw,
            sh,
            x0,
            y0,
            x1 - x0,
            y1 - y0,
        );
    }

    /// Draws inside a rectangle only.
    pub fn within(&self, [left, top, width, height]: Place, draw: impl FnOnce()) {
        self.context.save();
        self.context.begin_path();
        self.context.rect(left, top, width, height);
        self.context.clip();
        draw();
        self.context.restore();
    }

    /// Fills it with a grey, 0 to 255, in a way as [`Self::blend`].
    pub fn fill(&self, grey: u8, how: Option<&str>) {
        let (width, height) = self.size();
        self.blend(how.unwrap_or("source-over"));
        self.context.set_fill_style_str(&format!("#{grey:02x}{grey:02x}{grey:02x}"));
        self.context.fill_rect(0.0, 0.0, width, height);
        self.blend("source-over");
    }

    /// Where it lies in the window.
    pub fn origin(&self) -> Point {
        super::pointer::origin_of(&self.element)
    }

    /// Says to the style sheet where the picture lies that is seen, for what shows through it.
    pub fn set_ground(&self, [left, top, width, height]: Place) {
        let slot =
            self.element.parent_element().and_then(|slot| slot.dyn_into::<web_sys::HtmlElement>().ok());
        let Some(slot) = slot else { return };
        for (name, value) in [("--left", left), ("--top", top), ("--width", width), ("--height", height)] {
            // Setting a style fails only on a read-only one.
            let _ = slot.style().set_property(name, &format!("{value:.2}px"));
        }
    }

    /// Sets a custom property of the element that holds it.
    pub fn set_on_parent(&self, name: &str, value: &str) {
        let parent = self.element.parent_element().and_then(|parent| parent.parent_element());
        if let Some(parent) = parent.and_then(|parent| parent.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Setting a style fails only on a read-only one.
            let _ = parent.style().set_property(name, value);
        }
    }
}

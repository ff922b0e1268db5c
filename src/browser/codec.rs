//! Decoding and coding of picture files by the browser, in a worker.
//!
//! PNG does not come here: a canvas multiplies colours by alpha and would lose them, so PNG is decoded and
//! coded byte-exactly by `core::png_codec`. Does not check limits: `core::media` has done so before.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
pub use web_sys::Blob;
pub use web_sys::ImageBitmap;
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::error::{Error, OrThrown as _};
use crate::core::colour::{Colour, ColourTags, Samples, Space};
use crate::core::geometry::Size;
use crate::core::picture::{Gamut, Picture, PictureFormat};
use crate::core::png_codec;

/// Quality of coded JPEG and WebP results, 0.0 to 1.0.
pub const RESULT_QUALITY: f64 = 0.92;
/// What every browser draws on one canvas: the limit of phones from Apple.
const SAFE_CANVAS_AREA_PX: u64 = 4096 * 4096;
/// Pixels that pass through a canvas at once: a whole large picture would be held twice more, once in the canvas
/// and once in what is read of it.
const BAND_AREA_PX: u32 = 2_000_000;
/// Quality of thumbnails: about 10 to 20 kB at 320 px.
const THUMBNAIL_QUALITY: f64 = 0.8;

/// Longest side of words that are drawn, in pixels.
const MAX_WORDS_PX: f64 = 8192.0;

/// Bytes as a blob of a media type.
pub fn blob_of(bytes: &[u8], media_type: &str) -> Result<Blob, Error> {
    let parts = BlobParts::default();
    parts.push_bytes(bytes);
    parts.finish(media_type)
}

/// Bytes and files, one after the other, that become one file. Files are referred to, not read.
#[derive(Debug, Default)]
pub struct BlobParts(js_sys::Array);

impl BlobParts {
    /// Copies bytes out of wasm memory.
    pub fn push_bytes(&self, bytes: &[u8]) {
        self.0.push(&Uint8Array::from(bytes));
    }

    /// Takes a buffer of the browser's as it is; nothing of it passes through wasm memory.
    pub fn push_buffer(&self, buffer: &js_sys::ArrayBuffer) {
        self.0.push(buffer);
    }

    /// Refers to a file.
    pub fn push_blob(&self, blob: &Blob) {
        self.0.push(blob);
    }

    /// All of them as one file.
    pub fn finish(self, media_type: &str) -> Result<Blob, Error> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.0, &options).or_thrown("make a file")
    }
}

/// Bytes after which what has arrived of a file leaves wasm memory.
const PART_BYTES: usize = 1 << 20;

/// A file that arrives piece by piece: no more than a part of it is in wasm memory.
#[derive(Debug, Default)]
pub struct FileParts {
    parts: BlobParts,
    begun: Vec<u8>,
    /// A part could not be put aside.
    failure: Option<Error>,
}

impl FileParts {
    /// Adds the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        if self.begun.len() >= PART_BYTES {
            self.put_aside();
        }
    }

    fn put_aside(&mut self) {
        match blob_of(&self.begun, "") {
            Ok(part) => self.parts.push_blob(&part),
            Err(error) => self.failure = Some(error),
        }
        self.begun.clear();
    }

    /// The file.
    pub fn finish(mut self, media_type: &str) -> Result<Blob, Error> {
        self.put_aside();
        self.failure.map_or_else(|| self.parts.finish(media_type), Err)
    }
}

/// How many bytes a file has.
pub fn length_of(blob: &Blob) -> u64 {
    blob.size() as u64
}

/// A part of a blob, from one byte to before another; not read yet.
pub fn slice_of(blob: &Blob, from: u64, to: u64, media_type: &str) -> Result<Blob, Error> {
    blob.slice_with_f64_and_f64_and_content_type(from as f64, to as f64, media_type)
        .or_thrown("read the file")
}

/// All bytes of a blob.
///
/// # Errors
/// When it can no longer be read, such as a file that was moved.
pub async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, Error> {
    let buffer = JsFuture::from(blob.array_buffer()).await.or_thrown("read the file")?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Decodes a file, orientation applied, colours converted to sRGB.
pub async fn decode(blob: &Blob) -> Result<ImageBitmap, Error> {
    let scope: web_sys::WorkerGlobalScope =
        js_sys::global().dyn_into().map_err(|_| Error::Missing("a worker to decode in"))?;
    let promise = scope.create_image_bitmap_with_blob(blob).or_thrown("decode the picture")?;
    let bitmap = JsFuture::from(promise).await.or_thrown("decode the picture")?;
    bitmap.dyn_into().map_err(|_| Error::Missing("picture decoding"))
}

/// Decodes a file, orientation applied, to the values that it stores: no profile is followed.
pub async fn decode_values(blob: &Blob) -> Result<ImageBitmap, Error> {
    let scope: web_sys::WorkerGlobalScope =
        js_sys::global().dyn_into().map_err(|_| Error::Missing("a worker to decode in"))?;
    let options = web_sys::ImageBitmapOptions::new();
    options.set_color_space_conversion(web_sys::ColorSpaceConversion::None);
    let promise = scope
        .create_image_bitmap_with_blob_and_image_bitmap_options(blob, &options)
        .or_thrown("decode the picture")?;
    let bitmap = JsFuture::from(promise).await.or_thrown("decode the picture")?;
    bitmap.dyn_into().map_err(|_| Error::Missing("picture decoding"))
}

/// This browser follows the wish of [`decode_values`]: asked once, by a picture whose profile would show.
pub async fn can_keep_values() -> bool {
    thread_local! {
        static KNOWN: std::cell::Cell<Option<bool>> = const { std::cell::Cell::new(None) };
    }
    if let Some(known) = KNOWN.get() {
        return known;
    }
    let found = keeps_probe().await.unwrap_or(false);
    KNOWN.set(Some(found));
    found
}

/// One pixel of linear light comes back as it was.
async fn keeps_probe() -> Option<bool> {
    const LEVELS: [u8; 4] = [90, 20, 160, 255];
    let linear = Colour {
        tags: ColourTags { gamma: Some(100_000), ..ColourTags::default() },
        samples: Samples::default(),
    };
    let icc = Space::of(&linear).ok()?.to_icc()?;
    let linear = Colour { tags: ColourTags::of_icc(icc), ..linear };
    let probe = Picture::from_rgba(Size::new(1, 1), LEVELS.to_vec()).ok()?;
    let file = png_codec::encode(&probe, &linear).ok()?;
    let bitmap = decode_values(&blob_of(&file, PictureFormat::Png.media_type()).ok()?).await.ok()?;
    let pixels = pixels_of(&bitmap).ok()?;
    Some(pixels.rgba() == LEVELS)
}

/// Size of a decoded picture.
pub fn size_of(bitmap: &ImageBitmap) -> Size {
    Size::new(bitmap.width(), bitmap.height())
}

/// The pixels of a decoded picture, read band by band.
pub fn pixels_of(bitmap: &ImageBitmap) -> Result<Picture, Error> {
    let size = size_of(bitmap);
    let band = band_of(size);
    let (_, context) = canvas_of(band, true, Gamut::Srgb)?;
    let mut rgba = Vec::with_capacity(size.area() as usize * 4);
    for top in (0..size.height).step_by(band.height as usize) {
        let rows = f64::from(band.height.min(size.height - top));
        let width = f64::from(size.width);
        context.clear_rect(0.0, 0.0, width, rows);
        context.draw_image_with_image_bitmap(bitmap, 0.0, -f64::from(top)).or_thrown("draw the picture")?;
        let data = context.get_image_data(0.0, 0.0, width, rows).or_thrown("read the pixels")?;
        rgba.extend_from_slice(&data.data().0);
    }
    Picture::from_rgba(size, rgba).map_err(|error| Error::Exception {
        operation: "read the pixels",
        name: "size".to_owned(),
        message: error.to_string(),
    })
}

/// A decoded picture, reduced so that its longer side is at most `longest_px`; itself when it is no larger.
pub fn reduced(bitmap: ImageBitmap, longest_px: u32, gamut: Gamut) -> Result<ImageBitmap, Error> {
    let own = size_of(&bitmap);
    let size = own.fit_within(Size::new(longest_px, longest_px));
    // Also at its own size: two files with the same pixels are then drawn alike, however they are coded.
    let (canvas, context) = match canvas_of(size, false, gamut) {
        Err(_) if size == own => return Ok(bitmap),
        made => made?,
    };
    context.set_image_smoothing_enabled(true);
    // Averages what falls on one pixel, where the browser knows how.
    let quality = "imageSmoothingQuality".into();
    js_sys::Reflect::set(&context, &quality, &"medium".into()).or_thrown("reduce the picture")?;
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(
            &bitmap,
            0.0,
            0.0,
            f64::from(size.width),
            f64::from(size.height),
        )
        .or_thrown("reduce the picture")?;
    bitmap.close();
    canvas.transfer_to_image_bitmap().or_thrown("reduce the picture")
}

/// Pixels as a decoded picture.
pub fn bitmap_of(picture: &Picture) -> Result<ImageBitmap, Error> {
    let (canvas, context) = canvas_of(picture.size(), false, Gamut::Srgb)?;
    put_pixels(&context, picture)?;
    canvas.transfer_to_image_bitmap().or_thrown("draw the pixels")
}

/// Words as coverage, 0 to 255 a pixel, row-major.
#[derive(Clone, Debug)]
pub struct Lettered {
    /// The words stand in the middle of its height.
    pub size: Size,
    /// How far from the left edge they begin, in pixels.
    pub margin_px: f64,
    /// The letters.
    pub letters: Vec<u8>,
    /// The letters and a rim round them.
    pub rim: Vec<u8>,
}

/// Draws words in the page's font, `height_px` high, with a rim; what is too long is cut.
pub fn lettered(text: &str, height_px: f64, rim_px: f64) -> Result<Lettered, Error> {
    let font = format!("600 {height_px:.2}px system-ui, sans-serif");
    let (_, measuring) = canvas_of(Size::new(1, 1), false, Gamut::Srgb)?;
    measuring.set_font(&font);
    let width = measuring.measure_text(text).or_thrown("draw words")?.width();
    let margin_px = rim_px + height_px * 0.3 + 1.0;
    let side = |length: f64| (length + margin_px * 2.0).ceil().clamp(1.0, MAX_WORDS_PX) as u32;
    let size = Size::new(side(width), side(height_px));
    let drawn = |has_rim: bool| {
        let (canvas, context) = canvas_of(size, true, Gamut::Srgb)?;
        context.set_font(&font);
        context.set_text_baseline("middle");
        let middle = f64::from(size.height) / 2.0;
        if has_rim {
            context.set_line_join("round");
            context.set_line_width(rim_px * 2.0);
            context.stroke_text(text, margin_px, middle).or_thrown("draw words")?;
        }
        context.fill_text(text, margin_px, middle).or_thrown("draw words")?;
        let bitmap = canvas.transfer_to_image_bitmap().or_thrown("draw words")?;
        let picture = pixels_of(&bitmap)?;
        bitmap.close();
        Ok(picture.rgba().as_chunks::<4>().0.iter().map(|pixel| pixel[3]).collect())
    };
    Ok(Lettered { size, margin_px, letters: drawn(false)?, rim: drawn(true)? })
}

/// A band of whole rows: the width of a picture, and so many rows that few pixels are held at once.
fn band_of(size: Size) -> Size {
    let rows = (BAND_AREA_PX / size.width.max(1)).clamp(1, size.height.max(1));
    Size::new(size.width, rows)
}

/// Puts a picture's pixels on a canvas of its size, in place of what is there, band by band.
fn put_pixels(context: &OffscreenCanvasRenderingContext2d, picture: &Picture) -> Result<(), Error> {
    let size = picture.size();
    let band_bytes = band_of(size).area() as usize * 4;
    let mut top = 0;
    for band in picture.rgba().chunks(band_bytes.max(4)) {
        let rows = (band.len() / (size.width.max(1) as usize * 4)) as u32;
        let pixels = wasm_bindgen::Clamped(band);
        let data = ImageData::new_with_u8_clamped_array_and_sh(pixels, size.width, rows)
            .or_thrown("draw the pixels")?;
        context.put_image_data(&data, 0.0, f64::from(top)).or_thrown("draw the pixels")?;
        top += rows;
    }
    Ok(())
}

/// A small JPEG of a decoded picture, its longer side at most `side_px`, on white where it is transparent.
pub async fn thumbnail_of(bitmap: &ImageBitmap, side_px: u32) -> Result<Vec<u8>, Error> {
    let size = size_of(bitmap).fit_within(Size::new(side_px, side_px));
    jpeg_of(bitmap, size, THUMBNAIL_QUALITY, Gamut::Srgb).await
}

/// A JPEG of a decoded picture at another size, on white where it is transparent.
pub async fn reduced_of(bitmap: &ImageBitmap, size: Size, gamut: Gamut) -> Result<Vec<u8>, Error> {
    jpeg_of(bitmap, size, RESULT_QUALITY, gamut).await
}

async fn jpeg_of(bitmap: &ImageBitmap, size: Size, quality: f64, gamut: Gamut) -> Result<Vec<u8>, Error> {
    let (canvas, context) = canvas_of(size, false, gamut)?;
    context.set_fill_style_str("white");
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    context.fill_rect(0.0, 0.0, width, height);
    context.set_image_smoothing_enabled(true);
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)
        .or_thrown("draw a smaller copy")?;
    code(&canvas, PictureFormat::Jpeg, quality).await
}

/// Codes pixels as JPEG or WebP, at a quality of 0.0 to 1.0.
///
/// # Errors
/// When the browser cannot code that format: it would silently give PNG instead.
pub async fn encode(picture: &Picture, format: PictureFormat, quality: f64) -> Result<Vec<u8>, Error> {
    let size = picture.size();
    let (canvas, context) = canvas_of(size, false, Gamut::Srgb)?;
    put_pixels(&context, picture)?;
    if format == PictureFormat::Jpeg {
        // JPEG has no transparency: what shows through is white, not the canvas' black.
        context.set_global_composite_operation("destination-over").or_thrown("draw the pixels")?;
        context.set_fill_style_str("white");
        context.fill_rect(0.0, 0.0, f64::from(size.width), f64::from(size.height));
    }
    code(&canvas, format, quality).await
}

fn canvas_of(
    size: Size,
    will_read: bool,
    gamut: Gamut,
) -> Result<(OffscreenCanvas, OffscreenCanvasRenderingContext2d), Error> {
    let canvas = OffscreenCanvas::new(size.width, size.height).or_thrown("make a canvas")?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"willReadFrequently".into(), &will_read.into())
        .or_thrown("make a canvas")?;
    // A browser without wide colours passes this over.
    js_sys::Reflect::set(&options, &"colorSpace".into(), &gamut.canvas_name().into())
        .or_thrown("make a canvas")?;
    let context = canvas
        .get_context_with_context_options("2d", &options)
        .or_thrown("make a canvas")?
        .ok_or(Error::Missing("a 2D canvas in workers"))?;
    let context: OffscreenCanvasRenderingContext2d =
        context.dyn_into().map_err(|_| Error::Missing("a 2D canvas in workers"))?;
    if size.area() > SAFE_CANVAS_AREA_PX {
        require_pixels(&context, size)?;
    }
    Ok((canvas, context))
}

/// Draws the last pixel of a large canvas and reads it back: over their limit some browsers give a canvas that takes
/// everything and stays empty.
fn require_pixels(context: &OffscreenCanvasRenderingContext2d, size: Size) -> Result<(), Error> {
    let (x, y) = (f64::from(size.width - 1), f64::from(size.height - 1));
    context.fill_rect(x, y, 1.0, 1.0);
    let is_drawn =
        context.get_image_data(x, y, 1.0, 1.0).is_ok_and(|pixel| pixel.data().0.get(3) == Some(&255));
    context.clear_rect(x, y, 1.0, 1.0);
    if is_drawn { Ok(()) } else { Err(Error::Missing("room for a picture of this size: choose PNG")) }
}

async fn code(canvas: &OffscreenCanvas, format: PictureFormat, quality: f64) -> Result<Vec<u8>, Error> {
    let options = web_sys::ImageEncodeOptions::new();
    options.set_type(format.media_type());
    options.set_quality(quality);
    let promise = canvas.convert_to_blob_with_options(&options).or_thrown("code the picture")?;
    let blob: JsValue = JsFuture::from(promise).await.or_thrown("code the picture")?;
    let blob: Blob = blob.dyn_into().map_err(|_| Error::Missing("picture coding"))?;
    if blob.type_() != format.media_type() {
        return Err(Error::Missing(match format {
            PictureFormat::Webp => "a WebP coder: choose PNG",
            PictureFormat::Jpeg => "a JPEG coder: choose PNG",
            PictureFormat::Png => "a PNG coder",
        }));
    }
    bytes_of(&blob).await
}

//! The edit itself: real pixels through a real mask, so that what a client sent can be seen in what it gets.
//!
//! With a mask, the white region is completed by Local fill and tinted towards blue; the rest is only
//! resampled. Without one, all hues are turned. The frame is stretched, not cropped: a point of the base
//! picture stays at the same share of width and height. The prompt is not read, and pictures after the
//! first are only checked.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, RgbaImage};
use pentimento::core::geometry::Size;
use pentimento::core::picture::{Picture, PictureFormat, SizeError};
use pentimento::fill::{FillError, FillInput, fill};

use crate::picture_codec::{check_header, decode, encode};

/// Side of the square that the fill works within, in pixels: larger frames get their fill enlarged.
const MAX_FILL_SIDE_PX: u32 = 768;
/// Pixels that are filled over all results of a job: larger holes are filled coarser, so that a job stays
/// short. Well under a second of one core.
const MAX_FILLED_PX: u64 = 24_000;
/// How far the editable area goes towards [`TINT`], in percent.
const TINT_PERCENT: u32 = 35;
/// Red, green and blue of the tint.
const TINT: [u32; 3] = [0, 0, 255];
/// Sides of a frame are multiples of this when the model chooses it, in pixels.
const AUTO_MULTIPLE_PX: u32 = 16;
/// Bounds of a frame that the model chooses, in pixels per side.
const AUTO_MAX_SIDE_PX: u32 = 2048;

/// The frame asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The base picture's, rounded.
    Auto,
    /// This one.
    Exact(Size),
}

/// What is to be edited, as files.
#[derive(Clone, Debug)]
pub(crate) struct EditOrder {
    /// The pictures, the base first.
    pub(crate) pictures: Vec<hyper::body::Bytes>,
    /// White where the base may change.
    pub(crate) mask: Option<hyper::body::Bytes>,
    /// The mask may say the same by its alpha: transparent where it is white, and nowhere else.
    pub(crate) mask_may_be_clear: bool,
    /// The results have alpha.
    pub(crate) is_transparent: bool,
    /// The frame of the results.
    pub(crate) frame: Frame,
    /// How many results, 1 to 4.
    pub(crate) count: u8,
    /// Their format.
    pub(crate) format: PictureFormat,
    /// The same seed gives the same results.
    pub(crate) seed: u32,
}

/// Why an edit failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditError {
    /// No base picture.
    #[error("no picture to edit")]
    NoPicture,
    /// A picture cannot be read.
    #[error("image_urls/{index} is not a readable picture: {source}")]
    Picture {
        /// Place in the list.
        index: usize,
        /// What the decoder says.
        source: image::ImageError,
    },
    /// The mask cannot be read.
    #[error("mask_url is not a readable picture: {0}")]
    Mask(image::ImageError),
    /// The mask is not of the base picture's size.
    #[error("mask is {}x{} px, the first picture is {}x{} px", .mask.width, .mask.height, .base.width, .base.height)]
    MaskSize {
        /// The mask's size.
        mask: Size,
        /// The base picture's.
        base: Size,
    },
    /// The mask is encoded for another provider.
    #[error("mask has transparent pixels, it must be opaque: white where the picture may change")]
    TransparentMask,
    /// The result has no valid size.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// The fill failed.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// The result cannot be encoded.
    #[error("result cannot be encoded: {0}")]
    Encode(image::ImageError),
}

/// Edits, and gives the results as files.
///
/// # Errors
/// [`EditError`].
pub(crate) fn run(order: &EditOrder) -> Result<Vec<Vec<u8>>, EditError> {
    let (base_bytes, others) = order.pictures.split_first().ok_or(EditError::NoPicture)?;
    for (offset, bytes) in others.iter().enumerate() {
        check_header(bytes).map_err(|source| EditError::Picture { index: offset + 1, source })?;
    }
    let base = decode(base_bytes).map_err(|source| EditError::Picture { index: 0, source })?.into_rgba8();
    let base_size = Size::new(base.width(), base.height());
    let target = match order.frame {
        Frame::Exact(size) => size,
        Frame::Auto => auto_size(base_size),
    };
    let mask = match &order.mask {
        Some(bytes) => Some(resized(&read_mask(bytes, base_size, order.mask_may_be_clear)?, target)),
        None => None,
    };
    let framed = resized(&base, target);
    (0..order.count)
        .map(|variant| {
            let mut edited = match &mask {
                Some(mask) => {
                    let work = fill_size(mask, order.count);
                    edit_masked(&framed, mask, work, order.seed, variant)?
                }
                None => imageops::huerotate(&framed, 60 + 75 * i32::from(variant)),
            };
            if order.is_transparent {
                clear(&mut edited);
            }
            encode(DynamicImage::from(edited), order.format).map_err(EditError::Encode)
        })
        .collect()
}

/// A transparent result as models give it: an outer eighth that is clear, with colours left under it, and alpha that
/// stops at 254 elsewhere.
fn clear(picture: &mut RgbaImage) {
    let (width, height) = picture.dimensions();
    let margin = width.min(height) / 8;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let is_outside = x < margin || y < margin || x >= width - margin || y >= height - margin;
        pixel.0 = if is_outside { [255, 0, 255, 0] } else { [pixel.0[0], pixel.0[1], pixel.0[2], 254] };
    }
}

/// The frame that the model chooses for a base picture: its own, within [`AUTO_MAX_SIDE_PX`], rounded.
fn auto_size(base: Size) -> Size {
    let fitted = base.fit_within(Size::new(AUTO_MAX_SIDE_PX, AUTO_MAX_SIDE_PX));
    let round = |side: u32| side.div_ceil(AUTO_MULTIPLE_PX).max(1) * AUTO_MULTIPLE_PX;
    Size::new(round(fitted.width), round(fitted.height))
}

fn read_mask(bytes: &[u8], base: Size, may_be_clear: bool) -> Result<GrayImage, EditError> {
    let mask = decode(bytes).map_err(EditError::Mask)?;
    let size = Size::new(mask.width(), mask.height());
    if size != base {
        return Err(EditError::MaskSize { mask: size, base });
    }
    if mask.color().has_alpha() {
        let pixels = mask.to_rgba8();
        let is_opaque = pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX);
        // Both readings agree.
        let agrees = pixels.pixels().all(|pixel| (pixel.0[0] >= 128) == (pixel.0[3] < 128));
        if !(is_opaque || may_be_clear && agrees) {
            return Err(EditError::TransparentMask);
        }
    }
    Ok(mask.into_luma8())
}

/// Resamples: by area averages when it shrinks, linearly when it grows.
fn resized<P>(picture: &image::ImageBuffer<P, Vec<u8>>, size: Size) -> image::ImageBuffer<P, Vec<u8>>
where
    P: image::Pixel<Subpixel = u8> + 'static,
{
    if picture.dimensions() == (size.width, size.height) {
        picture.clone()
    } else if size.width <= picture.width() && size.height <= picture.height() {
        imageops::thumbnail(picture, size.width, size.height)
    } else {
        imageops::resize(picture, size.width, size.height, FilterType::Triangle)
    }
}

/// The size at which `count` fills of a hole stay within [`MAX_FILLED_PX`].
fn fill_size(mask: &GrayImage, count: u8) -> Size {
    let target = Size::new(mask.width(), mask.height());
    let fitted = target.fit_within(Size::new(MAX_FILL_SIDE_PX, MAX_FILL_SIDE_PX));
    let masked = mask.pixels().filter(|coverage| coverage.0[0] > 0).count();
    let share = masked as f64 / target.area().max(1) as f64;
    let filled_px = share * fitted.area() as f64 * f64::from(count);
    let scale = (MAX_FILLED_PX as f64 / filled_px.max(1.0)).sqrt().min(1.0);
    let scaled = |side: u32| ((f64::from(side) * scale) as u32).max(1);
    Size::new(scaled(fitted.width), scaled(fitted.height))
}

/// Completes what the mask marks, at the size of `work`, and tints it; `mask` has the size of `framed`.
fn edit_masked(
    framed: &RgbaImage,
    mask: &GrayImage,
    work: Size,
    seed: u32,
    variant: u8,
) -> Result<RgbaImage, EditError> {
    let target = Size::new(framed.width(), framed.height());
    let picture = Picture::from_rgba(work, resized(framed, work).into_raw())?;
    // Whatever the mask touches is completed; how much of it shows is decided once, by `blend`.
    let mut coverage = resized(mask, work).into_raw();
    for value in &mut coverage {
        *value = if *value == 0 { 0 } else { u8::MAX };
    }
    let input = FillInput { picture: &picture, coverage: &coverage, references: &[], seed, variant };
    let mut edited = framed.clone();
    match fill(&input, &mut |_| ()) {
        Ok(filled) => {
            // The buffer is of the picture's own size, so this cannot miss.
            let filled = RgbaImage::from_raw(work.width, work.height, filled.into_rgba());
            if let Some(filled) = filled {
                blend(&mut edited, &resized(&filled, target), mask);
            }
        }
        // A black mask allows no change; a white one leaves nothing to fill from and is only tinted.
        Err(FillError::EmptyMask | FillError::NoSource) => (),
        Err(error) => return Err(error.into()),
    }
    tint(&mut edited, mask);
    Ok(edited)
}

fn blend(onto: &mut RgbaImage, from: &RgbaImage, mask: &GrayImage) {
    for ((pixel, source), coverage) in onto.pixels_mut().zip(from.pixels()).zip(mask.pixels()) {
        let share = u32::from(coverage.0[0]);
        for (channel, value) in pixel.0.iter_mut().zip(source.0) {
            *channel = mixed(*channel, u32::from(value), share, 255);
        }
    }
}

fn tint(picture: &mut RgbaImage, mask: &GrayImage) {
    for (pixel, coverage) in picture.pixels_mut().zip(mask.pixels()) {
        let share = u32::from(coverage.0[0]) * TINT_PERCENT;
        for (channel, value) in pixel.0.iter_mut().zip(TINT) {
            *channel = mixed(*channel, value, share, 255 * 100);
        }
    }
}

/// `from` moved towards `to` by `share` of `whole`, rounded.
fn mixed(from: u8, to: u32, share: u32, whole: u32) -> u8 {
    ((u32::from(from) * (whole - share) + to * share + whole / 2) / whole) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(picture: impl Into<DynamicImage>) -> hyper::body::Bytes {
        encode(picture.into(), PictureFormat::Png).unwrap().into()
    }

    fn order(mask: Option<hyper::body::Bytes>) -> EditOrder {
        let base = RgbaImage::from_fn(96, 64, |x, y| image::Rgba([(x * 2) as u8, (y * 3) as u8, 40, 255]));
        EditOrder {
            pictures: vec![png_of(base)],
            mask,
            mask_may_be_clear: false,
            is_transparent: false,
            frame: Frame::Exact(Size::new(96, 64)),
            count: 1,
            format: PictureFormat::Png,
            seed: 1,
        }
    }

    #[track_caller]
    fn check_failure(order: &EditOrder, expected: &str) {
        let message = run(order).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn only_the_white_region_changes() {
        let mask = GrayImage::from_fn(96, 64, |x, _| image::Luma([if x < 32 { 255 } else { 0 }]));
        let order = order(Some(png_of(mask)));
        let before = decode(&order.pictures[0]).unwrap().into_rgba8();
        let after = decode(&run(&order).unwrap()[0]).unwrap().into_rgba8();
        for (x, y, pixel) in after.enumerate_pixels() {
            let same = pixel == before.get_pixel(x, y);
            assert_eq!(same, x >= 32, "at {x}, {y}");
        }
    }

    #[test]
    fn without_a_mask_everything_turns() {
        let order = order(None);
        let before = decode(&order.pictures[0]).unwrap().into_rgba8();
        let after = decode(&run(&order).unwrap()[0]).unwrap().into_rgba8();
        let changed = before.pixels().zip(after.pixels()).filter(|(a, b)| a != b).count();
        assert!(changed > 96 * 64 * 9 / 10, "{changed} changed");
    }

    #[test]
    fn bad_inputs_are_named() {
        check_failure(
            &order(Some(png_of(GrayImage::new(95, 64)))),
            "mask is 95x64 px, the first picture is 96x64 px",
        );
        check_failure(&order(Some(png_of(RgbaImage::new(96, 64)))), "transparent pixels");
        check_failure(&order(Some("no picture".into())), "mask_url is not a readable");
        let mut bad_reference = order(None);
        bad_reference.pictures.push("<svg/>".into());
        check_failure(&bad_reference, "image_urls/1 is not a readable");
        let mut bad_base = order(None);
        bad_base.pictures[0] = "".into();
        check_failure(&bad_base, "image_urls/0 is not a readable");
    }

    #[test]
    fn the_model_rounds_the_frame_it_chooses() {
        for (base, expected) in [
            (Size::new(1024, 768), Size::new(1024, 768)),
            (Size::new(1000, 700), Size::new(1008, 704)),
            (Size::new(4000, 3000), Size::new(2048, 1536)),
            (Size::new(1, 1), Size::new(16, 16)),
        ] {
            assert_eq!(auto_size(base), expected, "{base}");
        }
    }

    #[test]
    fn large_holes_are_filled_coarser() {
        let mask = |share: u32| GrayImage::from_fn(1024, 768, |x, _| image::Luma([u8::from(x < share)]));
        assert_eq!(fill_size(&mask(0), 1), Size::new(768, 576));
        assert_eq!(fill_size(&mask(32), 1), Size::new(768, 576));
        for (share, count) in [(1024, 1), (512, 4), (64, 4)] {
            let size = fill_size(&mask(share), count);
            let filled = size.area() * u64::from(share) / 1024 * u64::from(count);
            assert!(filled <= MAX_FILLED_PX && filled > MAX_FILLED_PX * 9 / 10, "{size}: {filled}");
        }
    }

    #[test]
    fn every_format_is_written() {
        for format in PictureFormat::ALL {
            let mut order = order(None);
            order.format = format;
            order.count = 2;
            let results = run(&order).unwrap();
            assert_eq!(results.len(), 2);
            assert_ne!(results[0], results[1], "{format:?}");
            let guessed = image::guess_format(&results[0]).unwrap();
            assert_eq!(guessed.to_mime_type(), format.media_type());
        }
    }
}

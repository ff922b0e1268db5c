//! Files to pixels and back.
//!
//! Pictures are read as they are stored: an EXIF orientation is not applied, so that a client that forgot
//! to bake it in is found out by its mask's size.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageReader, Limits};
use pentimento::core::picture::{MAX_SIDE_PX, PictureFormat};

/// Most memory for one decoded picture: 512 MiB.
const MAX_DECODE_BYTES: u64 = 512 * 1024 * 1024;
/// Quality of JPEG results, of 100.
const JPEG_QUALITY: u8 = 92;

/// Decodes PNG, JPEG or WebP, told by the bytes and not by a name.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, image::ImageError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    reader.limits(limits);
    reader.decode()
}

/// Reads a picture's header only.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn check_header(bytes: &[u8]) -> Result<(), image::ImageError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.into_dimensions().map(|_| ())
}

/// Encodes; WebP without loss, JPEG without transparency.
///
/// # Errors
/// When the encoder refuses the size.
pub(crate) fn encode(picture: DynamicImage, format: PictureFormat) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Cursor::new(Vec::new());
    match format {
        PictureFormat::Png => picture.write_to(&mut bytes, image::ImageFormat::Png)?,
        PictureFormat::Jpeg => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            DynamicImage::from(picture.into_rgb8()).write_with_encoder(encoder)?;
        }
        PictureFormat::Webp => {
            picture.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?;
        }
    }
    Ok(bytes.into_inner())
}

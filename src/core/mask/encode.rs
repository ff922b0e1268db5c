//! Masks as files, and files as masks. PNG is coded here, never through a canvas, so every byte is exact.

use crate::core::geometry::Size;
use crate::core::picture::{Picture, check_size};

/// A mask that cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The byte count does not fit the size.
    #[error("the mask has {bytes} bytes, its size {}x{} px needs another number", .size.width, .size.height)]
    Length {
        /// Bytes given.
        bytes: usize,
        /// Size given.
        size: Size,
    },
    /// The coder or decoder refuses.
    #[error("the mask cannot be coded: {0}")]
    Png(String),
    /// A PNG, but not of grey without alpha.
    #[error("the mask is not a grey picture")]
    NotGrey,
}

/// How a mask picture says where change is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// White may change.
    WhiteOnBlack,
    /// Transparent may change.
    Transparent,
}

/// An opaque RGB PNG, pure black and white: white where coverage is at least 128. What the queue providers
/// take; both the size and the polarity matter to them.
///
/// # Errors
/// When the byte count does not fit the size.
pub fn black_and_white_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, EncodeError> {
    check_length(coverage, size)?;
    let rgb: Vec<u8> = coverage
        .iter()
        .flat_map(|&coverage| [if coverage >= 128 { 255 } else { 0 }; 3])
        .collect();
    write(&rgb, size, png::ColorType::Rgb)
}

/// An RGBA PNG of pure alpha: transparent where coverage is at least 128, opaque black elsewhere. The opposite
/// of [`black_and_white_png`], as the Images API takes it.
///
/// # Errors
/// When the byte count does not fit the size.
pub fn transparent_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, EncodeError> {
    check_length(coverage, size)?;
    let rgba: Vec<u8> = coverage
        .iter()
        .flat_map(|&coverage| [0, 0, 0, if coverage >= 128 { 0 } else { 255 }])
        .collect();
    write(&rgba, size, png::ColorType::Rgba)
}

/// A grey PNG of the coverage as it is: what is kept.
///
/// # Errors
/// When the byte count does not fit the size.
pub fn coverage_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, EncodeError> {
    check_length(coverage, size)?;
    write(coverage, size, png::ColorType::Grayscale)
}

/// Reads a grey PNG of 1 to 8 bits without alpha.
///
/// # Errors
/// When it is none, or damaged, or over the limits of a picture.
pub fn coverage_from_png(file: &[u8]) -> Result<(Size, Vec<u8>), EncodeError> {
    let refused = |error: png::DecodingError| EncodeError::Png(error.to_string());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(refused)?;
    let info = reader.info();
    let size = Size::new(info.width, info.height);
    let has_transparency = info.trns.is_some();
    check_size(size).map_err(|error| EncodeError::Png(error.to_string()))?;
    if reader.output_color_type() != (png::ColorType::Grayscale, png::BitDepth::Eight) || has_transparency {
        return Err(EncodeError::NotGrey);
    }
    let mut coverage = vec![0; size.area() as usize];
    reader.next_frame(&mut coverage).map_err(refused)?;
    Ok((size, coverage))
}

/// Coverage of a decoded mask picture: by transparency where any pixel is transparent, by brightness
/// otherwise.
pub fn coverage_from_rgba(picture: &Picture) -> (Vec<u8>, Convention) {
    let pixels = picture.rgba().chunks_exact(4);
    if pixels
        .clone()
        .any(|pixel| pixel.last().is_some_and(|&alpha| alpha < 255))
    {
        let coverage = pixels
            .map(|pixel| 255 - pixel.last().copied().unwrap_or(255))
            .collect();
        return (coverage, Convention::Transparent);
    }
    let coverage = pixels.map(|pixel| {
        // Rec. 709 weights in 1/256.
        let [red, green, blue] =
            [pixel.first(), pixel.get(1), pixel.get(2)].map(|c| u32::from(c.copied().unwrap_or(0)));
        ((red * 54 + green * 183 + blue * 19 + 128) >> 8) as u8
    });
    (coverage.collect(), Convention::WhiteOnBlack)
}

fn check_length(coverage: &[u8], size: Size) -> Result<(), EncodeError> {
    if coverage.len() as u64 == size.area() && !size.is_empty() {
        Ok(())
    } else {
        Err(EncodeError::Length {
            bytes: coverage.len(),
            size,
        })
    }
}

fn write(bytes: &[u8], size: Size, colour: png::ColorType) -> Result<Vec<u8>, EncodeError> {
    let refused = |error: png::EncodingError| EncodeError::Png(error.to_string());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(refused)?;
    writer.write_image_data(bytes).map_err(refused)?;
    writer.finish().map_err(refused)?;
    Ok(file)
}

//! PNG files to pixels and back, every byte exact.
//!
//! A browser's canvas multiplies colours by alpha and converts colour spaces; what lies outside a mask must
//! come back as it was, so PNG never goes through one. Colours are not converted: the file's own profile is
//! carried along.

use std::io::Write as _;

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::picture::{Picture, SizeError, check_size};

/// Coded bytes in one chunk of a file.
const CHUNK_BYTES: usize = 1 << 20;
/// By how much a file grows at least when there is no room left.
const GROWTH_BYTES: usize = 8 << 20;

/// A decoded PNG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The pixels; 16-bit samples keep their upper 8 bits.
    pub picture: Picture,
    /// The embedded ICC profile.
    pub icc_profile: Option<Vec<u8>>,
}

/// A PNG that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PngError {
    /// Over the limits, before anything is allocated.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// Damaged.
    #[error("the PNG is damaged: {0}")]
    Damaged(String),
    /// Not written.
    #[error("the PNG cannot be written: {0}")]
    Write(String),
    /// A PNG, but not of grey without alpha, as a mask is.
    #[error("the PNG is not grey")]
    NotGrey,
}

/// Decodes a PNG of any colour type and depth.
pub fn decode(file: &[u8]) -> Result<Decoded, PngError> {
    let damaged = |error: png::DecodingError| PngError::Damaged(error.to_string());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = Size::new(reader.info().width, reader.info().height);
    check_size(size)?;
    let icc_profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let (colour, _) = reader.output_color_type();
    let samples = colour.samples();
    let mut rgba = Vec::with_capacity(size.area() as usize * 4);
    if reader.info().interlaced {
        let mut bytes = vec![0; size.area() as usize * samples];
        reader.next_frame(&mut bytes).map_err(damaged)?;
        expand(&bytes, samples, &mut rgba);
    } else {
        // Row by row: a second copy of a large picture is not made.
        while let Some(row) = reader.next_row().map_err(damaged)? {
            expand(row.data(), samples, &mut rgba);
        }
    }
    Ok(Decoded { picture: Picture::from_rgba(size, rgba)?, icc_profile })
}

/// Codes pixels: RGB when all are opaque, RGBA otherwise.
pub fn encode(picture: &Picture, icc_profile: Option<&[u8]>) -> Result<Vec<u8>, PngError> {
    let mut file = File(Vec::with_capacity(picture.size().area() as usize));
    encode_into(picture, icc_profile, &mut file)?;
    Ok(file.0)
}

/// As [`encode`], to wherever the bytes go.
pub fn encode_into(
    picture: &Picture,
    icc_profile: Option<&[u8]>,
    file: &mut dyn std::io::Write,
) -> Result<(), PngError> {
    let refused = |error: png::EncodingError| PngError::Write(error.to_string());
    let size = picture.size();
    let is_opaque = picture.rgba().iter().skip(3).step_by(4).all(|&alpha| alpha == 255);
    let mut info = png::Info::with_size(size.width, size.height);
    info.color_type = if is_opaque { png::ColorType::Rgb } else { png::ColorType::Rgba };
    info.bit_depth = png::BitDepth::Eight;
    info.icc_profile = icc_profile.map(|profile| profile.to_vec().into());
    let mut encoder = png::Encoder::with_info(file, info).map_err(refused)?;
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(refused)?;
    {
        // Row by row: a second copy of a large picture is not made.
        let unwritten = |error: std::io::Error| PngError::Write(error.to_string());
        let mut stream = writer.stream_writer_with_size(CHUNK_BYTES).map_err(refused)?;
        let mut rgb = Vec::new();
        for row in picture.rgba().chunks(size.width.max(1) as usize * 4) {
            if is_opaque {
                rgb.clear();
                rgb.extend(row.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
                stream.write_all(&rgb).map_err(unwritten)?;
            } else {
                stream.write_all(row).map_err(unwritten)?;
            }
        }
        stream.finish().map_err(refused)?;
    }
    writer.finish().map_err(refused)
}

/// A file in memory, of a byte a pixel at first, which is what photographs take. It does not double when that is not
/// enough: for a large picture, old and new beside each other would be most of what a worker may take.
struct File(Vec<u8>);

impl std::io::Write for File {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            self.0.reserve_exact(bytes.len().max(GROWTH_BYTES));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Adds pixels of one to four samples, grey or RGB, with or without alpha.
fn expand(bytes: &[u8], samples: usize, rgba: &mut Vec<u8>) {
    match samples {
        4 => rgba.extend_from_slice(bytes),
        3 => rgba.extend(bytes.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255])),
        2 => rgba
            .extend(bytes.as_chunks::<2>().0.iter().flat_map(|[grey, alpha]| [*grey, *grey, *grey, *alpha])),
        _ => rgba.extend(bytes.iter().flat_map(|grey| [*grey, *grey, *grey, 255])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coded_row_by_row_comes_back_as_it_was() {
        for opaque in [true, false] {
            let size = Size::new(61, 700);
            let alpha = |index: u32| if opaque { 255 } else { (index % 256) as u8 };
            let pixel = |index: u32| [index as u8, (index >> 3) as u8, (index * 7) as u8, alpha(index)];
            let rgba = (0..61 * 700).flat_map(pixel).collect();
            let picture = Picture::from_rgba(size, rgba).unwrap();
            let file = encode(&picture, None).unwrap();
            assert_eq!(decode(&file).unwrap().picture, picture);
            let mut pieces = Vec::new();
            encode_into(&picture, None, &mut pieces).unwrap();
            assert_eq!(pieces, file);
        }
    }

    #[test]
    fn every_colour_type_becomes_rgba() {
        let samples: Vec<u8> = (0..12).map(|index| index * 20).collect();
        for (colour, per_pixel, first) in [
            (png::ColorType::Grayscale, 1, [0, 0, 0, 255]),
            (png::ColorType::GrayscaleAlpha, 2, [0, 0, 0, 20]),
            (png::ColorType::Rgb, 3, [0, 20, 40, 255]),
            (png::ColorType::Rgba, 4, [0, 20, 40, 60]),
        ] {
            let mut file = Vec::new();
            let mut encoder = png::Encoder::new(&mut file, 1, 12 / per_pixel);
            encoder.set_color(colour);
            encoder.set_depth(png::BitDepth::Eight);
            encoder.write_header().unwrap().write_image_data(&samples).unwrap();
            let picture = decode(&file).unwrap().picture;
            assert_eq!(picture.size(), Size::new(1, 12 / per_pixel));
            assert_eq!(picture.rgba().first_chunk(), Some(&first), "{colour:?}");
            assert_eq!(picture.rgba().len() as u32, 12 / per_pixel * 4);
            // One that ends in the middle is damaged, not half a picture.
            assert!(decode(&file[..file.len() - 20]).is_err(), "{colour:?}");
        }
    }
}

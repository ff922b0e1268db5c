//! Writing: the original's kind of samples and all that it says of its colours.

use std::io::Write;

use super::PngError;
use super::read::{Rows, rounded};
use crate::core::colour::{Cicp, Colour, ColourTags, Samples, Space};
use crate::core::picture::Picture;

/// Bytes of pixels in one piece of a file.
const CHUNK_BYTES: usize = 1 << 20;
/// By how much a file grows at least when there is no room left.
const GROWTH_BYTES: usize = 8 << 20;

/// How a picture is written.
#[derive(Clone, Copy, Debug)]
pub struct Coding<'a> {
    /// How its values are meant, and which samples they are written as, if they allow it: a picture with colours is
    /// not written as grey, one with transparency not without alpha.
    pub colour: &'a Colour,
    /// The original of 16 bits a sample, as a file. Its samples stay where the picture still shows them. Without it,
    /// or when it is of another size, 8 bits are written.
    pub deep: Option<&'a [u8]>,
}

/// Codes pixels.
pub fn encode(picture: &Picture, colour: &Colour) -> Result<Vec<u8>, PngError> {
    let mut file = File(Vec::with_capacity(picture.size().area() as usize));
    encode_into(picture, Coding { colour, deep: None }, &mut file)?;
    Ok(file.0)
}

/// As [`encode`], to wherever the bytes go, row by row: a second copy of a large picture is not made.
pub fn encode_into(picture: &Picture, coding: Coding<'_>, file: &mut dyn Write) -> Result<(), PngError> {
    let refused = |error: png::EncodingError| PngError::Write(error.to_string());
    let unwritten = |error: std::io::Error| PngError::Write(error.to_string());
    let size = picture.size();
    let mut deep = match coding.deep.filter(|_| coding.colour.samples.is_deep) {
        Some(original) => {
            Some(Rows::open(original)?).filter(|rows| rows.size == size && rows.colour.samples.is_deep)
        }
        None => None,
    };
    let pixels = picture.rgba().as_chunks::<4>().0;
    let samples = Samples {
        is_grey: coding.colour.samples.is_grey && pixels.iter().all(|[r, g, b, _]| r == g && g == b),
        has_alpha: coding.colour.samples.has_alpha || pixels.iter().any(|[.., alpha]| *alpha < 255),
        is_deep: deep.is_some(),
    };
    let info = info_of(picture, coding.colour, samples);
    let mut encoder = png::Encoder::with_info(file, info).map_err(refused)?;
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(refused)?;
    if let Some(Cicp { primaries, transfer, matrix, is_full_range }) = coding.colour.tags.cicp {
        let data = [primaries, transfer, matrix, u8::from(is_full_range)];
        writer.write_chunk(png::chunk::cICP, &data).map_err(refused)?;
    }
    {
        let mut stream = writer.stream_writer_with_size(CHUNK_BYTES).map_err(refused)?;
        let mut bytes = Vec::new();
        for row in pixels.chunks(size.width.max(1) as usize) {
            bytes.clear();
            match &mut deep {
                None => push_row(row.iter().copied(), samples, &mut bytes),
                Some(rows) => {
                    let channels = rows.channels;
                    let original = rows.next()?.unwrap_or_default();
                    let original = original.as_chunks::<2>().0.chunks(channels);
                    let merged = row.iter().zip(original).map(|(pixel, own)| merged(*pixel, own));
                    push_deep_row(merged, samples, &mut bytes);
                }
            }
            stream.write_all(&bytes).map_err(unwritten)?;
        }
        stream.finish().map_err(refused)?;
    }
    writer.finish().map_err(refused)
}

/// The original's samples where the pixel is what they round to.
fn merged(pixel: [u8; 4], original: &[[u8; 2]]) -> [u16; 4] {
    let deep: [u16; 4] = match *original {
        [grey] => [grey, grey, grey, [255; 2]],
        [grey, alpha] => [grey, grey, grey, alpha],
        [red, green, blue] => [red, green, blue, [255; 2]],
        [red, green, blue, alpha] => [red, green, blue, alpha],
        _ => return pixel.map(|level| u16::from(level) * 257),
    }
    .map(u16::from_be_bytes);
    if deep.map(rounded) == pixel { deep } else { pixel.map(|level| u16::from(level) * 257) }
}

fn push_row(pixels: impl Iterator<Item = [u8; 4]>, samples: Samples, bytes: &mut Vec<u8>) {
    match (samples.is_grey, samples.has_alpha) {
        (true, false) => bytes.extend(pixels.map(|[grey, ..]| grey)),
        (true, true) => bytes.extend(pixels.flat_map(|[grey, _, _, alpha]| [grey, alpha])),
        (false, false) => bytes.extend(pixels.flat_map(|[r, g, b, _]| [r, g, b])),
        (false, true) => bytes.extend(pixels.flatten()),
    }
}

fn push_deep_row(pixels: impl Iterator<Item = [u16; 4]>, samples: Samples, bytes: &mut Vec<u8>) {
    for [red, green, blue, alpha] in pixels {
        let colours = if samples.is_grey { &[red][..] } else { &[red, green, blue][..] };
        bytes.extend(colours.iter().flat_map(|sample| sample.to_be_bytes()));
        if samples.has_alpha {
            bytes.extend(alpha.to_be_bytes());
        }
    }
}

/// The header and what is said of the colours.
fn info_of(picture: &Picture, colour: &Colour, samples: Samples) -> png::Info<'static> {
    let mut info = png::Info::with_size(picture.size().width, picture.size().height);
    info.color_type = match (samples.is_grey, samples.has_alpha) {
        (true, false) => png::ColorType::Grayscale,
        (true, true) => png::ColorType::GrayscaleAlpha,
        (false, false) => png::ColorType::Rgb,
        (false, true) => png::ColorType::Rgba,
    };
    info.bit_depth = if samples.is_deep { png::BitDepth::Sixteen } else { png::BitDepth::Eight };
    let ColourTags { icc, srgb_intent, gamma, chromaticities, .. } = &colour.tags;
    let turned_colour = colour.samples.is_grey && !samples.is_grey;
    info.icc_profile = if turned_colour && icc.is_some() {
        // A profile for grey would be invalid beside colours: the same curve as one for colours.
        Space::of(colour).ok().and_then(|space| space.to_icc()).map(Into::into)
    } else {
        icc.clone().map(Into::into)
    };
    info.srgb = srgb_intent.filter(|_| info.icc_profile.is_none()).and_then(|intent| match intent {
        0 => Some(png::SrgbRenderingIntent::Perceptual),
        1 => Some(png::SrgbRenderingIntent::RelativeColorimetric),
        2 => Some(png::SrgbRenderingIntent::Saturation),
        3 => Some(png::SrgbRenderingIntent::AbsoluteColorimetric),
        _ => None,
    });
    let scaled = |value: u32| png::ScaledFloat::from_scaled(value);
    info.source_gamma = gamma.map(scaled);
    info.source_chromaticities = chromaticities.map(|[wx, wy, rx, ry, gx, gy, bx, by]| {
        let place = |x, y| (scaled(x), scaled(y));
        png::SourceChromaticities {
            white: place(wx, wy),
            red: place(rx, ry),
            green: place(gx, gy),
            blue: place(bx, by),
        }
    });
    info
}

/// A file in memory, of a byte a pixel at first, which is what photographs take. It does not double when that is not
/// enough: for a large picture, old and new beside each other would be most of what a worker may take.
struct File(Vec<u8>);

impl Write for File {
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

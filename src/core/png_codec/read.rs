//! Reading, row by row where the file allows it: a second copy of a large picture is not made.

use std::io::Cursor;

use super::{Decoded, PngError};
use crate::core::colour::{Cicp, Colour, ColourTags, Samples};
use crate::core::geometry::Size;
use crate::core::picture::{Picture, check_size};

/// Decodes a PNG of any colour type and depth; of an animation the picture that readers without animations show.
pub fn decode(file: &[u8]) -> Result<Decoded, PngError> {
    let mut rows = Rows::open(file)?;
    let (size, colour) = (rows.size, rows.colour.clone());
    let mut rgba = Vec::with_capacity(size.area() as usize * 4);
    let (channels, is_deep) = (rows.channels, colour.samples.is_deep);
    while let Some(row) = rows.next()? {
        if is_deep {
            let eighths = row.as_chunks::<2>().0.iter().map(|pair| rounded(u16::from_be_bytes(*pair)));
            expand(&eighths.collect::<Vec<u8>>(), channels, &mut rgba);
        } else {
            expand(row, channels, &mut rgba);
        }
    }
    Ok(Decoded { picture: Picture::from_rgba(size, rgba)?, colour })
}

/// What a file says of its colours, without its pixels.
pub fn colour_of(file: &[u8]) -> Result<Colour, PngError> {
    Ok(Rows::open(file)?.colour)
}

/// Reads every row and holds none.
///
/// # Errors
/// When one is missing or damaged.
pub fn check_rows(file: &[u8]) -> Result<(), PngError> {
    let mut rows = Rows::open(file)?;
    let mut missing = rows.size.height;
    while rows.next()?.is_some() {
        missing = missing.saturating_sub(1);
    }
    if missing == 0 { Ok(()) } else { Err(PngError::Damaged(format!("{missing} rows are missing"))) }
}

/// It stores red, green and blue, with or without alpha, of 8 bits each and no other way.
pub fn is_plain(file: &[u8]) -> bool {
    const DEPTH_AND_KIND: std::ops::Range<usize> = 24..26;
    let is_stored_so = matches!(file.get(DEPTH_AND_KIND), Some([8, 2 | 6]));
    // Keyed transparency becomes alpha, so the samples differ from the header's.
    let keeps_kind = |colour: Colour| colour.samples.has_alpha == (file.get(25) == Some(&6));
    is_stored_so && colour_of(file).is_ok_and(keeps_kind)
}

/// 16 bits as 8, to the nearest: 0x40ff is 65.
pub(super) fn rounded(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

/// Adds pixels of one to four samples, grey or RGB, with or without alpha.
fn expand(bytes: &[u8], channels: usize, rgba: &mut Vec<u8>) {
    match channels {
        4 => rgba.extend_from_slice(bytes),
        3 => rgba.extend(bytes.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255])),
        2 => rgba
            .extend(bytes.as_chunks::<2>().0.iter().flat_map(|[grey, alpha]| [*grey, *grey, *grey, *alpha])),
        _ => rgba.extend(bytes.iter().flat_map(|grey| [*grey, *grey, *grey, 255])),
    }
}

fn damaged(error: png::DecodingError) -> PngError {
    PngError::Damaged(error.to_string())
}

/// The rows of a file from the top: palettes and keyed transparency expanded, samples of 8 or 16 bits.
pub(super) struct Rows<'a> {
    reader: png::Reader<Cursor<&'a [u8]>>,
    pub(super) size: Size,
    pub(super) colour: Colour,
    /// Samples of a pixel, 1 to 4.
    pub(super) channels: usize,
    /// All rows of a file whose rows are interlaced, and how many bytes of them were given.
    whole: Option<(Vec<u8>, usize)>,
}

impl<'a> Rows<'a> {
    pub(super) fn open(file: &'a [u8]) -> Result<Self, PngError> {
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let reader = decoder.read_info().map_err(damaged)?;
        let info = reader.info();
        let size = Size::new(info.width, info.height);
        check_size(size)?;
        let (kind, depth) = reader.output_color_type();
        let samples = Samples {
            is_grey: matches!(kind, png::ColorType::Grayscale | png::ColorType::GrayscaleAlpha),
            has_alpha: matches!(kind, png::ColorType::GrayscaleAlpha | png::ColorType::Rgba),
            is_deep: depth == png::BitDepth::Sixteen,
        };
        let colour = Colour { tags: tags_of(info), samples };
        Ok(Self { reader, size, colour, channels: kind.samples(), whole: None })
    }

    fn row_bytes(&self) -> usize {
        let sample_bytes = if self.colour.samples.is_deep { 2 } else { 1 };
        self.size.width as usize * self.channels * sample_bytes
    }

    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, PngError> {
        let row_bytes = self.row_bytes();
        if self.whole.is_none() && self.reader.info().interlaced {
            let mut bytes = vec![0; self.size.height as usize * row_bytes];
            self.reader.next_frame(&mut bytes).map_err(damaged)?;
            self.whole = Some((bytes, 0));
        }
        if let Some((bytes, given)) = &mut self.whole {
            let row = bytes.get(*given..*given + row_bytes);
            *given += row_bytes;
            return Ok(row);
        }
        Ok(self.reader.next_row().map_err(damaged)?.map(|row| row.data()))
    }
}

fn tags_of(info: &png::Info<'_>) -> ColourTags {
    ColourTags {
        cicp: info.coding_independent_code_points.map(|points| Cicp {
            primaries: points.color_primaries,
            transfer: points.transfer_function,
            matrix: points.matrix_coefficients,
            is_full_range: points.is_video_full_range_image,
        }),
        icc: info.icc_profile.as_ref().map(|profile| profile.to_vec()),
        srgb_intent: info.srgb.map(|intent| intent as u8),
        gamma: info.gama_chunk.map(png::ScaledFloat::into_scaled),
        chromaticities: info.chrm_chunk.map(|places| {
            let (white, red, green, blue) = (places.white, places.red, places.green, places.blue);
            [white.0, white.1, red.0, red.1, green.0, green.1, blue.0, blue.1]
                .map(png::ScaledFloat::into_scaled)
        }),
    }
}

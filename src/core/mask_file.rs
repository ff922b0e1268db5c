//! Masks as files, and files as masks. PNG is coded here, never through a canvas, so every byte is exact.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;
use crate::core::picture::{Picture, SizeError, check_size};
use crate::core::png_codec::PngError;

/// How a mask picture says where change is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// White may change.
    WhiteOnBlack,
    /// Transparent may change.
    Transparent,
}

/// An opaque RGB PNG, pure black and white: white where coverage is at least 128. What the queue providers
/// take; both the size and the polarity matter to them.
pub fn black_and_white_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, PngError> {
    write(coverage, size, png::ColorType::Rgb, |coverage| [if coverage >= 128 { 255 } else { 0 }; 3])
}

/// An RGBA PNG of pure alpha: transparent where coverage is at least 128, opaque black elsewhere. The opposite
/// of [`black_and_white_png`], as the Images API takes it.
pub fn transparent_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, PngError> {
    let alpha = |coverage: u8| if coverage >= 128 { 0 } else { 255 };
    write(coverage, size, png::ColorType::Rgba, |coverage| [0, 0, 0, alpha(coverage)])
}

/// An RGBA PNG that reads the same by brightness and by alpha: white and transparent where coverage is at least 128,
/// opaque black elsewhere. For a provider of which it is not known which of the two it reads.
pub fn both_ways_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, PngError> {
    let sample = |coverage: u8| if coverage >= 128 { [255, 255, 255, 0] } else { [0, 0, 0, 255] };
    write(coverage, size, png::ColorType::Rgba, sample)
}

/// A grey PNG of the coverage as it is: what is saved.
pub fn coverage_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, PngError> {
    write(coverage, size, png::ColorType::Grayscale, |coverage| [coverage])
}

/// A grey PNG with alpha, the clearer the more may change: the mask as it is, for other programs.
pub fn clear_coverage_png(coverage: &[u8], size: Size) -> Result<Vec<u8>, PngError> {
    write(coverage, size, png::ColorType::GrayscaleAlpha, |coverage| [0, 255 - coverage])
}

/// Coverage stretched to another size, each pixel as the nearest one was: no edge becomes soft by it.
pub fn resized(coverage: &[u8], size: Size, wanted: Size) -> Vec<u8> {
    if size == wanted || size.is_empty() {
        return coverage.to_vec();
    }
    let nearest =
        |index: u32, from: u32, to: u32| (u64::from(index) * u64::from(from) / u64::from(to)) as usize;
    let columns: Vec<usize> = (0..wanted.width).map(|x| nearest(x, size.width, wanted.width)).collect();
    let width = size.width as usize;
    let mut out = Vec::with_capacity(wanted.area() as usize);
    for y in 0..wanted.height {
        let start = nearest(y, size.height, wanted.height) * width;
        let row = coverage.get(start..start + width).unwrap_or_default();
        out.extend(columns.iter().map(|&x| row.get(x).copied().unwrap_or(0)));
    }
    out
}

/// Reads a grey PNG of 1 to 8 bits without alpha.
pub fn coverage_from_png(file: &[u8]) -> Result<(Size, Vec<u8>), PngError> {
    let damaged = |error: png::DecodingError| PngError::Damaged(error.to_string());
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    let size = Size::new(info.width, info.height);
    let has_transparency = info.trns.is_some();
    check_size(size)?;
    if reader.output_color_type() != (png::ColorType::Grayscale, png::BitDepth::Eight) || has_transparency {
        return Err(PngError::NotGrey);
    }
    let mut coverage = vec![0; size.area() as usize];
    reader.next_frame(&mut coverage).map_err(damaged)?;
    Ok((size, coverage))
}

/// What a mask marks of its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marked {
    /// Nothing.
    None,
    /// A part.
    Some,
    /// Every pixel.
    All,
}

/// What a coverage plane marks.
pub fn marked(coverage: &[u8]) -> Marked {
    let is_marked = |coverage: &u8| *coverage >= 128;
    match (coverage.iter().any(is_marked), coverage.iter().all(is_marked)) {
        (false, _) => Marked::None,
        (true, true) => Marked::All,
        (true, false) => Marked::Some,
    }
}

/// One pixel in this many has to be clear before transparency says anything: an odd one is an accident.
const CLEAR_SHARE: usize = 1000;
/// Alpha under this is clear.
const CLEAR_ALPHA: u8 = 128;
/// From this level a stroke is white.
const WHITE_LEVEL: u8 = 230;
/// Of a hundred pixels that are not clear, so many are white if they are strokes on nothing.
const STROKES_PERCENT: usize = 98;

/// Coverage of a decoded mask picture: by transparency where a real share of it is clear, by brightness otherwise.
/// White strokes on nothing are white strokes.
pub fn coverage_from_rgba(picture: &Picture) -> (Vec<u8>, Convention) {
    let pixels = picture.rgba().as_chunks::<4>().0;
    let is_clear = |pixel: &&[u8; 4]| pixel[3] < CLEAR_ALPHA;
    let clear = pixels.iter().filter(is_clear).count();
    let is_by_transparency = clear > 0 && clear * CLEAR_SHARE >= pixels.len();
    if is_by_transparency {
        let opaque = pixels.len() - clear;
        let white =
            pixels.iter().filter(|pixel| !is_clear(pixel) && brightness(**pixel) >= WHITE_LEVEL).count();
        let are_strokes = opaque > 0 && white * 100 >= opaque * STROKES_PERCENT;
        if !are_strokes {
            return (pixels.iter().map(|pixel| 255 - pixel[3]).collect(), Convention::Transparent);
        }
    }
    let seen = |pixel: &[u8; 4]| ((u32::from(brightness(*pixel)) * u32::from(pixel[3]) + 127) / 255) as u8;
    (pixels.iter().map(seen).collect(), Convention::WhiteOnBlack)
}

/// Rec. 709 weights in 1/256.
fn brightness([red, green, blue, _]: [u8; 4]) -> u8 {
    ((u32::from(red) * 54 + u32::from(green) * 183 + u32::from(blue) * 19 + 128) >> 8) as u8
}

/// Codes one pixel of `samples` for each byte of coverage.
fn write<const SAMPLES: usize>(
    coverage: &[u8],
    size: Size,
    colour: png::ColorType,
    samples: impl Fn(u8) -> [u8; SAMPLES],
) -> Result<Vec<u8>, PngError> {
    check_size(size)?;
    let (bytes, expected) = (coverage.len(), size.area() as usize);
    if bytes != expected {
        return Err(SizeError::Length { bytes, expected }.into());
    }
    let refused = |error: png::EncodingError| PngError::Write(error.to_string());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // Masks are level from left to right: as small as by trying every filter, in a third of the time.
    encoder.set_filter(png::Filter::Sub);
    let mut writer = encoder.write_header().map_err(refused)?;
    let pixels: Vec<u8> = coverage.iter().flat_map(|&coverage| samples(coverage)).collect();
    writer.write_image_data(&pixels).map_err(refused)?;
    writer.finish().map_err(refused)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_survive_as_files() {
        let size = Size::new(33, 17);
        let coverage: Vec<u8> = (0..size.area()).map(|index| (index * 7 % 256) as u8).collect();
        let (read_size, read) = coverage_from_png(&coverage_png(&coverage, size).unwrap()).unwrap();
        assert_eq!((read_size, &read), (size, &coverage));

        let sent = black_and_white_png(&coverage, size).unwrap();
        let sent = image::load_from_memory(&sent).unwrap();
        assert_eq!(sent.color(), image::ColorType::Rgb8);
        for (pixel, &coverage) in sent.to_rgb8().pixels().zip(&coverage) {
            assert_eq!(pixel.0, [if coverage >= 128 { 255 } else { 0 }; 3]);
        }
        assert_eq!(coverage_from_png(&black_and_white_png(&coverage, size).unwrap()), Err(PngError::NotGrey));
        assert!(coverage_png(&coverage, Size::new(1, 1)).is_err());
        assert!(coverage_from_png(b"nonsense").is_err());
    }

    #[test]
    fn both_conventions_are_told_apart() {
        let size = Size::new(2, 1);
        let opaque = Picture::from_rgba(size, vec![255, 255, 255, 255, 0, 0, 0, 255]).unwrap();
        assert_eq!(coverage_from_rgba(&opaque), (vec![255, 0], Convention::WhiteOnBlack));
        let clear = Picture::from_rgba(size, vec![9, 9, 9, 0, 9, 9, 9, 255]).unwrap();
        assert_eq!(coverage_from_rgba(&clear), (vec![255, 0], Convention::Transparent));
    }

    #[test]
    fn a_few_clear_pixels_say_nothing_and_white_strokes_are_strokes() {
        let size = Size::new(100, 20);
        let of = |pixel: &dyn Fn(usize) -> [u8; 4]| {
            Picture::from_rgba(size, (0..2000).flat_map(pixel).collect()).unwrap()
        };
        let is_marked = |at: usize| (300..500).contains(&at);
        let grey = |at: usize| if is_marked(at) { 255 } else { 0 };
        let expected: Vec<u8> = (0..2000).map(grey).collect();
        // A single pixel that is not quite opaque, or clear.
        for alpha in [254, 0] {
            let odd = of(&|at| [grey(at), grey(at), grey(at), if at == 0 { alpha } else { 255 }]);
            assert_eq!(coverage_from_rgba(&odd), (expected.clone(), Convention::WhiteOnBlack), "{alpha}");
        }
        let strokes = of(&|at| [255, 255, 255, grey(at)]);
        assert_eq!(coverage_from_rgba(&strokes), (expected.clone(), Convention::WhiteOnBlack));
        let erased = of(&|at| [at as u8, 90, 10, 255 - grey(at)]);
        assert_eq!(coverage_from_rgba(&erased), (expected.clone(), Convention::Transparent));
        assert_eq!(marked(&expected), Marked::Some);
        assert_eq!((marked(&[0, 12]), marked(&[255, 200])), (Marked::None, Marked::All));
    }

    #[test]
    fn transparent_masks_say_the_opposite() {
        let size = Size::new(3, 1);
        let file = clear_coverage_png(&[0, 100, 255], size).unwrap();
        let read = image::load_from_memory(&file).unwrap().to_rgba8();
        let alphas: Vec<u8> = read.pixels().map(|pixel| pixel.0[3]).collect();
        assert_eq!(alphas, [255, 155, 0]);
        let picture = Picture::from_rgba(size, read.into_raw()).unwrap();
        assert_eq!(coverage_from_rgba(&picture), (vec![0, 100, 255], Convention::Transparent));
    }

    #[test]
    fn masks_are_stretched_by_their_nearest_pixels() {
        let stretched = resized(&[1, 2, 3, 4], Size::new(2, 2), Size::new(4, 3));
        assert_eq!(stretched, [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(resized(&stretched, Size::new(4, 3), Size::new(2, 2)), [1, 2, 1, 2]);
    }
}

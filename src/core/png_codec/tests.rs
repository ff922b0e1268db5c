//! Every kind of PNG there is, decoded and written again.

use proptest::prelude::*;

use super::*;
use crate::core::colour::{Cicp, ColourTags, Samples, Space};
use crate::core::geometry::Size;

/// A kind of file: colour type, depth, keyed transparency, interlacing.
#[derive(Clone, Copy, Debug)]
struct Kind {
    colour: png::ColorType,
    depth: png::BitDepth,
    is_keyed: bool,
}

const COLOURS: [png::ColorType; 5] = [
    png::ColorType::Grayscale,
    png::ColorType::GrayscaleAlpha,
    png::ColorType::Rgb,
    png::ColorType::Rgba,
    png::ColorType::Indexed,
];
const DEPTHS: [png::BitDepth; 5] = [
    png::BitDepth::One,
    png::BitDepth::Two,
    png::BitDepth::Four,
    png::BitDepth::Eight,
    png::BitDepth::Sixteen,
];

fn kinds() -> Vec<Kind> {
    let all = COLOURS.into_iter().flat_map(|colour| DEPTHS.into_iter().map(move |depth| (colour, depth)));
    all.filter(|(colour, depth)| match colour {
        png::ColorType::Grayscale => true,
        png::ColorType::Indexed => *depth != png::BitDepth::Sixteen,
        _ => matches!(depth, png::BitDepth::Eight | png::BitDepth::Sixteen),
    })
    .flat_map(|(colour, depth)| [false, true].map(|is_keyed| Kind { colour, depth, is_keyed }))
    .filter(|kind| {
        !kind.is_keyed || !matches!(kind.colour, png::ColorType::Rgba | png::ColorType::GrayscaleAlpha)
    })
    .collect()
}

/// What a file may say of its colours.
fn tags() -> Vec<ColourTags> {
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let chromaticities = [31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000];
    vec![
        ColourTags::default(),
        ColourTags::of_icc(icc.clone()),
        ColourTags { srgb_intent: Some(1), gamma: Some(45_455), ..ColourTags::default() },
        ColourTags { gamma: Some(100_000), chromaticities: Some(chromaticities), ..ColourTags::default() },
        ColourTags {
            cicp: Some(Cicp { primaries: 12, transfer: 13, matrix: 0, is_full_range: true }),
            icc: Some(icc),
            gamma: Some(45_455),
            ..ColourTags::default()
        },
    ]
}

/// A file of a kind, of rows of bytes as the format stores them.
fn file_of(kind: Kind, size: Size, rows: &[u8], tags: &ColourTags) -> Vec<u8> {
    let mut info = png::Info::with_size(size.width, size.height);
    (info.color_type, info.bit_depth) = (kind.colour, kind.depth);
    let scaled = png::ScaledFloat::from_scaled;
    info.source_gamma = tags.gamma.map(scaled);
    info.source_chromaticities =
        tags.chromaticities.map(|[a, b, c, d, e, f, g, h]| png::SourceChromaticities {
            white: (scaled(a), scaled(b)),
            red: (scaled(c), scaled(d)),
            green: (scaled(e), scaled(f)),
            blue: (scaled(g), scaled(h)),
        });
    info.icc_profile = tags.icc.clone().map(Into::into);
    info.srgb = tags.srgb_intent.map(|_| png::SrgbRenderingIntent::RelativeColorimetric);
    if kind.colour == png::ColorType::Indexed {
        let palette: Vec<u8> =
            (0..256_u32).flat_map(|at| [at, at * 7 % 256, at * 13 % 256]).map(|v| v as u8).collect();
        let entries = 1_usize << kind.depth as u8;
        info.palette = Some(palette[..entries * 3].to_vec().into());
        info.trns = kind.is_keyed.then(|| vec![0, 128].into());
    } else if kind.is_keyed {
        let channels = if kind.colour == png::ColorType::Grayscale { 1 } else { 3 };
        info.trns = Some([0, 1].repeat(channels).into());
    }
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    if let Some(cicp) = tags.cicp {
        writer.write_chunk(png::chunk::cICP, &[cicp.primaries, cicp.transfer, cicp.matrix, 1]).unwrap();
    }
    writer.write_image_data(rows).unwrap();
    writer.finish().unwrap();
    file
}

fn row_bytes(kind: Kind, width: u32) -> usize {
    (width as usize * kind.colour.samples() * kind.depth as usize).div_ceil(8)
}

/// All pixels of a file with 16 bits a sample, by the independent coder.
fn samples_of(file: &[u8]) -> Vec<[u16; 4]> {
    image::load_from_memory(file).unwrap().to_rgba16().pixels().map(|pixel| pixel.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn written_again_every_kind_keeps_its_samples_and_what_it_says_of_colours(
        width in 1_u32..9, height in 1_u32..7, noise in proptest::collection::vec(any::<u8>(), 600),
        changed in 0_usize..40,
    ) {
        let size = Size::new(width, height);
        for kind in kinds() {
            for tags in tags() {
                if kind.colour == png::ColorType::Indexed && tags.cicp.is_some() {
                    // Code points belong before the palette, where this coder writes none.
                    continue;
                }
                let bytes = row_bytes(kind, width) * height as usize;
                let file = file_of(kind, size, &noise[..bytes], &tags);
                let decoded = decode(&file).unwrap();
                prop_assert_eq!(&decoded.colour.tags, &tags, "{:?}", kind);
                let own = samples_of(&file);
                for (eight, sixteen) in decoded.picture.rgba().chunks(4).zip(&own) {
                    let rounded = sixteen.map(|sample| ((f64::from(sample) / 257.0).round()) as u8);
                    prop_assert_eq!(eight, rounded, "{:?}", kind);
                }
                // One pixel is changed to another grey, which any kind can store.
                let mut picture = decoded.picture.clone();
                let at = changed % size.area() as usize;
                let level = picture.rgba()[at * 4].wrapping_add(90);
                picture.rgba_mut()[at * 4..at * 4 + 4].copy_from_slice(&[level, level, level, 255]);
                let mut written = Vec::new();
                let coding = Coding { colour: &decoded.colour, deep: Some(&file) };
                encode_into(&picture, coding, &mut written).unwrap();
                let again = decode(&written).unwrap();
                prop_assert_eq!(&again.colour, &decoded.colour, "{:?}", kind);
                prop_assert_eq!(&again.picture, &picture, "{:?}", kind);
                for (index, (one, other)) in samples_of(&written).iter().zip(&own).enumerate() {
                    let expected = if index == at {
                        [u16::from(level) * 257, u16::from(level) * 257, u16::from(level) * 257, u16::MAX]
                    } else {
                        *other
                    };
                    prop_assert_eq!(*one, expected, "{:?} at {}", kind, index);
                }
            }
        }
    }
}

#[test]
fn what_is_coded_row_by_row_comes_back_as_it_was() {
    for opaque in [true, false] {
        let size = Size::new(61, 700);
        let alpha = |index: u32| if opaque { 255 } else { (index % 256) as u8 };
        let pixel = |index: u32| [index as u8, (index >> 3) as u8, (index * 7) as u8, alpha(index)];
        let picture = Picture::from_rgba(size, (0..61 * 700).flat_map(pixel).collect()).unwrap();
        let file = encode(&picture, &Colour::PLAIN).unwrap();
        assert_eq!(decode(&file).unwrap().picture, picture);
        let mut pieces = Vec::new();
        encode_into(&picture, Coding { colour: &Colour::PLAIN, deep: None }, &mut pieces).unwrap();
        assert_eq!(pieces, file);
    }
}

#[test]
fn a_file_that_ends_in_the_middle_is_damaged() {
    let kind = Kind { colour: png::ColorType::Rgb, depth: png::BitDepth::Eight, is_keyed: false };
    let noise: Vec<u8> = (0..300_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let file = file_of(kind, Size::new(10, 10), &noise, &ColourTags::default());
    assert!(check_rows(&file).is_ok());
    assert!(is_plain(&file));
    assert!(decode(&file[..file.len() - 20]).is_err());
    assert!(check_rows(&file[..file.len() - 20]).is_err());
}

#[test]
fn grey_with_colours_in_it_is_written_with_a_profile_for_colours() {
    let grey = moxcms::ColorProfile::new_gray_with_gamma(1.8).encode().unwrap();
    let samples = Samples { is_grey: true, ..Samples::default() };
    let colour = Colour { tags: ColourTags::of_icc(grey.clone()), samples };
    let size = Size::new(2, 1);
    let plain = Picture::from_rgba(size, vec![90, 90, 90, 255, 7, 7, 7, 255]).unwrap();
    assert_eq!(decode(&encode(&plain, &colour).unwrap()).unwrap().colour, colour);
    let tinted = Picture::from_rgba(size, vec![90, 90, 91, 255, 7, 7, 7, 255]).unwrap();
    let again = decode(&encode(&tinted, &colour).unwrap()).unwrap();
    assert!(!again.colour.samples.is_grey);
    assert_ne!(again.colour.tags.icc, Some(grey));
    assert_eq!(again.picture, tinted);
    let conversion = crate::core::colour::Conversion::new(
        &Space::of(&again.colour).unwrap(),
        &Space::of(&colour).unwrap(),
        false,
    );
    assert_eq!(conversion.unwrap().convert([90, 7, 200]), [90, 7, 200]);
}

//! Animations as one still, and files without an end.

use super::*;

const GIF: &[u8] = include_bytes!("../../../../tests/fixtures/small.gif");

/// A chunk with its right checksum.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "names are written as byte strings")]
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [&name[..], content].concat();
    let checksum = crc32fast::hash(&named);
    [&(content.len() as u32).to_be_bytes()[..], &named, &checksum.to_be_bytes()].concat()
}

/// A PNG of one colour and its coded pixels.
fn png_of(level: u8) -> (Vec<u8>, Vec<u8>) {
    let picture = image::RgbImage::from_pixel(6, 4, image::Rgb([level, 10, 20]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let bytes = bytes.into_inner();
    let at = bytes.windows(4).position(|window| window == b"IDAT").unwrap();
    let length = u32::from_be_bytes(bytes[at - 4..at].try_into().unwrap()) as usize;
    (bytes.clone(), bytes[at + 4..at + 4 + length].to_vec())
}

fn control(sequence: u32, size: (u32, u32)) -> Vec<u8> {
    let sides = [sequence, size.0, size.1, 0, 0].map(u32::to_be_bytes).concat();
    chunk(b"fcTL", &[&sides[..], &[0, 1, 0, 10, 0, 0]].concat())
}

/// An animation with the default picture at level 1 as its first frame or not, then frames of levels 2 and 3.
fn animated_png(shows_default: bool, first_size: (u32, u32)) -> Vec<u8> {
    let (plain, _) = png_of(1);
    let pixels_at = plain.windows(4).position(|window| window == b"IDAT").unwrap() - 4;
    let frame = |sequence: u32, level: u8| {
        let data = [&(sequence + 1).to_be_bytes()[..], &png_of(level).1].concat();
        [control(sequence, first_size), chunk(b"fdAT", &data)].concat()
    };
    let first = if shows_default { control(0, (6, 4)) } else { Vec::new() };
    let end = plain.len() - 12;
    [
        &plain[..pixels_at],
        &chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        &first,
        &plain[pixels_at..end],
        &frame(1, 2),
        &frame(3, 3),
        &plain[end..],
    ]
    .concat()
}

fn level_of(file: &[u8]) -> u8 {
    image::load_from_memory(file).unwrap().to_rgb8().get_pixel(2, 2).0[0]
}

#[test]
fn a_png_stands_still_at_its_first_frame() {
    for (shows_default, first_size, level) in [(true, (6, 4), 1), (false, (6, 4), 2), (false, (5, 4), 1)] {
        let file = animated_png(shows_default, first_size);
        let info = inspect(&file).unwrap();
        assert!(info.is_animated);
        let still = first_picture(&file, &info).unwrap();
        assert_eq!(level_of(&still), level, "{shows_default} {first_size:?}");
        let info = inspect(&still).unwrap();
        assert!(!info.is_animated);
        assert_eq!(first_picture(&still, &info), None);
    }
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let body: Vec<u8> = chunks
        .iter()
        .flat_map(|(name, content)| {
            let padding = vec![0; content.len() % 2];
            [&name[..], &(content.len() as u32).to_le_bytes(), content, &padding].concat()
        })
        .collect();
    [&b"RIFF"[..], &(body.len() as u32 + 4).to_le_bytes(), b"WEBP", &body].concat()
}

#[test]
fn a_webp_stands_still_at_its_first_frame() {
    let frame = |level: u8, width: u8| {
        let picture = image::RgbImage::from_pixel(16, 12, image::Rgb([level, 9, 9]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::WebP).unwrap();
        let header = [0, 0, 0, 0, 0, 0, width - 1, 0, 0, 11, 0, 0, 100, 0, 0, 0];
        [&header[..], &bytes.into_inner()[12..]].concat()
    };
    let header = [0x02 | 0x20, 0, 0, 0, 15, 0, 0, 11, 0, 0];
    let animation = |first: &[u8]| {
        let chunks: [(&[u8; 4], &[u8]); 5] = [
            (b"VP8X", &header),
            (b"ICCP", b"profile"),
            (b"ANIM", &[0; 6]),
            (b"ANMF", first),
            (b"ANMF", &frame(50, 16)),
        ];
        riff(&chunks)
    };
    let file = animation(&frame(200, 16));
    let info = inspect(&file).unwrap();
    assert!(info.is_animated);
    let still = first_picture(&file, &info).unwrap();
    assert_eq!(level_of(&still), 200);
    assert_eq!(colour_of(&still, MediaKind::Webp, 3).tags.icc.as_deref(), Some(&b"profile"[..]));
    assert!(!inspect(&still).unwrap().is_animated);
    // A frame that does not cover the picture needs what it is laid on.
    let partial = animation(&frame(200, 15));
    assert_eq!(first_picture(&partial, &inspect(&partial).unwrap()), None);
}

#[test]
fn a_gif_is_whole_once_its_first_picture_is() {
    for whole in
        [GIF.to_vec(), GIF[..GIF.len() - 1].to_vec(), [GIF, &[0; 40]].concat(), [GIF, b"more"].concat()]
    {
        assert!(!inspect(&whole).unwrap().is_animated);
    }
    let cut = &GIF[..GIF.len() - 30];
    assert_eq!(inspect(cut), Err(MediaError::Truncated(MediaKind::Gif)));
}

#[test]
fn jpegs_that_end_oddly_are_whole_while_all_rows_are_there() {
    let noise = image::RgbImage::from_fn(83, 61, |x, y| {
        image::Rgb([(x * 37 + y * 91) as u8, (x * y) as u8, y as u8])
    });
    let grey = DynamicImage::ImageRgb8(noise.clone()).to_luma8();
    let coded = |picture: DynamicImage| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    };
    for whole in [coded(noise.into()), coded(grey.into()), file(ImageFormat::Jpeg, 8, 8)] {
        let plain = image::load_from_memory(&whole).unwrap();
        let body = &whole[..whole.len() - 2];
        let half_marker = [body, &[0xff]].concat();
        for odd in [body, &half_marker] {
            let (info, made) = mended(odd).unwrap();
            assert_eq!(made.as_deref(), Some(&whole[..]));
            assert_eq!(info, inspect(&whole).unwrap());
        }
        for fine in [whole.clone(), [&whole[..], b"trailing"].concat(), [&whole[..], &[0; 99]].concat()] {
            let (_, made) = mended(&fine).unwrap();
            assert_eq!(made, None);
            assert_eq!(image::load_from_memory(&fine).unwrap(), plain);
        }
    }
    let noisy =
        coded(image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * 37 + y * 91) as u8; 3])).into());
    for missing in [20, 200, noisy.len() / 2] {
        let cut = &noisy[..noisy.len() - missing];
        assert_eq!(mended(cut).map(|_| ()), Err(MediaError::Truncated(MediaKind::Jpeg)), "{missing}");
    }
}

#[test]
fn a_png_loses_what_is_damaged_and_not_needed() {
    let whole = file(ImageFormat::Png, 30, 20);
    let plain = image::load_from_memory(&whole).unwrap();
    for bad in
        [&b"\0\0\0\x01gAMAx\0\0\0\0"[..], b"\0\0\0\x03iCCPabc\0\0\0\0", b"\0\0\0\x02tEXtab\x01\x02\x03\x04"]
    {
        let broken = [&whole[..33], bad, &whole[33..]].concat();
        let (info, made) = mended(&broken).unwrap();
        assert_eq!(made.as_deref(), Some(&whole[..]));
        assert_eq!(info.size, Size::new(30, 20));
    }
    let (_, made) = mended(&whole[..whole.len() - 12]).unwrap();
    assert_eq!(image::load_from_memory(&made.unwrap()).unwrap(), plain);
    assert_eq!(mended(&whole[..whole.len() - 30]).map(|_| ()), Err(MediaError::Truncated(MediaKind::Png)));
}

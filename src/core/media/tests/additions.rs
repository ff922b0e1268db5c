//! What is put into a finished file, and what is read of it again.

use super::*;

const XMP: &str = "<x:xmpmeta>\u{e9}</x:xmpmeta>";

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn additions_are_read_again_and_the_pixels_stay() {
    // Longer than one segment of a JPEG.
    let icc: Vec<u8> = (0..150_001_u32).map(|at| (at % 251) as u8).collect();
    let exif = b"II*\0\x08\0\0\0\0\0\0\0\0\0";
    for format in [ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Png] {
        let plain = file(format, 33, 17);
        let kind = inspect(&plain).unwrap().kind;
        let icc = (kind != MediaKind::Png).then_some(icc.as_slice());
        let additions = Additions { icc, xmp: Some(XMP), exif: Some(exif) };
        let made = with_additions(&plain, &additions).unwrap();
        assert_eq!(image::load_from_memory(&made).unwrap(), image::load_from_memory(&plain).unwrap());
        assert_eq!(inspect(&made), inspect(&plain));
        assert_eq!(colour_of(&made, kind, 3).tags.icc.as_deref(), icc);
        assert!(holds(&made, XMP.as_bytes()) && holds(&made, exif));
        // Once more: in place of what is there, not beside it.
        assert_eq!(with_additions(&made, &additions).unwrap(), made);
        let stripped = strip_metadata(&made).unwrap();
        assert!(!holds(&stripped, XMP.as_bytes()) && !holds(&stripped, exif));
    }
}

#[test]
fn transparency_of_a_lossless_webp_is_said_in_its_new_header() {
    for alpha in [90, 255] {
        let picture = image::RgbaImage::from_pixel(9, 5, image::Rgba([1, 2, 3, alpha]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::WebP).unwrap();
        let made = with_additions(&bytes.into_inner(), &Additions { xmp: Some(XMP), ..Additions::default() })
            .unwrap();
        assert_eq!(image::load_from_memory(&made).unwrap().to_rgba8(), picture);
    }
}

#[test]
fn what_is_no_such_file_is_left() {
    for bytes in
        [&b""[..], b"\xff\xd8\xff", b"nonsense", include_bytes!("../../../../tests/fixtures/small.gif")]
    {
        assert_eq!(with_additions(bytes, &Additions::default()), None);
    }
}

/// A block as cameras write it: texts, where the picture was taken, a second directory, in big-endian order.
fn camera_block() -> Vec<u8> {
    let mut texts: Vec<u8> = Vec::new();
    let mut text = |text: &str| {
        let at = 400 + texts.len() as u32;
        texts.extend(text.bytes().chain([0]));
        (text.len() as u32 + 1, at)
    };
    let (maker, artist, date, serial) =
        (text("Maker"), text("A. Person"), text("2024:05:06 07:08:09"), text("SN-12345"));
    let copyright = text("(c) A. Person");
    let entry = |tag: u16, kind: u16, (count, value): (u32, u32)| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value.to_be_bytes()].concat()
    };
    let directory = |entries: &[Vec<u8>]| {
        [&(entries.len() as u16).to_be_bytes()[..], &entries.concat(), &[0; 4]].concat()
    };
    let first = directory(&[
        entry(0x010f, 2, maker),
        entry(0x0112, 3, (1, 6 << 16)),
        entry(0x013b, 2, artist),
        entry(0x8298, 2, copyright),
        entry(0x8769, 4, (1, 200)),
        entry(0x8825, 4, (1, 300)),
    ]);
    let second = directory(&[entry(0x9003, 2, date), entry(0xa431, 2, serial)]);
    let place = directory(&[entry(0x0001, 2, (2, u32::from_be_bytes(*b"N\0\0\0")))]);
    let mut block = b"MM\0\x2a\0\0\0\x08".to_vec();
    for (at, part) in [(8, first), (200, second), (300, place), (400, texts)] {
        block.resize(at, 0);
        block.extend(part);
    }
    block
}

#[test]
fn date_camera_and_copyright_are_kept_and_nothing_else() {
    let block = camera_block();
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let additions = Additions { exif: Some(&block), ..Additions::default() };
        let original = with_additions(&file(format, 40, 20), &additions).unwrap();
        let kept = credits_of(&original).unwrap();
        let has = |text: &[u8]| kept.windows(text.len()).any(|part| part == text);
        for text in [&b"Maker\0"[..], b"A. Person\0", b"(c) A. Person\0", b"2024:05:06 07:08:09\0"] {
            assert!(has(text), "{format:?}");
        }
        // No serial number, no place, not turned.
        assert!(!has(b"SN-12345") && !has(&[0x25, 0x88]) && !has(&[0x31, 0xa4]) && !has(&[0x12, 0x01]));
        // What was kept can be kept again.
        let additions = Additions { exif: Some(&kept), ..Additions::default() };
        let copy = with_additions(&file(format, 40, 20), &additions).unwrap();
        assert_eq!(credits_of(&copy), Some(kept));
        assert_eq!(inspect(&copy).unwrap().orientation, 1);
        assert_eq!(credits_of(&file(format, 40, 20)), None);
    }
}

proptest! {
    #[test]
    fn a_damaged_block_gives_less_and_no_panic(at in 0_usize..480, value: u8, length in 0_usize..480) {
        let mut block = camera_block();
        if let Some(byte) = block.get_mut(at) {
            *byte = value;
        }
        block.truncate(length);
        let additions = Additions { exif: Some(&block), ..Additions::default() };
        if let Some(kept) = with_additions(&file(ImageFormat::Png, 4, 2), &additions).and_then(|file| credits_of(&file)) {
            prop_assert!(kept.starts_with(b"II"));
        }
    }
}

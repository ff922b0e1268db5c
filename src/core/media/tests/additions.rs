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

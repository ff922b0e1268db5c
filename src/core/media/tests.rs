//! Files of each kind, made here or by the `image` crate as an independent coder; damaged and hostile ones.

use image::{DynamicImage, ImageFormat};
use proptest::prelude::*;

use super::*;

fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = DynamicImage::new_rgb8(width, height);
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF segment of this orientation, in big-endian order.
fn turned_jpeg(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    // A thumbnail's end marker inside the segment is not the picture's.
    exif.extend([0xff, 0xd9]);
    let mut bytes = file(ImageFormat::Jpeg, 40, 20);
    let length = (exif.len() + 2) as u16;
    let mut segment = vec![0xff, 0xe1];
    segment.extend(length.to_be_bytes());
    segment.extend(exif);
    bytes.splice(2..2, segment);
    bytes
}

#[track_caller]
fn check_error(bytes: &[u8], expected: &str) {
    assert_eq!(inspect(bytes).map_err(|error| error.to_string()), Err(expected.to_owned()));
}

#[test]
fn kinds_and_sizes_are_told() {
    for (format, kind) in [
        (ImageFormat::Png, MediaKind::Png),
        (ImageFormat::Jpeg, MediaKind::Jpeg),
        (ImageFormat::WebP, MediaKind::Webp),
    ] {
        let info = inspect(&file(format, 37, 21)).unwrap();
        assert_eq!(info, MediaInfo { kind, size: Some(Size::new(37, 21)), orientation: 1 });
    }
}

#[test]
fn orientation_swaps_the_sides() {
    for (orientation, size) in [(1, Size::new(40, 20)), (3, Size::new(40, 20)), (6, Size::new(20, 40))] {
        let info = inspect(&turned_jpeg(orientation)).unwrap();
        assert_eq!((info.orientation, info.size), (orientation, Some(size)));
    }
}

#[test]
fn bad_files_are_named() {
    check_error(b"", "the file is empty");
    check_error(b"hello", "this is not a picture that can be read (PNG, JPEG, WebP, GIF, AVIF or BMP)");
    check_error(b"%PDF-1.7", "this is not a picture that can be read (PNG, JPEG, WebP, GIF, AVIF or BMP)");
    for svg in ["<svg/>", "\u{feff}<?xml version='1.0'?>\n<!-- x -->\n<SVG xmlns=''>", " <!DOCTYPE svg><svg>"]
    {
        check_error(svg.as_bytes(), "SVG pictures are not accepted: save it as PNG first");
    }
    check_error(
        b"\0\0\0\x18ftypheic\0\0\0\0",
        "HEIC pictures cannot be read by browsers: save it as JPEG first",
    );
    for (format, name) in
        [(ImageFormat::Png, "PNG"), (ImageFormat::Jpeg, "JPEG"), (ImageFormat::WebP, "WebP")]
    {
        let bytes = file(format, 64, 64);
        let half = bytes.get(..bytes.len() - 5).unwrap();
        check_error(half, &format!("the {name} file is cut off: its end is missing"));
    }
    let turned = turned_jpeg(6);
    check_error(turned.get(..turned.len() / 2).unwrap(), "the JPEG file is cut off: its end is missing");
}

#[test]
fn huge_claims_are_refused_before_decoding() {
    let mut bytes = file(ImageFormat::Png, 8, 8);
    bytes.splice(16..24, [60_000_u32.to_be_bytes(), 60_000_u32.to_be_bytes()].concat());
    check_error(&bytes, "picture is 60000x60000 px, the limit is 16384 px per side");
}

#[test]
fn what_follows_the_end_does_no_harm() {
    let mut bytes = file(ImageFormat::Jpeg, 8, 8);
    bytes.extend(b"trailing");
    assert!(inspect(&bytes).is_ok());
}

#[test]
fn metadata_is_stripped_and_the_picture_stays() {
    let mut jpeg = turned_jpeg(1);
    let stripped = strip_metadata(&jpeg).unwrap();
    assert!(!stripped.windows(4).any(|window| window == b"Exif"));
    assert_eq!(image::load_from_memory(&stripped).unwrap(), image::load_from_memory(&jpeg).unwrap());
    assert_eq!(strip_metadata(&turned_jpeg(6)), None);
    jpeg.truncate(30);
    assert_eq!(strip_metadata(&jpeg), None);

    let mut png = file(ImageFormat::Png, 8, 8);
    // After the signature and IHDR: a text chunk, its checksum left out of account by the strip.
    png.splice(33..33, b"\0\0\0\x08tEXtPlace\0XY\0\0\0\0".iter().copied());
    let stripped = strip_metadata(&png).unwrap();
    assert_eq!(stripped, file(ImageFormat::Png, 8, 8));
}

proptest! {
    #[test]
    fn any_bytes_end_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0..5_usize) {
        let starts: [&[u8]; 5] = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"RIFF\x20\0\0\0WEBP", b"GIF89a"];
        let mut file = starts[kind].to_vec();
        file.extend(bytes);
        let _ = (inspect(&file), strip_metadata(&file));
    }

    #[test]
    fn any_mutation_ends_without_panic(at in 0..400_usize, byte in any::<u8>(), cut in 0..600_usize) {
        let mut file = turned_jpeg(6);
        if let Some(place) = file.get_mut(at) { *place = byte; }
        file.truncate(cut);
        let _ = (inspect(&file), strip_metadata(&file));
    }
}

//! Files of each kind, made here or by the `image` crate as an independent coder; damaged and hostile ones.

use image::{DynamicImage, ImageFormat};
use proptest::prelude::*;

use super::*;

mod additions;
mod kinds;
mod still;

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
        let size = Size::new(37, 21);
        assert_eq!(info, MediaInfo { kind, size, orientation: 1, is_animated: false, components: 3 });
    }
}

/// A TIFF block of one directory with this orientation.
fn turned_tiff(orientation: u8, is_little: bool) -> Vec<u8> {
    if is_little {
        let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        return tiff;
    }
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// All eight ways to be turned, in each kind of file and both orders of bytes; other numbers are upright.
#[test]
fn orientation_is_read_in_every_kind_of_file() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        for orientation in 0..=9 {
            for is_little in [false, true] {
                let tiff = turned_tiff(orientation, is_little);
                let additions = Additions { exif: Some(&tiff), ..Additions::default() };
                let info = inspect(&with_additions(&file(format, 40, 20), &additions).unwrap()).unwrap();
                let size = if (5..=8).contains(&orientation) { Size::new(20, 40) } else { Size::new(40, 20) };
                let read = if (1..=8).contains(&orientation) { orientation } else { 1 };
                assert_eq!((info.orientation, info.size), (read, size), "{format:?}, {orientation}");
            }
        }
    }
    assert_eq!(inspect(&turned_jpeg(6)).unwrap().size, Size::new(20, 40));
}

#[test]
fn bad_files_are_named() {
    check_error(b"", "the file is empty");
    for svg in ["<svg/>", "\u{feff}<?xml version='1.0'?>\n<!-- x -->\n<SVG xmlns=''>", " <!DOCTYPE svg><svg>"]
    {
        check_error(svg.as_bytes(), "the file is not a picture that can be read: SVG");
    }
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

/// What must not leave the device, wherever it stands in a file.
const SECRET: &[u8] = b"52.5200N 13.4050E";

fn jpeg_segment(marker: u8, start: &[u8]) -> Vec<u8> {
    let content = [start, SECRET].concat();
    [&[0xff, marker][..], &(content.len() as u16 + 2).to_be_bytes(), &content].concat()
}

fn png_chunk(name: &[u8]) -> Vec<u8> {
    [&(SECRET.len() as u32).to_be_bytes()[..], name, SECRET, &[0; 4]].concat()
}

fn webp_chunk(name: &[u8]) -> Vec<u8> {
    let padding = vec![0; SECRET.len() % 2];
    [name, &(SECRET.len() as u32).to_le_bytes(), SECRET, &padding].concat()
}

#[track_caller]
fn check_stripped(what: &str, plain: &[u8], with_secret: &[u8]) {
    assert!(with_secret.windows(SECRET.len()).any(|window| window == SECRET));
    let stripped = strip_metadata(with_secret).unwrap_or_else(|| panic!("{what}: not stripped"));
    assert!(!stripped.windows(SECRET.len()).any(|window| window == SECRET), "{what}");
    assert_eq!(
        image::load_from_memory(&stripped).unwrap(),
        image::load_from_memory(plain).unwrap(),
        "{what}"
    );
}

#[test]
fn nothing_but_pixels_and_profile_stays_in_a_jpeg() {
    let plain = file(ImageFormat::Jpeg, 40, 20);
    let starts: [(u8, &[u8]); 12] = [
        (0xe0, b"JFXX\0\x10"),
        (0xe0, b"AVI1"),
        (0xe1, b"Exif\0\0XX"),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xe2, b"MPF\0"),
        (0xe2, b"FPXR\0"),
        (0xeb, b"JP"),
        (0xed, b"Photoshop 3.0\0"),
        (0xee, b"Other"),
        (0xef, b""),
        (0xfe, b""),
        (0xf0, b""),
    ];
    for (marker, start) in starts {
        let mut with_secret = plain.clone();
        with_secret.splice(2..2, jpeg_segment(marker, start));
        check_stripped(&format!("segment {marker:x}"), &plain, &with_secret);
        // Between the coded pixels and the end, as between the scans of a progressive picture.
        let mut with_secret = plain.clone();
        with_secret.splice(plain.len() - 2..plain.len() - 2, jpeg_segment(marker, start));
        check_stripped(&format!("segment {marker:x} after a scan"), &plain, &with_secret);
    }
    let film = [&plain, SECRET, &plain, SECRET].concat();
    check_stripped("a second picture and a film", &plain, &film);
}

#[test]
fn the_preview_in_jfif_goes_and_the_density_stays() {
    let plain = file(ImageFormat::Jpeg, 40, 20);
    let jfif = plain.windows(5).position(|window| window == b"JFIF\0").unwrap();
    let mut with_preview = plain.clone();
    // 17 bytes are no multiple of three: a preview of 2 x 3 pixels with one byte more.
    with_preview[jfif + 12..jfif + 14].copy_from_slice(&[2, 3]);
    with_preview.splice(jfif + 14..jfif + 14, [SECRET, b"x"].concat());
    with_preview[jfif - 1] = 16 + SECRET.len() as u8 + 1;
    check_stripped("preview", &plain, &with_preview);
    assert_eq!(strip_metadata(&with_preview).unwrap(), plain);
}

#[test]
fn nothing_but_pixels_and_profile_stays_in_a_png() {
    let plain = file(ImageFormat::Png, 8, 8);
    for name in [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"caBX", b"zxIf", b"prVt", b"acTL", b"fdAT"] {
        for at in [33, plain.len() - 12] {
            let mut with_secret = plain.clone();
            with_secret.splice(at..at, png_chunk(name));
            check_stripped(&format!("{} at {at}", String::from_utf8_lossy(name)), &plain, &with_secret);
        }
    }
    check_stripped("trailer", &plain, &[&plain, SECRET].concat());
}

#[test]
fn nothing_but_pixels_and_profile_stays_in_a_webp() {
    let plain = file(ImageFormat::WebP, 16, 12);
    let declared = |mut bytes: Vec<u8>| {
        let length = bytes.len() as u32 - 8;
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        bytes
    };
    for name in [b"EXIF", b"XMP ", b"UNKN", b"C2PA"] {
        // The extended form: what the file has, its size less one, then the chunks.
        let flags = [0x0c, 0, 0, 0, 15, 0, 0, 11, 0, 0];
        let header = [&b"VP8X"[..], &10_u32.to_le_bytes(), &flags].concat();
        let extended = [&plain[..12], &header, &plain[12..], &webp_chunk(name)].concat();
        check_stripped(&String::from_utf8_lossy(name), &plain, &declared(extended.clone()));
        let stripped = strip_metadata(&declared(extended)).unwrap();
        assert_eq!(stripped[20], 0, "no flag says that there is metadata");
    }
    check_stripped("trailer", &plain, &[&plain, SECRET].concat());
    let animated = [&plain[..], &webp_chunk(b"ANMF")].concat();
    assert_eq!(strip_metadata(&declared(animated)), None);
}

proptest! {
    #[test]
    fn any_bytes_end_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0..6_usize) {
        let starts: [&[u8]; 6] = [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe1",
            b"RIFF\x20\0\0\0WEBP",
            b"GIF89a",
            b"\0\0\0\x10ftypavif\0\0\0\0",
        ];
        let mut file = starts[kind].to_vec();
        file.extend(bytes);
        let _ = (mended(&file), strip_metadata(&file), colour_of(&file, MediaKind::Jpeg, 3));
        if let Ok(info) = inspect(&file) {
            let _ = (first_picture(&file, &info), with_additions(&file, &Additions::default()));
        }
    }

    #[test]
    fn any_mutation_ends_without_panic(at in 0..400_usize, byte in any::<u8>(), cut in 0..600_usize) {
        let mut file = turned_jpeg(6);
        if let Some(place) = file.get_mut(at) { *place = byte; }
        file.truncate(cut);
        let _ = (mended(&file), strip_metadata(&file), colour_of(&file, MediaKind::Jpeg, 3));
    }
}

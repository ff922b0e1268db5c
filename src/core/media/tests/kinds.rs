//! What is a picture, by content alone.

use super::*;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "names are written as byte strings")]
fn iso(major: &[u8; 4], others: &[&[u8; 4]]) -> Vec<u8> {
    let brands: Vec<u8> = others.iter().flat_map(|brand| brand.iter().copied()).collect();
    let length = (16 + brands.len()) as u32;
    [&length.to_be_bytes()[..], b"ftyp", major, &[0; 4], &brands, &[0; 24]].concat()
}

#[track_caller]
fn check(bytes: &[u8], expected: Result<MediaKind, OtherKind>) {
    let expected = expected.map_err(MediaError::Other);
    assert_eq!(sniff(bytes, bytes.len() as u64), expected);
}

#[test]
fn iso_media_is_told_by_all_of_its_brands() {
    for (major, others, expected) in [
        (b"avif", &[b"mif1", b"miaf"][..], Ok(MediaKind::Avif)),
        (b"avis", &[b"avif", b"msf1"], Ok(MediaKind::Avif)),
        (b"mif1", &[b"avif", b"miaf"], Ok(MediaKind::Avif)),
        (b"mif1", &[b"heic", b"avif"], Ok(MediaKind::Avif)),
        (b"mif1", &[b"heic"], Err(OtherKind::Heic)),
        (b"heic", &[], Err(OtherKind::Heic)),
        (b"hevc", &[b"msf1"], Err(OtherKind::Heic)),
        (b"mif1", &[], Err(OtherKind::Heic)),
        (b"isom", &[b"mp42", b"avc1"], Err(OtherKind::Film)),
        (b"qt  ", &[], Err(OtherKind::Film)),
        (b"M4V ", &[b"isom"], Err(OtherKind::Film)),
        (b"crx ", &[b"isom"], Err(OtherKind::Raw)),
    ] {
        check(&iso(major, others), expected);
    }
}

#[test]
fn kinds_that_are_not_taken_are_named() {
    for (start, kind) in [
        (&b"\xff\x0a\xfa\x1f"[..], OtherKind::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n\0\0", OtherKind::JpegXl),
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0", OtherKind::Jpeg2000),
        (b"II*\0\x08\0\0\0", OtherKind::Tiff),
        (b"MM\0*\0\0\0\x08", OtherKind::Tiff),
        (b"IIU\0\x18\0\0\0", OtherKind::Raw),
        (b"\0\0\x01\0\x01\0", OtherKind::Icon),
        (b"8BPS\0\x01", OtherKind::Photoshop),
        (b"%PDF-1.7", OtherKind::Pdf),
        (b"PK\x03\x04\x14\0", OtherKind::Zip),
        (b"\x1a\x45\xdf\xa3\x9f", OtherKind::Film),
        (b"RIFF\x10\0\0\0AVI LIST", OtherKind::Film),
        (b"hello", OtherKind::Unknown),
        (b"BM and then some words that are no header", OtherKind::Unknown),
    ] {
        check(start, Err(kind));
        assert!(!kind.name().is_empty());
    }
}

#[test]
fn a_large_file_is_refused_by_its_head() {
    assert_eq!(sniff(&iso(b"isom", &[]), 300_000_000), Err(MediaError::Other(OtherKind::Film)));
    let png = file(ImageFormat::Png, 8, 8);
    let bytes = MAX_FILE_BYTES + 1;
    assert_eq!(sniff(&png, bytes), Err(MediaError::TooLarge { bytes }));
    let mut claims = png;
    claims.splice(16..24, [60_000_u32.to_be_bytes(); 2].concat());
    assert!(matches!(sniff(&claims[..64], 1_000), Err(MediaError::Size(_))));
}

/// A BMP of the given second header's length, 5 x 3 px.
fn bmp(header_bytes: u32) -> Vec<u8> {
    let sides = if header_bytes == 12 {
        [5_u16.to_le_bytes(), 3_u16.to_le_bytes()].concat()
    } else {
        [5_u32.to_le_bytes(), (-3_i32).to_le_bytes()].concat()
    };
    [&b"BM"[..], &[0; 12], &header_bytes.to_le_bytes(), &sides, &[0; 60]].concat()
}

#[test]
fn a_bitmap_says_its_size_by_the_length_of_its_header() {
    for header_bytes in [12, 40, 52, 56, 64, 108, 124] {
        let info = inspect(&bmp(header_bytes)).unwrap();
        assert_eq!((info.kind, info.size), (MediaKind::Bmp, Size::new(5, 3)), "{header_bytes}");
    }
}

#[test]
fn a_header_without_a_size_is_not_trusted() {
    // A JPEG without a frame, an AVIF without properties.
    check_error(b"\xff\xd8\xff\xd9", "the JPEG file is damaged: it does not say how large the picture is");
    check_error(
        &iso(b"avif", &[])[..16],
        "the AVIF file is damaged: it does not say how large the picture is",
    );
}

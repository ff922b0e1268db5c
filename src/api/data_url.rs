//! Pictures carried in the answer itself: `data:image/png;base64,…`.
//!
//! Raster pictures in base64 only; SVG, which can hold scripts, and other encodings are no pictures here.

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD, STANDARD};
use base64::engine::{DecodePaddingMode, Engine as _};

/// How such a URL begins, by media type.
const MEDIA_TYPES: [&str; 5] = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];

/// The media type and the base64 of a picture's URL.
fn split(url: &str) -> Option<(&'static str, &str)> {
    let (head, base64) = url.split_once(',')?;
    let head = head.to_ascii_lowercase();
    let media_type = head.strip_prefix("data:")?.strip_suffix(";base64")?;
    let known = MEDIA_TYPES.into_iter().find(|known| *known == media_type)?;
    Some((known, base64))
}

/// The media type and the bytes; `None` when it is no picture's URL or the base64 is broken.
pub(super) fn decode(url: &str) -> Option<(&'static str, Vec<u8>)> {
    let (media_type, base64) = split(url)?;
    let bytes = decode_base64(base64)?;
    (!bytes.is_empty()).then_some((media_type, bytes))
}

/// How the base64 of a picture begins, by media type.
const STARTS: [(&str, &str); 3] =
    [("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg"), ("UklGR", "image/webp")];

/// Could a text that begins so be a picture, as a URL or as bare base64?
pub(super) fn may_begin(letters: &[u8]) -> bool {
    let letters = letters.trim_ascii_start();
    let is_bare = STARTS.iter().any(|(start, _)| {
        let start = start.as_bytes();
        letters.starts_with(start) || start.starts_with(letters)
    });
    is_bare || MEDIA_TYPES.iter().any(|media_type| may_be_head(letters, &head_of(media_type)))
}

fn may_be_head(letters: &[u8], head: &str) -> bool {
    letters.iter().zip(head.as_bytes()).all(|(letter, expected)| letter.eq_ignore_ascii_case(expected))
}

fn head_of(media_type: &str) -> String {
    ["data:", media_type, ";base64,"].concat()
}

/// The media type of a picture that begins so, and its base64; `None` when it is none.
pub(super) fn begin(letters: &[u8]) -> Option<(&'static str, &[u8])> {
    let letters = letters.trim_ascii_start();
    let bare = STARTS.iter().find(|(start, _)| letters.starts_with(start.as_bytes()));
    if let Some((_, media_type)) = bare {
        return Some((media_type, letters));
    }
    MEDIA_TYPES.into_iter().find_map(|media_type| {
        let head = head_of(media_type);
        let base64 = letters.get(head.len()..).filter(|base64| !base64.is_empty())?;
        may_be_head(letters, &head).then_some((media_type, base64))
    })
}

/// The URL of a picture's bytes.
pub(super) fn encode(media_type: &str, bytes: &[u8]) -> String {
    let mut url = format!("data:{media_type};base64,");
    STANDARD.encode_string(bytes, &mut url);
    url
}

/// RFC 4648 base64, standard alphabet; line breaks are passed over, padding may be missing.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let config =
        PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Option<(&str, &[u8])>) {
        let actual = decode(url);
        assert_eq!(actual.as_ref().map(|(media_type, bytes)| (*media_type, bytes.as_slice())), expected);
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for length in 0..10_u8 {
            let bytes: Vec<u8> = (0..length).map(|value| value * 29).collect();
            let expected = (!bytes.is_empty()).then(|| ("image/png", bytes.clone()));
            assert_eq!(decode(&encode("image/png", &bytes)), expected);
        }
        assert_eq!(encode("image/png", b"foob"), "data:image/png;base64,Zm9vYg==");
    }

    #[test]
    fn only_raster_pictures_in_base64() {
        check("data:image/png;base64,Zm9vYmFy", Some(("image/png", b"foobar")));
        check("DATA:Image/JPEG;BASE64,Zm9vYg==", Some(("image/jpeg", b"foob")));
        check("data:image/webp;base64,Zm9v\r\nYmE", Some(("image/webp", b"fooba")));
        check("data:image/png;base64,+/8=", Some(("image/png", &[0xfb, 0xff])));
        for refused in [
            "",
            "data:image/png;base64,",
            "data:image/png;base64,Zm9vY",
            "data:image/png;base64,Zm=v",
            "data:image/png;base64,Zm9v-_",
            "data:image/png,abc",
            "data:image/svg+xml;base64,Zm9v",
            "data:text/html;base64,Zm9v",
            "data:;base64,Zm9v",
            "https://example.org/,Zm9v",
        ] {
            check(refused, None);
        }
    }

    #[test]
    fn a_picture_is_told_by_its_beginning() {
        for (text, expected) in [
            (" iVBORw0KGgoAAAA", Some(("image/png", "iVBORw0KGgoAAAA"))),
            ("/9j/4AAQ", Some(("image/jpeg", "/9j/4AAQ"))),
            ("UklGRgAA", Some(("image/webp", "UklGRgAA"))),
            ("data:IMAGE/png;base64,iVBO", Some(("image/png", "iVBO"))),
            ("data:image/svg+xml;base64,PHN2Zz4", None),
            ("data:image/png;base64,", None),
            ("PHN2Zz4=", None),
            ("", None),
        ] {
            let found = begin(text.as_bytes());
            assert_eq!(found, expected.map(|(kind, base64)| (kind, base64.as_bytes())), "{text}");
            for length in 0..text.len() {
                let may = may_begin(&text.as_bytes()[..length]);
                assert!(may || found.is_none(), "{text} at {length}");
            }
        }
        assert!(!may_begin(b"make it blue") && !may_begin(b"https://a.example/b.png"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "(data:image/png;base64,)?[A-Za-z0-9+/= \n]{0,40}") {
            let _ = (decode(&text), begin(text.as_bytes()), may_begin(text.as_bytes()));
        }
    }
}

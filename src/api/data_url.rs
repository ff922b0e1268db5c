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

/// Is it a picture's URL with something in it? The base64 is not checked.
pub(super) fn is_picture(url: &str) -> bool {
    split(url).is_some_and(|(_, base64)| !base64.is_empty())
}

/// The media type and the bytes; `None` when it is no picture's URL or the base64 is broken.
pub(super) fn decode(url: &str) -> Option<(&'static str, Vec<u8>)> {
    let (media_type, base64) = split(url)?;
    let bytes = decode_base64(base64)?;
    (!bytes.is_empty()).then_some((media_type, bytes))
}

/// Makes a URL of bare base64, or takes one that already is; `None` when the bytes are none of PNG,
/// JPEG, WebP, by how they begin.
pub(super) fn from_base64(text: &str) -> Option<String> {
    let text = text.trim();
    if is_picture(text) {
        return Some(text.to_owned());
    }
    let media_type = [("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg"), ("UklGR", "image/webp")]
        .into_iter()
        .find_map(|(start, media_type)| text.starts_with(start).then_some(media_type))?;
    Some(format!("data:{media_type};base64,{text}"))
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
    fn bare_base64_is_told_by_its_beginning() {
        assert_eq!(
            from_base64(" iVBORw0KGgoAAAA ").as_deref(),
            Some("data:image/png;base64,iVBORw0KGgoAAAA")
        );
        assert_eq!(from_base64("/9j/4AAQ").as_deref(), Some("data:image/jpeg;base64,/9j/4AAQ"));
        assert_eq!(from_base64("UklGRgAA").as_deref(), Some("data:image/webp;base64,UklGRgAA"));
        let whole = "data:image/png;base64,iVBORw0KGgo=";
        assert_eq!(from_base64(whole).as_deref(), Some(whole));
        assert_eq!(from_base64("PHN2Zz4="), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "(data:image/png;base64,)?[A-Za-z0-9+/= \n]{0,40}") {
            let _ = (decode(&text), from_base64(&text));
        }
    }
}

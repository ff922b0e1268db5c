//! The awkward pictures of `tests/fixtures/pictures`, each against what `expected.json` says of it. JPEG and WebP are
//! decoded by an independent coder; in the page that is the browser's work, tested there.

#![expect(clippy::unwrap_used, reason = "a test fails where its helper does")]

use std::path::PathBuf;

use pentimento::core::colour::{Colour, Conversion, Space};
use pentimento::core::media::{self, MediaError, MediaKind};
use pentimento::core::picture::Picture;
use pentimento::core::png_codec::{self, Coding};
use serde_json::{Map, Value};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pictures")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn expected() -> Map<String, Value> {
    serde_json::from_slice(&read("expected.json")).unwrap()
}

/// The lines of numbers of a field.
fn lines(entry: &Value, field: &str) -> Vec<Vec<u32>> {
    let lines = entry.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    let numbers =
        |line: &Value| line.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as u32).collect();
    lines.iter().map(numbers).collect()
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    picture.rgba().as_chunks::<4>().0[(y * picture.size().width + x) as usize]
}

/// The stored values, upright, and how they are meant.
fn decoded(bytes: &[u8]) -> Option<(Picture, Colour)> {
    let (info, made) = media::mended(bytes).unwrap();
    let mut bytes = made.unwrap_or(bytes.to_vec());
    if let Some(first) = media::first_picture(&bytes, &info) {
        bytes = first;
    }
    let (picture, colour) = match info.kind {
        MediaKind::Png => {
            let png_codec::Decoded { picture, colour } = png_codec::decode(&bytes).unwrap();
            (picture, colour)
        }
        MediaKind::Jpeg | MediaKind::Webp if info.components != 4 => {
            let picture = image::load_from_memory(&bytes).unwrap().to_rgba8();
            let size = pentimento::core::geometry::Size::new(picture.width(), picture.height());
            let picture = Picture::from_rgba(size, picture.into_raw()).unwrap();
            (picture, media::colour_of(&bytes, info.kind, info.components))
        }
        _ => return None,
    };
    Some((picture.turned(info.orientation), colour))
}

#[test]
fn every_picture_is_what_is_said_of_it() {
    let mut seen = 0;
    for (name, entry) in expected() {
        let bytes = read(&name);
        if entry.get("size").is_none() {
            continue;
        }
        if let Some(other) = entry.get("other") {
            let Err(MediaError::Other(kind)) = media::inspect(&bytes) else { panic!("{name} is taken") };
            assert_eq!(Some(kind.name()), other.as_str(), "{name}");
            assert!(kind.may_be_shown(), "{name}");
            continue;
        }
        let (info, made) = media::mended(&bytes).unwrap();
        let size: Vec<u32> =
            entry["size"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as u32).collect();
        assert_eq!([info.size.width, info.size.height], *size, "{name}");
        let orientation = entry.get("orientation").map_or(1, |value| value.as_u64().unwrap());
        assert_eq!(u64::from(info.orientation), orientation, "{name}");
        assert_eq!(info.is_animated, entry.get("is_animated").is_some(), "{name}");
        assert_eq!(made.is_some(), entry.get("lacks_end").is_some(), "{name}");
        if let Some(components) = entry.get("components") {
            assert_eq!(Some(u64::from(info.components)), components.as_u64(), "{name}");
        }
        let Some((picture, colour)) = decoded(&bytes) else { continue };
        assert_eq!([picture.size().width, picture.size().height], *size, "{name}");
        for line in lines(&entry, "stored") {
            let [x, y, r, g, b] = line[..] else { panic!("{name}") };
            let [red, green, blue, _] = pixel(&picture, x, y).map(u32::from);
            for (made, stored) in [red, green, blue].into_iter().zip([r, g, b]) {
                let tolerance = if info.kind == MediaKind::Jpeg { 3 } else { 0 };
                assert!(made.abs_diff(stored) <= tolerance, "{name}: {made} is stored as {stored}");
            }
        }
        let to_srgb = Conversion::new(&Space::of(&colour).unwrap(), &Space::srgb(), false).unwrap();
        for line in lines(&entry, "srgb") {
            let [x, y, r, g, b, alpha, tolerance] = line[..] else { panic!("{name}") };
            let [red, green, blue, own_alpha] = pixel(&picture, x, y);
            let shown = to_srgb.convert([red, green, blue]);
            for (shown, expected) in shown.into_iter().zip([r, g, b]) {
                assert!(
                    u32::from(shown).abs_diff(expected) <= tolerance,
                    "{name} at {x},{y}: {shown}, not {expected}"
                );
            }
            assert_eq!(u32::from(own_alpha), alpha, "{name} at {x},{y}");
        }
        seen += 1;
    }
    assert!(seen >= 20, "only {seen} pictures were looked at");
}

#[test]
fn every_picture_that_is_written_again_keeps_its_values() {
    for (name, entry) in expected() {
        let bytes = read(&name);
        if media::sniff(&bytes, bytes.len() as u64) != Ok(MediaKind::Png)
            || entry.get("orientation").is_some()
        {
            continue;
        }
        let png_codec::Decoded { picture, colour } = png_codec::decode(&bytes).unwrap();
        let mut written = Vec::new();
        let coding = Coding { colour: &colour, deep: Some(&bytes) };
        png_codec::encode_into(&picture, coding, &mut written).unwrap();
        let again = png_codec::decode(&written).unwrap();
        assert_eq!(again.colour, colour, "{name}");
        let deep = |file: &[u8]| image::load_from_memory(file).unwrap().to_rgba16();
        assert_eq!(deep(&written), deep(&bytes), "{name}");
        for line in lines(&entry, "stored_16") {
            let [x, y, r, g, b] = line[..] else { panic!("{name}") };
            assert_eq!(deep(&written).get_pixel(x, y).0.map(u32::from)[..3], [r, g, b], "{name}");
        }
    }
}

#[test]
fn nothing_that_must_not_leave_is_in_what_is_sent() {
    let mut seen = 0;
    for (name, entry) in expected() {
        let Some(secrets) = entry.get("must_not_leave").and_then(Value::as_array) else { continue };
        let bytes = read(&name);
        let sent = media::strip_metadata(&bytes).unwrap();
        for secret in secrets {
            let secret = secret.as_str().unwrap().as_bytes();
            assert!(bytes.windows(secret.len()).any(|window| window == secret), "{name}");
            assert!(!sent.windows(secret.len()).any(|window| window == secret), "{name}");
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}

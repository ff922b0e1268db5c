//! Takes metadata (place, time, device, comments, previews, what is appended) off a file without decoding it.
//!
//! Each format has a list of what stays: pixels and how their colours are meant. Anything else goes, known or not.
//! What is put together in an odd way is not stripped but coded again by the caller.

use super::{MediaKind, inspect};

/// Chunks of PNG that stay.
const PNG_CHUNKS: [&[u8; 4]; 10] =
    [b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"IDAT", b"IEND"];
/// Chunks of WebP that stay; an animation has others, and is coded again.
const WEBP_CHUNKS: [&[u8; 4]; 5] = [b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L"];
/// In the flags of VP8X: the file has EXIF or XMP.
const WEBP_METADATA_FLAGS: u8 = 0x0c;
/// Bytes of JFIF's segment without its preview, from the marker on.
const JFIF_BYTES: usize = 18;

/// The file with its pixels and its colour profile only. `None` for other kinds than JPEG, PNG and WebP, for
/// an animation, and for a picture that its metadata turns: those must be coded again.
pub fn strip_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let info = inspect(bytes).ok()?;
    match info.kind {
        _ if info.orientation != 1 => None,
        MediaKind::Jpeg => jpeg(bytes),
        MediaKind::Png => png(bytes),
        MediaKind::Webp => webp(bytes),
        _ => None,
    }
}

/// Up to the end of the picture; what follows it (a film, a second picture) goes.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            // These have no length, and no place between segments.
            [0xff, 0 | 1 | 0xd0..=0xd8] => return None,
            [0xff, marker] => *marker,
            _ => return None,
        };
        if marker == 0xd9 {
            out.extend([0xff, marker]);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)).max(2);
        let segment = bytes.get(at..at + 2 + length)?;
        at += 2 + length;
        let content = segment.get(4..)?;
        match marker {
            0xe0 if content.starts_with(b"JFIF\0") => {
                out.extend([0xff, marker, 0, JFIF_BYTES as u8 - 2]);
                out.extend_from_slice(segment.get(4..JFIF_BYTES - 2)?);
                // A preview of 0 x 0 pixels.
                out.extend([0, 0]);
            }
            // Colour profile; how Adobe coded the colours.
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => out.extend_from_slice(segment),
            0xee if content.starts_with(b"Adobe") => out.extend_from_slice(segment),
            // Frames and tables.
            0xc0..=0xcf | 0xdb..=0xdd => out.extend_from_slice(segment),
            0xda => {
                let scan = scan_bytes(bytes.get(at..)?)?;
                out.extend_from_slice(segment);
                out.extend_from_slice(bytes.get(at..at + scan)?);
                at += scan;
            }
            _ => {}
        }
    }
}

/// Length of the coded pixels at the start: up to a marker that is neither a stuffed byte nor a restart.
fn scan_bytes(bytes: &[u8]) -> Option<usize> {
    let ends = |pair: &[u8]| matches!(pair, [0xff, next] if !matches!(next, 0 | 0xd0..=0xd7 | 0xff));
    bytes.windows(2).position(ends)
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        let chunk = bytes.get(at..at.checked_add(12)?.checked_add(length)?)?;
        if PNG_CHUNKS.iter().any(|known| known.as_slice() == name) {
            out.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            // Without content, whatever it says.
            return (length == 0).then_some(out);
        }
        at += 12 + length;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let declared = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    let file = bytes.get(..declared.checked_add(8)?)?;
    let mut out = file.get(..12)?.to_vec();
    let mut at = 12;
    while at < file.len() {
        let name = file.get(at..at + 4)?;
        let length = u32::from_le_bytes(file.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let content = file.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at += 8 + length + length % 2;
        if name == b"ANIM" || name == b"ANMF" {
            return None;
        }
        if !WEBP_CHUNKS.iter().any(|known| known.as_slice() == name) {
            continue;
        }
        out.extend_from_slice(name);
        out.extend((length as u32).to_le_bytes());
        let start = out.len();
        out.extend_from_slice(content);
        if name == b"VP8X" {
            *out.get_mut(start)? &= !WEBP_METADATA_FLAGS;
        }
        if length % 2 == 1 {
            out.push(0);
        }
    }
    let length = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out.get_mut(4..8)?.copy_from_slice(&length);
    Some(out)
}

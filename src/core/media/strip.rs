//! Takes metadata (place, time, device, comments) off a file without decoding it.

use super::{MediaKind, inspect};

/// The file without metadata: of JPEG all application segments but JFIF, ICC and Adobe, and all comments;
/// of PNG text, time and EXIF. Colour profiles stay. `None` for other kinds, and for a picture that its
/// metadata turns: that one must be coded again.
pub fn strip_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    let info = inspect(bytes).ok()?;
    match info.kind {
        MediaKind::Jpeg if info.orientation == 1 => jpeg(bytes),
        MediaKind::Png if info.orientation == 1 => png(bytes),
        _ => None,
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        if marker == 0xda {
            // The scans, to the end.
            out.extend_from_slice(bytes.get(at..)?);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)).max(2);
        let segment = bytes.get(at..at + 2 + length)?;
        if !matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe) {
            out.extend_from_slice(segment);
        }
        at += 2 + length;
    }
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        let chunk = bytes.get(at..at.checked_add(12)?.checked_add(length)?)?;
        if !matches!(name, b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME") {
            out.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return Some(out);
        }
        at += 12 + length;
    }
    None
}

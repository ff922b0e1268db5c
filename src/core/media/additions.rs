//! What is put into a finished file beside its pixels: a profile, and words about it.

use super::{MediaKind, inspect, riff};

/// What is added; it takes the place of what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Additions<'a> {
    /// An ICC profile. Only for JPEG and WebP: our PNG coder writes its own.
    pub icc: Option<&'a [u8]>,
    /// An XMP packet, UTF-8.
    pub xmp: Option<&'a str>,
    /// A TIFF block with EXIF fields.
    pub exif: Option<&'a [u8]>,
}

/// Bytes of a JPEG segment, at most, without its marker and its length.
const SEGMENT_BYTES: usize = 65_533;
const JPEG_ICC: &[u8] = b"ICC_PROFILE\0";
const JPEG_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const JPEG_EXIF: &[u8] = b"Exif\0\0";
/// Keyword of XMP in a PNG's text, then: not compressed, no language, no translated keyword.
const PNG_XMP: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";
/// Flags of VP8X.
const WEBP_ICC: u8 = 0x20;
const WEBP_ALPHA: u8 = 0x10;
const WEBP_EXIF: u8 = 0x08;
const WEBP_XMP: u8 = 0x04;

/// The file with the additions; its pixels' bytes are not touched. `None` for another kind than PNG, JPEG and WebP, or a
/// file in no usual order.
pub fn with_additions(bytes: &[u8], additions: &Additions<'_>) -> Option<Vec<u8>> {
    match inspect(bytes).ok()?.kind {
        MediaKind::Png => png(bytes, additions),
        MediaKind::Jpeg => jpeg(bytes, additions),
        MediaKind::Webp => webp(bytes, additions),
        _ => None,
    }
}

fn png(bytes: &[u8], additions: &Additions<'_>) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
        let chunk = bytes.get(at..at.checked_add(12)?.checked_add(length)?)?;
        let (name, content) = (chunk.get(4..8)?, chunk.get(8..8 + length)?);
        at += chunk.len();
        let is_replaced = match name {
            b"iTXt" => additions.xmp.is_some() && content.starts_with(b"XML:com.adobe.xmp\0"),
            b"eXIf" => additions.exif.is_some(),
            _ => false,
        };
        if is_replaced {
            continue;
        }
        out.extend_from_slice(chunk);
        if name == b"IHDR" {
            if let Some(exif) = additions.exif {
                push_png_chunk(&mut out, *b"eXIf", &[exif]);
            }
            if let Some(xmp) = additions.xmp {
                push_png_chunk(&mut out, *b"iTXt", &[PNG_XMP, xmp.as_bytes()]);
            }
        }
    }
    Some(out)
}

fn push_png_chunk(out: &mut Vec<u8>, name: [u8; 4], content: &[&[u8]]) {
    let length: usize = content.iter().map(|part| part.len()).sum();
    out.extend((length as u32).to_be_bytes());
    let start = out.len();
    out.extend(name);
    for part in content {
        out.extend_from_slice(part);
    }
    let checksum = crc32fast::hash(out.get(start..).unwrap_or_default());
    out.extend(checksum.to_be_bytes());
}

fn jpeg(bytes: &[u8], additions: &Additions<'_>) -> Option<Vec<u8>> {
    let is_replaced = |marker: u8, content: &[u8]| match marker {
        0xe1 if content.starts_with(JPEG_XMP) => additions.xmp.is_some(),
        0xe1 if content.starts_with(JPEG_EXIF) => additions.exif.is_some(),
        0xe2 if content.starts_with(JPEG_ICC) => additions.icc.is_some(),
        _ => false,
    };
    let mut out = bytes.get(..2)?.to_vec();
    let mut rest = Vec::new();
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        if marker == 0xda {
            break;
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)).max(2);
        let segment = bytes.get(at..at + 2 + length)?;
        at += segment.len();
        if marker == 0xe0 && out.len() == 2 {
            // JFIF comes before all else.
            out.extend_from_slice(segment);
        } else if !is_replaced(marker, segment.get(4..)?) {
            rest.extend_from_slice(segment);
        }
    }
    if let Some(exif) = additions.exif {
        push_segment(&mut out, 0xe1, &[JPEG_EXIF, exif])?;
    }
    if let Some(xmp) = additions.xmp {
        push_segment(&mut out, 0xe1, &[JPEG_XMP, xmp.as_bytes()])?;
    }
    if let Some(icc) = additions.icc {
        let parts = icc.chunks(SEGMENT_BYTES - JPEG_ICC.len() - 2);
        let count = u8::try_from(parts.len()).ok()?;
        for (index, part) in parts.enumerate() {
            push_segment(&mut out, 0xe2, &[JPEG_ICC, &[index as u8 + 1, count], part])?;
        }
    }
    out.extend(rest);
    out.extend_from_slice(bytes.get(at..)?);
    Some(out)
}

/// `None` when it is too long for a segment.
fn push_segment(out: &mut Vec<u8>, marker: u8, content: &[&[u8]]) -> Option<()> {
    let length: usize = content.iter().map(|part| part.len()).sum();
    let length = u16::try_from(length + 2).ok()?;
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    for part in content {
        out.extend_from_slice(part);
    }
    Some(())
}

fn webp(bytes: &[u8], additions: &Additions<'_>) -> Option<Vec<u8>> {
    let size = inspect(bytes).ok()?.size;
    let mut chunks = Vec::new();
    let mut at = 12;
    while let Some(name) = bytes.get(at..at + 4) {
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        chunks.push((name, bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?));
        at += 8 + length + length % 2;
    }
    let find = |wanted: &[u8]| chunks.iter().find(|(name, _)| *name == wanted).map(|(_, content)| *content);
    let mut header = if let Some(header) = find(b"VP8X") {
        header.to_vec()
    } else {
        let mut header = vec![0; 4];
        // The lossless kind says by a bit after its two sizes whether it has transparency.
        if find(b"VP8L").and_then(|content| content.get(4)).is_some_and(|byte| byte & 0x10 != 0) {
            *header.first_mut()? |= WEBP_ALPHA;
        }
        for side in [size.width, size.height] {
            header.extend_from_slice(side.saturating_sub(1).to_le_bytes().get(..3)?);
        }
        header
    };
    let own = [
        (b"ICCP", WEBP_ICC, additions.icc),
        (b"EXIF", WEBP_EXIF, additions.exif),
        (b"XMP ", WEBP_XMP, additions.xmp.map(str::as_bytes)),
    ];
    for (_, flag, added) in own {
        if added.is_some() {
            *header.first_mut()? |= flag;
        }
    }
    let is_replaced = |name: &[u8]| {
        name == b"VP8X" || own.iter().any(|(known, _, added)| added.is_some() && name == known.as_slice())
    };
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    riff::push(&mut out, b"VP8X", &header);
    let [(_, _, icc), (_, _, exif), (_, _, xmp)] = own;
    // The profile comes before the pixels, the words after them.
    if let Some(icc) = icc {
        riff::push(&mut out, b"ICCP", icc);
    }
    for (name, content) in chunks.iter().filter(|(name, _)| !is_replaced(name)) {
        riff::push(&mut out, name, content);
    }
    for (name, added) in [(b"EXIF", exif), (b"XMP ", xmp)] {
        if let Some(added) = added {
            riff::push(&mut out, name, added);
        }
    }
    let length = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out.get_mut(4..8)?.copy_from_slice(&length);
    Some(out)
}

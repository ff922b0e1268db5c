//! The headers and the ends of each container.

use crate::core::geometry::Size;

/// What a walk through a file found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    /// As stored, before the orientation.
    pub(super) size: Option<Size>,
    /// The TIFF block of its EXIF.
    pub(super) exif: Option<&'a [u8]>,
    /// Its end is there.
    pub(super) is_complete: bool,
    /// It has more pictures than one, to be shown one after the other.
    pub(super) is_animated: bool,
    /// Colour components of a JPEG; 3 in any other kind.
    pub(super) components: u8,
}

impl Default for Header<'_> {
    fn default() -> Self {
        Self { size: None, exif: None, is_complete: true, is_animated: false, components: 3 }
    }
}

fn big_u16(bytes: &[u8], at: usize) -> Option<u32> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u32::from(u16::from_be_bytes(pair)))
}

fn big_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little_u16(bytes: &[u8], at: usize) -> Option<u32> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u32::from(u16::from_le_bytes(pair)))
}

fn little_u24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(little_u16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

fn little_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// PNG: IHDR first, then chunks to IEND.
pub(super) fn png(bytes: &[u8]) -> Header<'_> {
    let size = big_u32(bytes, 16).zip(big_u32(bytes, 20)).map(|(width, height)| Size::new(width, height));
    let mut header = Header { size, is_complete: false, ..Header::default() };
    let mut at = 8;
    while let (Some(length), Some(name)) = (big_u32(bytes, at), bytes.get(at + 4..at + 8)) {
        let end = at.saturating_add(12).saturating_add(length as usize);
        if name == b"IEND" {
            header.is_complete = end <= bytes.len();
            break;
        }
        header.is_animated |= name == b"acTL";
        if name == b"eXIf"
            && let Some(data) = bytes.get(at + 8..at + 8 + length as usize)
        {
            header.exif = Some(data);
        }
        at = end;
    }
    header
}

/// JPEG: segments to the scans, then the end marker outside any segment.
pub(super) fn jpeg(bytes: &[u8]) -> Header<'_> {
    let mut header = Header { is_complete: false, ..Header::default() };
    let mut at = 2;
    while let Some(rest) = bytes.get(at..) {
        // In a scan's data a marker is an 0xff that no 0x00 and no restart number follows.
        let Some(offset) = rest
            .windows(2)
            .position(|pair| matches!(pair, [0xff, marker] if !matches!(marker, 0x00 | 0xff | 0xd0..=0xd7)))
        else {
            break;
        };
        let marker = rest.get(offset + 1).copied().unwrap_or(0);
        at += offset + 2;
        if marker == 0xd9 {
            header.is_complete = true;
            break;
        }
        if matches!(marker, 0x01 | 0xd8) {
            continue;
        }
        let Some(length) = big_u16(bytes, at) else { break };
        let segment = bytes.get(at + 2..at + (length as usize).max(2)).unwrap_or_default();
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                header.size = big_u16(segment, 3)
                    .zip(big_u16(segment, 1))
                    .map(|(width, height)| Size::new(width, height));
                header.components = segment.get(5).copied().unwrap_or(0);
            }
            0xe1 => {
                header.exif = segment.strip_prefix(b"Exif\0\0").or(header.exif);
            }
            _ => (),
        }
        at += (length as usize).max(2);
    }
    header
}

/// WebP: a RIFF of chunks.
pub(super) fn webp(bytes: &[u8]) -> Header<'_> {
    let claimed = little_u32(bytes, 4).unwrap_or(0) as usize;
    let mut header = Header { is_complete: claimed.saturating_add(8) <= bytes.len(), ..Header::default() };
    let mut at = 12;
    while let (Some(name), Some(length)) = (bytes.get(at..at + 4), little_u32(bytes, at + 4)) {
        let data = bytes.get(at + 8..).unwrap_or_default();
        let size = match name {
            b"VP8X" => little_u24(data, 4).zip(little_u24(data, 7)).map(|(w, h)| Size::new(w + 1, h + 1)),
            b"VP8 " => {
                little_u16(data, 6).zip(little_u16(data, 8)).map(|(w, h)| Size::new(w & 0x3fff, h & 0x3fff))
            }
            b"VP8L" => {
                little_u32(data, 1).map(|bits| Size::new((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
            }
            b"EXIF" => {
                if let Some(exif) = data.get(..length as usize) {
                    header.exif = Some(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
                }
                None
            }
            _ => None,
        };
        header.size = header.size.or(size);
        header.is_animated |= name == b"ANIM" || name == b"ANMF";
        at = at.saturating_add(8).saturating_add(length as usize + (length as usize & 1));
    }
    header
}

/// GIF: the screen's size, and the blocks: whole once the first picture's are, whatever follows.
pub(super) fn gif(bytes: &[u8]) -> Header<'_> {
    let size = little_u16(bytes, 6).zip(little_u16(bytes, 8)).map(|(width, height)| Size::new(width, height));
    let mut header = Header { size, is_complete: false, ..Header::default() };
    let table_bytes = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table_bytes(bytes.get(10).copied().unwrap_or(0));
    while let Some(&kind) = bytes.get(at) {
        at = match kind {
            0x21 => at + 2,
            0x2c => {
                header.is_animated = header.is_complete;
                at + 11 + table_bytes(bytes.get(at + 9).copied().unwrap_or(0))
            }
            _ => break,
        };
        let Some(after) = after_blocks(bytes, at) else { break };
        header.is_complete |= kind == 0x2c;
        at = after;
    }
    header
}

/// Where a GIF goes on after a run of data blocks; `None` when it is cut off.
fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += length + 1;
        if length == 0 {
            return Some(at);
        }
    }
}

/// BMP: the size in the second header, negative heights for top-down rows; the oldest has sides of 16 bits.
pub(super) fn bmp(bytes: &[u8]) -> Header<'_> {
    let is_oldest = little_u32(bytes, 14) == Some(12);
    let sides = if is_oldest {
        little_u16(bytes, 18).zip(little_u16(bytes, 20))
    } else {
        little_u32(bytes, 18).zip(little_u32(bytes, 22))
    };
    let size = sides.map(|(width, height)| Size::new(width, (height as i32).unsigned_abs()));
    Header { size, ..Header::default() }
}

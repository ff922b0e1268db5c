//! What a file says of its colours, where its pixels are decoded by the browser.

use super::{MediaKind, iso};
use crate::core::colour::{Colour, ColourTags, Samples};

/// Start of a JPEG segment with a part of a profile: then its number from 1, and how many there are.
const ICC_START: &[u8] = b"ICC_PROFILE\0";

/// The tags and the samples of a JPEG, WebP or AVIF; of other kinds nothing is said here, for PNG is decoded by
/// [`crate::core::png_codec`]. `has_alpha` is never said: pixels tell it.
pub fn colour_of(bytes: &[u8], kind: MediaKind, components: u8) -> Colour {
    let tags = match kind {
        MediaKind::Jpeg => jpeg(bytes).map(ColourTags::of_icc).unwrap_or_default(),
        MediaKind::Webp => webp(bytes).map(ColourTags::of_icc).unwrap_or_default(),
        MediaKind::Avif => iso::colour_tags(bytes),
        MediaKind::Png | MediaKind::Gif | MediaKind::Bmp => ColourTags::default(),
    };
    Colour { tags, samples: Samples { is_grey: components == 1, ..Samples::default() } }
}

/// The profile, its parts in their order; `None` when one is missing.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts: Vec<(u8, &[u8])> = Vec::new();
    let mut count = 0;
    let mut at = 2;
    while let [0xff, marker] = *bytes.get(at..at + 2)? {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda || marker == 0xd9 {
            break;
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)).max(2);
        let segment = bytes.get(at + 4..at + 2 + length)?;
        if marker == 0xe2
            && let Some([number, of, profile @ ..]) = segment.strip_prefix(ICC_START)
        {
            count = *of;
            parts.push((*number, profile));
        }
        at += 2 + length;
    }
    parts.sort_by_key(|(number, _)| *number);
    let is_whole = count > 0 && parts.iter().map(|(number, _)| *number).eq(1..=count);
    is_whole.then(|| parts.into_iter().flat_map(|(_, part)| part).copied().collect())
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 12;
    loop {
        let name = bytes.get(at..at + 4)?;
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        if name == b"ICCP" {
            return Some(bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?.to_vec());
        }
        at = at.checked_add(8 + length + length % 2)?;
    }
}

//! Boxes of ISO media, as far as an AVIF's size and colours go (ISO 14496-12, 23008-12).

use super::containers::Header;
use crate::core::colour::{Cicp, ColourTags};
use crate::core::geometry::Size;

/// Boxes within one another: a film's tree is never walked deeper.
const PROPERTIES: [[u8; 4]; 3] = [*b"meta", *b"iprp", *b"ipco"];

/// The boxes of a run of bytes: name and content.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(*bytes.first_chunk()?);
        let name = bytes.get(4..)?.first_chunk()?;
        let (start, end) = match length {
            // To the end of what holds it.
            0 => (8, bytes.len()),
            1 => (16, usize::try_from(u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?)).ok()?),
            length => (8, length as usize),
        };
        let content = bytes.get(start..end.min(bytes.len()))?;
        bytes = bytes.get(end..).unwrap_or_default();
        Some((name, content))
    })
}

fn find(bytes: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    boxes(bytes).find(|(own, _)| **own == name).map(|(_, content)| content)
}

/// The list of properties that the pictures in the file share.
fn properties(file: &[u8]) -> Option<&[u8]> {
    let [meta, iprp, ipco] = PROPERTIES;
    // After four bytes of version and flags.
    find(find(find(file, meta)?.get(4..)?, iprp)?, ipco)
}

/// The largest picture's size: a grid is larger than its tiles. Whole when the end of the last box is there.
pub(super) fn avif(bytes: &[u8]) -> Header<'_> {
    let sizes = properties(bytes).into_iter().flat_map(boxes).filter(|(name, _)| *name == b"ispe");
    let size = sizes.filter_map(|(_, content)| {
        let side = |at: usize| Some(u32::from_be_bytes(*content.get(at..)?.first_chunk()?));
        Some(Size::new(side(4)?, side(8)?))
    });
    let brands = bytes.get(8..).and_then(|rest| rest.first_chunk::<4>());
    Header {
        size: size.max_by_key(|size| size.area()),
        is_animated: brands == Some(b"avis"),
        is_complete: ends_whole(bytes),
        ..Header::default()
    }
}

/// No box claims more than there is.
fn ends_whole(bytes: &[u8]) -> bool {
    let mut at = 0_usize;
    while let Some(head) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let length = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => return true,
            1 => match bytes.get(at + 8..).and_then(|rest| rest.first_chunk::<8>()) {
                Some(length) => usize::try_from(u64::from_be_bytes(*length)).unwrap_or(usize::MAX),
                None => return false,
            },
            length => length as usize,
        };
        if length < 8 {
            return false;
        }
        at = at.saturating_add(length);
    }
    at <= bytes.len()
}

/// What an AVIF says of its colours. Its code points come with a matrix for its way of coding, which is none of the
/// decoded picture's.
pub(super) fn colour_tags(bytes: &[u8]) -> ColourTags {
    let mut tags = ColourTags::default();
    for (name, content) in properties(bytes).into_iter().flat_map(boxes) {
        if name != b"colr" {
            continue;
        }
        match content.split_first_chunk::<4>() {
            Some((b"nclx", [_, primaries, _, transfer, ..])) if tags.cicp.is_none() => {
                tags.cicp =
                    Some(Cicp { primaries: *primaries, transfer: *transfer, matrix: 0, is_full_range: true });
            }
            Some((b"prof" | b"rICC", profile)) if tags.icc.is_none() => tags.icc = Some(profile.to_vec()),
            _ => {}
        }
    }
    if tags.icc.is_some() {
        // Beside a profile they only say how it was coded.
        tags.cicp = None;
    }
    tags
}

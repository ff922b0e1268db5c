//! One still picture of a file that shows several, or that lost its end: made of the file's own bytes, so that every
//! value and the colour profile stay. What cannot be made so is the browser's to decode.

use super::{MediaError, MediaInfo, MediaKind, inspect, jpeg_rows, riff};
use crate::core::png_codec;

const PNG_SIGNATURE_BYTES: usize = 8;
/// In the flags of VP8X: the file is an animation.
const WEBP_ANIMATION_FLAG: u8 = 0x02;
/// Bytes of a WebP frame's header.
const WEBP_FRAME_HEADER: usize = 16;

/// As [`inspect`], of a file whose end may be missing while all of its pixels are there: then the file with an end.
/// A PNG loses small chunks that are damaged.
///
/// # Errors
/// As [`inspect`].
pub fn mended(bytes: &[u8]) -> Result<(MediaInfo, Option<Vec<u8>>), MediaError> {
    let made = match inspect(bytes) {
        Ok(info) if info.kind == MediaKind::Png => mended_png(bytes, false),
        Ok(_) => None,
        Err(MediaError::Truncated(MediaKind::Png)) => mended_png(bytes, true),
        Err(MediaError::Truncated(MediaKind::Jpeg)) if jpeg_rows::are_complete(bytes) => {
            // A lone first half of the marker is not doubled.
            let body = bytes.strip_suffix(&[0xff]).unwrap_or(bytes);
            Some([body, &[0xff, 0xd9]].concat())
        }
        Err(error) => return Err(error),
    };
    let info = inspect(made.as_deref().unwrap_or(bytes))?;
    Ok((info, made))
}

/// The first picture of an animation, as a file of the same kind. `None` when it is no animation, or when its first
/// picture does not cover all of it.
pub fn first_picture(bytes: &[u8], info: &MediaInfo) -> Option<Vec<u8>> {
    match info.kind {
        MediaKind::Png if info.is_animated => first_png(bytes),
        MediaKind::Webp if info.is_animated => first_webp(bytes),
        _ => None,
    }
}

/// A chunk of a PNG.
#[derive(Clone, Copy)]
struct Chunk<'a> {
    name: &'a [u8],
    content: &'a [u8],
    /// With its length and its checksum.
    all: &'a [u8],
}

impl Chunk<'_> {
    /// Its checksum is the one that it says.
    fn is_sound(&self) -> bool {
        let own = self.all.get(4..self.all.len() - 4).map(crc32fast::hash);
        own == self.all.last_chunk().map(|said| u32::from_be_bytes(*said))
    }

    /// Readers that do not know it may pass it over.
    fn is_ancillary(&self) -> bool {
        self.name.first().is_some_and(u8::is_ascii_lowercase)
    }
}

fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = PNG_SIGNATURE_BYTES;
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize;
        let all = bytes.get(at..at.checked_add(12)?.checked_add(length)?)?;
        at += all.len();
        Some(Chunk { name: all.get(4..8)?, content: all.get(8..8 + length)?, all })
    })
}

fn push_png_chunk(out: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    out.extend((content.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend(name);
    out.extend_from_slice(content);
    let checksum = crc32fast::hash(out.get(start..).unwrap_or_default());
    out.extend(checksum.to_be_bytes());
}

/// Without the small chunks that are damaged, with an end; `None` when nothing is wrong with it or rows are missing.
fn mended_png(bytes: &[u8], lacks_end: bool) -> Option<Vec<u8>> {
    let is_damaged = |chunk: &Chunk<'_>| chunk.is_ancillary() && !chunk.is_sound();
    if !lacks_end && !png_chunks(bytes).any(|chunk| is_damaged(&chunk)) {
        return None;
    }
    let mut out = bytes.get(..PNG_SIGNATURE_BYTES)?.to_vec();
    for chunk in png_chunks(bytes).filter(|chunk| !is_damaged(chunk)) {
        out.extend_from_slice(chunk.all);
    }
    if lacks_end {
        push_png_chunk(&mut out, *b"IEND", &[]);
        png_codec::decode(&out).ok()?;
    }
    Some(out)
}

fn first_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_animation = |chunk: &Chunk<'_>| matches!(chunk.name, b"acTL" | b"fcTL" | b"fdAT");
    let is_pixels = |chunk: &Chunk<'_>| chunk.name == b"IDAT";
    let signature = bytes.get(..PNG_SIGNATURE_BYTES)?;
    let shows_default =
        png_chunks(bytes).take_while(|chunk| !is_pixels(chunk)).any(|chunk| chunk.name == b"fcTL");
    let frame = if shows_default { None } else { first_png_frame(bytes) };
    let mut out = signature.to_vec();
    if let Some(frame) = frame {
        for chunk in png_chunks(bytes).take_while(|chunk| !is_pixels(chunk)) {
            if !is_animation(&chunk) {
                out.extend_from_slice(chunk.all);
            }
        }
        push_png_chunk(&mut out, *b"IDAT", &frame);
        push_png_chunk(&mut out, *b"IEND", &[]);
    } else {
        for chunk in png_chunks(bytes).filter(|chunk| !is_animation(chunk)) {
            out.extend_from_slice(chunk.all);
        }
    }
    Some(out)
}

/// Coded pixels of the first frame that is not the default picture, if it covers all of the picture.
fn first_png_frame(bytes: &[u8]) -> Option<Vec<u8>> {
    let header = png_chunks(bytes).find(|chunk| chunk.name == b"IHDR")?.content;
    let mut after = png_chunks(bytes).skip_while(|chunk| chunk.name != b"fcTL");
    let control = after.next()?.content;
    // After the sequence number: width and height, then where it lies.
    let covers_all = control.get(4..12) == header.get(..8) && control.get(12..20) == Some(&[0; 8][..]);
    let parts = after.take_while(|chunk| chunk.name != b"fcTL").filter(|chunk| chunk.name == b"fdAT");
    let pixels: Vec<u8> =
        parts.flat_map(|chunk| chunk.content.get(4..).unwrap_or_default()).copied().collect();
    (covers_all && !pixels.is_empty()).then_some(pixels)
}

fn first_webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let body = bytes.get(12..)?;
    let find =
        |wanted: &[u8]| riff::chunks(body).find(|(name, _)| *name == wanted).map(|(_, content)| content);
    let mut header = find(b"VP8X")?.to_vec();
    let (frame, data) = find(b"ANMF")?.split_at_checked(WEBP_FRAME_HEADER)?;
    // Where it lies, then its width and height less one, each of three bytes as in the header.
    if frame.get(..6) != Some(&[0; 6][..]) || frame.get(6..12) != header.get(4..10) {
        return None;
    }
    *header.first_mut()? &= !WEBP_ANIMATION_FLAG;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    riff::push(&mut out, b"VP8X", &header);
    if let Some(profile) = find(b"ICCP") {
        riff::push(&mut out, b"ICCP", profile);
    }
    for (name, content) in riff::chunks(data).filter(|(name, _)| matches!(*name, b"ALPH" | b"VP8 " | b"VP8L"))
    {
        riff::push(&mut out, name, content);
    }
    let length = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out.get_mut(4..8)?.copy_from_slice(&length);
    Some(out)
}

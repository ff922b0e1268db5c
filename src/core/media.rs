//! What a file is, found from its bytes before anything decodes it.
//!
//! Refuses early and says why: a decoder that is asked for 60000 x 60000 pixels, or for half a JPEG, fails
//! late and without a reason. Decodes nothing itself. Every read is bounds-checked; every walk ends.

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::picture::{SizeError, check_size};

mod additions;
mod colours;
mod containers;
mod exif;
mod iso;
mod jpeg_rows;
mod kinds;
mod riff;
mod still;
mod strip;

pub use additions::{Additions, with_additions};
pub use colours::colour_of;
pub use kinds::{MediaKind, OtherKind};
pub use still::{first_picture, mended};
pub use strip::strip_metadata;

/// How much of a file tells what it is.
pub const HEAD_BYTES: u64 = 64 << 10;
/// Largest file that is read: 100 megapixels of 16 bits, hardly compressed.
pub const MAX_FILE_BYTES: u64 = 600_000_000;

/// What a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaInfo {
    /// What it is.
    pub kind: MediaKind,
    /// Size after the orientation is applied; of an AVIF before it is turned.
    pub size: Size,
    /// EXIF orientation, 1 (upright) to 8.
    pub orientation: u8,
    /// It has more pictures than one, to be shown one after the other.
    pub is_animated: bool,
    /// Colour components of a JPEG: 1 grey, 3 colours, 4 inks; 3 in any other kind.
    pub components: u8,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum MediaError {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// Not of a kind that is read here.
    #[error("the file is not a picture that can be read: {}", .0.name())]
    Other(OtherKind),
    /// Larger than any picture within the limits.
    #[error("the file has {bytes} bytes, the limit is {MAX_FILE_BYTES}")]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// The header does not say how large the picture is.
    #[error("the {} file is damaged: it does not say how large the picture is", .0.name())]
    NoSize(MediaKind),
    /// The end is missing.
    #[error("the {} file is cut off: its end is missing", .0.name())]
    Truncated(MediaKind),
    /// Over the limits of a picture.
    #[error(transparent)]
    Size(#[from] SizeError),
}

/// Tells by the first [`HEAD_BYTES`] of a file what it is, before more of it is read.
pub fn sniff(head: &[u8], file_bytes: u64) -> Result<MediaKind, MediaError> {
    if head.is_empty() {
        return Err(MediaError::Empty);
    }
    let kind = kinds::kind_of(head).map_err(MediaError::Other)?;
    if file_bytes > MAX_FILE_BYTES {
        return Err(MediaError::TooLarge { bytes: file_bytes });
    }
    if kind == MediaKind::Png
        && let Some(size) = containers::png(head).size
    {
        check_size(size)?;
    }
    Ok(kind)
}

/// Tells what a file is.
pub fn inspect(bytes: &[u8]) -> Result<MediaInfo, MediaError> {
    let kind = sniff(bytes, bytes.len() as u64)?;
    let header = header(bytes, kind);
    if let Some(size) = header.size {
        check_size(size)?;
    }
    if !header.is_complete {
        return Err(MediaError::Truncated(kind));
    }
    let size = header.size.ok_or(MediaError::NoSize(kind))?;
    let orientation = header.exif.map_or(1, exif::orientation);
    let size = match orientation {
        5..=8 => Size::new(size.height, size.width),
        _ => size,
    };
    let (is_animated, components) = (header.is_animated, header.components);
    Ok(MediaInfo { kind, size, orientation, is_animated, components })
}

fn header(bytes: &[u8], kind: MediaKind) -> containers::Header<'_> {
    match kind {
        MediaKind::Png => containers::png(bytes),
        MediaKind::Jpeg => containers::jpeg(bytes),
        MediaKind::Webp => containers::webp(bytes),
        MediaKind::Gif => containers::gif(bytes),
        MediaKind::Bmp => containers::bmp(bytes),
        MediaKind::Avif => iso::avif(bytes),
    }
}

/// Date, camera and copyright that a file states, as an EXIF block that has nothing else; `None` where it states none.
pub fn credits_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let kind = sniff(bytes, bytes.len() as u64).ok()?;
    exif::credits(header(bytes, kind).exif?)
}

#[cfg(test)]
mod tests;

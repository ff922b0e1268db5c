//! What a file is, found from its bytes before anything decodes it.
//!
//! Refuses early and says why: a decoder that is asked for 60000 x 60000 pixels, or for half a JPEG, fails
//! late and without a reason. Decodes nothing itself. Every read is bounds-checked; every walk ends.

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::picture::{SizeError, check_size};

mod containers;
mod exif;
mod strip;

pub use strip::strip_metadata;

/// The kinds of picture files known by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG in any container.
    Jpeg,
    /// WebP, lossy or lossless.
    Webp,
    /// GIF; its first frame counts.
    Gif,
    /// AV1 still picture.
    Avif,
    /// Windows bitmap.
    Bmp,
}

impl MediaKind {
    const fn name_and_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Png => ("PNG", "image/png"),
            Self::Jpeg => ("JPEG", "image/jpeg"),
            Self::Webp => ("WebP", "image/webp"),
            Self::Gif => ("GIF", "image/gif"),
            Self::Avif => ("AVIF", "image/avif"),
            Self::Bmp => ("BMP", "image/bmp"),
        }
    }

    /// Its name, such as `JPEG`.
    pub const fn name(self) -> &'static str {
        self.name_and_type().0
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        self.name_and_type().1
    }
}

/// What a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaInfo {
    /// What it is.
    pub kind: MediaKind,
    /// Size after the orientation is applied; `None` where reading it from the header is not cheap.
    pub size: Option<Size>,
    /// EXIF orientation, 1 (upright) to 8.
    pub orientation: u8,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum MediaError {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// SVG can hold scripts and remote parts.
    #[error("SVG pictures are not accepted: save it as PNG first")]
    Svg,
    /// A photo format that browsers do not read.
    #[error("HEIC pictures cannot be read by browsers: save it as JPEG first")]
    Heic,
    /// Anything else.
    #[error("this is not a picture that can be read (PNG, JPEG, WebP, GIF, AVIF or BMP)")]
    NotAPicture,
    /// The end is missing.
    #[error("the {} file is cut off: its end is missing", .0.name())]
    Truncated(MediaKind),
    /// Over the limits of a picture.
    #[error(transparent)]
    Size(#[from] SizeError),
}

/// Tells what a file is.
pub fn inspect(bytes: &[u8]) -> Result<MediaInfo, MediaError> {
    if bytes.is_empty() {
        return Err(MediaError::Empty);
    }
    let kind = kind_of(bytes)?;
    let header = match kind {
        MediaKind::Png => containers::png(bytes),
        MediaKind::Jpeg => containers::jpeg(bytes),
        MediaKind::Webp => containers::webp(bytes),
        MediaKind::Gif => containers::gif(bytes),
        MediaKind::Bmp => containers::bmp(bytes),
        MediaKind::Avif => containers::Header::default(),
    };
    if let Some(size) = header.size {
        check_size(size)?;
    }
    if !header.is_complete {
        return Err(MediaError::Truncated(kind));
    }
    let orientation = header.orientation;
    let size = header.size.map(|size| match orientation {
        5..=8 => Size::new(size.height, size.width),
        _ => size,
    });
    Ok(MediaInfo { kind, size, orientation })
}

fn kind_of(bytes: &[u8]) -> Result<MediaKind, MediaError> {
    let brand = bytes.get(8..12).unwrap_or_default();
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(MediaKind::Png)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok(MediaKind::Jpeg)
    } else if bytes.starts_with(b"RIFF") && brand == b"WEBP" {
        Ok(MediaKind::Webp)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Ok(MediaKind::Gif)
    } else if bytes.starts_with(b"BM") && bytes.len() > 26 {
        Ok(MediaKind::Bmp)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        match brand {
            b"avif" | b"avis" => Ok(MediaKind::Avif),
            b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => Err(MediaError::Heic),
            _ => Err(MediaError::NotAPicture),
        }
    } else if is_svg(bytes) {
        Err(MediaError::Svg)
    } else {
        Err(MediaError::NotAPicture)
    }
}

/// An `<svg` element within the first 4 KiB of something that begins like markup.
fn is_svg(bytes: &[u8]) -> bool {
    let start: Vec<u8> =
        bytes.iter().take(4096).filter(|&&byte| byte != 0).map(u8::to_ascii_lowercase).collect();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80);
    first == Some(&b'<') && start.windows(4).any(|window| window == b"<svg")
}

#[cfg(test)]
mod tests;

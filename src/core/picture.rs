//! A decoded picture and the limits on one.

use serde::{Deserialize, Serialize};

use super::geometry::{Rect, Size};

/// Longest side accepted, in pixels.
pub const MAX_SIDE_PX: u32 = 16_384;
/// Largest area accepted, in pixels (100 megapixels).
pub const MAX_AREA_PX: u64 = 100_000_000;

/// A decoded picture.
///
/// Row-major, top row first, 4 bytes per pixel: red, green, blue, alpha, 8 bits each, not premultiplied,
/// in the picture's own colour space. `rgba.len() == width * height * 4`, held by the constructor.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    size: Size,
    rgba: Vec<u8>,
}

impl Picture {
    /// Wraps pixels.
    pub fn from_rgba(size: Size, rgba: Vec<u8>) -> Result<Self, SizeError> {
        check_size(size)?;
        let expected = size.area() as usize * 4;
        if rgba.len() != expected {
            return Err(SizeError::Length { bytes: rgba.len(), expected });
        }
        Ok(Self { size, rgba })
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// All bytes, in the layout the type states.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// All bytes, for change in place.
    pub fn rgba_mut(&mut self) -> &mut [u8] {
        &mut self.rgba
    }

    /// A part of it.
    pub fn cropped(&self, rect: Rect) -> Result<Self, SizeError> {
        let size = Size::new(rect.width(), rect.height());
        if rect.intersect(Rect::of_size(self.size)) != rect {
            return Err(SizeError::Outside { rect, size: self.size });
        }
        check_size(size)?;
        let row_bytes = self.size.width as usize * 4;
        let mut rgba = Vec::with_capacity(size.area() as usize * 4);
        for y in rect.top as usize..rect.bottom as usize {
            let (from, to) =
                (y * row_bytes + rect.left as usize * 4, y * row_bytes + rect.right as usize * 4);
            rgba.extend_from_slice(self.rgba.get(from..to).unwrap_or_default());
        }
        Self::from_rgba(size, rgba)
    }

    /// Puts another picture over it, at a place; what lies outside is left out.
    pub fn paste(&mut self, other: &Self, left: u32, top: u32) {
        let width = self.size.width as usize;
        let taken = (other.size.width as usize).min(width.saturating_sub(left as usize)) * 4;
        let rows = other.rgba.chunks_exact((other.size.width as usize * 4).max(1));
        for (y, row) in rows.enumerate() {
            let start = ((top as usize + y) * width + left as usize) * 4;
            if let (Some(to), Some(from)) = (self.rgba.get_mut(start..start + taken), row.get(..taken)) {
                to.copy_from_slice(from);
            }
        }
    }

    /// Upright, from the EXIF orientation that it is stored in, 1 to 8.
    pub fn turned(self, orientation: u8) -> Self {
        let Size { width, height } = self.size;
        let (columns, rows) = if orientation >= 5 { (height, width) } else { (width, height) };
        let pixels = self.rgba.as_chunks::<4>().0;
        let stored = |x: u32, y: u32| match orientation {
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, height - 1 - x),
            7 => (width - 1 - y, height - 1 - x),
            8 => (width - 1 - y, x),
            _ => (x, y),
        };
        let mut rgba = Vec::with_capacity(self.rgba.len());
        for y in 0..rows {
            for x in 0..columns {
                let (across, down) = stored(x, y);
                let at = down as usize * width as usize + across as usize;
                rgba.extend(pixels.get(at).copied().unwrap_or_default());
            }
        }
        Self { size: Size::new(columns, rows), rgba }
    }

    /// Gives the bytes away.
    pub fn into_rgba(self) -> Vec<u8> {
        self.rgba
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({} px)", self.size)
    }
}

/// A size that is no picture's, or that is too large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SizeError {
    /// A side is 0.
    #[error("picture is {}x{} px, it has no pixels", .0.width, .0.height)]
    Empty(Size),
    /// A side is over [`MAX_SIDE_PX`].
    #[error("picture is {}x{} px, the limit is {MAX_SIDE_PX} px per side", .0.width, .0.height)]
    Side(Size),
    /// The area is over [`MAX_AREA_PX`].
    #[error("picture is {}x{} px, the limit is {} megapixels", .0.width, .0.height, MAX_AREA_PX / 1_000_000)]
    Area(Size),
    /// A part that is not inside.
    #[error("the part from {},{} to {},{} px lies outside of the picture of {size} px", .rect.left, .rect.top, .rect.right, .rect.bottom)]
    Outside {
        /// The part.
        rect: Rect,
        /// The picture's size.
        size: Size,
    },
    /// The byte count does not fit the size.
    #[error("picture has {bytes} bytes of pixels, its size needs {expected}")]
    Length {
        /// Bytes given.
        bytes: usize,
        /// Bytes that the size needs.
        expected: usize,
    },
}

/// Checks a size against the limits.
pub fn check_size(size: Size) -> Result<(), SizeError> {
    if size.is_empty() {
        Err(SizeError::Empty(size))
    } else if size.width > MAX_SIDE_PX || size.height > MAX_SIDE_PX {
        Err(SizeError::Side(size))
    } else if size.area() > MAX_AREA_PX {
        Err(SizeError::Area(size))
    } else {
        Ok(())
    }
}

/// The colours that a screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gamut {
    /// Those of sRGB.
    #[default]
    Srgb,
    /// About those of Display P3, or more.
    Wide,
}

impl Gamut {
    /// What a canvas calls the space.
    pub const fn canvas_name(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::Wide => "display-p3",
        }
    }
}

/// The file formats a result can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    /// Lossless.
    Png,
    /// Lossy, no transparency.
    Jpeg,
    /// Lossy or lossless.
    Webp,
}

impl PictureFormat {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];

    /// What the providers call it: `png`, `jpeg`, `webp`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The usual ending of a file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// The format of a media type, if it is one of these.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type().eq_ignore_ascii_case(media_type.trim()))
    }

    /// The format that the providers call this.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

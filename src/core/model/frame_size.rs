//! The frame of a result.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;

/// The frame of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameSize {
    /// The engine decides; Local fill returns the base picture's size.
    Auto,
    /// The base picture's own shape, at about a megapixel.
    Original,
    /// 1:1.
    Square,
    /// 4:3, wide.
    Landscape43,
    /// 3:4, tall.
    Portrait34,
    /// 3:2, wide.
    Landscape32,
    /// 2:3, tall.
    Portrait23,
    /// 16:9, wide.
    Landscape169,
    /// 9:16, tall.
    Portrait916,
    /// Width and height in pixels.
    Custom {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
}

impl FrameSize {
    /// Width to height of a preset, as the smallest whole numbers; `None` for the others.
    pub const fn aspect(self) -> Option<(u32, u32)> {
        match self {
            Self::Square => Some((1, 1)),
            Self::Landscape43 => Some((4, 3)),
            Self::Portrait34 => Some((3, 4)),
            Self::Landscape32 => Some((3, 2)),
            Self::Portrait23 => Some((2, 3)),
            Self::Landscape169 => Some((16, 9)),
            Self::Portrait916 => Some((9, 16)),
            Self::Auto | Self::Original | Self::Custom { .. } => None,
        }
    }

    /// The frame of a size in pixels.
    pub const fn of(size: Size) -> Self {
        Self::Custom { width: size.width, height: size.height }
    }
}

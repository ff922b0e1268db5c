//! The frame of a result.

use serde::{Deserialize, Serialize};

/// The frame of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameSize {
    /// The engine decides; Local fill returns the base picture's size.
    Auto,
    /// 1:1.
    Square,
    /// 4:3, wide.
    Landscape43,
    /// 3:4, tall.
    Portrait34,
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
    /// The presets, in the order they are offered.
    pub const PRESETS: [Self; 6] = [
        Self::Auto,
        Self::Square,
        Self::Landscape43,
        Self::Portrait34,
        Self::Landscape169,
        Self::Portrait916,
    ];

    /// Width to height of a preset, as the smallest whole numbers; `None` for `Auto` and `Custom`.
    pub const fn aspect(self) -> Option<(u32, u32)> {
        match self {
            Self::Square => Some((1, 1)),
            Self::Landscape43 => Some((4, 3)),
            Self::Portrait34 => Some((3, 4)),
            Self::Landscape169 => Some((16, 9)),
            Self::Portrait916 => Some((9, 16)),
            Self::Auto | Self::Custom { .. } => None,
        }
    }

    /// Width and height in pixels that the providers make of it, as third parties have seen; for a frame that
    /// the model chooses, a square.
    pub const fn likely_px(self) -> (u32, u32) {
        match self {
            Self::Auto | Self::Square => (1024, 1024),
            Self::Landscape43 => (1024, 768),
            Self::Portrait34 => (768, 1024),
            Self::Landscape169 => (1024, 576),
            Self::Portrait916 => (576, 1024),
            Self::Custom { width, height } => (width, height),
        }
    }
}

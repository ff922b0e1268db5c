//! How the frame of a result lies on the frame of the original.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;

/// `point_in_result = point_in_original * scale + offset`, in pixels, pixel centres at +0.5.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Result pixels per original pixel, across.
    pub scale_x: f64,
    /// Result pixels per original pixel, down.
    pub scale_y: f64,
    /// Where the original's left edge lies in the result.
    pub offset_x: f64,
    /// Where the original's top edge lies in the result.
    pub offset_y: f64,
}

impl Frame {
    /// Both frames are the same.
    pub const IDENTITY: Self = Self { scale_x: 1.0, scale_y: 1.0, offset_x: 0.0, offset_y: 0.0 };

    /// The original stretched to the result.
    pub fn stretched(original: Size, result: Size) -> Self {
        Self {
            scale_x: f64::from(result.width) / f64::from(original.width.max(1)),
            scale_y: f64::from(result.height) / f64::from(original.height.max(1)),
            offset_x: 0.0,
            offset_y: 0.0,
        }
    }

    /// The original at one scale for both axes, its middle on the result's.
    pub fn centred(original: Size, result: Size, scale: f64) -> Self {
        let offset = |original: u32, result: u32| (f64::from(result) - f64::from(original) * scale) / 2.0;
        Self {
            scale_x: scale,
            scale_y: scale,
            offset_x: offset(original.width, result.width),
            offset_y: offset(original.height, result.height),
        }
    }

    /// The point of the result over a point of the original.
    pub fn result_from_original(self, x: f64, y: f64) -> (f64, f64) {
        (x * self.scale_x + self.offset_x, y * self.scale_y + self.offset_y)
    }

    /// The largest distance, in original pixels, between where two frames put a corner of the original.
    pub fn distance(self, other: Self, original: Size) -> f64 {
        let (width, height) = (f64::from(original.width), f64::from(original.height));
        [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)]
            .into_iter()
            .map(|(x, y)| {
                let (one, two) = (self.result_from_original(x, y), other.result_from_original(x, y));
                ((one.0 - two.0) / self.scale_x).hypot((one.1 - two.1) / self.scale_y)
            })
            .fold(0.0, f64::max)
    }
}

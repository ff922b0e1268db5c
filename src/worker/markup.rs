//! Markup: what is drawn becomes pixels.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Rect;
use crate::core::markup::Markup;

/// Makes what is sent of markup: a clear PNG, or the picture with the marks on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareMarkup<File> {
    /// What is drawn.
    pub markup: Markup,
    /// The base picture, where the marks are drawn on it; `None` = on clear ground.
    pub picture: Option<File>,
    /// The saved mask, where its edge is drawn in.
    pub mask: Option<File>,
    /// The part of the base picture that is sent; `None` = all of it.
    pub region: Option<Rect>,
    /// Longest side in pixels; 0 = any.
    pub max_side_px: u32,
}

//! What a hand is doing with the painter, from its going down to its going up.

use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::mask::StrokeMode;
use crate::state::PaintTool;

/// What the pointers are doing.
#[derive(Clone, Debug, Default)]
pub(crate) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// A finger that may yet become a pinch.
    Waiting { pointer_id: i32, press: Press, samples: Vec<Sample> },
    /// Painting along the way.
    Stroke { pointer_id: i32, is_pen: bool },
    /// Drawing a shape, in picture pixels.
    Shape { pointer_id: i32, tool: PaintTool, mode: StrokeMode, points: Vec<Point> },
    /// Moving the picture.
    Pan { pointer_id: i32, last_in_canvas: Point },
    /// Two fingers: zoom and move.
    Pinch { fingers: [(i32, Point); 2], began_millis: f64, began_in_canvas: [Point; 2], has_moved: bool },
    /// Changing size and hardness of the brush.
    Resize { pointer_id: i32, start_in_canvas: Point, size_px: f64, hardness_percent: f64 },
}

/// How a button or a finger went down.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "buttons and keys are held or not, independently")]
pub(crate) struct Press {
    /// With the right button.
    pub is_right: bool,
    /// With Alt.
    pub is_alt: bool,
    /// With Shift.
    pub is_shift: bool,
    /// By a pen.
    pub is_pen: bool,
}

//! What a person reads of the painter.

use super::state::Error;
use crate::core::geometry::Size;
use crate::core::mask_file::{Convention, Marked};
use crate::services::shell::questions::Question;
use crate::services::shell::texts::{browser_reason, worker_reason};
use crate::state::MaskFacts;

/// What went wrong, and what to do about it.
pub fn text_of(error: &Error) -> String {
    match error {
        Error::PictureGone => {
            "This picture is no longer in the list. Add it again to edit its mask.".to_owned()
        }
        Error::Worker(error) => worker_reason(error),
        Error::Browser(error) => browser_reason(error),
    }
}

/// A mask was imported.
pub fn imported(convention: Convention) -> &'static str {
    match convention {
        Convention::WhiteOnBlack => "Mask imported. White areas can change.",
        Convention::Transparent => "Mask imported. Transparent areas can change.",
    }
}

/// Whether a mask of another size is taken all the same.
pub fn stretch_question(mask: Size, picture: Size) -> Question {
    Question {
        name: "Mask of another size",
        text: format!("The mask is {mask} px, the picture is {picture} px. Stretch the mask to fit?"),
        yes: "Stretch",
    }
}

/// Whether a mask that marks nothing or everything replaces the one that is there.
pub fn odd_mask_question(marked: Marked) -> Option<Question> {
    let what = match marked {
        Marked::None => "This mask marks nothing, so nothing could change.",
        Marked::All => "This mask marks the whole picture.",
        Marked::Some => return None,
    };
    let text = [what, " Replace your mask with it? You can undo this, or turn it round."].concat();
    Some(Question { name: "An unusual mask", text, yes: "Replace" })
}

/// The undo history was cut.
pub const STEPS_DROPPED: &str =
    "The oldest steps can no longer be undone: the history is limited to 128 MB of memory.";

/// Nothing is marked that could be cut out.
pub const NOTHING_TO_CUT_OUT: &str = "Nothing is selected yet. Select an object first.";

/// `mask covers 12 % of 4096 x 3072 px`; a little is never called 0 %, and not quite all never 100 %.
pub fn mask_facts(facts: &MaskFacts) -> String {
    let Some(size) = facts.size else {
        return "no picture".to_owned();
    };
    let area = size.area().max(1);
    let share = match facts.covered_px {
        0 => "0".to_owned(),
        covered if covered == area => "100".to_owned(),
        covered => match covered as f64 * 100.0 / area as f64 {
            share if share < 1.0 => "under 1".to_owned(),
            share => format!("{:.0}", share.min(99.0)),
        },
    };
    format!("mask covers {share} % of {size} px")
}

/// What the keys and the pointer do beside choosing a tool: `(keys, what)`.
pub const KEYS: [(&str, &str); 22] = [
    ("X", "Swap brush and eraser"),
    ("[ and ]", "Brush size. With Shift: hardness"),
    ("Alt + scroll", "Brush size"),
    ("Alt + right drag", "Brush size sideways, hardness up and down"),
    ("Shift + click", "Straight line from the end of the last stroke"),
    ("Right button", "Erase with any tool"),
    ("Alt", "Subtract with shapes, fill and selection"),
    ("Enter", "Close a polygon or a magnetic lasso, apply a selection"),
    ("Backspace", "Remove the last corner of a polygon or a magnetic lasso"),
    ("Esc", "Cancel"),
    ("Arrows", "Move the cross on the focused picture. Shift: 10 px, Ctrl: 100 px"),
    ("Enter, Space", "At the cross: a dab, a corner, a fill, a selection. With Shift: a line"),
    ("Ctrl Z, Ctrl Shift Z", "Undo, redo"),
    ("Ctrl A, Ctrl I, Delete", "Select all, invert, clear"),
    ("Scroll, Ctrl + and -", "Zoom"),
    ("Space + drag, middle drag", "Pan"),
    ("Ctrl 0, Ctrl 1", "Whole picture, 100 %"),
    ("Two fingers", "Zoom and pan. Tap to undo"),
    ("V P A L C B N E", "In markup: move, pen, arrow, line, circle, box, note, erase"),
    ("Alt + arrows, Delete", "Move or remove the selected mark. With Shift: 10 px"),
    ("Ctrl Enter", "Run"),
    ("?", "Show these keys"),
];

//! Small pieces that several panels use.

pub mod choice;
pub mod icons;
pub mod lengths;
pub mod modal;
pub mod notices;
pub mod select;
pub mod slider;
pub mod switch;
pub mod time_text;
pub mod tips;

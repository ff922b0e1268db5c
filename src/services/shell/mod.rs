//! The page around its panels: messages, questions, shortcuts, tabs, the theme, parts fetched on demand.

pub mod notifications;
pub mod on_demand;
pub mod picture_worker;
pub mod questions;
pub mod shortcuts;
pub mod split_point;
pub mod texts;
pub mod theme;
pub mod updates;
pub mod views;
pub mod visits;

//! Selecting by pointing: an object by one box or stroke, with a soft edge.
//!
//! A [`Selection`] holds what was said about one picture so far (a box, strokes) and answers with coverage of
//! the picture's size. It works on a reduced copy of the part round the box: superpixels are cut under colour
//! models ([`regions`]), the outline is cut again pixel by pixel ([`band`]), then made soft ([`edge`]).
//!
//! A [`Pointing`] goes along with a list of gestures that grows and shrinks, as a person draws and undoes.
//!
//! Only whole numbers and basic floating point operations: the bytes are the same on every machine.

mod band;
mod cells;
mod conviction;
mod curves;
mod cut_out;
mod edge;
mod frame;
mod geodesic;
mod guided;
mod hints;
mod lasso;
mod max_flow;
mod models;
mod outline;
mod pointing;
mod refine;
mod regions;
mod selection;
mod softness;
mod stroke;
mod superpixels;

#[cfg(test)]
mod tests;

pub use cut_out::{cut_out, cut_out_ground};
pub use lasso::follow;
pub use outline::outlines;
pub use pointing::{Combine, Pointed, Pointing};
pub use refine::refine;
pub use selection::{Error, Preview, Selection};
pub use softness::{NATURAL_SOFTNESS_PERCENT, soften_edge, softness_reach_px};
pub use stroke::Stroke;

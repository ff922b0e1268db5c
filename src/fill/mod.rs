//! Local fill: completes the masked region of a picture from the rest of it. Pure compute.
//!
//! The way of a fill: the mask is split into separate holes (`components`); each is completed from coarse to
//! fine (`pyramid`, `completion`) by matching patches (`field`, after Barnes et al. 2009) and letting them vote
//! (`vote`, after Wexler et al. 2007), from a first guess that is peeled from the rim inwards (`peel`, as in
//! Newson et al., IPOL 2017.189), at two scales, of which the better solution is taken (`fitness`); what was copied
//! is joined without seams (`seam`); the result is laid in through the coverage.
//!
//! Invariants: pixels at coverage 0 are byte-identical; one seed and variant give the same bytes on every
//! machine (whole numbers and basic floating point only). It does not read a prompt or know what things are.

mod changes;
mod clear;
mod completion;
mod components;
mod depths;
mod field;
mod fitness;
mod frame;
mod holes;
mod input;
mod lanes;
mod level;
mod membrane;
mod memory;
mod patch;
mod peel;
mod plane;
mod progress;
mod pyramid;
mod random;
mod seam;
mod settings;
mod solution;
mod start;
mod thin;
mod vote;

pub use changes::Changes;
pub use frame::{MAX_FRAME_SIDE_PX, fill_to_frame, frame_for, needed_bytes};
pub use holes::{fill, fill_changes, fill_smoothly};
pub use input::{FillError, FillInput, MAX_AREA_PX};
pub use progress::{Preview, PreviewPlace, Watch};

//! Local fill. Its values are those of `crate::fill`.

use serde::{Deserialize, Serialize};

use super::{HashedFile, PictureInfo};
use crate::core::geometry::Size;
use crate::core::model::FrameSize;
use crate::core::picture::PictureFormat;
use crate::core::raster::ChangeCount;
use crate::fill::PreviewPlace;

/// Runs the code of a fill until the browser has optimised it, so that the next fill, in whichever worker, starts
/// fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmUp;

/// Estimates how much memory a fill would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillNeeds<File> {
    /// The saved mask.
    pub mask: File,
    /// The sizes of the other pictures.
    pub references: Vec<Size>,
    /// The frame asked for.
    pub frame: FrameSize,
}

/// Bytes of memory of one worker, the file that comes of the fill included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeededBytes(pub u64);

/// Completes the masked region of a picture. Each variant comes as an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill<File> {
    /// The base picture.
    pub picture: File,
    /// Its saved mask.
    pub mask: File,
    /// Other pictures to copy from.
    pub references: Vec<File>,
    /// The frame asked for.
    pub frame: FrameSize,
    /// Which variants, 0 to 3. Several workers may share a run's.
    pub variants: Vec<u8>,
    /// File format of the results.
    pub format: PictureFormat,
    /// The same seed gives the same bytes.
    pub seed: u32,
}

/// What a fill says while it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FillUpdate<File, Bytes> {
    /// Share of the work that is done, 0.0 to 1.0.
    Progress(f32),
    /// What it looks like so far, at unchanged size only.
    Preview {
        /// Where it lies in the base picture.
        place: PreviewPlace,
        /// Row-major, 4 bytes per pixel, transparent where nothing is filled.
        rgba: Bytes,
    },
    /// One of its results.
    Variant(FilledVariant<File>),
}

/// One of a fill's results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilledVariant<File> {
    /// Which variant.
    pub variant: u8,
    /// What it is.
    pub info: PictureInfo,
    /// The result.
    pub picture: HashedFile<File>,
    /// A small JPEG of it.
    pub thumbnail: HashedFile<File>,
    /// What of it differs from the base picture where nothing is marked; `None` in another frame or a format that
    /// loses something.
    pub outside: Option<ChangeCount>,
    /// No pixel inside the mask differs from the base picture's, at unchanged size.
    pub is_unchanged: bool,
    /// How long the fill itself took, without decoding and coding.
    pub fill_millis: f64,
}

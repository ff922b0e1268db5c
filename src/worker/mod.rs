//! What the page and the worker say to each other.
//!
//! A message is a JSON text of one of these types beside a list of attachments (byte arrays or blobs), which
//! each variant lists in order. The worker speaks first, with [`Reply::Ready`]: a page that sent earlier
//! would be sending to a script that is not there yet.

pub mod mask;

use serde::{Deserialize, Serialize};

use crate::core::archive::Manifest;
use crate::core::geometry::{Rect, Size};
use crate::core::model::FrameSize;
use crate::core::picture::PictureFormat;
use crate::core::raster::{ChangeCount, Known, Placing, ProtectFacts, ProtectSettings};
use crate::core::request::BlobHash;

/// Raised with every change of this file; a page and a worker of two builds refuse each other.
pub const PROTOCOL_VERSION: u32 = 8;

/// Longest side of a thumbnail in pixels.
pub const THUMBNAIL_SIDE_PX: u32 = 320;

/// One request of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Repeated in every reply to it.
    pub id: u32,
    /// What is asked.
    pub task: Task,
}

/// What the worker can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Tells what a file is and makes its thumbnail. Attachment: the file.
    Inspect,
    /// Makes a smaller copy to be shown, on white where it is transparent. Attachment: the picture.
    Reduce {
        /// Most pixels of it.
        area_px: u64,
    },
    /// Makes the bytes that may leave the device: no metadata, orientation applied, a format that the
    /// providers take, no side longer than the limit. Attachment: the picture.
    PrepareUpload {
        /// Longest side in pixels; 0 = any.
        max_side_px: u32,
    },
    /// Codes coverage as PNG. Attachment: the coverage, 1 byte per pixel.
    EncodeMask {
        /// The mask's size.
        size: Size,
        /// The size of the picture; each pixel of it is the nearest one's.
        wanted: Size,
        /// Which picture of it.
        picture: MaskKind,
    },
    /// Reads coverage from a mask picture of any sort. Attachment: the picture.
    DecodeMask,
    /// Lays a result over its original through the mask. Attachments: the original, its coverage PNG, the
    /// result.
    Protect {
        /// How the seam is made.
        settings: ProtectSettings,
        /// The part of the original that the result shows; `None` = all of it.
        region: Option<Rect>,
        /// Where the result lies on it.
        placing: Placing,
    },
    /// Begins to adjust a seam. Attachments as [`Task::Protect`].
    SeamOpen {
        /// As of [`Task::Protect`].
        region: Option<Rect>,
        /// What is known of the alignment.
        known: Option<Known>,
    },
    /// Shows a part of the open seam.
    SeamPreview {
        /// How the seam would be made.
        settings: ProtectSettings,
        /// Which part of the original.
        rect: Rect,
        /// How large it is seen.
        size: Size,
    },
    /// Lets go of the open seam.
    SeamClose,
    /// Takes a part out of a picture, coded as PNG. Attachment: the picture.
    Crop {
        /// Which part.
        rect: Rect,
    },
    /// Decodes a picture to look at. Attachment: the picture.
    View {
        /// Most pixels of the longer side.
        longest_px: u32,
    },
    /// Codes a picture in another format. Attachment: the picture.
    Transcode {
        /// The new format.
        format: PictureFormat,
        /// 1 to 100, for JPEG and WebP.
        quality_percent: u8,
    },
    /// Makes a ZIP of results. Attachments: the manifest's files, in its order.
    Export {
        /// What is in it.
        manifest: Manifest,
    },
    /// Reads a ZIP of results and checks all of it. Attachment: the ZIP.
    Import,
    /// Works on a mask, as it says.
    Mask(mask::MaskTask),
    /// Runs the code of a fill until the browser has optimised it, so that the next fill, in whichever worker, starts
    /// fast.
    WarmUp,
    /// Tells how much memory a fill would take. Attachment: the coverage PNG.
    FillNeeds {
        /// The sizes of the other pictures.
        references: Vec<Size>,
        /// The frame asked for.
        frame: FrameSize,
    },
    /// Completes the masked region. Attachments: the base picture, its coverage PNG, other pictures.
    Fill {
        /// The frame asked for.
        frame: FrameSize,
        /// Which variants, 0 to 3. Several workers may share a run's.
        variants: Vec<u8>,
        /// File format of the results.
        format: PictureFormat,
        /// The same seed gives the same bytes.
        seed: u32,
    },
}

/// Which picture of a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskKind {
    /// Opaque, pure black and white, white = may change: what the queue providers take.
    BlackAndWhite,
    /// Transparent where it may change, opaque elsewhere: what the Images API takes.
    Transparent,
    /// Grey, coverage as it is: what is kept.
    Coverage,
}

/// One of a fill's results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilledVariant {
    /// Which variant.
    pub variant: u8,
    /// What it is.
    pub info: PictureInfo,
    /// The file's name.
    pub hash: BlobHash,
    /// The thumbnail's.
    pub thumbnail: BlobHash,
    /// What of it differs from the base picture where nothing is marked; `None` in another frame or a format that
    /// loses something.
    pub outside: Option<ChangeCount>,
}

/// One reply of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is there. Sent once, unasked.
    Ready {
        /// [`PROTOCOL_VERSION`] of the worker's build.
        version: u32,
    },
    /// Work goes on.
    Progress {
        /// The request's.
        id: u32,
        /// Share of the work that is done, 0.0 to 1.0.
        fraction: f32,
    },
    /// What a fill looks like so far, at unchanged size only. Attachment: RGBA, transparent where nothing is
    /// filled.
    Preview {
        /// The request's.
        id: u32,
        /// Where it lies.
        place: PreviewPlace,
    },
    /// One of several results; more follow. Attachments: blobs of the file and its thumbnail.
    Variant {
        /// The request's.
        id: u32,
        /// How long the fill itself took, without decoding and coding.
        fill_millis: f64,
        /// The result.
        filled: FilledVariant,
    },
    /// Done.
    Done {
        /// The request's.
        id: u32,
        /// What came of it.
        answer: Answer,
    },
    /// Not done; the worker is well.
    Failed {
        /// The request's.
        id: u32,
        /// Lower case, no final dot.
        message: String,
    },
    /// The worker broke and must be replaced; no request of it will be answered.
    Crashed {
        /// What is known.
        message: String,
    },
}

/// Where a preview lies in the base picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPlace {
    /// First column, in pixels of the base picture.
    pub left_px: u32,
    /// First row.
    pub top_px: u32,
    /// Base pixels per preview pixel.
    pub step_px: u32,
    /// The preview's own size.
    pub size: Size,
}

/// What a picture file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureInfo {
    /// Media type of the bytes.
    pub media_type: String,
    /// Size after the orientation is applied.
    pub size: Size,
}

/// What came of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of [`Task::Inspect`]. Attachments: the thumbnail; then, when `is_converted`, the new bytes.
    Inspected {
        /// What the bytes are that should be kept.
        info: PictureInfo,
        /// The file was of a kind that no provider takes and became a PNG.
        is_converted: bool,
        /// The hash of those bytes: taken here, since a camera's file takes the page's thread a quarter of a
        /// second.
        hash: BlobHash,
    },
    /// Of [`Task::Reduce`]. Attachment: a JPEG.
    Reduced {
        /// Its size.
        size: Size,
    },
    /// Of [`Task::PrepareUpload`]. Attachment: the bytes.
    Prepared {
        /// What they are.
        info: PictureInfo,
        /// Their hash.
        hash: BlobHash,
    },
    /// Of [`Task::EncodeMask`]. Attachment: the PNG.
    MaskEncoded,
    /// Of [`Task::DecodeMask`]. Attachment: the coverage, 1 byte per pixel.
    MaskDecoded {
        /// The mask's size.
        size: Size,
    },
    /// Of [`Task::Protect`]. Attachments: the PNG, its thumbnail.
    Protected {
        /// What changed outside the mask, and how the frames lie.
        facts: ProtectFacts,
        /// The hash of the PNG: taken there, since a large one takes long.
        hash: BlobHash,
        /// The hash of the thumbnail.
        thumbnail: BlobHash,
    },
    /// Of [`Task::Protect`], when the result does not show the original's picture outside the mask.
    NotAlignable,
    /// Of [`Task::SeamOpen`].
    SeamOpened,
    /// Of [`Task::SeamPreview`]. Attachment: the decoded picture; none when nothing of it is in sight.
    SeamShown {
        /// Which part of the original it is.
        rect: Rect,
    },
    /// Of [`Task::SeamClose`].
    SeamClosed,
    /// Of [`Task::Crop`]. Attachment: the PNG.
    Cropped,
    /// Of [`Task::View`]. Attachment: the decoded picture, of that size or smaller.
    Viewed {
        /// The picture's own size.
        size: Size,
    },
    /// Of [`Task::Transcode`]. Attachment: the file.
    Transcoded,
    /// Of [`Task::Export`]. Attachment: the ZIP.
    Exported,
    /// Of [`Task::Import`]. Attachments: the manifest's files, in its order.
    Imported {
        /// What is in it.
        manifest: Manifest,
    },
    /// Of [`Task::Mask`].
    Mask(mask::MaskAnswer),
    /// Of [`Task::WarmUp`].
    WarmedUp,
    /// Of [`Task::FillNeeds`].
    FillNeeds {
        /// Bytes of one worker, the file that comes of it included.
        bytes: u64,
    },
    /// Of [`Task::Fill`]: all variants were sent.
    Filled,
}

//! Picture files: what one is, what may leave the device, another format.

use serde::{Deserialize, Serialize};

use crate::core::geometry::{Rect, Size};
use crate::core::picture::PictureFormat;
use crate::core::provenance::DigitalSource;
use crate::core::request::BlobHash;

/// Longest side of a thumbnail in pixels.
pub const THUMBNAIL_SIDE_PX: u32 = 320;

/// What a picture file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureInfo {
    /// Media type of the bytes.
    pub media_type: String,
    /// Size after the orientation is applied.
    pub size: Size,
}

/// A file that the worker made, and the hash of its bytes: taken there, since that of a camera's file takes the
/// page's thread a quarter of a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile<File> {
    /// The file, with its media type.
    pub file: File,
    /// SHA-256 of its bytes.
    pub hash: BlobHash,
}

/// Checks a picture file, copies it and makes its thumbnail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspect<File> {
    /// Whatever a person gave or a provider sent.
    pub file: File,
    /// What models get wrong about transparency is mended in the copy.
    pub cleans_alpha: bool,
}

/// What came of [`Inspect`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected<File> {
    /// What the saved file is.
    pub info: PictureInfo,
    /// The file to save: a copy of the one that was given, or a PNG of it when no provider takes its kind.
    pub saved: HashedFile<File>,
    /// A small JPEG.
    pub thumbnail: HashedFile<File>,
    /// The file shows several pictures one after the other, of which the first is saved.
    pub is_animated: bool,
    /// The kind that the file was before it became a PNG, if it is one that no provider takes.
    pub converted: Option<String>,
}

/// Makes the bytes that may leave the device: no metadata, orientation applied, 8-bit
/// sRGB in a format that the providers take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareUpload<File> {
    /// The picture.
    pub picture: File,
    /// The part that is sent; `None` = all of it.
    pub region: Option<Rect>,
    /// Longest side in pixels; 0 = any.
    pub max_side_px: u32,
}

/// Bytes that may leave the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared<Bytes> {
    /// The bytes.
    pub bytes: Bytes,
    /// What they are.
    pub info: PictureInfo,
    /// Their hash.
    pub hash: BlobHash,
}

/// Makes the file of a result that a person gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcode<File> {
    /// The picture.
    pub picture: File,
    /// The new format; `None` = the one that it has, and its bytes.
    pub format: Option<PictureFormat>,
    /// 1 to 100, for JPEG and WebP.
    pub quality_percent: u8,
    /// What shows where the picture is transparent, in a format that has no transparency: red, green, blue.
    pub ground: [u8; 3],
    /// What is to be said in the file of how it came to be. A file that is not coded again and says it itself stays as it
    /// is.
    pub source: Option<DigitalSource>,
    /// The original whose date, camera and copyright the file keeps. A file that says itself how it came to be, and is not
    /// coded again, stays as it is.
    pub credits_of: Option<File>,
}

/// What came of [`Transcode`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcoded<File> {
    /// In the new format.
    pub file: File,
}

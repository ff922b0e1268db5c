//! Selecting by pointing. The worker keeps what it knows of the picture that was pointed at last, so that the next
//! gesture is answered quickly; what a question needs it brings along all the same, since the worker may have been ended
//! meanwhile.

use serde::{Deserialize, Serialize};

use super::ChangedMask;
use crate::core::geometry::{Point, Rect, Size};
use crate::core::select::{Combine, Pointed};

/// A picture that is pointed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointedPicture<File> {
    /// The picture.
    pub file: File,
    /// Its key: it is decoded once for all selections in it.
    pub key: u64,
}

/// Decodes a picture ahead, so that the first answer comes quickly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectPrepare<File> {
    /// The picture.
    pub picture: PointedPicture<File>,
}

/// Selects what was pointed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectObject<File> {
    /// The picture.
    pub picture: PointedPicture<File>,
    /// All gestures so far.
    pub pointed: Vec<Pointed>,
    /// Which series of gestures this is: what is read of its `before` is read once.
    pub series: u64,
    /// How soft the edge is, 0 to 100.
    pub softness_percent: u8,
    /// The mask before the first gesture: its coverage, of the picture's size; `None` when nothing was marked.
    pub before: Option<File>,
    /// What the selection does to that mask.
    pub combine: Combine,
    /// Where earlier answers changed the mask: the answer says what is there now.
    pub touched: Rect,
}

/// What came of [`SelectObject`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectedObject<Bytes> {
    /// The mask where it changed.
    pub changed: ChangedMask<Bytes>,
    /// The outline of what is selected, by its corners in pixels of the picture.
    pub outlines: Vec<Vec<Point>>,
}

/// What one more gesture would select, roughly and quickly. The answer is empty when it finds nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectPreview<File> {
    /// The picture.
    pub picture: PointedPicture<File>,
    /// The gestures before it.
    pub pointed: Vec<Pointed>,
    /// The gesture that is being made.
    pub next: Pointed,
}

/// The outline of what would be selected, by its corners in pixels of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outlines(pub Vec<Vec<Point>>);

/// Brings the edge of a mask to the edges of the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefineEdge<File, Bytes> {
    /// The picture.
    pub picture: PointedPicture<File>,
    /// Where what is marked lies.
    pub rect: Rect,
    /// The coverage of that rectangle.
    pub coverage: Bytes,
}

/// The way between two points that follows edges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowEdge<File> {
    /// The picture.
    pub picture: PointedPicture<File>,
    /// Where it begins, in pixels of the picture.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
}

/// Where [`FollowEdge`] goes along, both ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EdgeWay(pub Vec<Point>);

/// Puts what is marked of a picture on transparency, or what is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOut<File, Bytes> {
    /// The picture.
    pub picture: PointedPicture<File>,
    /// Where what is marked lies.
    pub rect: Rect,
    /// The coverage of that rectangle.
    pub coverage: Bytes,
    /// The size of the picture.
    pub size: Size,
    /// Cut out what is not marked instead.
    pub is_ground: bool,
}

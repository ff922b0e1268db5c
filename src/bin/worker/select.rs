//! Selecting by pointing, and what is done with a selection. The picture that was pointed at last stays decoded, and so
//! does what is known of the selection in it.

use std::cell::RefCell;
use std::rc::Rc;

use pentimento::browser::attachment::{Bytes, File};
use pentimento::core::colour::Colour;
use pentimento::core::geometry::{Point, Rect, Size};
use pentimento::core::mask::Plane;
use pentimento::core::picture::{Picture, PictureFormat};
use pentimento::core::png_codec::Coding;
use pentimento::core::select::{
    self, Combine, Pointing, cut_out, cut_out_ground, follow, outlines, refine, soften_edge,
    softness_reach_px,
};
use pentimento::worker::{
    ChangedMask, CutOut, EdgeWay, Error, FollowEdge, HashedFile, Outlines, PointedPicture, RefineEdge,
    SelectObject, SelectPrepare, SelectPreview, SelectedObject,
};

use crate::files::{decode, file_of};
use crate::perform::{Perform, Updates};

/// Most pixels of the plane that an outline is drawn round: finer than most screens show it.
const OUTLINE_AREA_PX: u64 = 500_000;
/// How far the edge of a mask may be moved by refining it, in pixels of a picture of 1600 px, and how soft it may become.
const REFINED_REACH_PX: f64 = 40.0;

/// A decoded picture, and how its values are meant.
#[derive(Clone)]
pub(crate) struct Decoded {
    pub(crate) picture: Rc<Picture>,
    colour: Rc<Colour>,
}

/// What is known of the picture that was pointed at last.
struct Known {
    key: u64,
    decoded: Decoded,
    pointing: Pointing,
    /// The mask before the first gesture of a series.
    before: Option<(u64, Rc<[u8]>)>,
}

thread_local! {
    static KNOWN: RefCell<Option<Known>> = const { RefCell::new(None) };
}

/// The picture of a key, as it was decoded before or now.
pub(crate) async fn decoded(file: &File, key: u64) -> Result<Decoded, Error> {
    let is_known = |known: &&Known| known.key == key;
    if let Some(decoded) =
        KNOWN.with_borrow(|known| known.as_ref().filter(is_known).map(|known| known.decoded.clone()))
    {
        return Ok(decoded);
    }
    // The one before goes first: two large pictures at once may be too many.
    KNOWN.set(None);
    let crate::files::Decoded { picture, colour, .. } = decode(file).await?;
    let pointing = Pointing::new(picture.size());
    let decoded = Decoded { picture: Rc::new(picture), colour: Rc::new(colour) };
    KNOWN.set(Some(Known { key, decoded: decoded.clone(), pointing, before: None }));
    Ok(decoded)
}

/// Calls with the selection in a picture, which is decoded first where that was not done.
async fn pointing<R>(
    picture: &PointedPicture<File>,
    call: impl FnOnce(&Picture, &mut Pointing) -> R,
) -> Result<R, Error> {
    let decoded = decoded(&picture.file, picture.key).await?;
    Ok(KNOWN.with_borrow_mut(|known| match known.as_mut().filter(|known| known.key == picture.key) {
        Some(known) => call(&decoded.picture, &mut known.pointing),
        // Another picture was pointed at meanwhile.
        None => call(&decoded.picture, &mut Pointing::new(decoded.picture.size())),
    }))
}

/// The coverage before the first gesture, which is read once.
async fn coverage_before(task: &SelectObject<File>, size: Size) -> Result<Option<Rc<[u8]>>, Error> {
    let Some(file) = &task.before else { return Ok(None) };
    let is_same = |before: &&(u64, Rc<[u8]>)| before.0 == task.series;
    let known = KNOWN.with_borrow(|known| {
        let before = known.as_ref()?.before.as_ref().filter(is_same)?;
        Some(Rc::clone(&before.1))
    });
    if known.is_some() {
        return Ok(known);
    }
    let coverage: Rc<[u8]> = file.read().await?.into();
    let bytes = coverage.len();
    if bytes as u64 != size.area() {
        return Err(Error::MaskBytes { bytes, size });
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(known) = known {
            known.before = Some((task.series, Rc::clone(&coverage)));
        }
    });
    Ok(Some(coverage))
}

impl Perform for SelectPrepare<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<(), Error> {
        decoded(&self.picture.file, self.picture.key).await.map(drop)
    }
}

impl Perform for SelectObject<File> {
    async fn perform(self, updates: &Updates<Self>) -> Result<SelectedObject<Bytes>, Error> {
        let size = decoded(&self.picture.file, self.picture.key).await?.picture.size();
        updates.progress(0.3);
        let before = coverage_before(&self, size).await?;
        let answer = pointing(&self.picture, |picture, pointing| {
            let on_progress = &mut |share: f32| updates.progress(0.3 + 0.5 * share);
            pointing.select(picture, &self.pointed, on_progress).cloned()
        });
        let mut selected: Plane = answer.await??;
        let found = selected.covered_rect();
        let lines = outline_of(&selected, found);
        let reach = softness_reach_px(size, self.softness_percent);
        let soft = found.grown(reach, reach).intersect(Rect::of_size(size));
        let on_progress = &mut |share: f32| updates.progress(0.8 + 0.2 * share);
        soften_edge(&mut selected, soft, self.softness_percent, on_progress);
        let rect = soft.union(self.touched).intersect(Rect::of_size(size));
        let part = composed(&selected, rect, before.as_deref(), self.combine);
        let changed = ChangedMask { rect, coverage: Bytes::of(&part) };
        Ok(SelectedObject { changed, outlines: lines })
    }
}

impl Perform for SelectPreview<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Outlines, Error> {
        let Self { picture, pointed, next } = &self;
        let preview = pointing(picture, |picture, pointing| pointing.preview(picture, pointed, next)).await?;
        match preview {
            Ok(preview) => Ok(Outlines(outlines(&preview.coverage, preview.rect))),
            // A gesture that has just begun often finds nothing yet.
            Err(
                select::Error::Outside { .. }
                | select::Error::OneColour { .. }
                | select::Error::NothingFound { .. },
            ) => Ok(Outlines(Vec::new())),
            Err(error) => Err(error.into()),
        }
    }
}

impl Perform for RefineEdge<File, Bytes> {
    async fn perform(self, updates: &Updates<Self>) -> Result<ChangedMask<Bytes>, Error> {
        let picture = decoded(&self.picture.file, self.picture.key).await?.picture;
        updates.progress(0.4);
        let size = picture.size();
        let plane = placed(&self.coverage, self.rect, size)?;
        let refined = refine(&picture, &plane)?;
        let unit = (f64::from(size.width.max(size.height)) / 1600.0).max(1.0);
        let reach = (REFINED_REACH_PX * unit) as u32;
        Ok(changed(self.rect.grown(reach, reach).intersect(Rect::of_size(size)), &refined))
    }
}

impl Perform for FollowEdge<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<EdgeWay, Error> {
        let decoded = decoded(&self.picture.file, self.picture.key).await?;
        Ok(EdgeWay(follow(&decoded.picture, self.from, self.to)))
    }
}

impl Perform for CutOut<File, Bytes> {
    async fn perform(self, _: &Updates<Self>) -> Result<HashedFile<File>, Error> {
        let Decoded { picture, colour } = decoded(&self.picture.file, self.picture.key).await?;
        let plane = placed(&self.coverage, self.rect, picture.size())?;
        let cut = if self.is_ground { cut_out_ground(&picture, &plane)? } else { cut_out(&picture, &plane)? };
        file_of(&cut, PictureFormat::Png, Coding { colour: &colour, deep: None }).await
    }
}

/// A plane of the picture's size with coverage in a part of it.
fn placed(coverage: &Bytes, rect: Rect, size: Size) -> Result<Plane, Error> {
    let coverage = coverage.to_vec();
    let bytes = coverage.len();
    let width = rect.width() as usize;
    if bytes != width * rect.height() as usize || rect.intersect(Rect::of_size(size)) != rect || width == 0 {
        return Err(Error::MaskBytes { bytes, size });
    }
    let mut plane = Plane::empty(size);
    for (row, y) in coverage.chunks_exact(width).zip(rect.top..rect.bottom) {
        plane.row_mut(y, rect.left, rect.right).copy_from_slice(row);
    }
    Ok(plane)
}

/// The mask in a part of the picture: what was there before, with what is selected.
fn composed(selected: &Plane, rect: Rect, before: Option<&[u8]>, combine: Combine) -> Vec<u8> {
    let row_px = selected.size().width as usize;
    let mut out = Vec::with_capacity(rect.width() as usize * rect.height() as usize);
    for y in rect.top..rect.bottom {
        let start = y as usize * row_px + rect.left as usize;
        let row = selected.row(y, rect.left, rect.right);
        match before.and_then(|before| before.get(start..start + row.len())) {
            Some(before) => {
                let pairs = before.iter().zip(row);
                out.extend(pairs.map(|(&before, &selected)| combine.compose(before, selected)));
            }
            None => out.extend(row.iter().map(|&selected| combine.compose(0, selected))),
        }
    }
    out
}

/// The outline of what is selected, drawn round a reduced copy where it is large.
fn outline_of(plane: &Plane, rect: Rect) -> Vec<Vec<Point>> {
    let whole = Size::new(rect.width(), rect.height());
    if whole.is_empty() {
        return Vec::new();
    }
    let size = if whole.area() <= OUTLINE_AREA_PX { whole } else { whole.within_area(OUTLINE_AREA_PX) };
    let size = Size::new(size.width.max(1), size.height.max(1));
    let place = |at: u32, count: u32, length: u32| {
        ((2 * u64::from(at) + 1) * u64::from(length) / (2 * u64::from(count))) as u32
    };
    let mut data = Vec::with_capacity(size.area() as usize);
    for y in 0..size.height {
        let row = plane.row(rect.top + place(y, size.height, whole.height), rect.left, rect.right);
        data.extend(
            (0..size.width)
                .map(|x| row.get(place(x, size.width, whole.width) as usize).copied().unwrap_or_default()),
        );
    }
    Plane::from_data(size, data).map_or_else(Vec::new, |small| outlines(&small, rect))
}

/// A part of a plane, as it is sent.
pub(crate) fn changed(rect: Rect, plane: &Plane) -> ChangedMask<Bytes> {
    let coverage = if rect == Rect::of_size(plane.size()) {
        Bytes::of(plane.data())
    } else {
        Bytes::of(&plane.part(rect))
    };
    ChangedMask { rect, coverage }
}

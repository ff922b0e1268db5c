//! Masks between the page and the worker, in bands with pauses between: no step of it takes the page longer than
//! some milliseconds, however large the mask.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::attachment::Bytes;
use crate::browser::time::sleep;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Mask;
use crate::core::mask_file::Convention;
use crate::services::painter::Core;
use crate::services::painter::work::Selection;
use crate::services::{BlobHash, Inner};
use crate::worker::EncodeMask;

/// Bytes of the mask that are copied at once: some milliseconds.
const BAND_BYTES: u32 = 4 << 20;

/// Bands of whole rows, from the top.
fn bands(rect: Rect) -> impl Iterator<Item = Rect> {
    let rows = (BAND_BYTES / rect.width().max(1)).max(1);
    (rect.top..rect.bottom)
        .step_by(rows as usize)
        .map(move |top| Rect::new(rect.left, top, rect.right, (top + rows).min(rect.bottom)))
}

/// Keeps a picture's mask as a PNG; `None` when nothing of it is marked. Painting may go on meanwhile: then it is
/// of both, and [`crate::services::painter::Painter::mask_revision`] has moved on.
///
/// # Errors
/// A message, when the worker or the storage fails.
pub async fn keep_mask(inner: &Inner, key: u64) -> Result<Option<BlobHash>, String> {
    // A stroke under way goes on.
    while inner.painter.with(|core| core.advance(key)) {
        sleep(0).await;
    }
    let size = inner.painter.with(|core| {
        let mask = core.masks.get(&key)?;
        (mask.covered_px() > 0).then(|| mask.size())
    });
    let Some(size) = size else { return Ok(None) };
    let Some(coverage) = copy_of(inner, key, Rect::of_size(size)).await else {
        return Ok(None);
    };
    let task = EncodeMask { coverage, size, convention: Convention::WhiteOnBlack };
    let encoded = inner.worker.call(task).await.map_err(|error| error.to_string())?;
    inner.blobs.add_known(encoded.hash.clone(), encoded.file.0);
    Ok(Some(encoded.hash))
}

/// A copy of a part of a picture's mask; `None` when the picture is gone.
pub(crate) async fn copy_of(inner: &Inner, key: u64, rect: Rect) -> Option<Bytes> {
    let copy = Bytes::with_room(u64::from(rect.width()) * u64::from(rect.height()));
    for band in bands(rect) {
        inner.painter.with(|core| {
            let mask = core.masks.get(&key)?;
            let start = (band.top - rect.top) * rect.width();
            if rect.width() == mask.size().width {
                let (from, to) = (band.top as usize, band.bottom as usize);
                let width = rect.width() as usize;
                copy.put(start, mask.coverage().get(from * width..to * width)?);
            } else {
                copy.put(start, &mask.plane().part(band));
            }
            Some(())
        })?;
        if band.bottom < rect.bottom {
            sleep(0).await;
        }
    }
    Some(copy)
}

/// Takes a mask that was kept before, without a step to undo. A mask of another size is left out.
pub async fn restore(inner: &Inner, key: u64, size: Size, kept: &Bytes) {
    let painter = &inner.painter;
    painter.with(|core| {
        core.masks.entry(key).or_insert_with(|| Mask::in_pieces(size));
    });
    while painter.with(|core| core.advance(key)) {
        sleep(0).await;
    }
    let mut bytes = Vec::new();
    for band in bands(Rect::of_size(size)) {
        sleep(0).await;
        bytes.resize(band.width() as usize * band.height() as usize, 0);
        let is_there = kept.take(band.top * size.width, &mut bytes)
            && painter.with(|core| {
                let mask = core.masks.get_mut(&key).filter(|mask| mask.size() == size);
                let is_there = mask.map(|mask| mask.restore_rows(band, &bytes)).is_some();
                if core.active.is_some_and(|active| active.0 == key) {
                    core.mark(band);
                }
                is_there
            });
        if !is_there {
            return;
        }
    }
    painter.with(Core::tell);
}

/// Writes a part of the mask as one step; a selection stays open, to be applied or taken back.
pub(crate) async fn write(
    inner: &Rc<Inner>,
    key: u64,
    rect: Rect,
    written: &Bytes,
    selection: Option<Selection>,
) {
    let painter = &inner.painter;
    painter.with(|core| {
        if let Some(mask) = core.mask() {
            mask.begin_change();
        }
    });
    let mut bytes = Vec::new();
    for band in bands(rect) {
        bytes.resize(band.width() as usize * band.height() as usize, 0);
        let start = (band.top - rect.top) * rect.width();
        let is_there = written.take(start, &mut bytes)
            && painter.with(|core| {
                // Another picture came, or it was cancelled: what was written was taken back then.
                let is_there = core.active.is_some_and(|active| active.0 == key) && core.worker.is_some();
                let Some(mask) = core.mask().filter(|mask| is_there && mask.is_stroking()) else {
                    return false;
                };
                if let Some(selection) = selection {
                    let before = mask.plane().part(band);
                    for (amount, before) in bytes.iter_mut().zip(before) {
                        *amount = selection.mode.compose(before, *amount);
                    }
                }
                mask.set_rows(band, &bytes);
                core.mark(band);
                true
            });
        if !is_there {
            painter.with(Core::take_back);
            return;
        }
        sleep(0).await;
    }
    painter.with(|core| {
        if selection.is_some() {
            core.stage.has_preview.set(true);
            core.tell();
        } else {
            core.end_stroke();
        }
    });
}

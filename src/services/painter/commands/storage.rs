//! Masks as they are saved, and copies of them for the worker, in bands with pauses between: no step takes the page
//! longer than some milliseconds, however large the mask.

use super::super::state::{Error, Painter, PainterState};
use crate::browser::attachment::Bytes;
use crate::browser::codec::BlobParts;
use crate::browser::files::Blob;
use crate::browser::time::sleep;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Mask;
use crate::core::mask_file::Convention;
use crate::core::request::BlobHash;
use crate::worker::EncodeMask;

/// Bytes of the mask that are copied at once: some milliseconds.
const BAND_BYTES: u32 = 4 << 20;

/// Bands of whole rows, from the top.
pub(super) fn bands(rect: Rect) -> impl Iterator<Item = Rect> {
    let rows = (BAND_BYTES / rect.width().max(1)).max(1);
    (rect.top..rect.bottom)
        .step_by(rows as usize)
        .map(move |top| Rect::new(rect.left, top, rect.right, (top + rows).min(rect.bottom)))
}

/// A copy of a part of a picture's mask; `None` when the picture is gone.
pub(super) async fn copy_of(painter: Painter, key: u64, rect: Rect) -> Option<Bytes> {
    let copy = Bytes::with_room(u64::from(rect.width()) * u64::from(rect.height()));
    for band in bands(rect) {
        painter.with(|state| {
            let mask = state.masks.get(&key)?;
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

/// A copy of a part of a picture's mask as a file, which the worker refers to; `None` when the picture is gone or the
/// browser cannot make one.
pub(super) async fn file_of(painter: Painter, key: u64, rect: Rect) -> Option<Blob> {
    let parts = BlobParts::default();
    for band in bands(rect) {
        painter.with(|state| {
            parts.push_bytes(&state.masks.get(&key)?.plane().part(band));
            Some(())
        })?;
        if band.bottom < rect.bottom {
            sleep(0).await;
        }
    }
    parts.finish("application/octet-stream").ok()
}

impl Painter {
    /// Saves a picture's mask as a PNG; `None` when nothing of it is marked. Painting may go on meanwhile: then it
    /// is of both, and [`Painter::mask_revision`] has moved on.
    ///
    /// # Errors
    /// When the worker or the storage fails.
    pub async fn save_mask(self, key: u64) -> Result<Option<BlobHash>, Error> {
        // A stroke that is being drawn goes on.
        while self.with(|state| state.advance(key)) {
            sleep(0).await;
        }
        let size = self.with(|state| {
            let mask = state.masks.get(&key)?;
            (mask.covered_px() > 0).then(|| mask.size())
        });
        let Some(size) = size else { return Ok(None) };
        let Some(coverage) = copy_of(self, key, Rect::of_size(size)).await else {
            return Ok(None);
        };
        let task = EncodeMask { size, coverage, convention: Convention::WhiteOnBlack };
        let encoded = self.worker.call(task).await?;
        self.blobs.add_known(encoded.hash.clone(), encoded.file.0);
        Ok(Some(encoded.hash))
    }

    /// Takes a mask that was saved before, without a step to undo. A mask of another size is left out.
    pub async fn restore_mask(self, key: u64, size: Size, saved: &Bytes) {
        self.with(|state| {
            state.masks.entry(key).or_insert_with(|| Mask::in_pieces(size));
        });
        while self.with(|state| state.advance(key)) {
            sleep(0).await;
        }
        let mut bytes = Vec::new();
        for band in bands(Rect::of_size(size)) {
            sleep(0).await;
            bytes.resize(band.width() as usize * band.height() as usize, 0);
            let is_there = saved.take(band.top * size.width, &mut bytes)
                && self.with(|state| {
                    let mask = state.masks.get_mut(&key).filter(|mask| mask.size() == size);
                    let is_there = mask.map(|mask| mask.restore_rows(band, &bytes)).is_some();
                    if state.active.is_some_and(|active| active.0 == key) {
                        state.mark(band);
                    }
                    is_there
                });
            if !is_there {
                return;
            }
        }
        self.with(PainterState::report);
    }
}

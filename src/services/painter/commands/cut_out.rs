//! The marked object, or all but it, on transparency.

use super::storage::copy_of;
use crate::browser::files::{Blob, ObjectUrl};
use crate::services::painter::state::{Error, Painter, PainterState};
use crate::state::Dialog;
use crate::worker::{CutOut, PointedPicture};

/// A cut-out as a PNG of the picture's size, with a URL to show it.
pub struct CutOutFile {
    /// The file.
    pub blob: Blob,
    /// Its name.
    pub name: String,
    url: ObjectUrl,
}

impl CutOutFile {
    /// A URL of the file, valid as long as this is.
    pub fn url(&self) -> &str {
        self.url.address()
    }
}

impl Painter {
    /// Opens the dialog of the cut-out; the selection that is shown is taken into the mask.
    pub fn open_cut_out(self) {
        self.with(PainterState::leave_selection);
        self.questions.open(Dialog::CutOut);
    }

    /// Puts what is marked of the base picture on transparency, or what is not; `None` when nothing is marked.
    ///
    /// # Errors
    /// When the worker or the storage fails.
    pub async fn cut_out(self, is_ground: bool) -> Result<Option<CutOutFile>, Error> {
        let Some(base) = self.draft.base() else { return Ok(None) };
        let rect = self.covered_rect(base.key);
        if rect.is_empty() {
            return Ok(None);
        }
        let Some(coverage) = copy_of(self, base.key, rect).await else { return Ok(None) };
        let picture = PointedPicture { file: self.picture_file(base.key).await?.into(), key: base.key };
        let size = base.picture.size;
        let task = CutOut { picture, rect, coverage, size, is_ground };
        let cut = self.own_worker()?.call(task).await?;
        let stem = base.picture.name.rsplit_once('.').map_or(base.picture.name.as_str(), |name| name.0);
        let name = [stem, if is_ground { " background" } else { " cut-out" }, ".png"].concat();
        Ok(Some(CutOutFile { url: ObjectUrl::of(&cut.file.0)?, blob: cut.file.0, name }))
    }
}

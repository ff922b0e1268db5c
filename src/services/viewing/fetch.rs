//! Fetching the copies of pictures that are looked at from the worker.

use leptos::prelude::*;

use super::copies::COPIES_PX;
use super::looking::Seen;
use super::{Error, Viewer};
use crate::browser::view_canvas::Copy;
use crate::browser::{dom, spawn};
use crate::core::geometry::Size;
use crate::worker::View;

impl Viewer {
    /// Has a copy made, and draws it once it is there.
    pub(super) fn fetch(self, index: usize, level: usize) {
        let seen = self.with(|looking| {
            let (seen, copies) = looking.pictures.get_mut(index)?;
            let asked = copies.asked.get_mut(level)?;
            (!std::mem::replace(asked, true)).then(|| seen.clone())
        });
        let Some(seen) = seen.flatten() else { return };
        spawn(async move {
            match self.make(&seen, level).await {
                Ok((copy, size)) => self.change(|looking| {
                    // It may have been replaced meanwhile; the same file may be there twice, each with its own copies.
                    let waiting = looking.pictures.iter_mut().find(|(now, copies)| {
                        now.blob == seen.blob
                            && now.link == seen.link
                            && copies.made.get(level).is_some_and(Option::is_none)
                            && copies.asked.get(level) == Some(&true)
                    });
                    if let Some((_, copies)) = waiting {
                        copies.size = Some(size);
                        if let Some(slot) = copies.made.get_mut(level) {
                            *slot = Some(copy);
                        }
                    }
                }),
                // The first copy stays when a sharper one does not fit into the memory.
                Err(error) if level == 0 => {
                    self.trouble.try_set(Some(error));
                }
                Err(_) => (),
            }
        });
    }

    async fn make(self, seen: &Seen, level: usize) -> Result<(Copy, Size), Error> {
        let Some(blob) = &seen.blob else {
            let copy = Copy::of_url(seen.link.as_deref().ok_or(Error::NotSaved)?).await?;
            let size = copy.size();
            return Ok((copy, size));
        };
        let picture = self.viewing.blobs.get(blob).await?.into();
        let longest_px = COPIES_PX.get(level).copied().unwrap_or_default();
        let viewed = self.viewing.worker.call(View { picture, longest_px, gamut: dom::gamut() }).await?;
        Ok((Copy::of_bitmap(viewed.bitmap.0), viewed.size))
    }
}

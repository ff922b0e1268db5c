//! The reduced copies that looking is done with: which are needed, and fetching them from the worker.

use leptos::prelude::*;

use crate::browser::spawn;
use crate::browser::view_canvas::Copy;
use crate::core::geometry::Size;
use crate::services::viewing::{Seen, Viewer};
use crate::worker::View;

/// Longer sides of the copies in pixels; the last is the picture itself.
pub(crate) const COPIES_PX: [u32; 3] = [2048, 4096, 16_384];
/// Pictures of which the whole may be held at once; of more, the second largest copy must do.
pub(crate) const MOST_WHOLE: usize = 2;

/// The copies of a picture that are there or asked for.
#[derive(Default)]
pub(crate) struct Copies {
    pub(crate) made: [Option<Copy>; 3],
    pub(crate) asked: [bool; 3],
    pub(crate) size: Option<Size>,
}

impl Copies {
    /// The first copy that has so many pixels, or is the picture itself.
    pub(crate) fn level_for(&self, pixels: f64) -> usize {
        let longest = self.size.map_or(0, |size| size.width.max(size.height));
        let enough = |most: &u32| f64::from(*most) >= pixels * 0.8 || (longest > 0 && *most >= longest);
        COPIES_PX.iter().position(enough).unwrap_or(COPIES_PX.len() - 1)
    }

    /// The smallest sharp copy that is there, else the sharpest.
    pub(crate) fn best(&self, level: usize) -> Option<&Copy> {
        let sharp = self.made.iter().skip(level).flatten().next();
        sharp.or_else(|| self.made.iter().take(level).rev().flatten().next())
    }
}

impl Viewer {
    /// Has a copy made, and draws it once it is there.
    pub(crate) fn fetch(&self, index: usize, level: usize) {
        let seen = {
            let mut looking = self.looking.borrow_mut();
            let Some((seen, copies)) = looking.pictures.get_mut(index) else {
                return;
            };
            match copies.asked.get_mut(level) {
                Some(asked) if !*asked => *asked = true,
                _ => return,
            }
            seen.clone()
        };
        let viewer = self.clone();
        spawn(async move {
            let made = viewer.make(&seen, level).await;
            let mut looking = viewer.looking.borrow_mut();
            // It may have been replaced meanwhile; the same file may be there twice, each with its own copies.
            let Some((_, copies)) = looking.pictures.iter_mut().find(|(now, copies)| {
                now.blob == seen.blob
                    && now.link == seen.link
                    && copies.made.get(level).is_some_and(Option::is_none)
                    && copies.asked.get(level) == Some(&true)
            }) else {
                return;
            };
            match made {
                Ok((copy, size)) => {
                    copies.size = Some(size);
                    if let Some(slot) = copies.made.get_mut(level) {
                        *slot = Some(copy);
                    }
                    drop(looking);
                    viewer.redraw();
                }
                Err(message) => {
                    drop(looking);
                    // The first copy stays when a sharper one does not fit into the memory.
                    if level == 0 {
                        viewer.trouble.try_set(Some(message));
                    }
                }
            }
        });
    }

    async fn make(&self, seen: &Seen, level: usize) -> Result<(Copy, Size), String> {
        let Some(blob) = &seen.blob else {
            let link = seen.link.as_deref().ok_or("the picture is not kept on this device")?;
            let copy = Copy::of_address(link).await.map_err(|error| error.to_string())?;
            let size = copy.size();
            return Ok((copy, size));
        };
        let file = self.inner.blobs.get(blob).await.map_err(|error| error.to_string())?;
        let longest_px = COPIES_PX.get(level).copied().unwrap_or_default();
        let viewed = self.inner.viewing.call(View { picture: file.into(), longest_px }).await;
        let viewed = viewed.map_err(|error| error.to_string())?;
        Ok((Copy::of_bitmap(viewed.bitmap.0), viewed.size))
    }
}

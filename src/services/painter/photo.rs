//! The photograph below the mask. One that is larger than what every browser draws is shown by a smaller copy, in
//! place of which the picture itself comes when it is zoomed in so far that the copy would be seen; a browser that
//! cannot draw it stays with the copy. The mask always has the picture's own size.

use std::rc::{Rc, Weak};

use crate::browser::files::ObjectUrl;
use crate::browser::{dom, spawn, stage};
use crate::core::geometry::Size;
use crate::services::Inner;
use crate::services::painter::Core;
use crate::state::DraftPicture;
use crate::worker::Reduce;

/// Most pixels of a picture that is shown as it is: what the narrowest browsers still draw.
const SHOWN_AREA_PX: u64 = 4096 * 4096;
/// Longest side of one, likewise.
const SHOWN_SIDE_PX: u32 = 8192;

/// What is known of a photograph that has a smaller copy.
pub(crate) struct Photo {
    key: u64,
    size: Size,
    /// The picture's own address.
    whole: String,
    /// The smaller copy, once it is there.
    reduced: Option<(ObjectUrl, Size)>,
    is_whole_shown: bool,
    /// The browser could not draw the picture itself.
    is_whole_refused: bool,
}

fn is_large(size: Size) -> bool {
    size.area() > SHOWN_AREA_PX || size.width.max(size.height) > SHOWN_SIDE_PX
}

/// What shows at once: the picture, or its thumbnail until there is more.
pub fn first_address(base: &DraftPicture) -> String {
    if is_large(base.picture.size) { base.thumbnail_address.clone() } else { base.address.clone() }
}

/// What shows below the picture until the browser has decoded it. A picture that may be seen through has nothing
/// below it.
pub fn address_meanwhile(base: &DraftPicture) -> Option<&str> {
    (base.picture.media_type == "image/jpeg").then_some(&base.thumbnail_address)
}

/// Shows the base picture; a large one by a smaller copy, which the worker makes.
pub fn show(inner: &Rc<Inner>, base: &DraftPicture) {
    let (key, size) = (base.key, base.picture.size);
    let has_copy = inner.painter.with(|core| {
        if !is_large(size) {
            core.photo = None;
        } else if core.photo.as_ref().is_none_or(|photo| photo.key != key) {
            core.photo = Some(Photo {
                key,
                size,
                whole: base.address.clone(),
                reduced: None,
                is_whole_shown: false,
                is_whole_refused: false,
            });
        } else if let Some(photo) = &mut core.photo {
            photo.is_whole_shown = false;
        }
        core.show_reduced();
        core.sharpen();
        core.photo.as_ref().is_none_or(|photo| photo.reduced.is_some())
    });
    if has_copy {
        return;
    }
    let (inner, hash) = (Rc::clone(inner), base.picture.blob.clone());
    spawn(async move {
        let Ok(blob) = inner.blobs.get(&hash).await else {
            return;
        };
        // Without a copy the thumbnail stays: the mask can be painted all the same.
        let reduced = inner.worker.call(Reduce { picture: blob.into(), area_px: SHOWN_AREA_PX }).await;
        let (url, size) = match reduced {
            Ok(reduced) => (ObjectUrl::of(&reduced.copy.0), reduced.size),
            Err(error) => return dom::log_error(&error.to_string()),
        };
        let Ok(url) = url else { return };
        inner.painter.with(|core| {
            if let Some(photo) = core.photo.as_mut().filter(|photo| photo.key == key) {
                photo.reduced = Some((url, size));
            }
            core.show_reduced();
            core.sharpen();
        });
    });
}

impl Core {
    fn show_reduced(&self) {
        if let (Some(photo), Some(elements)) = (&self.photo, &self.elements)
            && let Some((url, _)) = &photo.reduced
        {
            elements.set_photo(url.address());
        }
    }

    /// Shows the picture itself when the copy has fewer pixels than the screen, and the copy otherwise.
    pub(crate) fn sharpen(&mut self) {
        let scale = self.view.scale * dom::device_pixel_ratio();
        let Some(photo) = &mut self.photo else { return };
        let Some((_, reduced)) = &photo.reduced else {
            return;
        };
        let is_wanted = scale * f64::from(photo.size.width) > f64::from(reduced.width) * 1.05;
        if is_wanted == photo.is_whole_shown || photo.is_whole_refused {
            return;
        }
        photo.is_whole_shown = is_wanted;
        if !is_wanted {
            self.show_reduced();
            return;
        }
        let (own, key, whole) = (Weak::clone(&self.own), photo.key, photo.whole.clone());
        spawn(async move {
            let is_drawn = stage::can_draw(&whole).await;
            if let Some(core) = own.upgrade() {
                let mut core = core.borrow_mut();
                let elements = core.elements.clone();
                let Some(photo) = core.photo.as_mut().filter(|photo| photo.key == key) else {
                    return;
                };
                photo.is_whole_refused = !is_drawn;
                photo.is_whole_shown &= is_drawn;
                if let Some(elements) = elements.filter(|_| photo.is_whole_shown) {
                    elements.set_photo(&whole);
                }
            }
        });
    }
}

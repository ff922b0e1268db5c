//! The photograph below the mask. One that is larger than what every browser draws is shown by a smaller copy, in
//! place of which the picture itself comes when it is zoomed in so far that the copy would be seen; a browser that
//! cannot draw it stays with the copy. The mask always has the picture's own size.

use super::Painter;
use super::state::{Error, PainterState, Photo};
use crate::browser::files::ObjectUrl;
use crate::browser::{dom, spawn, stage};
use crate::core::geometry::Size;
use crate::state::DraftPicture;
use crate::worker::Reduce;

/// Most pixels of a picture that is shown as it is: what the narrowest browsers still draw.
const SHOWN_AREA_PX: u64 = 4096 * 4096;
/// Longest side of one, likewise.
const SHOWN_SIDE_PX: u32 = 8192;

fn is_large(size: Size) -> bool {
    size.area() > SHOWN_AREA_PX || size.width.max(size.height) > SHOWN_SIDE_PX
}

/// The URL of what shows at once: the picture, or its thumbnail until there is more.
pub fn first_url(base: &DraftPicture) -> String {
    if is_large(base.picture.size) { base.thumbnail_address.clone() } else { base.address.clone() }
}

/// The URL of what shows below the picture until the browser has decoded it. Nothing below a picture
/// that may be transparent.
pub fn url_meanwhile(base: &DraftPicture) -> Option<&str> {
    (base.picture.media_type == "image/jpeg").then_some(&base.thumbnail_address)
}

impl Painter {
    /// Shows the base picture; a large one by a smaller copy, which the worker makes.
    pub fn show_photo(self, base: &DraftPicture) {
        let (key, size) = (base.key, base.picture.size);
        let has_copy = self.with(|state| {
            match &mut state.photo {
                photo if !is_large(size) => *photo = None,
                Some(photo) if photo.key == key => photo.is_whole_shown = false,
                photo => {
                    let whole = base.address.clone();
                    let (reduced, is_whole_shown, is_whole_refused) = (None, false, false);
                    *photo = Some(Photo { key, size, whole, reduced, is_whole_shown, is_whole_refused });
                }
            }
            state.show_reduced();
            state.sharpen();
            state.photo.as_ref().is_none_or(|photo| photo.reduced.is_some())
        });
        if has_copy {
            return;
        }
        let hash = base.picture.blob.clone();
        spawn(async move {
            let reduce = async {
                let picture = self.blobs.get(&hash).await?.into();
                let reduced =
                    self.worker.call(Reduce { picture, area_px: SHOWN_AREA_PX, gamut: dom::gamut() }).await?;
                Ok::<_, Error>((ObjectUrl::of(&reduced.copy.0)?, reduced.size))
            };
            match reduce.await {
                Ok(reduced) => self.with(|state| {
                    if let Some(photo) = state.photo.as_mut().filter(|photo| photo.key == key) {
                        photo.reduced = Some(reduced);
                    }
                    state.show_reduced();
                    state.sharpen();
                }),
                // Without a copy the thumbnail stays: the mask can be painted all the same.
                Err(error) => dom::log_error(&error.to_string()),
            }
        });
    }
}

impl PainterState {
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
        let (own, key, whole) = (self.own, photo.key, photo.whole.clone());
        spawn(async move {
            let is_drawn = stage::can_draw(&whole).await;
            let Some(own) = own else { return };
            let mut state = own.borrow_mut();
            let elements = state.elements.clone();
            let Some(photo) = state.photo.as_mut().filter(|photo| photo.key == key) else {
                return;
            };
            photo.is_whole_refused = !is_drawn;
            photo.is_whole_shown &= is_drawn;
            if let Some(elements) = elements.filter(|_| photo.is_whole_shown) {
                elements.set_photo(&whole);
            }
        });
    }
}

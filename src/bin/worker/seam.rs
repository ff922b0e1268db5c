//! The seam while it is adjusted: decoded once, then shown in part as often as a slider moves.

use std::cell::RefCell;

use pentimento::browser::attachment::{Bitmap, File};
use pentimento::browser::codec;
use pentimento::core::colour::Conversion;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::mask_file::coverage_from_png;
use pentimento::core::picture::{Picture, SizeError};
use pentimento::core::raster::{
    Frame, Part, ProtectError, ProtectSettings, brought_near, crop_plane, frame_of,
};
use pentimento::worker::{Error, SeamClose, SeamOpen, SeamPart, SeamPreview};

use crate::files::{Decoded, decode, shown_by};
use crate::perform::{Perform, Updates};

/// What is adjusted.
struct Open {
    /// The original, or the part of it that was sent.
    original: Picture,
    mask: Vec<u8>,
    result: Picture,
    frame: Frame,
    /// Where that part lies in the original.
    left: u32,
    top: u32,
    whole: Part,
    /// The part last seen.
    part: Option<Part>,
    /// What brings the original's values to those of a canvas.
    shown_by: Option<Conversion>,
}

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

impl Perform for SeamOpen<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<(), Error> {
        let Self { layers, known } = self;
        let Decoded { picture: mut original, colour, .. } = decode(&layers.original).await?;
        let (size, mut mask) = coverage_from_png(&layers.mask.read().await?)?;
        if size != original.size() {
            return Err(Error::MaskSize { mask: size, picture: original.size() });
        }
        let result = decode(&layers.result).await?.into_space_of(&colour)?;
        let (mut left, mut top) = (0, 0);
        if let Some(rect) = layers.region {
            mask = crop_plane(&mask, size, rect);
            original = original.cropped(rect)?;
            (left, top) = (rect.left, rect.top);
        }
        let frame = match known {
            Some(known) => known.frame,
            None => frame_of(&original, &mask, &result).ok_or(ProtectError::NotAlignable)?,
        };
        let (result, frame) = brought_near(result, frame, original.size())?;
        let whole = Part::coarse(&original, &mask, &result, frame)?;
        OPEN.replace(Some(Open {
            original,
            mask,
            result,
            frame,
            left,
            top,
            whole,
            part: None,
            shown_by: shown_by(&colour),
        }));
        Ok(())
    }
}

impl Perform for SeamPreview {
    async fn perform(self, _: &Updates<Self>) -> Result<Option<SeamPart<Bitmap>>, Error> {
        let shown = OPEN.with_borrow_mut(|open| {
            let open = open.as_mut().ok_or(Error::SeamNotOpen)?;
            open.shown(self.settings, self.rect, self.size).map_err(Error::from)
        })?;
        let Some((picture, rect)) = shown else { return Ok(None) };
        Ok(Some(SeamPart { bitmap: Bitmap(codec::bitmap_of(&picture)?), rect }))
    }
}

impl Perform for SeamClose {
    async fn perform(self, _: &Updates<Self>) -> Result<(), Error> {
        OPEN.replace(None);
        Ok(())
    }
}

impl Open {
    fn shown(
        &mut self,
        settings: ProtectSettings,
        rect: Rect,
        size: Size,
    ) -> Result<Option<(Picture, Rect)>, SizeError> {
        let own = self.original.size();
        let inside = Rect::new(
            rect.left.saturating_sub(self.left),
            rect.top.saturating_sub(self.top),
            rect.right.saturating_sub(self.left).min(own.width),
            rect.bottom.saturating_sub(self.top).min(own.height),
        );
        if inside.is_empty() || rect.is_empty() {
            return Ok(None);
        }
        let side = |part: u32, whole: u32, size: u32| {
            ((f64::from(part) / f64::from(whole) * f64::from(size)).round() as u32).max(1)
        };
        let size = Size::new(
            side(inside.width(), rect.width(), size.width),
            side(inside.height(), rect.height(), size.height),
        );
        let part = match self.part.take() {
            Some(part) if part.rect() == inside && part.size() == size => part,
            _ => Part::of(&self.original, &self.mask, &self.result, self.frame, inside, size)?,
        };
        let colours = self.whole.colours(settings);
        let mut picture = part.shown(settings, &self.whole, colours.as_ref());
        if let Some(conversion) = &self.shown_by {
            conversion.apply(&mut picture);
        }
        self.part = Some(part);
        let rect = Rect::new(
            inside.left + self.left,
            inside.top + self.top,
            inside.right + self.left,
            inside.bottom + self.top,
        );
        Ok(Some((picture, rect)))
    }
}

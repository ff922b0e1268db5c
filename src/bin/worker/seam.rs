//! The seam while it is adjusted: decoded once, then shown in part as often as a slider moves.

use std::cell::RefCell;

use pentimento::browser::codec;
use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::picture::Picture;
use pentimento::core::raster::{Frame, Part, ProtectError, ProtectSettings, crop_plane, frame_of};
use pentimento::worker::Answer;

use super::tasks::{Outcome, bytes, coverage_of, decode};

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
}

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// Begins. Attachments: the original, its coverage PNG, the result.
pub(super) async fn open(attachments: &[Attachment], region: Option<Rect>, known: Option<Frame>) -> Outcome {
    let (mut original, _) = decode(&bytes(attachments, 0).await?).await?;
    let (size, mut mask) = coverage_of(&bytes(attachments, 1).await?)?;
    if size != original.size() {
        return Err(format!("the mask is {size} px, the picture is {} px", original.size()));
    }
    let (mut result, _) = decode(&bytes(attachments, 2).await?).await?;
    let told = |error: pentimento::core::picture::SizeError| error.to_string();
    let (mut left, mut top) = (0, 0);
    if let Some(rect) = region {
        mask = crop_plane(&mask, size, rect);
        original = original.cropped(rect).map_err(told)?;
        (left, top) = (rect.left, rect.top);
    }
    let frame = match known {
        Some(frame) => frame,
        None => frame_of(&original, &mask, &result).ok_or_else(|| ProtectError::NotAlignable.to_string())?,
    };
    let (near, frame) =
        pentimento::core::raster::brought_near(result, frame, original.size()).map_err(told)?;
    result = near;
    let whole = Part::coarse(&original, &mask, &result, frame).map_err(told)?;
    OPEN.replace(Some(Open { original, mask, result, frame, left, top, whole, part: None }));
    Ok((Answer::SeamOpened, Vec::new()))
}

/// Shows a part of the original, `rect`, at a size.
pub(super) fn preview(settings: ProtectSettings, rect: Rect, size: Size) -> Outcome {
    let shown = OPEN.with_borrow_mut(|open| {
        let open = open.as_mut().ok_or("the seam is not open")?;
        open.shown(settings, rect, size)
    })?;
    let Some((picture, rect)) = shown else {
        return Ok((Answer::SeamShown { rect: Rect::default() }, Vec::new()));
    };
    let bitmap = codec::bitmap_of(&picture).map_err(|error| error.to_string())?;
    Ok((Answer::SeamShown { rect }, vec![Attachment::Bitmap(bitmap)]))
}

/// Ends.
pub(super) fn close() {
    OPEN.replace(None);
}

impl Open {
    fn shown(
        &mut self,
        settings: ProtectSettings,
        rect: Rect,
        size: Size,
    ) -> Result<Option<(Picture, Rect)>, String> {
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
            _ => Part::of(&self.original, &self.mask, &self.result, self.frame, inside, size)
                .map_err(|error| error.to_string())?,
        };
        let colours = self.whole.colours(settings);
        let picture = part.shown(settings, &self.whole, colours.as_ref());
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

//! The seam as it would be, of a part of the picture at the size at which it is seen: quick enough to follow a
//! slider. The facts and the saved picture come from [`super::compose::protect`].

use super::compose::{ProtectSettings, blended};
use super::coverage::{self, crop_plane};
use super::frame::Frame;
use super::sample::Sampler;
use super::seam::SeamColour;
use crate::core::geometry::{Rect, Size};
use crate::core::picture::{Picture, SizeError};
use crate::core::resample::{resample, resample_plane};

/// Longest side of the picture by which colours are matched, in pixels.
const COARSE_PX: u32 = 768;

/// A part of the original and what the result shows there, brought to one size.
#[derive(Debug)]
pub struct Part {
    rect: Rect,
    original: Picture,
    mask: Vec<u8>,
    result: Picture,
    /// 1 where the result shows anything.
    is_there: Vec<bool>,
}

impl Part {
    /// Brings `rect` of the original to `size`.
    pub fn of(
        original: &Picture,
        mask: &[u8],
        result: &Picture,
        frame: Frame,
        rect: Rect,
        size: Size,
    ) -> Result<Self, SizeError> {
        let cropped = original.cropped(rect)?;
        let own = cropped.size();
        let plane = crop_plane(mask, original.size(), rect);
        let sampler = Sampler::new(result);
        let (step_x, step_y) = (
            f64::from(own.width) / f64::from(size.width.max(1)),
            f64::from(own.height) / f64::from(size.height.max(1)),
        );
        let mut rgba = Vec::with_capacity(size.area() as usize * 4);
        let mut is_there = Vec::with_capacity(size.area() as usize);
        for y in 0..size.height {
            let at_y = f64::from(rect.top) + (f64::from(y) + 0.5) * step_y;
            for x in 0..size.width {
                let at_x = f64::from(rect.left) + (f64::from(x) + 0.5) * step_x;
                let (rx, ry) = frame.result_from_original(at_x, at_y);
                let holds = sampler.holds(rx, ry);
                is_there.push(holds);
                let pixel = if holds { sampler.cubic(rx, ry) } else { [0.0; 4] };
                rgba.extend(pixel.map(|value| value.round().clamp(0.0, 255.0) as u8));
            }
        }
        Ok(Self {
            rect,
            original: resample(&cropped, size)?,
            mask: resample_plane(&plane, own, size)?,
            result: Picture::from_rgba(size, rgba)?,
            is_there,
        })
    }

    /// The whole picture, small.
    pub fn coarse(
        original: &Picture,
        mask: &[u8],
        result: &Picture,
        frame: Frame,
    ) -> Result<Self, SizeError> {
        let size = original.size();
        let small = size.fit_within(Size::new(COARSE_PX, COARSE_PX));
        Self::of(original, mask, result, frame, Rect::of_size(size), small)
    }

    /// Which part of the original it is.
    pub const fn rect(&self) -> Rect {
        self.rect
    }

    /// Its own size.
    pub fn size(&self) -> Size {
        self.original.size()
    }

    /// Its pixels per original pixel.
    fn scale(&self) -> f64 {
        f64::from(self.original.size().width) / f64::from(self.rect.width().max(1))
    }

    fn adjusted(&self, settings: ProtectSettings) -> Vec<u8> {
        let scale = self.scale() as f32;
        coverage::adjusted(
            &self.mask,
            self.size(),
            settings.grow_px as f32 * scale,
            settings.feather_px as f32 * scale,
        )
    }

    /// How colours are matched with these settings; asked of the whole picture's part.
    pub fn colours(&self, settings: ProtectSettings) -> Option<SeamColour> {
        let cover = self.adjusted(settings);
        let bounds = coverage::bounds(&cover, self.size());
        if !settings.match_colour || bounds.is_empty() {
            return None;
        }
        let sampler = Sampler::new(&self.result);
        SeamColour::fit(&self.original, &cover, bounds, &sampler, Frame::IDENTITY)
    }

    /// The part with the result laid over it; `colours` are those of `whole`.
    pub fn shown(&self, settings: ProtectSettings, whole: &Self, colours: Option<&SeamColour>) -> Picture {
        let cover = self.adjusted(settings);
        let mut out = self.original.clone();
        let width = self.size().width.max(1) as usize;
        let ratio = (whole.scale() / self.scale()) as f32;
        let (left, top) = (
            (f64::from(self.rect.left) * whole.scale()) as f32,
            (f64::from(self.rect.top) * whole.scale()) as f32,
        );
        let pixels = out.rgba_mut().as_chunks_mut::<4>().0.iter_mut();
        let results = self.result.rgba().as_chunks::<4>().0;
        for (index, (((pixel, result), cover), is_there)) in
            pixels.zip(results).zip(&cover).zip(&self.is_there).enumerate()
        {
            if *cover == 0 || !is_there {
                continue;
            }
            let shift = colours.map_or([0.0; 3], |colours| {
                let (x, y) = ((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
                colours.at_point(left + x * ratio, top + y * ratio)
            });
            *pixel = blended(*pixel, result.map(f32::from), shift, *cover);
        }
        out
    }
}

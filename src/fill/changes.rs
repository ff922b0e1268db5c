//! What a fill changes of a picture, apart from it: a large picture is held once, not twice.

use crate::core::picture::Picture;
use crate::core::raster::ChangeCount;

/// New pixels and where they go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Index of the pixel in its picture, row-major, and its red, green, blue and alpha.
    pixels: Vec<(u32, [u8; 4])>,
}

impl Changes {
    /// No changes yet, with room for `pixels` pixels.
    pub(super) fn with_room(pixels: usize) -> Self {
        Self { pixels: Vec::with_capacity(pixels) }
    }

    /// Lays a pixel over the picture's by its coverage.
    pub(super) fn lay(&mut self, picture: &Picture, coverage: &[u8], at: usize, pixel: [u8; 4]) {
        let Some(cover @ 1..) = coverage.get(at).copied() else {
            return;
        };
        let Some(&under) = picture.rgba().as_chunks::<4>().0.get(at) else {
            return;
        };
        // Where nothing was visible, its colour has no part in the blend.
        let alpha_under = u32::from(under[3]) * (255 - u32::from(cover));
        let alpha_over = u32::from(pixel[3]) * u32::from(cover);
        let alpha = alpha_under + alpha_over;
        let mut laid = under;
        for (value, over) in laid.iter_mut().zip(pixel).take(3) {
            let sum = u32::from(*value) * alpha_under + u32::from(over) * alpha_over;
            *value = (sum + alpha / 2).checked_div(alpha).unwrap_or(0) as u8;
        }
        laid[3] = ((alpha + 127) / 255) as u8;
        self.pixels.push((at as u32, laid));
    }

    /// What of them lies where nothing is marked, and differs from the picture there: nothing, by [`Self::lay`]. To
    /// be asked before [`Self::swap`].
    pub fn outside(&self, picture: &Picture, coverage: &[u8]) -> ChangeCount {
        let rgba = picture.rgba().as_chunks::<4>().0;
        let mut count = ChangeCount::default();
        for (at, pixel) in &self.pixels {
            let at = *at as usize;
            let (Some(own), Some(0)) = (rgba.get(at), coverage.get(at)) else {
                continue;
            };
            let differences = own.iter().zip(pixel).map(|(own, new)| own.abs_diff(*new));
            if let Some(largest @ 1..) = differences.max() {
                count.pixels += 1;
                count.largest = count.largest.max(largest);
            }
        }
        count
    }

    /// None of them differs from the picture's own pixel. To be asked before [`Self::swap`].
    pub fn are_none(&self, picture: &Picture) -> bool {
        let rgba = picture.rgba().as_chunks::<4>().0;
        self.pixels.iter().all(|(at, pixel)| rgba.get(*at as usize) == Some(pixel))
    }

    /// Exchanges these pixels with the picture's: once makes the result, twice brings the picture back.
    pub fn swap(&mut self, picture: &mut Picture) {
        let rgba = picture.rgba_mut().as_chunks_mut::<4>().0;
        for (at, pixel) in &mut self.pixels {
            if let Some(own) = rgba.get_mut(*at as usize) {
                std::mem::swap(own, pixel);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Size;

    #[test]
    fn swapping_twice_brings_the_picture_back() {
        let own = Picture::from_rgba(Size::new(2, 1), vec![10, 20, 30, 255, 40, 50, 60, 255]).unwrap();
        let mut changes = Changes::default();
        changes.lay(&own, &[0, 128], 0, [9; 4]);
        changes.lay(&own, &[0, 128], 1, [255, 255, 255, 255]);
        assert_eq!(changes.outside(&own, &[0, 128]), ChangeCount::default());
        let told = changes.outside(&own, &[0, 0]);
        assert_eq!((told.pixels, told.largest), (1, 108));
        assert!(!changes.are_none(&own));
        let mut same = Changes::default();
        same.lay(&own, &[0, 128], 1, [40, 50, 60, 255]);
        assert!(same.are_none(&own));
        let mut picture = own.clone();
        changes.swap(&mut picture);
        assert_eq!(picture.rgba(), [10, 20, 30, 255, 148, 153, 158, 255]);
        changes.swap(&mut picture);
        assert_eq!(picture, own);
    }
}

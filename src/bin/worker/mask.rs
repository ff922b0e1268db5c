//! The tasks on masks.

use pentimento::browser::attachment::{Bytes, File};
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::mask::{Plane, colour, feather, flood, morphology};
use pentimento::core::mask_file::{self, Convention};
use pentimento::core::media;
use pentimento::core::model::MaskEncoding;
use pentimento::core::picture::PictureFormat;
use pentimento::core::raster::crop_plane;
use pentimento::worker::{
    ChangeMask, ChangedMask, DecodeMask, DecodedMask, EncodeMask, Error, HashedFile, MaskChange, PrepareMask,
    Prepared, SelectColour,
};

use crate::files::{decode_bytes, hashed};
use crate::perform::{Perform, Updates};
use crate::prepare::prepared;
use crate::select::{changed, decoded};

/// The coverage in a mask picture of any sort, with its size and how it says where change is allowed.
pub(crate) async fn decode_mask(mask: &File) -> Result<(Size, Vec<u8>, Convention), Error> {
    let given = mask.read().await?;
    let (info, made) = media::mended(&given)?;
    let file = made.unwrap_or(given);
    let file = media::first_picture(&file, &info).unwrap_or(file);
    if let Ok((size, coverage)) = mask_file::coverage_from_png(&file) {
        return Ok((size, coverage, Convention::WhiteOnBlack));
    }
    let picture = decode_bytes(file).await?.picture;
    let (coverage, convention) = mask_file::coverage_from_rgba(&picture);
    Ok((picture.size(), coverage, convention))
}

impl Perform for PrepareMask<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Prepared<Bytes>, Error> {
        let (mut size, mut coverage, _) = decode_mask(&self.mask).await?;
        if let Some(rect) = self.region {
            coverage = crop_plane(&coverage, size, rect);
            size = Size::new(rect.width(), rect.height());
        }
        let wanted = size.fitted(self.max_side_px);
        let coverage = mask_file::resized(&coverage, size, wanted);
        let png = match self.encoding {
            MaskEncoding::WhiteEdits => mask_file::black_and_white_png(&coverage, wanted)?,
            MaskEncoding::TransparentEdits => mask_file::transparent_png(&coverage, wanted)?,
            MaskEncoding::BothWays => mask_file::both_ways_png(&coverage, wanted)?,
        };
        Ok(prepared(PictureFormat::Png, wanted, &png))
    }
}

impl Perform for EncodeMask<Bytes> {
    async fn perform(self, _: &Updates<Self>) -> Result<HashedFile<File>, Error> {
        let coverage = self.coverage.to_vec();
        let png = match self.convention {
            Convention::WhiteOnBlack => mask_file::coverage_png(&coverage, self.size)?,
            Convention::Transparent => mask_file::clear_coverage_png(&coverage, self.size)?,
        };
        hashed(&png, PictureFormat::Png.media_type())
    }
}

impl Perform for DecodeMask<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<DecodedMask<Bytes>, Error> {
        let (size, coverage, convention) = decode_mask(&self.mask).await?;
        let coverage = mask_file::resized(&coverage, size, self.resize_to.unwrap_or(size));
        let marked = mask_file::marked(&coverage);
        Ok(DecodedMask { coverage: Bytes::of(&coverage), size, convention, marked })
    }
}

impl Perform for ChangeMask<Bytes> {
    async fn perform(self, updates: &Updates<Self>) -> Result<ChangedMask<Bytes>, Error> {
        let (size, coverage) = (self.size, self.coverage.to_vec());
        let bytes = coverage.len();
        let mut plane = Plane::from_data(size, coverage).ok_or(Error::MaskBytes { bytes, size })?;
        let on_progress = &mut |share| updates.progress(share);
        let rect = match self.change {
            MaskChange::Grow { radius_px } => {
                morphology::grow(&mut plane, radius_px, on_progress);
                Rect::of_size(size)
            }
            MaskChange::Shrink { radius_px } => {
                morphology::shrink(&mut plane, radius_px, on_progress);
                Rect::of_size(size)
            }
            MaskChange::Feather { radius_px } => {
                feather::feather(&mut plane, radius_px, on_progress);
                Rect::of_size(size)
            }
            MaskChange::Flood { x, y, is_erasing } => flood::fill(&mut plane, x, y, is_erasing),
        };
        Ok(changed(rect, &plane))
    }
}

impl Perform for SelectColour<File> {
    async fn perform(self, updates: &Updates<Self>) -> Result<ChangedMask<Bytes>, Error> {
        let picture = decoded(&self.picture, self.key).await?.picture;
        updates.progress(0.6);
        let Self { x, y, tolerance, is_contiguous, .. } = self;
        let (plane, rect) = colour::select(picture.rgba(), picture.size(), x, y, tolerance, is_contiguous);
        Ok(changed(rect, &plane))
    }
}

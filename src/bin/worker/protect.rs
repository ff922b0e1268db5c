//! Protect, off the page's thread.

use pentimento::browser::attachment::File;
use pentimento::core::mask_file::coverage_from_png;
use pentimento::core::picture::PictureFormat;
use pentimento::core::png_codec::Coding;
use pentimento::core::raster::{self, ProtectError};
use pentimento::worker::{Error, Protect, ProtectOutcome};

use crate::files::{Decoded, decode, file_of, thumbnail_of};
use crate::perform::{Perform, Updates};

impl Perform for Protect<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<ProtectOutcome<File>, Error> {
        let Self { layers, settings, placing } = self;
        let Decoded { picture: original, colour, deep } = decode(&layers.original).await?;
        let coding = Coding { colour: &colour, deep: deep.as_deref() };
        let (_, mask) = coverage_from_png(&layers.mask.read().await?)?;
        // Whatever space the model answers in, it is compared and laid over in the original's.
        let result = decode(&layers.result).await?.into_space_of(&colour)?;
        let made = match layers.region {
            Some(rect) => raster::protect_region(original, &mask, result, rect, settings, placing),
            None => raster::protect_as(original, &mask, result, settings, placing),
        };
        drop(mask);
        let made = match made {
            Err(ProtectError::NotAlignable) => return Ok(ProtectOutcome::NotAlignable),
            made => made?,
        };
        Ok(ProtectOutcome::Protected {
            picture: file_of(&made.picture, PictureFormat::Png, coding).await?,
            thumbnail: thumbnail_of(&made.picture, &colour).await?,
            facts: made.facts,
        })
    }
}

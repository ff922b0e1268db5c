//! Pictures to look at.

use pentimento::browser::attachment::{Bitmap, File};
use pentimento::browser::codec;
use pentimento::core::media;
use pentimento::core::picture::PictureFormat;
use pentimento::worker::{Error, Reduce, Reduced, View, Viewed};

use crate::files::bitmap_of;
use crate::perform::{Perform, Updates};

impl Perform for Reduce<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Reduced<File>, Error> {
        let bytes = self.picture.read().await?;
        let bitmap = bitmap_of(&bytes, media::inspect(&bytes)?.kind).await?;
        let size = codec::size_of(&bitmap).within_area(self.area_px);
        let jpeg = codec::reduced_of(&bitmap, size, self.gamut).await;
        bitmap.close();
        Ok(Reduced { copy: File::of(&jpeg?, PictureFormat::Jpeg.media_type())?, size })
    }
}

impl Perform for View<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Viewed<Bitmap>, Error> {
        let bytes = self.picture.read().await?;
        let bitmap = bitmap_of(&bytes, media::inspect(&bytes)?.kind).await?;
        let size = codec::size_of(&bitmap);
        Ok(Viewed { bitmap: Bitmap(codec::reduced(bitmap, self.longest_px, self.gamut)?), size })
    }
}

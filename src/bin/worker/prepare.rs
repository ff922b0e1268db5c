//! Picture files: what one is, what may leave the device, another format.

use pentimento::browser::attachment::{Bytes, File};
use pentimento::browser::codec;
use pentimento::core::alpha;
use pentimento::core::geometry::Size;
use pentimento::core::media::{self, MediaKind};
use pentimento::core::picture::PictureFormat;
use pentimento::core::request::BlobHash;
use pentimento::core::resample::resample;
use pentimento::worker::{
    Error, Inspect, Inspected, PictureInfo, PrepareUpload, Prepared, Transcode, Transcoded,
};

use crate::files::{bitmap_of, decode_bytes, encode, hashed, pixels_of, thumbnail_of_bitmap};
use crate::perform::{Perform, Updates};

impl Perform for Inspect<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Inspected<File>, Error> {
        let bytes = self.file.read().await?;
        let kind = media::inspect(&bytes)?.kind;
        if self.cleans_alpha && matches!(kind, MediaKind::Png | MediaKind::Webp) {
            return cleaned(&bytes).await;
        }
        let bitmap = bitmap_of(&bytes, kind).await?;
        let size = codec::size_of(&bitmap);
        let thumbnail = thumbnail_of_bitmap(&bitmap).await?;
        let (media_type, saved) = if PictureFormat::from_media_type(kind.media_type()).is_some() {
            (kind.media_type(), hashed(&bytes, kind.media_type())?)
        } else {
            let png = encode(&codec::pixels_of(&bitmap)?, PictureFormat::Png, None).await?;
            (PictureFormat::Png.media_type(), hashed(&png, PictureFormat::Png.media_type())?)
        };
        bitmap.close();
        Ok(Inspected { info: PictureInfo { media_type: media_type.to_owned(), size }, saved, thumbnail })
    }
}

/// A copy in which the transparency is cleaned, as PNG: nothing else holds colours under alpha 0.
async fn cleaned(bytes: &[u8]) -> Result<Inspected<File>, Error> {
    let (mut picture, icc) = decode_bytes(bytes).await?;
    alpha::clean(&mut picture);
    let size = picture.size();
    let png = encode(&picture, PictureFormat::Png, icc.as_deref()).await?;
    drop(picture);
    let bitmap = bitmap_of(&png, MediaKind::Png).await?;
    let thumbnail = thumbnail_of_bitmap(&bitmap).await?;
    bitmap.close();
    let media_type = PictureFormat::Png.media_type();
    Ok(Inspected {
        info: PictureInfo { media_type: media_type.to_owned(), size },
        saved: hashed(&png, media_type)?,
        thumbnail,
    })
}

/// What was made ready: the bytes that may leave the device.
pub(crate) fn prepared(format: PictureFormat, size: Size, bytes: &[u8]) -> Prepared<Bytes> {
    Prepared {
        info: PictureInfo { media_type: format.media_type().to_owned(), size },
        hash: BlobHash::of(bytes),
        bytes: Bytes::of(bytes),
    }
}

impl Perform for PrepareUpload<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Prepared<Bytes>, Error> {
        let original = self.picture.read().await?;
        let media = media::inspect(&original)?;
        if self.region.is_none()
            && let Some(size) = media.size.filter(|size| size.fitted(self.max_side_px) == *size)
            && let Some(format) = PictureFormat::from_media_type(media.kind.media_type())
            && let Some(stripped) = media::strip_metadata(&original)
        {
            return Ok(prepared(format, size, &stripped));
        }
        // Turned pictures are coded again: providers differ in whether they read the orientation, and the
        // mask is drawn on the turned picture.
        let (mut picture, icc) = decode_bytes(&original).await?;
        drop(original);
        let mut is_jpeg = media.kind == MediaKind::Jpeg;
        if let Some(rect) = self.region {
            picture = picture.cropped(rect)?;
            // A part is laid back into the picture: it loses nothing on the way there.
            is_jpeg = false;
        }
        let size = picture.size().fitted(self.max_side_px);
        if size != picture.size() {
            picture = resample(&picture, size)?;
        }
        let format = if is_jpeg { PictureFormat::Jpeg } else { PictureFormat::Png };
        Ok(prepared(format, size, &encode(&picture, format, icc.as_deref()).await?))
    }
}

impl Perform for Transcode<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Transcoded<File>, Error> {
        let original = self.picture.read().await?;
        let file = if self.format == PictureFormat::Png {
            let (picture, icc) = decode_bytes(&original).await?;
            encode(&picture, self.format, icc.as_deref()).await?
        } else {
            // By the browser, which brings the colours to sRGB: the new file carries no profile.
            let mut picture = pixels_of(&original, media::inspect(&original)?.kind).await?;
            if self.format == PictureFormat::Jpeg {
                alpha::flatten(&mut picture, self.ground);
            }
            codec::encode(&picture, self.format, f64::from(self.quality_percent) / 100.0).await?
        };
        Ok(Transcoded { file: File::of(&file, self.format.media_type())? })
    }
}

//! Protect, off the page's thread.

use pentimento::browser::codec;
use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::picture::{Picture, PictureFormat};
use pentimento::core::raster::{self, Placing, ProtectError, ProtectSettings};
use pentimento::core::request::BlobHash;
use pentimento::core::resample::resample;
use pentimento::fill::protocol::{Answer, THUMBNAIL_SIDE_PX};

use super::tasks::{Outcome, bitmap, bytes, coverage_of, decode, encode};

/// Lays a result over its original, or says that it cannot be aligned. Attachments: the original, its coverage PNG, the result.
pub(super) async fn protect(
    attachments: &[Attachment],
    settings: ProtectSettings,
    region: Option<Rect>,
    placing: Placing,
) -> Outcome {
    let (original, icc) = decode(&bytes(attachments, 0).await?).await?;
    let (_, mask) = coverage_of(&bytes(attachments, 1).await?)?;
    let (result, _) = decode(&bytes(attachments, 2).await?).await?;
    let made = match region {
        Some(rect) => raster::protect_region(original, &mask, result, rect, settings, placing),
        None => raster::protect_as(original, &mask, result, settings, placing),
    };
    drop(mask);
    let made = match made {
        Ok(made) => made,
        Err(ProtectError::NotAlignable) => return Ok((Answer::NotAlignable, Vec::new())),
        Err(error) => return Err(error.to_string()),
    };
    let file = encode(&made.picture, PictureFormat::Png, icc.as_deref()).await?;
    let thumbnail = thumbnail_of(made.picture, icc.as_deref()).await?;
    // Hashed and wrapped here: the page's thread never touches the bytes.
    let blob = |bytes: &[u8], media_type: &str| {
        codec::blob_of(bytes, media_type)
            .map(Attachment::Blob)
            .map_err(|error| error.to_string())
    };
    let answer = Answer::Protected {
        facts: made.facts,
        hash: BlobHash::of(&file),
        thumbnail: BlobHash::of(&thumbnail),
    };
    Ok((
        answer,
        vec![
            blob(&file, PictureFormat::Png.media_type())?,
            blob(&thumbnail, "image/jpeg")?,
        ],
    ))
}

/// A small JPEG of it, in the colours that the browser makes of the profile. The large file is not decoded again.
async fn thumbnail_of(picture: Picture, icc: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let size = picture
        .size()
        .fit_within(Size::new(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX));
    let small = resample(&picture, size).map_err(|error| error.to_string())?;
    drop(picture);
    let file = encode(&small, PictureFormat::Png, icc).await?;
    let shown = bitmap(&file, PictureFormat::Png.media_type()).await?;
    let thumbnail = codec::thumbnail_of(&shown, THUMBNAIL_SIDE_PX).await;
    shown.close();
    thumbnail.map_err(|error| error.to_string())
}

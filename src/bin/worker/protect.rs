//! Protect, off the page's thread.

use pentimento::browser::codec;
use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::Rect;
use pentimento::core::picture::PictureFormat;
use pentimento::core::raster::{self, Known, ProtectSettings};
use pentimento::core::request::BlobHash;
use pentimento::fill::protocol::{Answer, THUMBNAIL_SIDE_PX};

use super::tasks::{Outcome, bitmap, bytes, coverage_of, decode, encode};

/// Lays a result over its original. Attachments: the original, its coverage PNG, the result.
pub(super) async fn protect(
    attachments: &[Attachment],
    settings: ProtectSettings,
    region: Option<Rect>,
    known: Option<Known>,
) -> Outcome {
    let (original, icc) = decode(&bytes(attachments, 0).await?).await?;
    let (_, mask) = coverage_of(&bytes(attachments, 1).await?)?;
    let (result, _) = decode(&bytes(attachments, 2).await?).await?;
    let made = match region {
        Some(rect) => raster::protect_region(original, &mask, result, rect, settings, known),
        None => raster::protect_as(original, &mask, result, settings, known),
    }
    .map_err(|error| error.to_string())?;
    let file = encode(&made.picture, PictureFormat::Png, icc.as_deref()).await?;
    let shown = bitmap(&file, PictureFormat::Png.media_type()).await?;
    let thumbnail = codec::thumbnail_of(&shown, THUMBNAIL_SIDE_PX)
        .await
        .map_err(|error| error.to_string())?;
    shown.close();
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

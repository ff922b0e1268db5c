//! Protect, off the page's thread.

use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::Rect;
use pentimento::core::picture::PictureFormat;
use pentimento::core::raster::{self, Placing, ProtectError, ProtectSettings};
use pentimento::worker::Answer;

use super::result_file::{file_of, thumbnail_of};
use super::tasks::{Outcome, bytes, coverage_of, decode};

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
    let file = file_of(&made.picture, PictureFormat::Png, icc.as_deref()).await?;
    let thumbnail = thumbnail_of(&made.picture, icc.as_deref()).await?;
    let answer = Answer::Protected { facts: made.facts, hash: file.hash, thumbnail: thumbnail.hash };
    Ok((answer, vec![Attachment::Blob(file.blob), Attachment::Blob(thumbnail.blob)]))
}

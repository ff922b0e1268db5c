//! The edit behind a job, the same for every provider that queues.

use std::sync::Arc;

use hyper::body::Bytes;
use pentimento::core::geometry::Size;

use super::modelrunner::storage;
use super::modelrunner::submission::Submission;
use crate::edit::{self, EditOrder, Frame};
use crate::fault::Fault;
use crate::object_store::{Content, Object};
use crate::simulator::Simulator;

/// The frame of pictures that are not of the size that was asked for, in pixels.
const OTHER_SIZE: Size = Size::new(1152, 864);

/// Runs the edit, off the runtime's own threads: names of the stored pictures.
///
/// # Errors
/// Why there are none, in the model's words.
pub(super) async fn edited(
    simulator: &Arc<Simulator>,
    fault: Fault,
    submission: &Submission,
) -> Result<Vec<String>, String> {
    let mut order = order(simulator, submission)?;
    if fault == Fault::OtherSize {
        order.frame = Frame::Exact(OTHER_SIZE);
    }
    let pictures = pictures(simulator, order).await?;
    let format = submission.format;
    let media_type = match fault {
        Fault::WrongMime => "application/octet-stream",
        _ => format.media_type(),
    };
    Ok(pictures
        .into_iter()
        .map(|bytes| {
            let name = simulator.store_bytes(format.extension(), media_type, bytes);
            if fault == Fault::ExpiredMedia {
                simulator.put_object(
                    &name,
                    Object { media_type: String::new(), signature: None, content: Content::Deleted },
                );
            }
            name
        })
        .collect())
}

/// The edited pictures as files.
///
/// # Errors
/// Why there are none.
pub(super) async fn pictures(simulator: &Arc<Simulator>, order: EditOrder) -> Result<Vec<Vec<u8>>, String> {
    let permits = Arc::clone(&simulator.edit_permits);
    let _permit = permits.acquire_owned().await.map_err(|error| error.to_string())?;
    tokio::task::spawn_blocking(move || edit::run(&order))
        .await
        .map_err(|error| format!("the model crashed: {error}"))?
        .map_err(|error| error.to_string())
}

fn order(simulator: &Simulator, submission: &Submission) -> Result<EditOrder, String> {
    if let Some(field) = &submission.unknown_field {
        return Err(format!("the model does not know the field {field:?}"));
    }
    let pictures: Vec<Bytes> = submission
        .image_urls
        .iter()
        .map(|address| storage::download(simulator, address))
        .collect::<Result<_, _>>()?;
    let mask = match &submission.mask_url {
        Some(address) => Some(storage::download(simulator, address)?),
        None => None,
    };
    Ok(EditOrder {
        pictures,
        mask,
        mask_may_be_clear: submission.mask_may_be_clear,
        is_transparent: submission.is_transparent,
        frame: submission.frame,
        count: submission.count,
        format: submission.format,
        seed: seed_of(&submission.prompt),
    })
}

/// FNV-1a of the prompt: the same prompt gives the same results, another prompt others.
fn seed_of(prompt: &str) -> u32 {
    prompt.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

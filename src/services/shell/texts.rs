//! What a person reads of failures that every subject can meet: of the browser, the worker, and files.

use crate::browser;
use crate::browser::worker_handle::WorkerError;
use crate::core::media::MediaError;
use crate::worker;

/// Why the browser refused, and what to do about it.
pub fn browser_reason(error: &browser::Error) -> String {
    match error {
        error if error.is_quota() => {
            "This device\u{2019}s storage for this page is full. Delete or download some results, then try again."
                .to_owned()
        }
        browser::Error::Blocked => {
            "Another tab has an older version of this page open. Close it, then reload this one.".to_owned()
        }
        browser::Error::Missing(what) => ["Your browser does not have ", what, "."].concat(),
        browser::Error::Exception { operation, name, message } => {
            let message = if message.is_empty() { name } else { message };
            format!("Your browser could not {operation} ({message}).")
        }
    }
}

/// Why the worker did not do its task, and what to do about it.
pub fn worker_reason(error: &WorkerError) -> String {
    match error {
        WorkerError::Task(worker::Error::Media(error)) => media_reason(error),
        WorkerError::Task(worker::Error::Undecodable) => {
            "The picture is damaged, or of a kind that this browser cannot read.".to_owned()
        }
        WorkerError::Task(error) => sentence(&error.to_string()),
        WorkerError::Send(error) => browser_reason(error),
        WorkerError::Crashed(_) => "The background worker stopped. Try again.".to_owned(),
        WorkerError::Version { .. } => {
            "The page was updated meanwhile. Reload it to go on; your work is saved.".to_owned()
        }
    }
}

/// Why a file is not taken, and what to do about it.
pub fn media_reason(error: &MediaError) -> String {
    match error {
        MediaError::Empty => "The file is empty.".to_owned(),
        MediaError::Svg => "SVG is not supported. Save the picture as PNG first.".to_owned(),
        MediaError::Heic => "HEIC is not supported by browsers. Save the picture as JPEG first.".to_owned(),
        MediaError::NotAPicture => {
            "This is not a picture. PNG, JPEG, WebP, GIF, AVIF and BMP are supported.".to_owned()
        }
        MediaError::Truncated(_) => "The file is cut off: its end is missing. Get the file again.".to_owned(),
        MediaError::Size(error) => sentence(&error.to_string()),
    }
}

/// An error's message as a sentence.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

//! What a person reads when a picture cannot be looked at.

use super::Error;
use crate::browser::worker_handle::WorkerError;

/// What went wrong, and what to do about it.
pub fn text_of(error: &Error) -> String {
    match error {
        Error::NotSaved => "This picture is not saved on this device, so it cannot be shown here.".to_owned(),
        Error::Worker(WorkerError::Task(error)) => format!("This picture cannot be shown: {error}."),
        Error::Worker(WorkerError::Crashed(_) | WorkerError::Send(_)) => {
            "This picture cannot be shown: the background worker stopped. Open the comparison again."
                .to_owned()
        }
        Error::Worker(WorkerError::Version { .. }) => {
            "The page was updated meanwhile. Reload it to go on; your work is saved.".to_owned()
        }
        Error::Browser(error) => format!("This picture cannot be shown: {error}."),
    }
}

//! What a person reads when a picture cannot be looked at.

use super::Error;
use crate::services::shell::texts::{browser_reason, worker_reason};

/// What went wrong, and what to do about it.
pub fn text_of(error: &Error) -> String {
    match error {
        Error::NotSaved => "This picture is not saved on this device, so it cannot be shown here.".to_owned(),
        Error::Worker(error) => worker_reason(error),
        Error::Browser(error) => browser_reason(error),
    }
}

//! What a person reads of the draft.

use crate::core::geometry::Size;
use crate::core::model::{CustomSizeError, EngineId};
use crate::core::request::{MAX_PROMPT_CHARS, RequestError};
use crate::services::draft::Error;
use crate::services::{account, library, painter, shell};

/// The draft is not saved; the reason follows.
pub const NOT_SAVED: &str = "Your draft could not be saved and exists only in this tab.";

/// A picture's URL could not be read.
pub const URL_NOT_READ: &str = "The picture could not be loaded from this URL: you may be offline, or its server does \
                                not let other pages read it. Save the picture and add the file.";

/// Why the draft did not change as asked, and what to do: a sentence.
pub fn reason(error: &Error) -> String {
    match error {
        Error::Library(error) => library::texts::reason(error),
        Error::Painter(error) => painter::texts::text_of(error),
        Error::Browser(error) => shell::texts::browser_reason(error),
        Error::Worker(error) => shell::texts::worker_reason(error),
        Error::Request(error) => refusal(error),
        Error::Url(error) => account::texts::url_error_text(error),
    }
}

/// Why a request cannot be made, and what to do.
pub fn refusal(error: &RequestError) -> String {
    let label = |engine: &EngineId| engine.capabilities().label;
    match error {
        RequestError::NoPicture => "Add a picture first.".to_owned(),
        RequestError::TooManyPictures(limit) => format!("There are too many pictures. {limit} is the most."),
        RequestError::NoPrompt(engine) => {
            format!("Describe what should change: {} needs a prompt.", label(engine))
        }
        RequestError::LongPrompt(chars) => {
            format!("The prompt has {chars} characters. {MAX_PROMPT_CHARS} is the most: shorten it.")
        }
        RequestError::NoMask(engine) => {
            format!("Paint over what you want gone: {} needs a mask.", label(engine))
        }
        RequestError::FullMask(engine) => format!(
            "The mask covers the whole picture. Leave some of it unmasked for {} to fill from.",
            label(engine)
        ),
        RequestError::Count(limit) => format!("Choose 1 to {limit} results."),
        RequestError::Size { size, error, nearest } => {
            let advice = nearest.map(|Size { width, height }| format!(" Try {width} × {height} px."));
            [custom_size(*size, error), advice.unwrap_or_default()].concat()
        }
        RequestError::NoKey(engine) => format!("Add your {} key in Settings to run this.", label(engine)),
    }
}

/// Which rule a custom size breaks.
pub fn custom_size(size: Size, error: &CustomSizeError) -> String {
    let rule = match error {
        CustomSizeError::NotOffered => {
            return "This engine takes no custom size. Choose a preset.".to_owned();
        }
        CustomSizeError::Multiple(step) => format!("both sides must be multiples of {step} px"),
        CustomSizeError::ShortSide(limit) => format!("the shortest side allowed is {limit} px"),
        CustomSizeError::LongSide(limit) => format!("the longest side allowed is {limit} px"),
        CustomSizeError::Ratio(limit) => format!("the longer side may be at most {limit} times the shorter"),
        CustomSizeError::SmallArea(limit) => format!("the smallest area allowed is {limit} pixels"),
        CustomSizeError::LargeArea(limit) => format!("the largest area allowed is {limit} pixels"),
    };
    format!("{} × {} px cannot be made: {rule}.", size.width, size.height)
}

//! What a person reads of a draft that cannot be run.

use crate::core::geometry::Size;
use crate::core::model::{CustomSizeError, EngineId, FrameSize};
use crate::core::request::{MAX_PROMPT_CHARS, RequestError};

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

/// The name of a frame.
pub const fn frame_label(size: FrameSize) -> &'static str {
    match size {
        FrameSize::Auto => "Auto",
        FrameSize::Square => "Square",
        FrameSize::Landscape43 => "Landscape 4:3",
        FrameSize::Portrait34 => "Portrait 3:4",
        FrameSize::Landscape169 => "Landscape 16:9",
        FrameSize::Portrait916 => "Portrait 9:16",
        FrameSize::Custom { .. } => "Custom",
    }
}

//! What a person reads of the draft.

use crate::browser::web_url::UrlError;
use crate::core::file_name::shortened;
use crate::core::geometry::Size;
use crate::core::model::{Background, CustomSizeError, EngineId, Quality, Retired};
use crate::core::request::{MAX_PROMPT_CHARS, Moved, RequestError};
use crate::services::draft::Error;
use crate::services::library::intake::Change;
use crate::services::library::texts::frame_text;
use crate::services::{library, painter, shell};

/// The draft is not saved; the reason follows.
pub const NOT_SAVED: &str = "Your draft could not be saved and exists only in this tab.";

/// A picture's URL could not be read.
pub const URL_NOT_READ: &str = "The picture could not be loaded from this URL: you may be offline, or its server does \
                                not let other pages read it. Save the picture and add the file.";

/// Everything of the draft was emptied.
pub const STARTED_OVER: &str = "Started over.";

/// A result is edited further once it is protected.
pub const PROTECTED_FIRST: &str = "The rest of your photo is being protected. It opens in a moment.";

/// A file was refused; the reason follows.
pub fn not_added(name: &str) -> String {
    [&shortened(name), " was not added."].concat()
}

/// A picture was removed.
pub fn removed(name: &str) -> String {
    [&shortened(name), " removed."].concat()
}

/// Why the draft did not change as asked, and what to do: a sentence.
pub fn reason(error: &Error) -> String {
    match error {
        Error::Library(error) => library::texts::reason(error),
        Error::Painter(error) => painter::texts::text_of(error),
        Error::Browser(error) => shell::texts::browser_reason(error),
        Error::Worker(error) => shell::texts::worker_reason(error),
        Error::Request(error) => refusal(error),
        Error::Url(error) => picture_url_reason(error),
    }
}

/// What is wrong with the URL of a picture.
fn picture_url_reason(error: &UrlError) -> String {
    match error {
        UrlError::Empty => "Enter the URL of a picture.".to_owned(),
        UrlError::Unreadable => "This is not a URL. Copy the picture\u{2019}s address again.".to_owned(),
        UrlError::Scheme(scheme) => {
            format!("A URL that begins with {scheme}: cannot be loaded. Save the picture and add the file.")
        }
        UrlError::UserInfo => "Remove the name or password before @ from the URL.".to_owned(),
    }
}

/// What became of a file on its way into the draft.
pub fn changed(name: &str, change: &Change) -> String {
    let name = shortened(name);
    match change {
        Change::FirstPicture => [&name, " is animated. Its first picture is used."].concat(),
        Change::Converted(kind) => [&name, " is of the kind ", kind, ". It is used as a PNG."].concat(),
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
        RequestError::RetiredModel(Retired { name, day: "" }) => {
            format!("{name} was shut down. Choose another model.")
        }
        RequestError::RetiredModel(Retired { name, day }) => {
            format!("{name} was shut down on {day}. Choose another model.")
        }
        RequestError::NoKey(engine) => format!("Add your {} key in Settings to run this.", label(engine)),
    }
}

/// Which choices a model does not have, and what they have become: sentences.
pub fn moved(model: &str, moved: &[Moved]) -> String {
    let sentences = moved.iter().map(|one| match one {
        Moved::Size { from, to } => {
            ["The size ", &frame_text(*from), " became ", &frame_text(*to), "."].concat()
        }
        Moved::Count(count) => format!("It makes {count} pictures at most."),
        Moved::Format(format) => ["The format became ", format.label(), "."].concat(),
        Moved::Quality { from, to: Some(to) } => {
            ["The quality ", quality_label(*from), " became ", quality_label(*to), "."].concat()
        }
        Moved::Quality { to: None, .. } => "The quality cannot be chosen there.".to_owned(),
        Moved::Background(Background::Transparent) => "It makes no transparent background.".to_owned(),
        Moved::Background(_) => "The background cannot be chosen there.".to_owned(),
        Moved::Complexity => "The complexity cannot be chosen there.".to_owned(),
        Moved::Compression => "The compression cannot be chosen there.".to_owned(),
    });
    [model, " does not have everything you chose. ", &sentences.collect::<Vec<_>>().join(" ")].concat()
}

/// A quality's name.
pub const fn quality_label(quality: Quality) -> &'static str {
    match quality {
        Quality::Auto => "Auto",
        Quality::Low => "Low",
        Quality::Medium => "Medium",
        Quality::High => "High",
        Quality::Xhigh => "Extra high",
        Quality::Max => "Maximum",
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

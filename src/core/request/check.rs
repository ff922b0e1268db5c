//! Whether what a person asks for can be asked.

use super::EditSettings;
use crate::core::geometry::Size;
use crate::core::model::{
    CustomSizeError, EngineId, FrameSize, Offer, Retired, check_custom_size, nearest_size, retired,
};

/// Most characters in a prompt, over all providers.
pub const MAX_PROMPT_CHARS: usize = 32_000;

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// No picture.
    #[error("no picture")]
    NoPicture,
    /// Too many pictures; most allowed.
    #[error("too many pictures, the limit is {0}")]
    TooManyPictures(usize),
    /// This engine needs a prompt.
    #[error("no prompt for {0:?}")]
    NoPrompt(EngineId),
    /// A prompt of this many characters, over [`MAX_PROMPT_CHARS`].
    #[error("prompt has {0} characters, the limit is {MAX_PROMPT_CHARS}")]
    LongPrompt(usize),
    /// This engine needs a mask.
    #[error("no mask for {0:?}")]
    NoMask(EngineId),
    /// The mask leaves this engine nothing to fill from.
    #[error("the mask covers the whole picture: nothing is left for {0:?}")]
    FullMask(EngineId),
    /// No result or too many; most allowed.
    #[error("number of results is out of 1 to {0}")]
    Count(u8),
    /// A custom size out of rules.
    #[error("custom size is {size} px, {error}")]
    Size {
        /// Size given.
        size: Size,
        /// The rule that it breaks.
        error: CustomSizeError,
        /// The nearest valid size, if the engine takes any.
        nearest: Option<Size>,
    },
    /// The model was shut down.
    #[error("the model {} was shut down", .0.name)]
    RetiredModel(Retired),
    /// No key for this engine.
    #[error("no key for {0:?}")]
    NoKey(EngineId),
}

/// What is known about a draft when Run is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftFacts<'a> {
    /// Pictures added.
    pub picture_count: usize,
    /// The model's name; empty = the engine's default.
    pub model: &'a str,
    /// The prompt as typed.
    pub prompt: &'a str,
    /// Masked pixels of the base picture.
    pub masked_px: u64,
    /// Pixels of the base picture.
    pub base_px: u64,
    /// The settings chosen.
    pub settings: EditSettings,
    /// A key for the engine is at hand.
    pub has_key: bool,
}

/// Checks a draft against what a model takes.
///
/// # Errors
/// The first thing that is missing or out of rules, in the order a person would mend it.
pub fn check_draft(draft: &DraftFacts<'_>, offer: &Offer) -> Result<(), RequestError> {
    let capabilities = offer.engine;
    let (engine, settings) = (capabilities.id, draft.settings);
    let chars = draft.prompt.chars().count();
    let refused = |is_wrong: bool, error: RequestError| if is_wrong { Err(error) } else { Ok(()) };
    refused(draft.picture_count == 0, RequestError::NoPicture)?;
    let most = capabilities.max_pictures;
    refused(draft.picture_count > most, RequestError::TooManyPictures(most))?;
    if capabilities.needs_mask {
        refused(draft.masked_px == 0, RequestError::NoMask(engine))?;
        let is_full = draft.masked_px >= draft.base_px && draft.picture_count < 2;
        refused(is_full, RequestError::FullMask(engine))?;
    }
    if capabilities.needs_prompt {
        refused(draft.prompt.trim().is_empty(), RequestError::NoPrompt(engine))?;
        refused(chars > MAX_PROMPT_CHARS, RequestError::LongPrompt(chars))?;
    }
    if capabilities.takes_other_models
        && let Some(retired) = retired(draft.model)
    {
        return Err(RequestError::RetiredModel(retired));
    }
    let has_count = (1..=capabilities.max_count).contains(&settings.count);
    refused(!has_count, RequestError::Count(capabilities.max_count))?;
    if let FrameSize::Custom { width, height } = settings.size {
        let (size, rule) = (Size::new(width, height), offer.custom_size());
        let checked = rule.ok_or(CustomSizeError::NotOffered).and_then(|rule| check_custom_size(size, rule));
        let nearest = || rule.and_then(|rule| nearest_size(size, rule));
        checked.map_err(|error| RequestError::Size { size, error, nearest: nearest() })?;
    }
    refused(capabilities.is_remote && !draft.has_key, RequestError::NoKey(engine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use RequestError::{Count, FullMask, LongPrompt, NoKey, NoMask, NoPicture, NoPrompt, TooManyPictures};

    #[track_caller]
    fn check(
        engine: EngineId,
        change: impl FnOnce(&mut DraftFacts<'static>),
        expected: impl Into<Option<RequestError>>,
    ) {
        let offer = engine.offer("");
        let mut draft = DraftFacts {
            picture_count: 1,
            model: "",
            prompt: "make it blue",
            masked_px: 10,
            base_px: 100,
            settings: EditSettings::default_for(offer),
            has_key: true,
        };
        change(&mut draft);
        assert_eq!(check_draft(&draft, offer).err(), expected.into());
    }

    #[test]
    fn each_thing_missing_is_named() {
        use EngineId::{LocalFill, ModelRunner};
        check(LocalFill, |_| (), None);
        check(ModelRunner, |_| (), None);
        check(LocalFill, |d| d.picture_count = 0, NoPicture);
        check(ModelRunner, |d| d.picture_count = 17, TooManyPictures(16));
        check(LocalFill, |d| d.prompt = " ", None);
        check(ModelRunner, |d| d.prompt = " \n", NoPrompt(ModelRunner));
        let long: &'static str = "x".repeat(MAX_PROMPT_CHARS + 1).leak();
        check(ModelRunner, |d| d.prompt = long, LongPrompt(MAX_PROMPT_CHARS + 1));
        check(LocalFill, |d| d.masked_px = 0, NoMask(LocalFill));
        check(ModelRunner, |d| d.masked_px = 0, None);
        check(LocalFill, |d| d.masked_px = 100, FullMask(LocalFill));
        check(ModelRunner, |d| d.settings.count = 5, Count(4));
        check(ModelRunner, |d| d.has_key = false, NoKey(ModelRunner));
        check(LocalFill, |d| d.has_key = false, None);
        check(LocalFill, |d| d.model = "dall-e-2", None);
        let shut_down = RequestError::RetiredModel(retired("gpt-image-1").unwrap());
        check(EngineId::OpenAi, |d| d.model = "gpt-image-1", shut_down);
        check(EngineId::OpenAi, |d| d.model = "gpt-image-1.5", None);
    }

    #[track_caller]
    fn check_size(width: u32, height: u32, expected: Option<(CustomSizeError, (u32, u32))>) {
        let size = Size::new(width, height);
        let expected = expected.map(|(error, (width, height))| RequestError::Size {
            size,
            error,
            nearest: Some(Size::new(width, height)),
        });
        check(EngineId::Fal, |d| d.settings.size = FrameSize::Custom { width, height }, expected);
    }

    #[test]
    fn each_size_rule_is_named_with_the_nearest_size() {
        use CustomSizeError::{LargeArea, LongSide, Multiple, Ratio, ShortSide, SmallArea};
        check_size(1024, 1024, None);
        check_size(1920, 1080, Some((Multiple(16), (1920, 1072))));
        check_size(0, 64, Some((ShortSide(16), (480, 1408))));
        check_size(4096, 2048, Some((LongSide(3840), (3840, 1920))));
        check_size(3840, 1024, Some((Ratio(3), (3072, 1024))));
        check_size(512, 512, Some((SmallArea(655_360), (816, 816))));
        check_size(3840, 3840, Some((LargeArea(8_294_400), (2880, 2880))));
    }
}

//! Whether what a person asks for can be asked.

use super::EditSettings;
use crate::core::frame_rule::{CustomSizeError, check_custom_size, nearest_size};
use crate::core::geometry::Size;
use crate::core::model::{Capabilities, FrameSize};

/// Most characters in a prompt, over all providers.
pub const MAX_PROMPT_CHARS: usize = 32_000;

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// No picture.
    #[error("add a picture first: there is nothing to edit")]
    NoPicture,
    /// Too many pictures.
    #[error("{count} pictures, the limit is {limit}")]
    TooManyPictures {
        /// Pictures given.
        count: usize,
        /// Most allowed.
        limit: usize,
    },
    /// A remote engine without a prompt.
    #[error("write what should change: {engine} needs a prompt")]
    NoPrompt {
        /// The engine's label.
        engine: &'static str,
    },
    /// A prompt over the limit.
    #[error("prompt has {chars} characters, the limit is {MAX_PROMPT_CHARS}")]
    LongPrompt {
        /// Characters given.
        chars: usize,
    },
    /// An engine that needs a mask without one.
    #[error("paint over what should be replaced: {engine} needs a mask")]
    NoMask {
        /// The engine's label.
        engine: &'static str,
    },
    /// A mask that leaves nothing to fill from.
    #[error("the mask covers the whole picture: {engine} needs some of it to fill from")]
    FullMask {
        /// The engine's label.
        engine: &'static str,
    },
    /// More or fewer results than allowed.
    #[error("{count} pictures to make, 1 to {limit} are possible")]
    Count {
        /// Results asked for.
        count: u8,
        /// Most allowed.
        limit: u8,
    },
    /// A custom size out of rules.
    #[error(transparent)]
    Size(#[from] CustomSizeError),
    /// A custom size out of rules, and the nearest within them.
    #[error("{error}; the nearest valid size is {}x{} px", .nearest.width, .nearest.height)]
    SizeWithAdvice {
        /// Which rule.
        error: CustomSizeError,
        /// The nearest valid size.
        nearest: Size,
    },
    /// A remote engine without a key.
    #[error("enter your {engine} key in Settings first")]
    NoKey {
        /// The engine's label.
        engine: &'static str,
    },
}

/// What is known about a draft when Run is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftFacts<'a> {
    /// Pictures added.
    pub picture_count: usize,
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

/// Checks a draft against what an engine asks for.
///
/// # Errors
/// The first thing that is missing or out of rules, in the order a person would mend it.
pub fn check_draft(draft: &DraftFacts<'_>, capabilities: &Capabilities) -> Result<(), RequestError> {
    let engine = capabilities.label;
    if draft.picture_count == 0 {
        return Err(RequestError::NoPicture);
    }
    if draft.picture_count > capabilities.max_pictures {
        return Err(RequestError::TooManyPictures {
            count: draft.picture_count,
            limit: capabilities.max_pictures,
        });
    }
    if capabilities.needs_mask && draft.masked_px == 0 {
        return Err(RequestError::NoMask { engine });
    }
    if capabilities.needs_mask && draft.masked_px >= draft.base_px && draft.picture_count < 2 {
        return Err(RequestError::FullMask { engine });
    }
    if capabilities.needs_prompt && draft.prompt.trim().is_empty() {
        return Err(RequestError::NoPrompt { engine });
    }
    let chars = draft.prompt.chars().count();
    if capabilities.needs_prompt && chars > MAX_PROMPT_CHARS {
        return Err(RequestError::LongPrompt { chars });
    }
    if draft.settings.count == 0 || draft.settings.count > capabilities.max_count {
        return Err(RequestError::Count { count: draft.settings.count, limit: capabilities.max_count });
    }
    if let FrameSize::Custom { width, height } = draft.settings.size {
        let rule = capabilities.custom_size.as_ref().ok_or(CustomSizeError::NotOffered)?;
        let size = Size::new(width, height);
        if let Err(error) = check_custom_size(size, rule) {
            return Err(match nearest_size(size, rule) {
                Some(nearest) => RequestError::SizeWithAdvice { error, nearest },
                None => RequestError::Size(error),
            });
        }
    }
    if capabilities.is_remote && !draft.has_key {
        return Err(RequestError::NoKey { engine });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::EngineId;

    #[track_caller]
    fn check(engine: EngineId, change: impl FnOnce(&mut DraftFacts<'static>), expected: &str) {
        let capabilities = engine.capabilities();
        let mut draft = DraftFacts {
            picture_count: 1,
            prompt: "make it blue",
            masked_px: 10,
            base_px: 100,
            settings: EditSettings::default_for(capabilities),
            has_key: true,
        };
        change(&mut draft);
        let message = match check_draft(&draft, capabilities).err() {
            Some(RequestError::SizeWithAdvice { error, .. }) => Some(error.to_string()),
            other => other.map(|error| error.to_string()),
        };
        assert_eq!(message.as_deref().unwrap_or("fine"), expected);
    }

    fn custom(width: u32, height: u32) -> impl FnOnce(&mut DraftFacts<'static>) {
        move |draft| draft.settings.size = FrameSize::Custom { width, height }
    }

    #[test]
    fn each_thing_missing_is_named() {
        use EngineId::{LocalFill, ModelRunner};
        check(LocalFill, |_| (), "fine");
        check(ModelRunner, |_| (), "fine");
        check(LocalFill, |d| d.picture_count = 0, "add a picture first: there is nothing to edit");
        check(ModelRunner, |d| d.picture_count = 17, "17 pictures, the limit is 16");
        check(LocalFill, |d| d.prompt = " ", "fine");
        check(ModelRunner, |d| d.prompt = " \n", "write what should change: ModelRunner needs a prompt");
        check(LocalFill, |d| d.masked_px = 0, "paint over what should be replaced: Local fill needs a mask");
        check(ModelRunner, |d| d.masked_px = 0, "fine");
        check(
            LocalFill,
            |d| d.masked_px = 100,
            "the mask covers the whole picture: Local fill needs some of it to fill from",
        );
        check(ModelRunner, |d| d.settings.count = 5, "5 pictures to make, 1 to 4 are possible");
        check(ModelRunner, |d| d.has_key = false, "enter your ModelRunner key in Settings first");
        check(LocalFill, |d| d.has_key = false, "fine");
    }

    #[test]
    fn each_size_rule_is_named() {
        use EngineId::ModelRunner;
        check(ModelRunner, custom(1024, 1024), "fine");
        check(
            ModelRunner,
            custom(1000, 1024),
            "custom size is 1000x1024 px, both sides must be multiples of 16 px",
        );
        check(ModelRunner, custom(0, 64), "custom size is 0x64 px, the shortest side allowed is 16 px");
        check(
            ModelRunner,
            custom(4096, 2048),
            "custom size is 4096x2048 px, the longest side allowed is 3840 px",
        );
        check(
            ModelRunner,
            custom(3840, 1024),
            "custom size is 3840x1024 px, the longer side may be at most 3 times the shorter",
        );
        check(
            ModelRunner,
            custom(512, 512),
            "custom size is 512x512 px (262144 pixels), the least is 655360 pixels",
        );
        check(
            ModelRunner,
            custom(3840, 3840),
            "custom size is 3840x3840 px (14745600 pixels), the most is 8294400 pixels",
        );
    }

    #[test]
    fn the_nearest_size_is_named() {
        let draft = DraftFacts {
            picture_count: 1,
            prompt: "x",
            masked_px: 0,
            base_px: 100,
            settings: EditSettings {
                size: FrameSize::Custom { width: 1920, height: 1080 },
                ..EditSettings::default_for(EngineId::Fal.capabilities())
            },
            has_key: true,
        };
        assert_eq!(
            check_draft(&draft, EngineId::Fal.capabilities()).unwrap_err().to_string(),
            "custom size is 1920x1080 px, both sides must be multiples of 16 px; the nearest valid size is 1920x1072 px"
        );
    }
}

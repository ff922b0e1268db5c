//! What an engine can do. The form is drawn from these values; nothing in the page asks which engine it is.
//!
//! Each engine's limits and prices stand in a file of its own, with the date they were read.

mod fal;
mod local_fill;
mod modelrunner;
mod openai;

pub use openai::usage_cost;

use serde::{Deserialize, Serialize};

use super::picture::PictureFormat;
use super::price::{Cost, MicroDollars, PriceRule};
use super::request::EditSettings;

/// The engines, by the name under which they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineId {
    /// The built-in engine: fills the masked region from the rest of the pictures.
    LocalFill,
    /// `openai/gpt-image-2/edit` at ModelRunner.
    ModelRunner,
    /// `openai/gpt-image-2/edit` at fal.
    Fal,
    /// The Images API of `OpenAI`, or an address that speaks it.
    OpenAi,
}

/// How hard the model tries, where it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The model decides.
    #[default]
    Auto,
    /// Fast and cheap.
    Low,
    /// In between.
    Medium,
    /// Slow and expensive.
    High,
}

impl Quality {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Low, Self::Medium, Self::High];

    /// The providers' word: `auto`, `low`, `medium`, `high`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }

    /// The quality of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.word() == word)
    }
}

/// How an engine wants the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskEncoding {
    /// An opaque picture, white where it may change.
    WhiteEdits,
    /// A picture with alpha, transparent where it may change: the opposite.
    TransparentEdits,
}

/// The frame of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameSize {
    /// The engine decides; Local fill keeps the base picture's size.
    Auto,
    /// 1:1.
    Square,
    /// 4:3, wide.
    Landscape43,
    /// 3:4, tall.
    Portrait34,
    /// 16:9, wide.
    Landscape169,
    /// 9:16, tall.
    Portrait916,
    /// Width and height in pixels.
    Custom {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
}

impl FrameSize {
    /// The presets, in the order they are offered.
    pub const PRESETS: [Self; 6] = [
        Self::Auto,
        Self::Square,
        Self::Landscape43,
        Self::Portrait34,
        Self::Landscape169,
        Self::Portrait916,
    ];

    /// The accessible name of the choice.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Square => "Square",
            Self::Landscape43 => "Landscape 4:3",
            Self::Portrait34 => "Portrait 3:4",
            Self::Landscape169 => "Landscape 16:9",
            Self::Portrait916 => "Portrait 9:16",
            Self::Custom { .. } => "Custom",
        }
    }

    /// Width to height of a preset, as the smallest whole numbers; `None` for `Auto` and `Custom`.
    pub const fn aspect(self) -> Option<(u32, u32)> {
        match self {
            Self::Square => Some((1, 1)),
            Self::Landscape43 => Some((4, 3)),
            Self::Portrait34 => Some((3, 4)),
            Self::Landscape169 => Some((16, 9)),
            Self::Portrait916 => Some((9, 16)),
            Self::Auto | Self::Custom { .. } => None,
        }
    }
}

impl FrameSize {
    /// Width and height in pixels that the providers make of it, as third parties have seen; for a frame that
    /// the model chooses, a square.
    pub const fn likely_px(self) -> (u32, u32) {
        match self {
            Self::Auto | Self::Square => (1024, 1024),
            Self::Landscape43 => (1024, 768),
            Self::Portrait34 => (768, 1024),
            Self::Landscape169 => (1024, 576),
            Self::Portrait916 => (576, 1024),
            Self::Custom { width, height } => (width, height),
        }
    }
}

/// What a custom size must satisfy. Every limit is inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomSizeRule {
    /// Both sides are multiples of this many pixels.
    pub multiple_px: u32,
    /// Shortest side allowed.
    pub min_side_px: u32,
    /// Longest side allowed.
    pub max_side_px: u32,
    /// Smallest area allowed.
    pub min_area_px: u64,
    /// Largest area allowed.
    pub max_area_px: u64,
    /// Longer side at most this many times the shorter; 0 = any.
    pub max_ratio: u32,
}

/// What an engine can do and what it asks for.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing that an engine can or asks for; none depends on another"
)]
pub struct Capabilities {
    /// Which engine.
    pub id: EngineId,
    /// The name in the list of engines.
    pub label: &'static str,
    /// One line under the name: the model, or what the engine is.
    pub model: &'static str,
    /// Said by the prompt field: how this engine reads the prompt.
    pub prompt_note: &'static str,
    /// It cannot work without a mask.
    pub needs_mask: bool,
    /// It cannot work without a prompt.
    pub needs_prompt: bool,
    /// Requests need a key and leave the device.
    pub is_remote: bool,
    /// Most pictures in one request, the base among them.
    pub max_pictures: usize,
    /// Most results of one request.
    pub max_count: u8,
    /// Sizes offered, presets only.
    pub presets: &'static [FrameSize],
    /// The rule of custom sizes; `None` when there are none.
    pub custom_size: Option<CustomSizeRule>,
    /// The preset chosen at first.
    pub default_size: FrameSize,
    /// Formats offered, the default first.
    pub formats: &'static [PictureFormat],
    /// Qualities offered, the default first; none = it cannot be told.
    pub qualities: &'static [Quality],
    /// How the mask is sent.
    pub mask: MaskEncoding,
    /// Most bytes of the mask's file; 0 = any.
    pub max_mask_bytes: usize,
    /// Most bytes of each picture's file; 0 = any.
    pub max_picture_bytes: usize,
    /// Longest side in pixels that the model makes use of; a larger picture is offered to be reduced.
    pub useful_side_px: u32,
    /// The pictures go inside the request; else into the storage first.
    pub attaches_files: bool,
    /// A file up to this many bytes may stand in the request as a data address; 0 = none may.
    pub inline_bytes: usize,
    /// A file up to this many bytes may do so when the storage cannot be reached, but the API can; 0 = none may.
    pub fallback_inline_bytes: usize,
    /// An ambiguous submit can be looked up by its tag.
    pub has_look_up: bool,
    /// A queued job can really be cancelled.
    pub has_cancel: bool,
    /// Prompt and results can be deleted there.
    pub has_deletion: bool,
    /// The model's name can be changed: the default.
    pub model_name: Option<&'static str>,
    /// Pictures can be shown while they form.
    pub has_partials: bool,
    /// The provider says that a failed run is not billed.
    pub failures_are_free: bool,
    /// What is said of the billing of a failed run.
    pub failure_note: &'static str,
    /// What one result costs.
    pub price: PriceRule,
    /// When limits and prices were read.
    pub read_on: &'static str,
    /// Default address of the API, without a trailing slash; empty for a local engine.
    pub api_address: &'static str,
    /// Default address of the storage, without a trailing slash; empty for a local engine.
    pub storage_address: &'static str,
}

impl Capabilities {
    /// What one result of these settings is expected to cost; `None` = free.
    pub fn price_each(&self, settings: &EditSettings) -> Option<MicroDollars> {
        self.price.each(settings.size, settings.quality)
    }

    /// The estimate for all results of these settings.
    pub fn estimate(&self, settings: &EditSettings) -> Cost {
        match self.price_each(settings) {
            None => Cost::Free,
            Some(each) => Cost::Estimate(each.times(settings.count)),
        }
    }
}

/// What is the same wherever gpt-image-2 runs; each provider's file says the rest.
const GPT_IMAGE_2: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "",
    model: "gpt-image-2 edit",
    prompt_note: "Words to appear in the picture go in \"quotes\". Describe only what should change",
    needs_mask: false,
    needs_prompt: true,
    is_remote: true,
    max_pictures: 16,
    max_count: 4,
    presets: &FrameSize::PRESETS,
    custom_size: Some(GPT_IMAGE_2_SIZES),
    default_size: FrameSize::Auto,
    formats: &PictureFormat::ALL,
    qualities: &[],
    mask: MaskEncoding::WhiteEdits,
    max_mask_bytes: 0,
    max_picture_bytes: 0,
    useful_side_px: 3840,
    attaches_files: false,
    inline_bytes: 0,
    fallback_inline_bytes: 0,
    has_look_up: false,
    has_cancel: false,
    has_deletion: false,
    model_name: None,
    has_partials: false,
    failures_are_free: false,
    failure_note: "",
    price: PriceRule::Free,
    read_on: "",
    api_address: "",
    storage_address: "",
};

/// The rule of gpt-image-2 for custom sizes.
const GPT_IMAGE_2_SIZES: CustomSizeRule = CustomSizeRule {
    multiple_px: 16,
    min_side_px: 16,
    max_side_px: 3840,
    min_area_px: 655_360,
    max_area_px: 8_294_400,
    max_ratio: 3,
};

impl EngineId {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::LocalFill, Self::ModelRunner, Self::Fal, Self::OpenAi];
    /// Those that need an account.
    pub const REMOTE: [Self; 3] = [Self::ModelRunner, Self::Fal, Self::OpenAi];

    /// What the engine can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::LocalFill => &local_fill::CAPABILITIES,
            Self::ModelRunner => &modelrunner::CAPABILITIES,
            Self::Fal => &fal::CAPABILITIES,
            Self::OpenAi => &openai::CAPABILITIES,
        }
    }

    /// The word under which it is kept: `local_fill`, `model_runner`, `fal`, `open_ai`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LocalFill => "local_fill",
            Self::ModelRunner => "model_runner",
            Self::Fal => "fal",
            Self::OpenAi => "open_ai",
        }
    }

    /// The engine of a kept word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.word() == word)
    }

    /// Its place among the remote ones; `None` for a local engine.
    pub fn remote_index(self) -> Option<usize> {
        Self::REMOTE.into_iter().position(|engine| engine == self)
    }
}

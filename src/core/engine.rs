//! What an engine can do. The form is drawn from these values; nothing in the page asks which engine it is.

use serde::{Deserialize, Serialize};

use super::picture::PictureFormat;
use super::price::{Cost, MicroDollars};

/// The engines, by the name under which they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineId {
    /// The built-in engine: fills the masked region from the rest of the pictures.
    LocalFill,
    /// `openai/gpt-image-2/edit` at ModelRunner.
    ModelRunner,
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
    /// Price of one result; `None` = free.
    pub price_each: Option<MicroDollars>,
    /// Default address of the API, without a trailing slash; empty for a local engine.
    pub api_address: &'static str,
    /// Default address of the storage, without a trailing slash; empty for a local engine.
    pub storage_address: &'static str,
}

impl Capabilities {
    /// The estimate for `count` results.
    pub fn estimate(&self, count: u8) -> Cost {
        match self.price_each {
            None => Cost::Free,
            Some(each) => Cost::Estimate(each.times(count)),
        }
    }
}

/// Local fill: any size, any format, no prompt.
static LOCAL_FILL: Capabilities = Capabilities {
    id: EngineId::LocalFill,
    label: "Local fill",
    model: "on this device",
    prompt_note: "Local fill does not read the prompt: it completes what you mask from the rest of the picture",
    needs_mask: true,
    needs_prompt: false,
    is_remote: false,
    max_pictures: 16,
    max_count: 4,
    presets: &FrameSize::PRESETS,
    custom_size: Some(CustomSizeRule {
        multiple_px: 1,
        min_side_px: 16,
        max_side_px: 8192,
        min_area_px: 256,
        max_area_px: 64_000_000,
        max_ratio: 0,
    }),
    default_size: FrameSize::Auto,
    formats: &PictureFormat::ALL,
    price_each: None,
    api_address: "",
    storage_address: "",
};

/// ModelRunner: rules of the model page and of gpt-image-2, price read on 2026-11-23.
static MODEL_RUNNER: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "ModelRunner",
    model: "gpt-image-2 edit",
    prompt_note: "Words to appear in the picture go in \"quotes\". Describe only what should change",
    needs_mask: false,
    needs_prompt: true,
    is_remote: true,
    max_pictures: 16,
    max_count: 4,
    presets: &FrameSize::PRESETS,
    custom_size: Some(CustomSizeRule {
        multiple_px: 16,
        min_side_px: 16,
        max_side_px: 3840,
        min_area_px: 655_360,
        max_area_px: 8_294_400,
        max_ratio: 3,
    }),
    default_size: FrameSize::Landscape43,
    formats: &PictureFormat::ALL,
    price_each: Some(MicroDollars(151_000)),
    api_address: "https://queue.modelrunner.run",
    storage_address: "https://modelrunner.run",
};

impl EngineId {
    /// All, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::LocalFill, Self::ModelRunner];

    /// What the engine can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::LocalFill => &LOCAL_FILL,
            Self::ModelRunner => &MODEL_RUNNER,
        }
    }

    /// The word under which it is kept: `local_fill`, `model_runner`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LocalFill => "local_fill",
            Self::ModelRunner => "model_runner",
        }
    }

    /// The engine of a kept word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.word() == word)
    }
}

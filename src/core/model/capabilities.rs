//! What an engine can do. The form is drawn from these values; nothing in the page asks which engine it is.

use serde::{Deserialize, Serialize};

use super::custom_size::CustomSizeRule;
use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use super::quality::Quality;
use crate::core::picture::PictureFormat;
use crate::core::price::PriceRule;

/// How an engine wants the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MaskEncoding {
    /// An opaque picture, white where it may change.
    WhiteEdits,
    /// A picture with alpha, transparent where it may change: the opposite.
    TransparentEdits,
}

/// Whether a run that the model failed is billed, by the provider's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureBilling {
    /// It is not.
    Free,
    /// It is not when it ended in a server error; of others they say nothing.
    FreeOnServerErrors,
    /// They say nothing.
    Unknown,
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
    /// What the provider calls the model; empty for a local engine.
    pub model: &'static str,
    /// It cannot work without a mask.
    pub needs_mask: bool,
    /// It cannot work without a prompt; an engine that can ignores it.
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
    /// Qualities offered, the default first; none = there is no choice.
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
    /// Whether a failed run is billed.
    pub failure_billing: FailureBilling,
    /// What one result costs.
    pub price: PriceRule,
    /// When limits and prices were read.
    pub read_on: &'static str,
    /// Default address of the API, without a trailing slash; empty for a local engine.
    pub api_address: &'static str,
    /// Default address of the storage, without a trailing slash; empty for a local engine.
    pub storage_address: &'static str,
}

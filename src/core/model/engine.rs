//! What is the same for all models of an engine: its name, its protocol's limits, the frames it has words for.

use serde::{Deserialize, Serialize};

use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use crate::core::geometry::Size;
use crate::core::picture::PictureFormat;

/// How an engine wants the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MaskEncoding {
    /// An opaque picture, white where it may change.
    WhiteEdits,
    /// A picture with alpha, transparent where it may change: the opposite.
    TransparentEdits,
    /// White and transparent where it may change, black and opaque elsewhere: right for whoever reads the
    /// brightness and for whoever reads the alpha.
    BothWays,
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

/// A frame that an engine offers by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Which.
    pub frame: FrameSize,
    /// The pixels that come of it; `None` where the model or the base picture decides.
    pub size: Option<Size>,
    /// The word for it on the wire; empty = width and height are sent.
    pub word: &'static str,
}

impl Preset {
    /// A frame that is sent as a word, of which the provider makes so many pixels.
    pub const fn word(frame: FrameSize, word: &'static str, width: u32, height: u32) -> Self {
        Self { frame, size: Some(Size::new(width, height)), word }
    }

    /// A frame that is sent as width and height.
    pub const fn pixels(frame: FrameSize, width: u32, height: u32) -> Self {
        Self { frame, size: Some(Size::new(width, height)), word: "" }
    }

    /// A frame whose pixels nobody knows before.
    pub const fn open(frame: FrameSize, word: &'static str) -> Self {
        Self { frame, size: None, word }
    }
}

/// An engine.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing that an engine can or asks for; none depends on another"
)]
pub struct Engine {
    /// Which engine.
    pub id: EngineId,
    /// The name in the list of engines.
    pub label: &'static str,
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
    /// Frames that it has a word or pixels for, in the order they are offered.
    pub presets: &'static [Preset],
    /// The frame chosen at first.
    pub default_size: FrameSize,
    /// The base picture's own shape is asked for as the nearest preset: other sizes are not known to be taken.
    pub original_by_preset: bool,
    /// Formats offered, the default first.
    pub formats: &'static [PictureFormat],
    /// How the mask is sent.
    pub mask: MaskEncoding,
    /// Most bytes of the mask's file; 0 = any.
    pub max_mask_bytes: usize,
    /// Most bytes of each picture's file; 0 = any.
    pub max_picture_bytes: usize,
    /// Longest side in pixels that the models make use of; a larger picture is offered to be reduced.
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
    /// Addresses that speak its protocol may have models of any name.
    pub takes_other_models: bool,
    /// Pictures can be shown while they form.
    pub has_partials: bool,
    /// Whether a failed run is billed.
    pub failure_billing: FailureBilling,
    /// When limits and prices were read.
    pub read_on: &'static str,
    /// Default address of the API, without a trailing slash; empty for a local engine.
    pub api_address: &'static str,
    /// Default address of the storage, without a trailing slash; empty for a local engine.
    pub storage_address: &'static str,
}

impl Engine {
    /// A queue, with everything that providers differ in left out.
    pub(super) const QUEUE: Self = Self {
        id: EngineId::ModelRunner,
        label: "",
        needs_mask: false,
        needs_prompt: true,
        is_remote: true,
        max_pictures: 16,
        max_count: 4,
        presets: &[],
        default_size: FrameSize::Auto,
        original_by_preset: false,
        formats: &PictureFormat::ALL,
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
        takes_other_models: false,
        has_partials: false,
        failure_billing: FailureBilling::Unknown,
        read_on: "",
        api_address: "",
        storage_address: "",
    };
}

//! ModelRunner: the rules of the model page and of gpt-image-2, read on 2026-11-23.

use super::{Capabilities, EngineId, FrameSize, GPT_IMAGE_2_SIZES, MaskEncoding, PROMPT_NOTE};
use crate::core::picture::PictureFormat;
use crate::core::price::{MicroDollars, PriceRule};

/// What it can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "ModelRunner",
    model: "gpt-image-2 edit",
    prompt_note: PROMPT_NOTE,
    needs_mask: false,
    needs_prompt: true,
    is_remote: true,
    max_pictures: 16,
    max_count: 4,
    presets: &FrameSize::PRESETS,
    custom_size: Some(GPT_IMAGE_2_SIZES),
    default_size: FrameSize::Landscape43,
    formats: &PictureFormat::ALL,
    qualities: &[],
    mask: MaskEncoding::WhiteEdits,
    max_mask_bytes: 0,
    max_picture_bytes: 0,
    useful_side_px: 3840,
    attaches_files: false,
    inline_bytes: 0,
    has_look_up: true,
    has_cancel: false,
    model_name: None,
    has_partials: false,
    failure_note: "ModelRunner does not bill failed runs",
    price: PriceRule::Flat(MicroDollars(151_000)),
    read_on: "2026-11-23",
    api_address: "https://queue.modelrunner.run",
    storage_address: "https://modelrunner.run",
};

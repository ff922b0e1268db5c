//! fal: the rules of its model page and type, read on 2026-11-23.

use super::{Capabilities, EngineId, FrameSize, GPT_IMAGE_2_SIZES, MaskEncoding, PROMPT_NOTE, Quality};
use crate::core::picture::PictureFormat;
use crate::core::price::{PriceRow, PriceRule};

/// Per picture by size and quality; input tokens come on top, so these are estimates.
static PRICES: [PriceRow; 6] = [
    PriceRow::cents(1024, 768, [1, 4, 15]),
    PriceRow::cents(1024, 1024, [1, 6, 22]),
    PriceRow::cents(1024, 1536, [1, 5, 17]),
    PriceRow::cents(1920, 1080, [1, 4, 16]),
    PriceRow::cents(2560, 1440, [1, 6, 23]),
    PriceRow::cents(3840, 2160, [2, 11, 41]),
];

/// What it can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::Fal,
    label: "fal",
    model: "gpt-image-2 edit",
    prompt_note: PROMPT_NOTE,
    needs_mask: false,
    needs_prompt: true,
    is_remote: true,
    max_pictures: 16,
    max_count: 4,
    presets: &FrameSize::PRESETS,
    custom_size: Some(GPT_IMAGE_2_SIZES),
    default_size: FrameSize::Auto,
    formats: &PictureFormat::ALL,
    qualities: &[Quality::High, Quality::Medium, Quality::Low, Quality::Auto],
    mask: MaskEncoding::WhiteEdits,
    max_mask_bytes: 0,
    max_picture_bytes: 0,
    useful_side_px: 3840,
    attaches_files: false,
    inline_bytes: 64 * 1024,
    has_look_up: false,
    has_cancel: true,
    model_name: None,
    has_partials: false,
    failure_note: "fal does not bill runs that end in a server error",
    price: PriceRule::Table(&PRICES),
    read_on: "2026-11-23",
    api_address: "https://queue.fal.run",
    storage_address: "https://rest.fal.ai",
};

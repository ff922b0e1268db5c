//! gpt-image-2: the model that all providers offer.

use super::capabilities::{Capabilities, FailureBilling, MaskEncoding};
use super::custom_size::CustomSizeRule;
use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use crate::core::picture::PictureFormat;
use crate::core::price::PriceRule;

/// What is the same wherever gpt-image-2 runs; each provider's file says the rest.
pub(super) const GPT_IMAGE_2: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "",
    model: "gpt-image-2",
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
    failure_billing: FailureBilling::Unknown,
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

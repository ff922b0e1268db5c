//! Local fill: any size, any format, no prompt.

use super::capabilities::{Capabilities, FailureBilling, MaskEncoding};
use super::custom_size::CustomSizeRule;
use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use crate::core::picture::PictureFormat;
use crate::core::price::PriceRule;

/// What the engine can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::LocalFill,
    label: "Local fill",
    model: "",
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
    qualities: &[],
    mask: MaskEncoding::WhiteEdits,
    max_mask_bytes: 0,
    max_picture_bytes: 0,
    useful_side_px: 8192,
    attaches_files: false,
    inline_bytes: 0,
    fallback_inline_bytes: 0,
    has_look_up: false,
    has_cancel: true,
    has_deletion: false,
    model_name: None,
    has_partials: false,
    failure_billing: FailureBilling::Free,
    price: PriceRule::Free,
    read_on: "",
    api_address: "",
    storage_address: "",
};

//! fal: the rules of its model page and type, read on 2026-11-23.

use super::capabilities::{Capabilities, FailureBilling};
use super::engine_id::EngineId;
use super::gpt_image_2::GPT_IMAGE_2;
use super::quality::Quality;
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

/// What the engine can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::Fal,
    label: "fal",
    qualities: &[Quality::High, Quality::Medium, Quality::Low, Quality::Auto],
    inline_bytes: 64 * 1024,
    fallback_inline_bytes: 10_000_000,
    has_cancel: true,
    failure_billing: FailureBilling::FreeOnServerErrors,
    price: PriceRule::Table(&PRICES),
    read_on: "2026-11-23",
    api_address: "https://queue.fal.run",
    storage_address: "https://rest.fal.ai",
    ..GPT_IMAGE_2
};

//! ModelRunner: the rules of the model page and of gpt-image-2, read on 2026-11-23.

use super::capabilities::{Capabilities, FailureBilling};
use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use super::gpt_image_2::GPT_IMAGE_2;
use crate::core::price::{MicroDollars, PriceRule};

/// What the engine can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "ModelRunner",
    default_size: FrameSize::Landscape43,
    has_look_up: true,
    has_deletion: true,
    failure_billing: FailureBilling::Free,
    price: PriceRule::Flat(MicroDollars(151_000)),
    read_on: "2026-11-23",
    api_address: "https://queue.modelrunner.run",
    storage_address: "https://modelrunner.run",
    ..GPT_IMAGE_2
};

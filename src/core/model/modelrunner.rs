//! ModelRunner: the rules of the model page and of gpt-image-2, read on 2026-11-23.

use super::{Capabilities, EngineId, FrameSize, GPT_IMAGE_2};
use crate::core::price::{MicroDollars, PriceRule};

/// What it can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::ModelRunner,
    label: "ModelRunner",
    default_size: FrameSize::Landscape43,
    has_look_up: true,
    has_deletion: true,
    failures_are_free: true,
    failure_note: "ModelRunner does not bill failed runs",
    price: PriceRule::Flat(MicroDollars(151_000)),
    read_on: "2026-11-23",
    api_address: "https://queue.modelrunner.run",
    storage_address: "https://modelrunner.run",
    ..GPT_IMAGE_2
};

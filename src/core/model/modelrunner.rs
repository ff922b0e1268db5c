//! ModelRunner: the rules of its model page, read on 2026-11-23.

use super::engine::{Engine, FailureBilling, Preset};
use super::engine_id::EngineId;
use super::frame_size::FrameSize;

/// The engine.
pub(super) static ENGINE: Engine = Engine {
    id: EngineId::ModelRunner,
    label: "ModelRunner",
    presets: &[
        Preset::open(FrameSize::Original, ""),
        Preset::open(FrameSize::Auto, "auto"),
        // `square` is 512 x 512 px, below the model's least area.
        Preset::word(FrameSize::Square, "square_hd", 1024, 1024),
        Preset::word(FrameSize::Landscape43, "landscape_4_3", 1024, 768),
        Preset::word(FrameSize::Portrait34, "portrait_4_3", 768, 1024),
        // 1024 x 576 px by the word's meaning, which is below the model's least area; what is made of it is the
        // provider's affair, and the price is the same.
        Preset::word(FrameSize::Landscape169, "landscape_16_9", 1280, 720),
        Preset::word(FrameSize::Portrait916, "portrait_16_9", 720, 1280),
    ],
    default_size: FrameSize::Original,
    original_by_preset: true,
    has_look_up: true,
    has_deletion: true,
    failure_billing: FailureBilling::Free,
    read_on: "2026-11-23",
    api_address: "https://queue.modelrunner.run",
    storage_address: "https://modelrunner.run",
    ..Engine::QUEUE
};

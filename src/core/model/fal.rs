//! fal: the rules of its model pages and types, read on 2026-11-29.

use super::engine::{Engine, FailureBilling, MaskEncoding, Preset};
use super::engine_id::EngineId;
use super::frame_size::FrameSize;

/// The engine.
pub(super) static ENGINE: Engine = Engine {
    id: EngineId::Fal,
    label: "fal",
    presets: &[
        Preset::open(FrameSize::Original, ""),
        Preset::open(FrameSize::Auto, "auto"),
        Preset::word(FrameSize::Square, "square_hd", 1024, 1024),
        Preset::word(FrameSize::Landscape43, "landscape_4_3", 1024, 768),
        Preset::word(FrameSize::Portrait34, "portrait_4_3", 768, 1024),
        // The word `landscape_16_9` means 1024 x 576 px, which is below the models' least area.
        Preset::pixels(FrameSize::Landscape169, 1280, 720),
        Preset::pixels(FrameSize::Portrait916, 720, 1280),
    ],
    default_size: FrameSize::Original,
    // Its own text says white, a public client for 2.5 sends transparent.
    mask: MaskEncoding::BothWays,
    inline_bytes: 64 * 1024,
    fallback_inline_bytes: 10_000_000,
    has_cancel: true,
    failure_billing: FailureBilling::FreeOnServerErrors,
    read_on: "2026-11-29",
    api_address: "https://queue.fal.run",
    storage_address: "https://rest.fal.ai",
    ..Engine::QUEUE
};

//! `OpenAI`, and addresses that speak its Images API: the rules of its client 3.57.0, read on 2026-11-29.

use super::engine::{Engine, MaskEncoding, Preset};
use super::engine_id::EngineId;
use super::frame_size::FrameSize;

/// The engine.
pub(super) static ENGINE: Engine = Engine {
    id: EngineId::OpenAi,
    label: "OpenAI",
    presets: &[
        Preset::open(FrameSize::Original, ""),
        Preset::open(FrameSize::Auto, "auto"),
        Preset::pixels(FrameSize::Square, 1024, 1024),
        Preset::pixels(FrameSize::Landscape43, 1152, 864),
        Preset::pixels(FrameSize::Portrait34, 864, 1152),
        Preset::pixels(FrameSize::Landscape32, 1536, 1024),
        Preset::pixels(FrameSize::Portrait23, 1024, 1536),
        Preset::pixels(FrameSize::Landscape169, 1280, 720),
        Preset::pixels(FrameSize::Portrait916, 720, 1280),
    ],
    default_size: FrameSize::Original,
    mask: MaskEncoding::TransparentEdits,
    max_mask_bytes: 4_000_000,
    max_picture_bytes: 50_000_000,
    attaches_files: true,
    takes_other_models: true,
    has_partials: true,
    read_on: "2026-11-29",
    api_address: "https://api.openai.com/v1",
    ..Engine::QUEUE
};

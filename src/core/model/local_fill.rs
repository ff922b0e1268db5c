//! Local fill: the built-in engine and its one model. Any size, any format, no prompt.

use super::engine::{Engine, FailureBilling, Preset};
use super::engine_id::EngineId;
use super::frame_size::FrameSize;
use super::traits::{Character, Model};

/// The engine.
pub(super) static ENGINE: Engine = Engine {
    id: EngineId::LocalFill,
    label: "Local fill",
    needs_mask: true,
    needs_prompt: false,
    is_remote: false,
    presets: &[
        Preset::open(FrameSize::Auto, "auto"),
        Preset::open(FrameSize::Square, "square_hd"),
        Preset::open(FrameSize::Landscape43, "landscape_4_3"),
        Preset::open(FrameSize::Portrait34, "portrait_4_3"),
        Preset::open(FrameSize::Landscape169, "landscape_16_9"),
        Preset::open(FrameSize::Portrait916, "portrait_16_9"),
    ],
    useful_side_px: 8192,
    has_cancel: true,
    failure_billing: FailureBilling::Free,
    ..Engine::QUEUE
};

/// The model.
pub(super) static MODEL: Model =
    Model { character: Character::Removes, seconds: Some((1, 5)), ..Model::UNKNOWN };

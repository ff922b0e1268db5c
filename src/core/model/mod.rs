//! The engines: each one's limits and prices stand in a file of its own, with the date they were read.

mod capabilities;
mod custom_size;
mod engine_id;
mod fal;
pub mod frame_size;
mod gpt_image_2;
mod local_fill;
mod modelrunner;
mod openai;
pub mod quality;

pub use capabilities::{Capabilities, FailureBilling, MaskEncoding};
pub use custom_size::{CustomSizeError, CustomSizeRule, check_custom_size, nearest_size};
pub use engine_id::EngineId;
pub use frame_size::FrameSize;
pub use openai::usage_cost;
pub use quality::Quality;

impl EngineId {
    /// What the engine can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::LocalFill => &local_fill::CAPABILITIES,
            Self::ModelRunner => &modelrunner::CAPABILITIES,
            Self::Fal => &fal::CAPABILITIES,
            Self::OpenAi => &openai::CAPABILITIES,
        }
    }
}

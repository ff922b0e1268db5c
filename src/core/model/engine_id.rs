//! The engines by name.

use serde::{Deserialize, Serialize};

/// The engines, by the name under which they are saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineId {
    /// The built-in engine: fills the masked region from the rest of the pictures.
    LocalFill,
    /// `openai/gpt-image-2/edit` at ModelRunner.
    ModelRunner,
    /// `openai/gpt-image-2/edit` at fal.
    Fal,
    /// The Images API of `OpenAI`, or an address that speaks it.
    OpenAi,
}

impl EngineId {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::LocalFill, Self::ModelRunner, Self::Fal, Self::OpenAi];
    /// Those that need an account.
    pub const REMOTE: [Self; 3] = [Self::ModelRunner, Self::Fal, Self::OpenAi];

    /// The name under which it is saved: `local_fill`, `model_runner`, `fal`, `open_ai`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LocalFill => "local_fill",
            Self::ModelRunner => "model_runner",
            Self::Fal => "fal",
            Self::OpenAi => "open_ai",
        }
    }

    /// The engine of a saved name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.as_str() == name)
    }

    /// Its place among the remote ones; `None` for a local engine.
    pub fn remote_index(self) -> Option<usize> {
        Self::REMOTE.into_iter().position(|engine| engine == self)
    }
}

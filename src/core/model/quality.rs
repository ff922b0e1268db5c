//! How hard a model tries.

use serde::{Deserialize, Serialize};

/// How hard the model tries, where the engine lets one choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The model decides.
    #[default]
    Auto,
    /// Fast and cheap.
    Low,
    /// In between.
    Medium,
    /// Slow and expensive.
    High,
}

impl Quality {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Low, Self::Medium, Self::High];

    /// What the providers call it: `auto`, `low`, `medium`, `high`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The quality that the providers call this.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.as_str() == name)
    }
}

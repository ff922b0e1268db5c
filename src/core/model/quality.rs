//! How hard a model tries.

use serde::{Deserialize, Serialize};

/// How hard the model tries, where the engine lets one choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
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
    /// Slower.
    Xhigh,
    /// The most that the model can do.
    Max,
}

impl Quality {
    /// All, in the order they are offered.
    pub const ALL: [Self; 6] = [Self::Auto, Self::Low, Self::Medium, Self::High, Self::Xhigh, Self::Max];
    /// Those of models before gpt-image-2.5.
    pub const UP_TO_HIGH: [Self; 4] = [Self::Auto, Self::Low, Self::Medium, Self::High];

    /// What the providers call it: `auto`, `low`, `medium`, `high`, `xhigh`, `max`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The quality that the providers call this.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.as_str() == name)
    }

    /// The nearest of those that are offered: itself, the best below it, or the first; `None` of none.
    pub fn nearest(self, offered: &[Self]) -> Option<Self> {
        let below = offered.iter().copied().filter(|quality| *quality <= self && *quality != Self::Auto);
        if offered.contains(&self) { Some(self) } else { below.max().or_else(|| offered.first().copied()) }
    }
}

//! What a person may choose beside size, count, format and quality.

use serde::{Deserialize, Serialize};

/// What lies behind the subject of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Background {
    /// The model decides.
    #[default]
    Auto,
    /// Something.
    Opaque,
    /// Nothing: the result has alpha.
    Transparent,
}

impl Background {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Opaque, Self::Transparent];

    /// What the providers call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Opaque => "opaque",
            Self::Transparent => "transparent",
        }
    }

    /// The one that the providers call this.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|background| background.as_str() == name)
    }
}

/// How much a model computes to plan a picture, whatever the quality of its rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    /// The model decides: nothing is sent.
    #[default]
    Auto,
    /// Little.
    Low,
    /// In between.
    Medium,
    /// Much.
    High,
}

impl Complexity {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Low, Self::Medium, Self::High];

    /// What the providers call it; `auto` is never sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The one that the providers call this.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|complexity| complexity.as_str() == name)
    }
}

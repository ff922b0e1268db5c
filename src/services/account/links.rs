//! The providers' own pages for keys and credit.

use crate::core::model::EngineId;

/// Where a key is made.
pub const fn key_url(engine: EngineId) -> Option<&'static str> {
    match engine {
        EngineId::LocalFill => None,
        EngineId::ModelRunner => Some("https://modelrunner.ai/"),
        EngineId::Fal => Some("https://fal.ai/dashboard/keys"),
        EngineId::OpenAi => Some("https://platform.openai.com/api-keys"),
    }
}

/// Where an account is paid into.
pub const fn billing_url(engine: EngineId) -> Option<&'static str> {
    match engine {
        EngineId::LocalFill => None,
        EngineId::ModelRunner => Some("https://modelrunner.ai/"),
        EngineId::Fal => Some("https://fal.ai/dashboard/billing"),
        EngineId::OpenAi => Some("https://platform.openai.com/settings/organization/billing"),
    }
}

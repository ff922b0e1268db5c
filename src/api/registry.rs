//! The providers. A new one is a folder beside this file and a line here.

use super::fal::Fal;
use super::modelrunner::ModelRunner;
use super::openai::OpenAi;
use super::provider::Provider;
use crate::core::model::EngineId;

/// The provider of an engine. A local engine has ModelRunner's, for the request that a remote engine would get.
pub fn of(engine: EngineId) -> &'static dyn Provider {
    match engine {
        EngineId::LocalFill | EngineId::ModelRunner => &ModelRunner,
        EngineId::Fal => &Fal,
        EngineId::OpenAi => &OpenAi,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::snippet::Language;

    #[test]
    fn every_engine_and_language_is_written_without_a_key() {
        const URL: &str = "https://api.example/v1/images/edits";
        let queue = json!({"prompt": "it's \"blue\"", "image_urls": ["<a.png>"], "num_images": 2});
        let form = json!({"model": "gpt-image-2", "prompt": "it's \"blue\"", "n": "2", "image": ["<a.png>", "<b.png>"], "mask": "<mask.png>"});
        for engine in EngineId::ALL {
            for language in Language::ALL {
                let fields = if engine == EngineId::OpenAi { &form } else { &queue };
                let code = of(engine).snippet(language, URL, engine.offer(""), fields);
                assert!(code.contains("_KEY"), "{code}");
                assert!(code.contains("a.png") && code.contains("blue"), "{code}");
                assert!(code.ends_with('\n'));
            }
        }
        let code = ModelRunner.snippet(
            Language::Curl,
            "https://q.example/x",
            EngineId::ModelRunner.offer(""),
            &queue,
        );
        assert!(code.starts_with("curl -X POST 'https://q.example/x' \\\n"), "{code}");
        assert!(code.contains("it'\\''s"), "{code}");
        let code = OpenAi.snippet(Language::Python, URL, EngineId::OpenAi.offer(""), &form);
        assert!(code.contains("base_url=\"https://api.example/v1\""), "{code}");
        assert!(code.contains("    n=2,\n"), "{code}");
    }
}

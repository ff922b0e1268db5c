//! A request as code that a person can run elsewhere: cURL, JavaScript and Python with the official clients.
//! The key is always a placeholder.

use serde_json::Value;

use super::model::EngineId;

/// What the code is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A command.
    Curl,
    /// The official JavaScript client.
    JavaScript,
    /// The official Python client.
    Python,
}

impl Language {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Curl, Self::JavaScript, Self::Python];

    /// The name of the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Curl => "Copy as cURL",
            Self::JavaScript => "Copy as JavaScript",
            Self::Python => "Copy as Python",
        }
    }
}

/// The model's path at the queues.
const ENDPOINT: &str = "openai/gpt-image-2/edit";

/// The code of a request; `fields` as the engine takes them. A local engine is written as ModelRunner.
pub fn write(language: Language, engine: EngineId, url: &str, fields: &Value) -> String {
    if engine == EngineId::OpenAi {
        return openai(language, url, fields);
    }
    let json = serde_json::to_string_pretty(fields).unwrap_or_default();
    let is_fal = engine == EngineId::Fal;
    let variable = if is_fal { "FAL_KEY" } else { "MODELRUNNER_KEY" };
    match language {
        Language::Curl => [
            "curl -X POST ",
            &shell(url),
            " \\\n  -H \"Authorization: Key $",
            variable,
            "\" \\\n  -H 'Content-Type: application/json' \\\n  -d ",
            &shell(&json),
            "\n",
        ]
        .concat(),
        Language::JavaScript => {
            let (package, object) = if is_fal {
                ("import { fal } from \"@fal-ai/client\";\n\nfal.config({ credentials: process.env.", "fal")
            } else {
                (
                    "import { modelrunner } from \"@modelrunner/client\";\n\nmodelrunner.config({ credentials: process.env.",
                    "modelrunner",
                )
            };
            [
                package,
                variable,
                " });\n\nconst result = await ",
                object,
                ".subscribe(\"",
                ENDPOINT,
                "\", {\n  input: ",
                &json,
                ",\n});\nconsole.log(result.data);\n",
            ]
            .concat()
        }
        Language::Python => {
            let (module, name) =
                if is_fal { ("fal_client", "arguments") } else { ("modelrunner_ai", "arguments") };
            [
                "# reads the key from the environment: ",
                variable,
                "\nimport ",
                module,
                "\n\nresult = ",
                module,
                ".subscribe(\n    \"",
                ENDPOINT,
                "\",\n    ",
                name,
                "=",
                &python(fields),
                ",\n)\nprint(result)\n",
            ]
            .concat()
        }
    }
}

fn openai(language: Language, url: &str, fields: &Value) -> String {
    let members = fields.as_object();
    let texts: Vec<(&str, &str)> = members
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "image" && *name != "mask")
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let images: Vec<&str> = fields
        .get("image")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(file_name)
        .collect();
    let mask = fields.get("mask").and_then(Value::as_str).map(file_name);
    let base = url.strip_suffix("/images/edits").unwrap_or(url);
    let mut code = String::new();
    match language {
        Language::Curl => {
            code += &["curl -X POST ", &shell(url), " \\\n  -H \"Authorization: Bearer $OPENAI_API_KEY\""]
                .concat();
            for (name, value) in texts {
                code += &[" \\\n  -F ", &shell(&[name, "=", value].concat())].concat();
            }
            let name = if images.len() == 1 { "image=@" } else { "image[]=@" };
            for image in images {
                code += &[" \\\n  -F ", &shell(&[name, image].concat())].concat();
            }
            if let Some(mask) = mask {
                code += &[" \\\n  -F ", &shell(&["mask=@", mask].concat())].concat();
            }
            code.push('\n');
        }
        Language::JavaScript => {
            code += "import fs from \"node:fs\";\nimport OpenAI, { toFile } from \"openai\";\n\n";
            code += "// maxRetries: 0, since a repeated edit is billed twice\n";
            code += &[
                "const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY, baseURL: ",
                &quoted(base),
                ", maxRetries: 0 });\n",
            ]
            .concat();
            code += "const file = (name) => toFile(fs.createReadStream(name), name);\n";
            code += "const result = await client.images.edit({\n  image: [";
            for image in images {
                code += &["await file(", &quoted(image), "), "].concat();
            }
            code += "],\n";
            if let Some(mask) = mask {
                code += &["  mask: await file(", &quoted(mask), "),\n"].concat();
            }
            for (name, value) in texts {
                code += &["  ", name, ": ", &literal(name, value, "true"), ",\n"].concat();
            }
            code += "});\nconsole.log(result.usage);\n";
        }
        Language::Python => {
            code += "import os\nfrom openai import OpenAI\n\n# max_retries=0, since a repeated edit is billed twice\n";
            code += &[
                "client = OpenAI(api_key=os.environ[\"OPENAI_API_KEY\"], base_url=",
                &quoted(base),
                ", max_retries=0)\n",
            ]
            .concat();
            code += "result = client.images.edit(\n    image=[";
            for image in images {
                code += &["open(", &quoted(image), ", \"rb\"), "].concat();
            }
            code += "],\n";
            if let Some(mask) = mask {
                code += &["    mask=open(", &quoted(mask), ", \"rb\"),\n"].concat();
            }
            for (name, value) in texts {
                code += &["    ", name, "=", &literal(name, value, "True"), ",\n"].concat();
            }
            code += ")\nprint(result.usage)\n";
        }
    }
    code
}

/// `<name>` without its brackets.
fn file_name(placeholder: &str) -> &str {
    placeholder.trim_start_matches('<').trim_end_matches('>')
}

/// Numbers and truths as such, all else in quotes.
fn literal(name: &str, value: &str, truth: &str) -> String {
    match name {
        "n" | "partial_images" => value.to_owned(),
        "stream" => truth.to_owned(),
        _ => quoted(value),
    }
}

/// A text in double quotes, as JSON, JavaScript and Python read it alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text in single quotes for a shell.
fn shell(text: &str) -> String {
    ["'", &text.replace('\'', "'\\''"), "'"].concat()
}

/// A value as Python writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(python).collect();
            ["[", &entries.join(", "), "]"].concat()
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| ["        ", &quoted(name), ": ", &python(value)].concat())
                .collect();
            ["{\n", &members.join(",\n"), "\n    }"].concat()
        }
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_engine_and_language_is_written_without_a_key() {
        let queue = json!({"prompt": "it's \"blue\"", "image_urls": ["<a.png>"], "num_images": 2});
        let form = json!({"model": "gpt-image-2", "prompt": "it's \"blue\"", "n": "2", "image": ["<a.png>", "<b.png>"], "mask": "<mask.png>"});
        for engine in EngineId::ALL {
            for language in Language::ALL {
                let fields = if engine == EngineId::OpenAi { &form } else { &queue };
                let code = write(language, engine, "https://api.example/v1/images/edits", fields);
                assert!(code.contains("_KEY"), "{code}");
                assert!(code.contains("a.png") && code.contains("blue"), "{code}");
                assert!(code.ends_with('\n'));
            }
        }
        let code = write(Language::Curl, EngineId::ModelRunner, "https://q.example/x", &queue);
        assert!(code.starts_with("curl -X POST 'https://q.example/x' \\\n"), "{code}");
        assert!(code.contains("it'\\''s"), "{code}");
        let code = write(Language::Python, EngineId::OpenAi, "https://api.example/v1/images/edits", &form);
        assert!(code.contains("base_url=\"https://api.example/v1\""), "{code}");
        assert!(code.contains("    n=2,\n"), "{code}");
    }
}

//! An edit as code: a form whose pictures are files.

use serde_json::Value;

use crate::api::snippet::{Language, quoted, shell};

/// The fields that are files of the base picture's size.
const LAYERS: [&str; 2] = ["mask", "markup"];

/// The code of an edit; `fields` as [`super::OpenAi`] previews them.
pub(super) fn snippet(language: Language, url: &str, fields: &Value) -> String {
    let texts: Vec<(&str, &str)> = fields
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "image" && !LAYERS.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let images = fields.get("image").and_then(Value::as_array).into_iter().flatten();
    let images: Vec<&str> = images.filter_map(Value::as_str).map(file_name).collect();
    // Never both in one request.
    let layer = LAYERS.into_iter().find_map(|name| Some((name, file_name(fields.get(name)?.as_str()?))));
    let base = quoted(url.strip_suffix("/images/edits").unwrap_or(url));
    let each =
        |file: &dyn Fn(&str) -> String| images.iter().map(|image| file(image)).collect::<Vec<_>>().concat();
    let assigned = |assign: &str, truth: &str, indent: &str| -> String {
        let line = |(name, value): &(&str, &str)| {
            [indent, name, assign, &literal(name, value, truth), ",\n"].concat()
        };
        texts.iter().map(line).collect::<Vec<_>>().concat()
    };
    match language {
        Language::Curl => {
            let field = |text: String| format!(" \\\n  -F {}", shell(&text));
            let name = if images.len() == 1 { "image=@" } else { "image[]=@" };
            format!(
                "curl -X POST {} \\\n  -H \"Authorization: Bearer $OPENAI_API_KEY\"{}{}{}\n",
                shell(url),
                texts
                    .iter()
                    .map(|(name, value)| field([name, "=", value].concat()))
                    .collect::<Vec<_>>()
                    .concat(),
                each(&|image| field(format!("{name}{image}"))),
                layer.map(|(name, file)| field(format!("{name}=@{file}"))).unwrap_or_default(),
            )
        }
        Language::JavaScript => format!(
            "import fs from \"node:fs\";\nimport OpenAI, {{ toFile }} from \"openai\";\n\n\
             // maxRetries: 0, since a repeated edit is billed twice\n\
             const client = new OpenAI({{ apiKey: process.env.OPENAI_API_KEY, baseURL: {base}, maxRetries: 0 }});\n\
             const file = (name) => toFile(fs.createReadStream(name), name);\n\
             const result = await client.images.edit({{\n  image: [{}],\n{}{}}});\nconsole.log(result.usage);\n",
            each(&|image| format!("await file({}), ", quoted(image))),
            layer
                .map(|(name, file)| format!("  {name}: await file({}),\n", quoted(file)))
                .unwrap_or_default(),
            assigned(": ", "true", "  "),
        ),
        Language::Python => format!(
            "import os\nfrom openai import OpenAI\n\n\
             # max_retries=0, since a repeated edit is billed twice\n\
             client = OpenAI(api_key=os.environ[\"OPENAI_API_KEY\"], base_url={base}, max_retries=0)\n\
             result = client.images.edit(\n    image=[{}],\n{}{})\nprint(result.usage)\n",
            each(&|image| format!("open({}, \"rb\"), ", quoted(image))),
            layer
                .map(|(name, file)| format!("    {name}=open({}, \"rb\"),\n", quoted(file)))
                .unwrap_or_default(),
            assigned("=", "True", "    "),
        ),
    }
}

/// `<name>` without its brackets.
fn file_name(placeholder: &str) -> &str {
    placeholder.trim_start_matches('<').trim_end_matches('>')
}

/// Numbers and truths as such, all else in quotes.
fn literal(name: &str, value: &str, truth: &str) -> String {
    match name {
        "n" | "partial_images" | "output_compression" => value.to_owned(),
        "stream" => truth.to_owned(),
        _ => quoted(value),
    }
}

//! A request as code that a person can run elsewhere: cURL, JavaScript and Python with the official clients.
//! The key is always a placeholder. Here are the languages, how each quotes, and the code of the queues, whose
//! clients are alike; [`super::provider::Provider::snippet`] writes it.

use serde_json::Value;

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
}

/// The official clients of a queue.
pub(super) struct QueueClients {
    /// The environment variable of the key.
    pub(super) variable: &'static str,
    /// The JavaScript package.
    pub(super) package: &'static str,
    /// What that package exports.
    pub(super) object: &'static str,
    /// The Python module.
    pub(super) module: &'static str,
}

/// The code of a request to a queue.
pub(super) fn of_queue(
    language: Language,
    clients: &QueueClients,
    url: &str,
    endpoint: &str,
    fields: &Value,
) -> String {
    let QueueClients { variable, package, object, module } = clients;
    let json = || serde_json::to_string_pretty(fields).unwrap_or_default();
    match language {
        Language::Curl => format!(
            "curl -X POST {} \\\n  -H \"Authorization: Key ${variable}\" \\\n  -H 'Content-Type: application/json' \\\n  -d {}\n",
            shell(url),
            shell(&json())
        ),
        Language::JavaScript => format!(
            "import {{ {object} }} from \"{package}\";\n\n{object}.config({{ credentials: process.env.{variable} }});\n\n\
             const result = await {object}.subscribe(\"{endpoint}\", {{\n  input: {},\n}});\nconsole.log(result.data);\n",
            json()
        ),
        Language::Python => format!(
            "# reads the key from the environment: {variable}\nimport {module}\n\n\
             result = {module}.subscribe(\n    \"{endpoint}\",\n    arguments={},\n)\nprint(result)\n",
            python(fields)
        ),
    }
}

/// A text in double quotes, as JSON, JavaScript and Python read it alike.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text in single quotes for a shell.
pub(super) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A value as Python writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(entries) => {
            format!("[{}]", entries.iter().map(python).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("        {}: {}", quoted(name), python(value));
            format!("{{\n{}\n    }}", members.iter().map(member).collect::<Vec<_>>().join(",\n"))
        }
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

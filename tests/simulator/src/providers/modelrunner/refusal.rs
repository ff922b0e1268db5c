//! Errors in the envelopes of the documents, which differ; each kind of error keeps to one of them.

use serde_json::{Value, json};

use crate::answer::Answer;

/// One thing wrong with a field.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::providers) struct FieldError {
    /// Where, from the body's top: names and indices.
    pub(in crate::providers) path: Vec<Value>,
    /// A word for what is wrong: `too_small`, `invalid_type`.
    pub(in crate::providers) code: &'static str,
    /// A sentence with the value and the limit.
    pub(in crate::providers) message: String,
}

impl FieldError {
    /// An error at a top-level field.
    pub(in crate::providers) fn at(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: vec![json!(field)], code, message: message.into() }
    }

    /// The same, one step deeper.
    pub(in crate::providers) fn below(mut self, step: impl Into<Value>) -> Self {
        self.path.push(step.into());
        self
    }

    fn to_json(&self) -> Value {
        json!({"path": self.path, "code": self.code, "message": self.message})
    }
}

/// `{"error": "…", "request_id": "…"}`: keys, access, unknown things, results not ready.
pub(in crate::providers) fn plain(status: u16, message: &str, answer_id: &str) -> Answer {
    Answer::json(status, &json!({"error": message, "request_id": answer_id}))
}

/// `{"error": [{path, code, message}], "request_id": "…"}` with 400: fields of the model and of uploads.
pub(in crate::providers) fn fields(errors: &[FieldError], answer_id: &str) -> Answer {
    let errors: Vec<Value> = errors.iter().map(FieldError::to_json).collect();
    Answer::json(400, &json!({"error": errors, "request_id": answer_id}))
}

/// `{"error": "ValidationError", "message", "details": {"validationErrors": […]}}` with 400: reserved fields.
pub(in crate::providers) fn validation(error: &FieldError) -> Answer {
    let message = format!("{} rejected", error.path.first().and_then(Value::as_str).unwrap_or("body"));
    Answer::json(
        400,
        &json!({
            "error": "ValidationError",
            "message": message,
            "details": {"validationErrors": [error.to_json()]},
        }),
    )
}

/// `{"error", "message", "statusCode", "details": null}`: credit, limits, headers, bodies, broken servers.
pub(in crate::providers) fn with_code(status: u16, error: &str, message: &str) -> Answer {
    Answer::json(status, &json!({"error": error, "message": message, "statusCode": status, "details": null}))
}

/// The error of a bucket.
pub(in crate::providers) fn bucket(status: u16, code: &str, message: &str) -> Answer {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Answer::bytes(status, "application/xml", xml)
}

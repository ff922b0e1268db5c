//! The route that tests steer the simulator with: `/__control/…`. No provider has it; it is not logged and
//! carries no CORS headers, so that no web page can read it.

use hyper::Method;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::simulator::Simulator;
use crate::sync::locked;

/// What a control path begins with.
pub(crate) const PREFIX: &str = "/__control/";

/// Answers a control request.
pub(crate) fn answer(simulator: &Simulator, incoming: &Incoming) -> Answer {
    let action = incoming.path.strip_prefix(PREFIX).unwrap_or_default();
    let mut answer = match (&incoming.method, action) {
        (&Method::GET, "log") => Answer::json(200, &locked(&simulator.journal).to_json()),
        (&Method::GET, "settings") => Answer::json(200, &simulator.settings().to_json()),
        (&Method::POST, "settings") => change_settings(simulator, &incoming.body),
        (&Method::POST, "reset") => {
            simulator.reset();
            Answer::json(200, &json!({"reset": true}))
        }
        (&Method::POST, "skip") => match serde_json::from_slice::<Value>(&incoming.body)
            .ok()
            .and_then(|body| body.get("millis")?.as_u64())
        {
            Some(millis) => {
                simulator.clock.skip(millis);
                Answer::json(200, &json!({"skipped_millis": millis}))
            }
            None => refusal(400, "skip needs millis, a whole number"),
        },
        (method, _) => refusal(
            404,
            &format!(
                "no control for {method} {action:?}, there are GET log, POST reset, POST skip, GET and POST settings"
            ),
        ),
    };
    answer.has_cors = false;
    answer
}

fn change_settings(simulator: &Simulator, body: &[u8]) -> Answer {
    let change: Value = match serde_json::from_slice(body) {
        Ok(change) => change,
        Err(error) => return refusal(400, &format!("settings are not JSON: {error}")),
    };
    match simulator.change_settings(|settings| settings.changed(&change)) {
        Ok(()) => Answer::json(200, &simulator.settings().to_json()),
        Err(message) => refusal(400, &message),
    }
}

fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"error": message}))
}

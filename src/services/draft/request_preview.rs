//! The request that Run would send for the draft as it is: for the person to read and to copy.

use leptos::prelude::*;

pub use crate::api::snippet::Language;
use crate::api::{InputFiles, SubmitRequest, registry};
use crate::core::job::RemoteInputs;
use crate::core::request::EditRequest;
use crate::services::Inner;

/// The fields that Run would send, with placeholders for addresses.
pub fn fields(inner: &Inner) -> serde_json::Value {
    let draft = inner.state.draft;
    let engine = draft.engine.get();
    let pictures = draft.pictures.get();
    let has_mask = inner.state.stage.facts.get().covered_px > 0;
    let request = EditRequest {
        engine,
        prompt: draft.prompt.get(),
        pictures: pictures.iter().map(|picture| picture.picture.clone()).collect(),
        mask: None,
        settings: draft.settings.get(),
        region: draft.region.get(),
    };
    let inputs = RemoteInputs {
        picture_urls: pictures
            .iter()
            .enumerate()
            .map(|(index, picture)| match request.region.filter(|_| index == 0) {
                Some(region) => {
                    let part = region.part().to_string();
                    ["<", &part, " px of ", &picture.picture.name, ">"].concat()
                }
                None => ["<", &picture.picture.name, ">"].concat(),
            })
            .collect(),
        mask_url: has_mask.then(|| "<mask.png>".to_owned()),
    };
    let request = SubmitRequest {
        request: &request,
        inputs: &inputs,
        files: &InputFiles::default(),
        tag: "<a new tag for each run>",
    };
    let account = inner.keys.account_without_key(engine);
    registry::of(engine).preview(&account, &request)
}

/// Where the draft's engine takes requests.
pub fn url(inner: &Inner) -> String {
    let engine = inner.state.draft.engine.get();
    let account = inner.keys.account_without_key(engine);
    registry::of(engine).submit_url(&account)
}

/// The request as code for elsewhere, with a placeholder for the key.
pub fn code(inner: &Inner, language: Language) -> String {
    registry::of(inner.state.draft.engine.get()).snippet(language, &url(inner), &fields(inner))
}

/// Where the request goes, for the person.
pub fn target(inner: &Inner) -> String {
    let capabilities = inner.state.draft.capabilities();
    if capabilities.is_remote {
        ["POST ", &url(inner)].concat()
    } else {
        [capabilities.label, " sends nothing: it runs on this device. A remote engine would get this:"]
            .concat()
    }
}

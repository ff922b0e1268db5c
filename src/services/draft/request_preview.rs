//! The request that Run would send for the draft as it is: for the person to read and to copy.

use leptos::prelude::*;

pub use crate::api::snippet::Language;
use crate::api::{InputFiles, SubmitRequest, registry};
use crate::browser::{files, spawn};
use crate::core::job::RemoteInputs;
use crate::core::model::{EngineId, Offer};
use crate::core::request::{EditRequest, MarkupWay};
use crate::services::draft::Draft;

impl Draft {
    /// The fields that Run would send, with placeholders for URLs.
    pub fn request_fields(self) -> serde_json::Value {
        let draft = self.state;
        let engine = draft.engine.get();
        let pictures = draft.pictures.get();
        let base = pictures.first().map(|base| base.key);
        let drawn = self.stage.drawn();
        let request = EditRequest {
            engine,
            model: draft.model.get(),
            prompt: draft.prompt.get(),
            pictures: pictures.iter().map(|picture| picture.picture.clone()).collect(),
            mask: None,
            settings: draft.settings.get(),
            region: draft.region.get(),
            parent: None,
            masked_px: self.stage.facts.get().covered_px,
            masked_rect: None,
            markup: base.and_then(|key| self.painter.markup_of(key)),
        };
        let way = request.markup_way();
        let sends_mask = drawn.has_mask && request.settings.send_mask && way != MarkupWay::Layer;
        let marked = (way == MarkupWay::Picture).then(|| "<picture 1 with the marks>".to_owned());
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
                .chain(marked)
                .collect(),
            mask_url: sends_mask.then(|| "<mask.png>".to_owned()),
            markup_url: (way == MarkupWay::Layer).then(|| "<markup.png>".to_owned()),
        };
        let request = SubmitRequest {
            request: &request,
            inputs: &inputs,
            files: &InputFiles::default(),
            tag: "<a new tag for each run>",
        };
        let account = self.account.account_without_key(engine);
        registry::of(engine).preview(&account, &request)
    }

    /// The model whose request is shown: for a local engine the one that a remote engine would get.
    fn shown_offer(self) -> &'static Offer {
        let offer = self.state.offer();
        if offer.engine.is_remote { offer } else { EngineId::ModelRunner.offer("") }
    }

    /// Where the draft's engine takes requests.
    pub fn request_url(self) -> String {
        let engine = self.state.engine.get();
        let account = self.account.account_without_key(engine);
        registry::of(engine).submit_url(&account, self.shown_offer())
    }

    /// Where the request goes, for the person.
    pub fn request_target(self) -> String {
        let capabilities = self.state.capabilities();
        if capabilities.is_remote {
            ["POST ", &self.request_url()].concat()
        } else {
            [capabilities.label, " sends nothing: it runs on this device. An AI engine would get this:"]
                .concat()
        }
    }

    /// Copies the request as code for elsewhere, with a placeholder for the key.
    pub fn copy_request(self, language: Language) {
        let engine = registry::of(self.state.engine.get_untracked());
        let text = untrack(|| {
            engine.snippet(language, &self.request_url(), self.shown_offer(), &self.request_fields())
        });
        spawn(async move {
            let copied = files::copy_text(&text).await.map_err(Into::into);
            if self.report("The code was not copied.", copied).is_some() {
                self.notices.info("Copied. Replace the placeholder with your key.");
            }
        });
    }
}

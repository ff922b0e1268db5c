//! Run: makes a job of the draft, after all that can be checked before anything is sent.

use leptos::prelude::*;

use super::{Runs, texts};
use crate::browser::spawn;
use crate::core::model::retired;
use crate::core::request::{DraftFacts, EditRequest, RequestError, check_draft};
use crate::runs::Error;
use crate::services::draft::texts::refusal;
use crate::services::library::records;
use crate::services::painter;
use crate::services::shell::questions::Question;
use crate::state::Pane;

/// Why a run is not started.
enum Refusal {
    /// The draft cannot be run as it is.
    Draft(RequestError),
    /// The mask could not be saved.
    Mask(painter::Error),
    /// The base picture was removed meanwhile.
    PictureRemoved,
    /// The job could not be started.
    Job(Error),
    /// The person would rather not.
    Declined,
}

impl Runs {
    /// Runs the draft.
    pub fn run(self) {
        self.start(async move {
            Box::pin(self.launch_draft()).await?;
            self.page.state.pane.update(|pane| {
                if *pane == Pane::Edit {
                    *pane = Pane::Results;
                }
            });
            Ok(())
        });
    }

    /// Runs a request that was made before, as it was.
    pub fn run_again(self, request: EditRequest) {
        self.start(async move {
            let engine = request.engine.capabilities();
            if self.page.account.account_or_proxy(engine.id).is_none() && engine.is_remote {
                return Err(Refusal::Draft(RequestError::NoKey(engine.id)));
            }
            if let Some(retired) = retired(&request.model).filter(|_| engine.takes_other_models) {
                return Err(Refusal::Draft(RequestError::RetiredModel(retired)));
            }
            self.check_budget(&request).await?;
            self.launch(request).await?;
            self.notices.info(texts::STARTED_AGAIN);
            Ok(())
        });
    }

    /// Starts one run at a time; tells why it was not started.
    fn start(self, starting: impl Future<Output = Result<(), Refusal>> + 'static) {
        self.notices.clear_errors();
        if self.is_starting.replace(true) {
            return;
        }
        spawn(async move {
            let refused = match starting.await {
                Ok(()) | Err(Refusal::Declined) => None,
                Err(Refusal::Draft(error)) => Some(refusal(&error)),
                Err(Refusal::Mask(error)) => Some(painter::texts::text_of(&error)),
                Err(Refusal::PictureRemoved) => Some(texts::PICTURE_REMOVED.to_owned()),
                Err(Refusal::Job(error)) => Some(texts::not_started(&error)),
            };
            if let Some(text) = refused {
                self.notices.error(text);
            }
            self.is_starting.set(false);
        });
    }

    async fn launch_draft(self) -> Result<(), Refusal> {
        let (draft, painter) = (self.page.state.draft, self.painter);
        let offer = untrack(|| draft.offer());
        let capabilities = offer.engine;
        let model = draft.model.get_untracked();
        let pictures = draft.pictures.get_untracked();
        let prompt = draft.prompt.get_untracked();
        let settings = draft.settings.get_untracked();
        let base = pictures.first().cloned();
        let masked_px = base.as_ref().map_or(0, |base| painter.covered_px(base.key));
        let facts = DraftFacts {
            picture_count: pictures.len(),
            model: &model,
            prompt: &prompt,
            masked_px,
            base_px: base.as_ref().map_or(0, |base| base.picture.size.area()),
            settings,
            has_key: self.page.account.account_or_proxy(capabilities.id).is_some(),
        };
        check_draft(&facts, offer).map_err(Refusal::Draft)?;
        let request = EditRequest {
            engine: capabilities.id,
            model,
            prompt,
            pictures: pictures.into_iter().map(|picture| picture.picture).collect(),
            mask: None,
            settings,
            region: self.draft.update_region(),
        };
        self.check_budget(&request).await?;
        let mask = match base {
            Some(base) => painter.save_mask(base.key).await.map_err(Refusal::Mask)?,
            None => None,
        };
        if masked_px > 0 && mask.is_none() {
            return Err(Refusal::PictureRemoved);
        }
        self.launch(EditRequest { mask, ..request }).await
    }

    async fn launch(self, request: EditRequest) -> Result<(), Refusal> {
        let is_remote = request.engine.capabilities().is_remote;
        self.runner.launch(request).await.map_err(Refusal::Job)?;
        if is_remote {
            records::persist();
        }
        Ok(())
    }

    /// Asks the person when this run would pass the day's budget.
    async fn check_budget(self, request: &EditRequest) -> Result<(), Refusal> {
        let Some(over) = self.runner.over_budget(request) else { return Ok(()) };
        let text = texts::over_budget(over);
        let question = Question { name: "Over the budget", text, yes: "Run it" };
        if self.questions.ask(question).await { Ok(()) } else { Err(Refusal::Declined) }
    }
}

//! Run: makes a job of the draft, after all that can be checked before anything is sent.

use leptos::prelude::*;

use super::{Runs, texts};
use crate::browser::spawn;
use crate::core::model::{EngineId, Offer, retired};
use crate::core::request::{DraftFacts, EditRequest, EditSettings, RequestError, check_draft};
use crate::runs::{Error, Storing};
use crate::services::draft::texts::refusal;
use crate::services::library::records;
use crate::services::painter;
use crate::services::shell::questions::{Answer, Question};
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

/// What a draft is run with.
struct Choice {
    offer: &'static Offer,
    /// The model's name, as the person typed or chose it.
    model: String,
    settings: EditSettings,
}

impl Runs {
    /// Runs the draft.
    pub fn run(self) {
        if !self.is_meant(untrack(|| self.page.state.draft.offer().engine.id)) {
            return;
        }
        self.start(async move {
            let draft = self.page.state.draft;
            let choice = Choice {
                offer: untrack(|| draft.offer()),
                model: draft.model.get_untracked(),
                settings: draft.settings.get_untracked(),
            };
            Box::pin(self.launch_draft(choice)).await?;
            self.page.state.pane.update(|pane| {
                // Where the run is seen, and then what it made.
                if *pane == Pane::Edit {
                    *pane = Pane::Stage;
                }
            });
            Ok(())
        });
    }

    /// Removes what is marked by Local fill, whichever engine is chosen. The mask is grown first: the edge of an
    /// object colours the pixels beside it.
    pub fn remove_marked(self) {
        self.start(async move {
            self.painter.grow_to_remove().await.map_err(Refusal::Mask)?;
            let offer = EngineId::LocalFill.offer("");
            let choice = Choice { offer, model: String::new(), settings: EditSettings::default_for(offer) };
            Box::pin(self.launch_draft(choice)).await?;
            self.notices.info(texts::REMOVING);
            Ok(())
        });
    }

    /// Runs a request that was made before, as it was.
    pub fn run_again(self, request: EditRequest) {
        if !self.is_meant(request.engine) {
            return;
        }
        self.start(async move {
            let engine = request.engine.capabilities();
            if self.page.account.account_or_proxy(engine.id).is_none() && engine.is_remote {
                return Err(Refusal::Draft(RequestError::NoKey(engine.id)));
            }
            if let Some(retired) = retired(&request.model).filter(|_| engine.takes_other_models) {
                return Err(Refusal::Draft(RequestError::RetiredModel(retired)));
            }
            self.check_budget(&request).await?;
            Box::pin(self.launch(request)).await?;
            self.notices.info(texts::STARTED_AGAIN);
            Ok(())
        });
    }

    /// Runs a request again that an address with masks failed: without the mask, which Protect then lays the result
    /// through.
    pub fn run_without_mask(self, mut request: EditRequest) {
        request.settings.send_mask = false;
        request.settings.protect = true;
        self.run_again(request);
    }

    /// A run that may be paid is started by a press that was meant; what is free by anything.
    fn is_meant(self, engine: EngineId) -> bool {
        !engine.capabilities().is_remote || self.presses.is_fresh()
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

    /// Makes a job of the draft with this choice of an engine.
    async fn launch_draft(self, choice: Choice) -> Result<(), Refusal> {
        let (draft, painter) = (self.page.state.draft, self.painter);
        let Choice { offer, model, settings } = choice;
        let capabilities = offer.engine;
        let pictures = draft.pictures.get_untracked();
        let prompt = draft.prompt.get_untracked();
        let base = pictures.first().cloned();
        let base_key = base.as_ref().map(|base| base.key);
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
        if !capabilities.needs_prompt && !prompt.trim().is_empty() {
            self.ask_about_text(&prompt).await?;
        }
        let request = EditRequest {
            engine: capabilities.id,
            model,
            prompt,
            pictures: pictures.into_iter().map(|picture| picture.picture).collect(),
            mask: None,
            settings,
            region: self.draft.update_region(),
            parent: base.as_ref().and_then(|base| base.parent.clone()),
            masked_px,
            masked_rect: base_key.map(|key| painter.covered_rect(key)).filter(|rect| !rect.is_empty()),
            markup: base_key.and_then(|key| painter.markup_of(key)),
        };
        self.check_budget(&request).await?;
        let mask = match base {
            Some(base) => painter.save_mask(base.key).await.map_err(Refusal::Mask)?,
            None => None,
        };
        if masked_px > 0 && mask.is_none() {
            return Err(Refusal::PictureRemoved);
        }
        let job_id = Box::pin(self.launch(EditRequest { mask, ..request })).await?;
        if let Some(key) = base_key {
            self.page.remember_mask(&job_id, key);
        }
        Ok(())
    }

    /// Sets a run going; gives its name.
    async fn launch(self, request: EditRequest) -> Result<String, Refusal> {
        let is_remote = request.engine.capabilities().is_remote;
        // What is filled is copied from other pictures, too: from the base as it was, what was removed would come back.
        let request = if is_remote { request } else { self.page.state.results.without_ancestors(request) };
        let storing = if is_remote { self.find_storing().await? } else { Storing::Needed };
        let job_id = self.runner.launch(request, storing).await.map_err(Refusal::Job)?;
        if is_remote {
            records::persist();
        }
        Ok(job_id)
    }

    /// Asks once what a text is for that the engine would ignore.
    async fn ask_about_text(self, prompt: &str) -> Result<(), Refusal> {
        if *self.asked_about.borrow() == prompt {
            return Ok(());
        }
        let question = Question {
            name: "Your text is ignored",
            text: texts::TEXT_IGNORED.to_owned(),
            yes: "Remove what is masked",
        };
        match self.questions.choose(question, "Use an AI engine").await {
            Answer::Yes => {
                prompt.clone_into(&mut self.asked_about.borrow_mut());
                Ok(())
            }
            Answer::Other => {
                self.draft.describe();
                Err(Refusal::Declined)
            }
            Answer::Closed => Err(Refusal::Declined),
        }
    }

    /// Waits until it is known whether there is a database; without one, the person decides.
    async fn find_storing(self) -> Result<Storing, Refusal> {
        if self.page.library.wait_until_open().await {
            return Ok(Storing::Needed);
        }
        let text = texts::RUN_UNSAVED.to_owned();
        let question = Question { name: "Run without saving", text, yes: "Run anyway" };
        if self.questions.ask(question).await { Ok(Storing::GivenUp) } else { Err(Refusal::Declined) }
    }

    /// Asks the person when this run would pass the day's budget.
    async fn check_budget(self, request: &EditRequest) -> Result<(), Refusal> {
        let Some(over) = self.runner.over_budget(request) else { return Ok(()) };
        let text = texts::over_budget(over);
        let question = Question { name: "Over the budget", text, yes: "Run it" };
        if self.questions.ask(question).await { Ok(()) } else { Err(Refusal::Declined) }
    }
}

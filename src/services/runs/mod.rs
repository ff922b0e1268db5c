//! Runs: from the draft to the results. The thin side of [`crate::runs`] on the page: its ports over the browser and
//! the library, and [`Runs`], what a person does with runs.

mod notices;
mod ports;
mod showing;
mod start;
mod stored;
pub mod texts;
mod worker;

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use crate::browser::channel::Channel;
use crate::browser::presses::Presses;
use crate::browser::spawn;
use crate::browser::tabs;
use crate::browser::time::{Interval, now_millis};
use crate::core::job::JobRecord;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
pub use crate::runs::Command;
use crate::runs::Runner;
use crate::services::account::Account;
use crate::services::account::texts::failure_line;
use crate::services::draft::Draft;
use crate::services::held::Held;
use crate::services::library::Library;
use crate::services::painter::Painter;
use crate::services::shell::notifications;
use crate::services::shell::questions::Question;
use crate::services::shell::questions::Questions;
use crate::state::{AppState, NoticesState};
use ports::Page;

/// What the tabs' channel is called.
const CHANNEL: &str = "pentimento";

/// The runs of this tab.
#[derive(Clone, Copy)]
pub struct Runs {
    runner: Held<Runner<Page>>,
    page: Page,
    questions: Questions,
    painter: Painter,
    draft: Draft,
    notices: NoticesState,
    /// A run is being started.
    is_starting: Held<Cell<bool>>,
    /// The text that the person let an engine ignore.
    asked_about: Held<RefCell<String>>,
    /// Whether the last press was meant.
    presses: Held<Presses>,
}

/// A run whose prompt and results are to be deleted at its provider.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The job.
    pub job_id: String,
    /// Who ran it.
    pub engine: EngineId,
    /// The provider's name of the request.
    pub request_id: String,
}

impl Runs {
    /// No job is known yet.
    pub fn new(
        state: AppState,
        questions: Questions,
        account: Account,
        library: Library,
        painter: Painter,
        draft: Draft,
    ) -> Self {
        let page = Page {
            state,
            account,
            library,
            painter,
            channel: Held::default(),
            partials: Held::default(),
            launched: Held::default(),
        };
        Self {
            runner: Held::new(Runner::new(page)),
            page,
            questions,
            painter,
            draft,
            notices: state.notices,
            is_starting: Held::default(),
            asked_about: Held::default(),
            presses: Held::new(Presses::watch()),
        }
    }

    /// Hears the other tabs from now on.
    pub fn listen(self) {
        // Without it, the other tabs show a job after their next reload.
        if let Ok(channel) = Channel::open(CHANNEL, move |message| self.runner.on_message(message)) {
            self.page.channel.get_or_init(|| channel);
        }
    }

    /// Takes in the jobs of earlier visits, goes on with them, and keeps the time while any runs.
    pub fn restore(self, records: Vec<JobRecord>) {
        self.runner.restore(records);
        self.runner.on_visibility(tabs::is_hidden());
        let listeners = [
            tabs::on_online(move || self.runner.on_online()),
            tabs::on_visibility(move |is_hidden| {
                self.runner.on_visibility(is_hidden);
                if !is_hidden {
                    notifications::page_is_seen();
                }
            }),
            tabs::ask_before_leaving(move || self.runner.must_stay() || self.page.library.has_unsaved_paid()),
        ];
        let state = self.page.state;
        let tick = Interval::every(1000, move || {
            let is_running = state.jobs.entries.with_untracked(|entries| {
                entries.iter().any(|entry| entry.record.with_untracked(|record| !record.state.is_terminal()))
            });
            if is_running {
                state.now_millis.set(now_millis());
            }
        });
        // They are for as long as the page.
        Held::new((listeners, tick));
    }

    /// With *Quick remove*, what is brushed over is removed as soon as the brush is lifted, and the result is painted on.
    pub fn watch_quick(self) {
        let stage = self.page.state.stage;
        Effect::new(move |before: Option<u64>| {
            let strokes = stage.strokes.get();
            let is_local = !untrack(|| self.page.state.draft.capabilities().is_remote);
            // Strokes before this began to watch count, too.
            if is_local && before.unwrap_or_default() != strokes {
                self.run();
            }
            strokes
        });
        Effect::new(move |_| {
            let Some(id) = stage.result.get().filter(|_| stage.is_quick.get_untracked()) else { return };
            if let Some(entry) = self.page.state.results.find(&id) {
                let record = entry.record.get_untracked();
                if !record.request.engine.capabilities().is_remote {
                    self.draft.go_on_with(record);
                }
            }
        });
    }

    /// Lets Local fill's code be optimised ahead of its first use.
    pub fn warm_up(self) {
        self.page.warm_up();
    }

    /// A person's command to a job, in whichever tab drives it.
    pub fn command(self, job_id: &str, command: Command) {
        if command == Command::RunAgain && !self.presses.is_fresh() {
            return;
        }
        self.runner.command(job_id, command);
    }

    /// A new key was entered: jobs that waited for one go on.
    pub fn resume_waiting(self) {
        self.runner.resume_waiting();
    }

    /// Hands to the person what came for a run and is no result.
    pub fn save_unread(self, record: &JobRecord) {
        self.page.library.download_files(record.unread_files().cloned().collect());
    }

    /// Takes an ended job away, after asking when the person could lose something by it.
    pub fn dismiss(self, job_id: String, loss: Option<&'static str>) {
        spawn(async move {
            let is_sure = match loss {
                None => true,
                Some(text) => {
                    let question =
                        Question { name: "Forget this run", text: text.to_owned(), yes: "Forget it" };
                    self.questions.ask(question).await
                }
            };
            if is_sure {
                self.runner.dismiss(&job_id);
            }
        });
    }

    /// Asks the person, then deletes a request's prompt and results at the provider.
    pub fn delete_at_provider(self, deletion: Deletion) {
        spawn(async move {
            let Deletion { job_id, engine, request_id } = deletion;
            let text = texts::deletion_question(engine, self.page.loses_picture(&job_id));
            let question = Question { name: "Delete at the provider", text, yes: "Delete there" };
            if !self.questions.ask(question).await {
                return;
            }
            match self.runner.delete_at_provider(engine, &job_id, &request_id).await {
                Ok(0) => self.notices.info(texts::DELETED_AT_PROVIDER),
                Ok(left) => self.notices.error(texts::partly_deleted(left)),
                Err(error) => {
                    let text = failure_line(engine, &error.into());
                    self.notices.error(["Not deleted at the provider. ", &text].concat())
                }
            };
        });
    }

    /// Tries once more to read the bytes of a result of which only the link is known.
    pub fn read_again(self, result: ResultRecord) {
        spawn(async move {
            let engine = result.request.engine;
            match self.runner.read_again(result).await {
                Ok(()) => self.notices.info(texts::PICTURE_SAVED),
                // What could not be stored was told.
                Err(crate::runs::Error::ResultNotStored(_)) => return,
                Err(error) => {
                    let text = failure_line(engine, &error.to_failure());
                    self.notices.error(["The picture still cannot be read. ", &text].concat())
                }
            };
        });
    }

    /// Takes in the requests of this app that ModelRunner knows and this device does not.
    pub fn import_history(self) {
        spawn(async move {
            let engine = EngineId::ModelRunner;
            let results = self.page.state.results;
            match self.runner.import_history(engine, |tag| results.has_job(tag)).await {
                Ok(count) => self.notices.info(texts::imported(count)),
                Err(error) => self.notices.error(failure_line(engine, &error.into())),
            };
        });
    }
}

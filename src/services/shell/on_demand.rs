//! What the services do only once a person works: fetched as a part of the page when it is first asked for.
//!
//! Components of the first load call [`OnDemand::ask`]; what they name here is not part of it. Components that are
//! themselves in a part call the services directly.

use std::pin::Pin;

use leptos::prelude::Owner;

pub use crate::browser::files::GivenFile;
use crate::browser::focus;
use crate::browser::opened;
use crate::browser::page_events;
use crate::browser::pinch;
use crate::browser::spawn;
use crate::core::request::Moved;
use crate::services::draft::Draft;
use crate::services::draft::samples::Sample;
use crate::services::held::Held;
use crate::services::library::Library;
use crate::services::runs::Runs;
use crate::services::shell::split_point::split_points;
use crate::services::shell::updates;
use crate::services::shell::visits;
use crate::state::AppState;

/// What a person reads when a part cannot be fetched.
pub const NOT_FETCHED: &str =
    "A part of the page could not be loaded. Check your connection and try again. Your work is saved.";

/// The files chosen in a file input.
pub fn chosen(event: &page_events::Event) -> Vec<GivenFile> {
    page_events::chosen(event)
}

#[derive(Debug)]
pub enum Work {
    /// Show what is saved and go on with the jobs of earlier visits.
    Restore {
        /// The page's owner, below which it watches what changes from now on.
        owner: Option<Owner>,
    },
    AddFiles(Vec<GivenFile>),
    /// Say which choices a model that was chosen does not have.
    ReportMoved(Vec<Moved>),
    /// Add the picture at a URL that the person typed.
    AddFromUrl(String),
    /// Load a sample in place of the draft's pictures.
    LoadSample(Sample),
    /// Take back what was done to the draft last.
    UndoDraft,
    Run,
    /// Remove what is marked, by Local fill.
    RemoveMarked,
}

type Done = Pin<Box<dyn Future<Output = ()>>>;

/// What the work is done with.
#[derive(Clone, Copy)]
pub struct OnDemand {
    state: AppState,
    library: Library,
    draft: Draft,
    runs: Runs,
}

impl OnDemand {
    /// With the subjects that do the work.
    pub const fn new(state: AppState, library: Library, draft: Draft, runs: Runs) -> Self {
        Self { state, library, draft, runs }
    }

    /// Does it once its part is there; reports when that cannot be fetched.
    pub fn ask(self, work: Work) {
        spawn(async move {
            // Boxed: the future holds all that the part does.
            match Box::pin(perform(self, work)).await {
                Ok(done) => done.await,
                Err(_) => drop(self.state.notices.error(NOT_FETCHED)),
            }
        });
    }
}

split_points! { work:
    /// The work, to be awaited: its code comes with its part.
    pub fn perform(page: OnDemand, work: Work) -> Done {
        let OnDemand { library, draft, runs, .. } = page;
        Box::pin(async move {
            // Whatever is asked for first: it may have to be saved.
            spawn(library.open());
            match work {
                Work::Restore { owner } => {
                    library.wait_until_open().await;
                    visits::note();
                    // For as long as the page.
                    Held::new((pinch::watch(), focus::watch()));
                    runs.listen();
                    draft.restore().await;
                    if let Some(owner) = owner {
                        owner.with(|| {
                            draft.watch();
                            runs.warm_up();
                            runs.watch_quick();
                        });
                    }
                    runs.restore(library.load().await);
                    library.notice_private_window();
                    Held::new(opened::watch(move |files| draft.open_files(files)));
                    updates::watch(page.state).await;
                }
                Work::AddFiles(files) => draft.add_files(files),
                Work::ReportMoved(moved) => draft.report_moved(&moved),
                Work::AddFromUrl(typed) => draft.add_from_url(typed),
                Work::LoadSample(sample) => {
                    // What costs nothing is shown at once.
                    if Box::pin(draft.load_sample(sample)).await && sample.prompt.is_none() {
                        runs.run();
                    }
                }
                Work::UndoDraft => draft.undo_change(),
                Work::Run => runs.run(),
                Work::RemoveMarked => runs.remove_marked(),
            }
        })
    }
}

//! Side effects of the page, by subject: jobs, painting, what is saved, keys.
//!
//! [`start`] makes each subject once and provides it as a context; a file uses only subjects below its own.

pub mod account;
pub mod draft;
pub mod held;
pub mod library;
pub mod markup;
pub mod painter;
pub mod runs;
pub mod shell;
pub mod viewing;

use leptos::prelude::*;

pub use crate::browser::files::download;
pub use crate::browser::offline::keep_page;
pub use crate::browser::spawn;
pub use crate::browser::time::sleep;
use crate::state::AppState;
use account::Account;
use draft::Draft;
use library::Library;
use painter::Painter;
use runs::Runs;
use shell::on_demand::{OnDemand, Work};
use shell::questions::Questions;
use shell::visits;
use viewing::Viewing;

/// How long the page is left alone before parts of it are fetched ahead.
pub const SETTLED_AFTER_MILLIS: u32 = 1500;

/// Makes the subjects, provides them to everything below the current owner, and has what is saved restored.
pub fn start(state: AppState) {
    // For as long as the page.
    held::Held::new(crate::browser::dom::watch_for_traps());
    let questions = Questions::new(state);
    let account = Account::new(state);
    let library = Library::new(state);
    let painter = Painter::new(state, questions, library.blobs, library.worker);
    let draft = Draft::new(state, account, library, painter);
    let runs = Runs::new(state, questions, account, library, painter, draft);
    provide_context(state);
    provide_context(questions);
    provide_context(account);
    provide_context(library);
    provide_context(Viewing::new(library.blobs));
    provide_context(painter);
    provide_context(draft);
    provide_context(runs);
    let on_demand = OnDemand::new(state, library, draft, runs);
    provide_context(on_demand);
    let owner = Owner::current();
    spawn(async move {
        // A first visit has nothing to show: the part comes ahead of its use, after the page's own pictures.
        if visits::is_first() {
            sleep(SETTLED_AFTER_MILLIS).await;
        }
        on_demand.ask(Work::Restore { owner });
    });
}

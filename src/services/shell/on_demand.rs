//! What the services do only once a person works: fetched as a part of the page when it is first asked for.
//!
//! Components of the first load call [`ask`]; what they name here is not part of it. Components that are
//! themselves in a part call the services directly.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a split point's result is an error when its part cannot be fetched"
)]

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::Owner;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::browser::files::GivenFile;
use crate::browser::page_events;
use crate::browser::spawn;
use crate::services::Inner;
use crate::services::draft::samples::Sample;
use crate::services::draft::{keeping, pictures, region, samples};
use crate::services::library::records;
use crate::services::runs::Runs;

/// Told when a part cannot be fetched.
pub const NOT_FETCHED: &str =
    "a part of the page could not be fetched: check the connection and try again; nothing is lost";

/// The files chosen in a file input.
pub fn chosen(event: &page_events::Event) -> Vec<GivenFile> {
    page_events::chosen(event)
}

/// Something to do.
#[derive(Debug)]
pub enum Work {
    /// Show what is kept and take up the jobs of earlier visits.
    Restore {
        /// The page's owner, below which it watches what changes from now on.
        owner: Option<Owner>,
    },
    /// Add files to the draft.
    AddFiles(Vec<GivenFile>),
    /// Add the picture at an address that the person typed.
    AddFromAddress(String),
    /// Load a sample in place of the draft's pictures.
    LoadSample(Sample),
    /// Run the draft.
    Run,
}

type Done = Pin<Box<dyn Future<Output = ()>>>;

/// Does it once its part is there; tells the person when that cannot be fetched.
pub fn ask(inner: &Rc<Inner>, work: Work) {
    let inner = Rc::clone(inner);
    spawn(async move {
        match perform(Rc::clone(&inner), work).await {
            Ok(done) => done.await,
            Err(_) => {
                inner.state.notices.error(NOT_FETCHED);
            }
        }
    });
}

#[wasm_split(work, fallible)]
fn perform(inner: Rc<Inner>, work: Work) -> Result<Done, SplitLoaderError> {
    Ok(Box::pin(async move {
        match work {
            Work::Restore { owner } => {
                let runs = Runs::of(&inner);
                runs.listen();
                keeping::restore(&inner).await;
                if let Some(owner) = owner {
                    owner.with(|| {
                        keeping::watch(&inner);
                        region::watch(&inner);
                        runs.warm_up();
                    });
                }
                runs.restore(records::load(&inner).await);
            }
            Work::AddFiles(files) => pictures::add_files(&inner, files),
            Work::AddFromAddress(typed) => pictures::add_from_address(&inner, typed),
            Work::LoadSample(sample) => samples::load(&inner, sample),
            Work::Run => Runs::of(&inner).run(),
        }
    }))
}

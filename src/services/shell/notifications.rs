//! What tells a person who looks elsewhere that a job has ended: the title, and the system if it may.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::preferences::{self, Lifetime};
use crate::browser::{dom, notify, spawn, tabs};
use crate::core::job::{JobRecord, JobState};
use crate::services::Inner;

/// The page's title.
const TITLE: &str = "Pentimento";
/// The word under which the person's wish is kept.
const NAME: &str = "notify";

/// A job has ended: told only while the page is not seen. The prompt stays out of it, since others may look
/// at the screen.
pub fn tell_ended(record: &JobRecord) {
    if !tabs::is_hidden() {
        return;
    }
    let text = match &record.state {
        JobState::Finished { result_ids, .. } if result_ids.len() > 1 => "results have arrived",
        JobState::Finished { .. } => "a result has arrived",
        JobState::Failed { .. } => "a job failed",
        JobState::Unknown { .. } => "a job needs your decision",
        // The person's own doing.
        _ => return,
    };
    dom::set_title(&[text, " · ", TITLE].concat());
    if is_wanted() && notify::is_allowed() {
        notify::show(TITLE, text);
    }
}

/// The person looks at the page again.
pub fn page_is_seen() {
    dom::set_title(TITLE);
}

/// The person wants them, and the browser lets them through.
pub fn is_on() -> bool {
    is_wanted() && notify::is_allowed()
}

fn is_wanted() -> bool {
    preferences::read(NAME, Lifetime::Device).is_some()
}

/// Turns them on, which asks the person through the browser, or off; `shown` hears what it came to.
pub fn turn(inner: &Rc<Inner>, is_on: bool, shown: RwSignal<bool>) {
    if !is_on {
        preferences::remove(NAME, Lifetime::Device);
        shown.set(false);
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        let is_allowed = notify::ask().await;
        if is_allowed {
            preferences::write(NAME, "on", Lifetime::Device);
        } else {
            inner.state.notices.error(
                "this browser does not let the page notify you: allow it in the site\u{2019}s settings first",
            );
        }
        // Told twice, since a refused switch has moved on the page already.
        shown.try_set(true);
        shown.try_set(is_allowed);
    });
}

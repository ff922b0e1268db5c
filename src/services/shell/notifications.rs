//! What tells a person who looks elsewhere that a run has finished: the title, and the system if it may.

use leptos::prelude::*;

use crate::browser::preferences::{self, Lifetime};
use crate::browser::{dom, notify, spawn, tabs};
use crate::core::job::{JobRecord, JobState};
use crate::state::NoticesState;

pub use crate::browser::notify::is_offered;

const TITLE: &str = "Pentimento";
/// The name under which the person's choice is stored.
const NAME: &str = "notify";

/// Notifies that a job has ended, while the page is not seen. The prompt stays out of it, since others may look
/// at the screen.
pub fn notify_ended(record: &JobRecord) {
    if !tabs::is_hidden() {
        return;
    }
    let text = match &record.state {
        JobState::Finished { result_ids, .. } if result_ids.len() > 1 => "Your pictures are ready",
        JobState::Finished { .. } => "Your picture is ready",
        JobState::Failed { .. } => "A run failed",
        JobState::Unknown { .. } => "A run needs your decision",
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

/// Turns them on, which asks the person through the browser, or off; puts what came of it into `shown`.
pub fn turn(notices: NoticesState, is_on: bool, shown: RwSignal<bool>) {
    if !is_on {
        preferences::remove(NAME, Lifetime::Device);
        shown.set(false);
        return;
    }
    spawn(async move {
        let is_allowed = notify::ask().await;
        if is_allowed {
            preferences::write(NAME, "on", Lifetime::Device);
        } else {
            notices.error(
                "Your browser does not let this page notify you. Allow it in the site\u{2019}s settings first.",
            );
        }
        // Set twice, since a refused switch has moved on the page already.
        shown.try_set(true);
        shown.try_set(is_allowed);
    });
}

//! Several tabs of the page: one drives a job, all show it.
//!
//! A job's lock is held by the tab that drives it, from before its first effect to its end. The other tabs
//! wait for the lock, so that the browser hands the job over the moment its tab ends. What changes is told over
//! a channel; what is told is only a name, the record itself is read from the storage, where it is kept before
//! it is told.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::spawn;
use crate::browser::tabs::{self, Channel, Lock};
use crate::core::job::{Event, JobRecord, JobState};
use crate::services::Inner;
use crate::services::library::records;
use crate::services::runs::job_runner;

/// What the channel is called.
const CHANNEL: &str = "pentimento";
/// What a person says to a job, by the words told over the channel.
const WORDS: [(&str, Event); 5] = [
    ("leave", Event::Leave),
    ("resume", Event::Resume),
    ("look", Event::LookAgain),
    ("run", Event::RunAgain),
    ("drop", Event::Drop),
];

/// The locks' and the channel's owner.
#[derive(Default)]
pub struct Tabs {
    locks: RefCell<HashMap<String, Lock>>,
    /// Jobs whose lock this tab waits for.
    asked: RefCell<HashSet<String>>,
    channel: RefCell<Option<Channel>>,
}

fn lock_name(job_id: &str) -> String {
    ["pentimento.job.", job_id].concat()
}

/// This tab drives the job.
pub(crate) fn is_held(inner: &Inner, job_id: &str) -> bool {
    inner.tabs.locks.borrow().contains_key(job_id)
}

/// Takes the lock of a job that no other tab can know yet.
pub(crate) async fn hold_new(inner: &Inner, job_id: &str) {
    if let Some(lock) = tabs::lock(&lock_name(job_id), true).await {
        inner.tabs.locks.borrow_mut().insert(job_id.to_owned(), lock);
    }
}

/// Lets a job go.
pub(crate) fn release(inner: &Inner, job_id: &str) {
    inner.tabs.locks.borrow_mut().remove(job_id);
}

/// Lets a job go that has ended.
pub(crate) fn release_ended(inner: &Inner, record: &JobRecord) {
    if record.state.is_terminal() {
        release(inner, &record.id);
    }
}

/// Drives a job as soon as no other tab does.
pub(crate) fn drive(inner: &Rc<Inner>, job_id: &str) {
    if is_held(inner, job_id) || !inner.tabs.asked.borrow_mut().insert(job_id.to_owned()) {
        return;
    }
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        let lock = tabs::lock(&lock_name(&job_id), false).await;
        inner.tabs.asked.borrow_mut().remove(&job_id);
        if let Some(lock) = lock {
            take_over(&inner, &job_id, lock, Event::Restored).await;
        }
    });
}

/// Takes a job as the last tab left it, and feeds it an event.
async fn take_over(inner: &Rc<Inner>, job_id: &str, lock: Lock, event: Event) {
    show_kept(inner, job_id).await;
    inner.tabs.locks.borrow_mut().insert(job_id.to_owned(), lock);
    job_runner::apply_here(inner, job_id, event);
}

/// Feeds an event to a job that this tab does not drive: takes the job if nobody does, else asks the tab that
/// does.
pub(crate) fn apply_elsewhere(inner: &Rc<Inner>, job_id: &str, event: Event) {
    let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
    spawn(async move {
        match tabs::lock(&lock_name(&job_id), true).await {
            Some(lock) => take_over(&inner, &job_id, lock, event).await,
            None => {
                if let Some((word, _)) = WORDS.iter().find(|(_, known)| *known == event) {
                    tell(&inner, &["do", word, &job_id].join(":"));
                }
            }
        }
    });
}

/// Tells the other tabs that a job has moved; lets it go when it has ended.
pub(crate) fn tell_changed(inner: &Inner, record: &JobRecord) {
    release_ended(inner, record);
    tell(inner, &["job::", &record.id].concat());
}

/// Tells the other tabs that a job was taken away.
pub(crate) fn tell_gone(inner: &Inner, job_id: &str) {
    tell(inner, &["gone::", job_id].concat());
}

fn tell(inner: &Inner, text: &str) {
    if let Some(channel) = inner.tabs.channel.borrow().as_ref() {
        channel.tell(text);
    }
}

/// Hears the other tabs from now on.
pub fn listen(inner: &Rc<Inner>) {
    let hearer = Rc::downgrade(inner);
    *inner.tabs.channel.borrow_mut() = Channel::open(CHANNEL, move |text| {
        if let Some(inner) = hearer.upgrade() {
            hear(&inner, &text);
        }
    });
}

fn hear(inner: &Rc<Inner>, text: &str) {
    let mut parts = text.splitn(3, ':');
    let (Some(what), Some(word), Some(job_id)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    match what {
        "gone" => inner.state.jobs.remove(job_id),
        "do" if is_held(inner, job_id) => {
            if let Some((_, event)) = WORDS.iter().find(|(known, _)| *known == word) {
                job_runner::apply_here(inner, job_id, event.clone());
            }
        }
        "job" if !is_held(inner, job_id) => {
            let (inner, job_id) = (Rc::clone(inner), job_id.to_owned());
            spawn(async move {
                show_kept(&inner, &job_id).await;
                let is_alive =
                    inner.state.jobs.find(&job_id).is_some_and(|entry| {
                        entry.record.with_untracked(|record| !record.state.is_terminal())
                    });
                if is_alive {
                    drive(&inner, &job_id);
                }
            });
        }
        _ => (),
    }
}

/// Shows a job as it is kept, and its results.
async fn show_kept(inner: &Inner, job_id: &str) {
    let Some(record) = records::read_job(inner, job_id).await else {
        return;
    };
    if is_held(inner, job_id) {
        return;
    }
    if let JobState::Finished { result_ids, .. } = &record.state {
        records::show_kept_results(inner, result_ids).await;
    }
    match inner.state.jobs.find(job_id) {
        Some(entry) => entry.record.set(record),
        None => inner.state.jobs.add(record),
    }
}

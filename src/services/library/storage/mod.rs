//! The storage itself: opened, watched, and what a person should know of it.

pub mod schema;

use leptos::prelude::*;

use crate::browser::database::{self, Database, Health, ask_to_persist};
use crate::browser::dom;
use crate::browser::preferences::{self, Lifetime};
use crate::browser::spawn;
use crate::browser::time::sleep;
use crate::core::lineage::ResultRecord;
use crate::core::price::Cost;
use crate::services::library::storage::schema::SCHEMA;
use crate::services::library::{Library, texts};

/// Between two looks whether the database is open.
const OPENING_MILLIS: u32 = 20;
/// The name under which it is stored that a private window was told of.
const TOLD_PRIVATE: &str = "private-window-told";

impl Library {
    /// Opens the database, if nobody has begun to; without one, the page says so and works on.
    pub async fn open(self) {
        if self.has_begun_to_open.replace(true) {
            return;
        }
        match Database::open(SCHEMA, move |health| self.on_health(health)).await {
            Ok(database) => drop(self.database.set(database)),
            Err(error) => {
                dom::set_crash_text(texts::CRASHED_UNSAVED);
                self.storage_trouble.set(Some(texts::no_storage(&error)));
            }
        }
        self.has_tried_to_open.set(true);
    }

    /// Waits until it is open or will not be; `true` when there is a database.
    pub async fn wait_until_open(self) -> bool {
        while !self.has_tried_to_open.get() {
            sleep(OPENING_MILLIS).await;
        }
        self.database().is_some()
    }

    fn on_health(self, health: Health) {
        match health {
            Health::Closed => self.storage_trouble.set(Some(texts::STORAGE_LOST.to_owned())),
            Health::Stuck => self.storage_trouble.set(Some(texts::STORAGE_STUCK.to_owned())),
            Health::Answers => {
                // Who shows it or waits for it, such as the draft, goes on by this.
                self.storage_trouble.set(None);
                self.notices.info(texts::STORAGE_ANSWERS);
                spawn(async move { self.save_unsaved().await });
            }
        }
    }

    /// Saves the results that could not be saved when they came.
    async fn save_unsaved(self) {
        let unsaved = self.unsaved.take();
        for record in unsaved.into_values() {
            self.save_result(&record).await;
        }
    }

    /// A paid result is only in memory, and the person has not downloaded it.
    pub fn has_unsaved_paid(self) -> bool {
        self.unsaved.borrow().values().any(|record| record.cost != Cost::Free)
    }

    /// The person has the picture in a file of their own: without a database that is as saved as it can be.
    pub(super) fn note_handed_over(self, record: &ResultRecord) {
        if self.database().is_none() {
            self.unsaved.borrow_mut().remove(&record.id);
        }
    }

    /// Takes note of a result that is only in memory, or is not any more.
    pub(super) fn remember_saved(self, record: &ResultRecord, is_saved: bool) {
        let mut unsaved = self.unsaved.borrow_mut();
        if is_saved {
            unsaved.remove(&record.id);
        } else {
            unsaved.insert(record.id.clone(), record.clone());
        }
    }

    /// Puts how much of this device's storage the page takes into `usage`, where the browser gives it.
    pub fn show_usage(usage: RwSignal<String>) {
        spawn(async move {
            if let Some((used, allowed)) = database::usage().await {
                // What shows it may have been closed meanwhile.
                usage.try_set(texts::usage(used, allowed));
            }
        });
    }

    /// Puts into `note` what a person should know of how long this browser keeps what is saved, if there is anything.
    pub fn show_storage_note(note: RwSignal<&'static str>) {
        spawn(async move {
            let text = if database::seems_private().await {
                texts::PRIVATE_WINDOW
            } else if database::forgets_after_a_week().await {
                texts::FORGETS_AFTER_A_WEEK
            } else {
                return;
            };
            // What shows it may have been closed meanwhile.
            note.try_set(text);
        });
    }

    /// Says once in a private window what it forgets.
    pub fn notice_private_window(self) {
        spawn(async move {
            if self.database().is_some()
                && preferences::read(TOLD_PRIVATE, Lifetime::Session).is_none()
                && database::seems_private().await
            {
                // Refused, it is said again after a reload.
                preferences::write(TOLD_PRIVATE, "yes", Lifetime::Session);
                self.notices.info(texts::PRIVATE_WINDOW);
            }
        });
    }
}

/// Asks the browser not to clear what was paid for.
pub fn persist() {
    spawn(async {
        ask_to_persist().await;
    });
}

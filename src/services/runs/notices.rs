//! What a runner tells the page, into the stores.

use std::sync::Arc;

use leptos::prelude::*;

use super::ports::Page;
use super::texts;
use crate::browser::spawn;
use crate::browser::time::now_millis;
use crate::core::job::JobState;
use crate::core::request::BlobHash;
use crate::runs::Notice;
use crate::runs::ports::Notices;
use crate::services::shell::notifications;
use crate::state::JobNote;

impl Notices for Page {
    fn notify(&self, notice: Notice) {
        let (state, library) = (self.state, self.library);
        match notice {
            Notice::JobChanged(record) => {
                state.now_millis.set(now_millis());
                match state.jobs.find(&record.id) {
                    Some(entry) => {
                        entry.record.set(record);
                        let waits = [Some(JobNote::Unattended), Some(JobNote::EndedReading)];
                        if waits.contains(&entry.note.get_untracked()) {
                            entry.note.set(None);
                        }
                    }
                    None => state.jobs.add(record),
                }
            }
            Notice::Saving { job_id, is_unsaved } => {
                self.put_note(&job_id, is_unsaved.then_some(JobNote::Unsaved));
            }
            Notice::Unattended { job_id } => self.put_note(&job_id, Some(JobNote::Unattended)),
            Notice::EndedReading { job_id } => self.put_note(&job_id, Some(JobNote::EndedReading)),
            Notice::MovedOn { .. } => {
                state.notices.info(texts::MOVED_ON);
            }
            Notice::JobGone { job_id } => state.jobs.remove(&job_id),
            Notice::Ended(record) => {
                notifications::notify_ended(&record);
                self.show_ended(&record);
            }
            Notice::Progress { job_id, share } => {
                if let Some(entry) = state.jobs.find(&job_id) {
                    entry.progress.set(share);
                }
            }
            Notice::Partial { job_id, picture } => self.show_partial(&job_id, picture.as_ref()),
            Notice::ResultChanged(record) => library.show_and_protect(vec![record]),
            // The run's end shows them.
            Notice::ResultsArrived { .. } => (),
            Notice::ResultsElsewhere { result_ids } => {
                spawn(async move { library.show_saved_results(&result_ids).await });
            }
            Notice::DeletedAtProvider { job_id } => self.mark_deleted(&job_id),
            Notice::NotStored(error) => {
                state.notices.error(texts::not_stored(&error));
            }
        }
    }
}

impl Page {
    /// Shows the picture as far as it has formed, in place of the one before it.
    fn show_partial(self, job_id: &str, picture: Option<&BlobHash>) {
        let Some(entry) = self.state.jobs.find(job_id) else { return };
        let url = picture.and_then(|picture| self.library.blobs.url_of_arrived(picture));
        entry.partial.set(url.as_ref().map(|url| url.address().to_owned()));
        let mut partials = self.partials.borrow_mut();
        match url {
            Some(url) => drop(partials.insert(job_id.to_owned(), url)),
            None => drop(partials.remove(job_id)),
        }
    }

    fn put_note(self, job_id: &str, note: Option<JobNote>) {
        if let Some(entry) = self.state.jobs.find(job_id) {
            entry.note.set(note);
        }
    }

    /// Is a picture of the run only at the provider?
    pub(super) fn loses_picture(self, job_id: &str) -> bool {
        let (mut count, mut are_here) = (0, true);
        self.state.results.entries.with_untracked(|entries| {
            for entry in entries {
                entry.record.with_untracked(|record| {
                    if record.job_id == job_id {
                        count += 1;
                        are_here &= record.blob.is_some();
                    }
                });
            }
        });
        let has_failed = self.state.jobs.find(job_id).is_some_and(|entry| {
            entry.record.with_untracked(|record| matches!(record.state, JobState::Failed { .. }))
        });
        !are_here || (count == 0 && !has_failed)
    }

    /// Marks a job's results.
    fn mark_deleted(self, job_id: &str) {
        for entry in self.state.results.entries.get_untracked() {
            let mut record = entry.record.get_untracked();
            if record.job_id == job_id {
                Arc::make_mut(&mut record).deleted_at_provider = true;
                entry.record.set(Arc::clone(&record));
                spawn(async move { self.library.save_result_record(&record).await });
            }
        }
    }
}

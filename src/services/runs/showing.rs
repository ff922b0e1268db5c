//! A finished run comes to the person: on the stage, in place, or as a message with a way to it.

use leptos::prelude::*;

use super::ports::Page;
use super::texts;
use crate::browser::spawn;
use crate::core::job::{JobRecord, JobState};
use crate::state::{NoticeAction, Pane, StageMode};

impl Page {
    /// Remembers which mask a run was started with, so that its result does not take the place of a newer one.
    pub(super) fn remember_mask(self, job_id: &str, key: u64) {
        let revision = self.painter.mask_revision(key);
        self.launched.borrow_mut().insert(job_id.to_owned(), (key, revision));
    }

    /// Shows what a run made where its picture lies, if the person is still there; else announces it.
    pub(super) fn show_ended(self, record: &JobRecord) {
        let launched = self.launched.borrow_mut().remove(&record.id);
        let JobState::Finished { result_ids, .. } = &record.state else { return };
        let Some(first) = result_ids.first().cloned() else { return };
        let is_there = self.is_on_stage(record, launched);
        if is_there {
            self.state.stage.show_result(first.clone());
        }
        if !is_there || self.state.pane.get_untracked() != Pane::Stage {
            self.announce(first, result_ids.len());
        }
    }

    /// The stage shows the picture that the run began with, and its mask has not changed since.
    fn is_on_stage(self, record: &JobRecord, launched: Option<(u64, u64)>) -> bool {
        let (state, asked) = (self.state, record.request.pictures.first());
        let base = untrack(|| state.draft.base());
        let base = base.filter(|base| asked.is_some_and(|asked| asked.blob == base.picture.blob));
        let Some(base) = base else { return false };
        let is_as_it_was = launched
            .is_none_or(|(key, revision)| key != base.key || self.painter.mask_revision(key) == revision);
        is_as_it_was && state.stage.mode.get_untracked() == StageMode::Paint
    }

    fn announce(self, id: String, count: usize) {
        let thumbnail = self
            .state
            .results
            .find(&id)
            .and_then(|entry| entry.record.with_untracked(|record| record.shown_thumbnail().cloned()));
        spawn(async move {
            let picture = match &thumbnail {
                Some(thumbnail) => self.library.blobs.thumbnail_address(thumbnail).await.ok(),
                None => None,
            };
            self.state.notices.offer(texts::arrived(count), picture, NoticeAction::Show(id));
        });
    }
}

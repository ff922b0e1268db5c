//! Taking an ended job away: what the person saw of it, and nothing that it has become since.

use super::error::StoreError;
use super::ports::{Acquired, Message, Notice, Ports};
use super::runner::Runner;

impl<P: Ports> Runner<P> {
    /// Takes an ended job away, if it is still as it is shown here; [`Notice::MovedOn`] otherwise.
    pub fn dismiss(&self, job_id: &str) {
        let Some(seen) = self.job(job_id) else { return };
        let this = self.clone();
        self.ports().spawn(async move {
            let job_id = seen.id.clone();
            let lock = match this.ports().acquire_lock(&job_id, false).await {
                Acquired::Held(lock) => Some(lock),
                Acquired::Unsupported => None,
                // Driven here or elsewhere: not ended, or not stored so far.
                Acquired::Busy => return this.ports().notify(Notice::MovedOn { job_id }),
            };
            let is_same = this.job(&job_id).as_ref() == Some(&seen) && seen.state.is_terminal();
            let deleted = if is_same && !this.is_held(&job_id) {
                this.ports().delete_job(&seen).await
            } else {
                Err(StoreError::Changed)
            };
            match deleted {
                Ok(()) | Err(StoreError::Absent) => {
                    this.ports().remove_last_word(&job_id);
                    this.forget(&job_id);
                    this.tell_gone(job_id);
                }
                Err(StoreError::Changed) => {
                    drop(lock);
                    this.ports().notify(Notice::MovedOn { job_id: job_id.clone() });
                    this.show_stored(&job_id).await;
                }
                Err(error) => this.ports().notify(Notice::NotStored(error)),
            }
        });
    }

    /// Takes a job off the page.
    pub(super) fn forget(&self, job_id: &str) {
        self.0.jobs.borrow_mut().remove(job_id);
        self.ports().notify(Notice::JobGone { job_id: job_id.to_owned() });
    }

    pub(super) fn tell_gone(&self, job_id: String) {
        self.ports().broadcast(&Message::Gone { job_id });
    }
}

//! Several tabs of the page: one drives a job, all show it.
//!
//! A job's lock is held by the tab that drives it, from before its first effect to its end. The other tabs wait
//! for the lock, so that the job is handed over the moment its tab ends. Only names go over the channel: the
//! record itself is read from the store, where it is saved before the message is sent.

use super::ports::{Acquired, Command, Message, Notice, Ports};
use super::runner::{Hold, LockOf, Runner};
use crate::core::job::{Event, JobRecord, JobState};

impl<P: Ports> Runner<P> {
    /// This tab drives the job.
    pub(super) fn is_held(&self, job_id: &str) -> bool {
        self.change(job_id, |job| matches!(job.hold, Hold::Held(_))) == Some(true)
    }

    /// Takes in the jobs of earlier visits, and drives those that go on as soon as no other tab does.
    pub fn restore(&self, records: Vec<JobRecord>) {
        for record in records {
            let (id, has_ended) = (record.id.clone(), record.state.is_terminal());
            if self.job(&id).is_none() {
                self.put(record);
            }
            if !has_ended {
                self.drive(&id);
            }
        }
    }

    /// Asks for the lock of a job that no other tab can know yet.
    pub(super) async fn hold_new(&self, job_id: &str) -> Hold<LockOf<P>> {
        match self.ports().acquire_lock(job_id, false).await {
            Acquired::Held(lock) => Hold::Held(Some(lock)),
            Acquired::Unsupported => Hold::Held(None),
            Acquired::Busy => Hold::None,
        }
    }

    /// Lets a job go that has ended.
    pub(super) fn release_ended(&self, record: &JobRecord) {
        if record.state.is_terminal() {
            self.change(&record.id, |job| job.hold = Hold::None);
        }
    }

    /// Drives a job as soon as no other tab does.
    fn drive(&self, job_id: &str) {
        let is_idle = self.change(job_id, |job| {
            let is_idle = matches!(job.hold, Hold::None);
            if is_idle {
                job.hold = Hold::Waiting;
            }
            is_idle
        });
        if is_idle == Some(true) {
            self.take_over(job_id, true, Event::Restored);
        }
    }

    /// Feeds an event to a job that this tab does not drive: takes the job if nobody does, else asks the tab that
    /// does.
    pub(super) fn feed_elsewhere(&self, job_id: &str, event: Event) {
        self.take_over(job_id, false, event);
    }

    /// Takes a job as the last tab left it, and feeds it an event.
    fn take_over(&self, job_id: &str, waits: bool, event: Event) {
        let (this, job_id) = (self.clone(), job_id.to_owned());
        self.ports().spawn(async move {
            let lock = match this.ports().acquire_lock(&job_id, waits).await {
                Acquired::Held(lock) => Some(lock),
                Acquired::Unsupported => None,
                Acquired::Busy => {
                    if this.is_held(&job_id) {
                        // It was taken meanwhile, by this tab.
                        this.feed_here(&job_id, event);
                    } else if let Some(command) = command_of(&event) {
                        this.ports().broadcast(&Message::Command { job_id, command });
                    }
                    return;
                }
            };
            this.show_stored(&job_id).await;
            if this.change(&job_id, |job| job.hold = Hold::Held(lock)).is_some() {
                this.feed_here(&job_id, event);
            }
        });
    }

    /// A person's command to a job, in whichever tab drives it.
    pub fn command(&self, job_id: &str, command: Command) {
        self.feed(job_id, command.into());
    }

    /// Another tab has sent something.
    pub fn on_message(&self, message: Message) {
        match message {
            Message::Gone { job_id } => {
                self.0.jobs.borrow_mut().remove(&job_id);
                self.ports().notify(Notice::JobGone { job_id });
            }
            Message::Command { job_id, command } => {
                if self.is_held(&job_id) {
                    self.feed_here(&job_id, command.into());
                }
            }
            Message::Changed { job_id } => {
                if self.is_held(&job_id) {
                    return;
                }
                let this = self.clone();
                self.ports().spawn(async move {
                    this.show_stored(&job_id).await;
                    if this.job(&job_id).is_some_and(|record| !record.state.is_terminal()) {
                        this.drive(&job_id);
                    }
                });
            }
        }
    }

    /// Shows a job as it is stored, and its results.
    async fn show_stored(&self, job_id: &str) {
        let Some(record) = self.ports().stored_job(job_id).await else { return };
        if self.is_held(job_id) {
            return;
        }
        if let JobState::Finished { result_ids, .. } = &record.state {
            self.ports().notify(Notice::ResultsElsewhere { result_ids: result_ids.clone() });
        }
        self.put(record);
    }
}

fn command_of(event: &Event) -> Option<Command> {
    match event {
        Event::Leave => Some(Command::Leave),
        Event::Resume => Some(Command::Resume),
        Event::LookAgain => Some(Command::LookAgain),
        Event::RunAgain => Some(Command::RunAgain),
        Event::Drop => Some(Command::Drop),
        _ => None,
    }
}

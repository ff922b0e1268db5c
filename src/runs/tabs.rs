//! Several tabs of the page: one drives a job, all show it.
//!
//! A job's lock is held by the tab that drives it, from before its first effect until its end is stored. The other
//! tabs wait for the lock, so that the job is handed over the moment its tab ends. Only names go over the channel:
//! the record itself is read from the store, where it is saved before the message is sent.
//!
//! Where there are no locks, nothing tells whether another tab drives a job. What has not been accepted by a provider
//! yet goes on only when the person says so; the rest goes on in the tab that was opened last. So does, in any browser, a job
//! whose answer ended a page: it would end the next one, too.

use super::ports::{Acquired, Command, Message, Notice, Ports};
use super::runner::{Hold, LockOf, Runner};
use crate::core::job::{Event, JobRecord, JobState};

/// Wait before the store is asked again for a job that could not be read.
const READ_AGAIN_MILLIS: u32 = 5000;

/// Why a job is taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The page was opened.
    Opened,
    /// Another tab was heard of.
    Heard,
    /// The person wants something that counts for what they saw: this revision.
    Seen(u32),
    /// The person, or a call of this tab.
    Asked,
}

impl<P: Ports> Runner<P> {
    /// Takes in the jobs of earlier visits, and drives those that go on as soon as no other tab does.
    pub fn restore(&self, records: Vec<JobRecord>) {
        let words = self.ports().last_words();
        for record in records {
            let (id, has_ended) = (record.id.clone(), record.state.is_terminal());
            if self.job(&id).is_none() {
                self.put(record);
            }
            if !has_ended || words.iter().any(|word| word.id == id) {
                self.drive(&id, true);
            }
        }
        for word in words {
            if self.job(&word.id).is_none() {
                self.restore_word(word);
            }
        }
    }

    /// A job that stands in its last word only: it goes on when it had been accepted.
    fn restore_word(&self, word: JobRecord) {
        let this = self.clone();
        self.ports().spawn(async move {
            let hold = this.hold_new(&word.id).await;
            let is_stored = !matches!(this.ports().stored_job(&word.id).await, Ok(None));
            if matches!(hold, Hold::None) || is_stored || this.job(&word.id).is_some() {
                return;
            }
            if word.state.ticket().is_none() && !matches!(word.state, JobState::Downloading(_)) {
                return this.ports().remove_last_word(&word.id);
            }
            let id = word.id.clone();
            this.add(word, hold, false);
            this.change(&id, |job| (job.is_unsaved, job.has_word) = (true, true));
            this.feed_here(&id, Event::Restored);
            this.save(&id);
        });
    }

    /// Asks for the lock of a job that no other tab can know yet.
    pub(super) async fn hold_new(&self, job_id: &str) -> Hold<LockOf<P>> {
        match self.ports().acquire_lock(job_id, false).await {
            Acquired::Held(lock) => Hold::Held(Some(lock)),
            Acquired::Unsupported => Hold::Held(None),
            Acquired::Busy => Hold::None,
        }
    }

    /// Drives a job as soon as no other tab does.
    pub(super) fn drive(&self, job_id: &str, is_opening: bool) {
        let is_idle = self.change(job_id, |job| {
            let is_idle = matches!(job.hold, Hold::None);
            if is_idle {
                job.hold = Hold::Waiting;
            }
            is_idle
        });
        if is_idle == Some(true) {
            let reason = if is_opening { Reason::Opened } else { Reason::Heard };
            self.take_over(job_id, true, Event::Restored, reason);
        }
    }

    /// Feeds an event to a job, in whichever tab drives it.
    pub(super) fn feed(&self, job_id: &str, event: Event) {
        if self.is_held(job_id) {
            self.feed_here(job_id, event);
        } else {
            self.take_over(job_id, false, event, Reason::Asked);
        }
    }

    /// Takes a job as the last tab left it, and feeds it an event; when another tab drives it, that tab is asked.
    fn take_over(&self, job_id: &str, waits: bool, event: Event, reason: Reason) {
        let (this, job_id) = (self.clone(), job_id.to_owned());
        self.ports().spawn(async move {
            let lock = match this.ports().acquire_lock(&job_id, waits).await {
                Acquired::Held(lock) => Some(lock),
                Acquired::Unsupported => None,
                Acquired::Busy => return this.ask_driver(job_id, event, reason),
            };
            this.show_stored(&job_id).await;
            if this.is_held(&job_id) {
                // It was taken meanwhile, by this tab.
                return this.ask_driver(job_id, event, reason);
            }
            let Some(record) = this.job(&job_id) else { return };
            // What stands in the last word may have been accepted meanwhile.
            let word = this.ports().last_word(&job_id).filter(|word| word.revision > record.revision);
            let is_asked = matches!(reason, Reason::Asked | Reason::Seen(_));
            if !is_asked && this.ports().ended_reading(&job_id) {
                this.change(&job_id, |job| job.hold = Hold::Unattended);
                return this.ports().notify(Notice::EndedReading { job_id });
            }
            this.ports().set_reading(&job_id, false);
            if lock.is_none() && !may_go_on(word.as_ref().unwrap_or(&record), reason) {
                this.change(&job_id, |job| job.hold = Hold::Unattended);
                return this.ports().notify(Notice::Unattended { job_id });
            }
            this.change(&job_id, |job| job.hold = Hold::Held(lock));
            this.take_in_last_word(&job_id);
            let Some(record) = this.job(&job_id) else { return };
            let has_moved_on = matches!(reason, Reason::Seen(seen) if seen != record.revision);
            if has_moved_on {
                this.ports().notify(Notice::MovedOn { job_id: job_id.clone() });
            }
            // Nobody was driving it: whatever was under way has to begin again.
            let is_stranded = !record.state.is_terminal() && record.state.trouble().is_none();
            let event = match event {
                _ if has_moved_on && !is_stranded => return this.release_ended(&job_id),
                _ if has_moved_on => Event::Restored,
                Event::Resume if is_stranded => Event::Restored,
                event => event,
            };
            match record.late_answer {
                Some(late) if !late.stands_alone && event == Event::Restored => {
                    this.save(&job_id);
                    if let Some(record) = this.job(&job_id) {
                        this.bring_to_its_job(record);
                    }
                }
                _ => {
                    this.feed_here(&job_id, event);
                    this.save(&job_id);
                }
            }
        });
    }

    fn ask_driver(&self, job_id: String, event: Event, reason: Reason) {
        let seen = match reason {
            Reason::Seen(seen) => seen,
            _ => self.job(&job_id).map_or(0, |record| record.revision),
        };
        if self.is_held(&job_id) {
            match command_of(&event) {
                Some(command) => self.obey(job_id, command, seen),
                None => self.feed_here(&job_id, event),
            }
        } else if let Some(command) = command_of(&event) {
            self.ports().broadcast(&Message::Command { job_id, command, seen });
        }
    }

    /// What of a job was put down while it could not be stored: it goes on from there, or is set apart.
    fn take_in_last_word(&self, job_id: &str) {
        let (Some(word), Some(record)) = (self.ports().last_word(job_id), self.job(job_id)) else { return };
        if word.revision > record.revision {
            self.change(job_id, |job| {
                job.record = word;
                (job.is_unsaved, job.has_word) = (true, true);
            });
        } else {
            self.set_apart_what_is_missing(&word, Some(&record));
            self.ports().remove_last_word(job_id);
        }
    }

    /// A person's command to a job, in whichever tab drives it.
    pub fn command(&self, job_id: &str, command: Command) {
        let Some(record) = self.job(job_id) else { return };
        if self.is_held(job_id) {
            self.feed_here(job_id, command.into());
        } else {
            let reason = if command.is_final() { Reason::Seen(record.revision) } else { Reason::Asked };
            self.take_over(job_id, false, command.into(), reason);
        }
    }

    fn obey(&self, job_id: String, command: Command, seen: u32) {
        let is_as_seen = self.job(&job_id).is_some_and(|record| record.revision == seen);
        if !command.is_final() || is_as_seen {
            self.feed_here(&job_id, command.into());
        } else {
            self.ports().notify(Notice::MovedOn { job_id });
        }
    }

    /// Another tab has sent something.
    pub fn on_message(&self, message: Message) {
        match message {
            // What this tab drives is not gone: it would not have been let go.
            Message::Gone { job_id } => {
                if !self.is_held(&job_id) {
                    self.forget(&job_id);
                }
            }
            Message::Command { job_id, command, seen } => {
                if self.is_held(&job_id) {
                    self.obey(job_id, command, seen);
                }
            }
            Message::Changed { job_id } => {
                let this = self.clone();
                self.ports().spawn(async move {
                    if this.is_held(&job_id) {
                        return this.confirm(&job_id).await;
                    }
                    this.show_stored(&job_id).await;
                    if this.job(&job_id).is_some_and(|record| !record.state.is_terminal()) {
                        this.drive(&job_id, false);
                    }
                });
            }
        }
    }

    /// Shows all as it is stored: a message of another tab may have been lost.
    pub(super) fn refresh(&self) {
        let ids: Vec<String> = self.0.jobs.borrow().keys().cloned().collect();
        for id in ids {
            self.on_message(Message::Changed { job_id: id });
        }
    }

    /// Shows a job as it is stored, and its results.
    pub(super) async fn show_stored(&self, job_id: &str) {
        let found = loop {
            match self.ports().stored_job(job_id).await {
                Ok(found) => break found,
                Err(super::StoreError::Absent) => return,
                // What is shown must be what is stored: nothing goes on from a guess.
                Err(_) => self.ports().sleep(READ_AGAIN_MILLIS).await,
            }
        };
        if self.is_held(job_id) {
            return;
        }
        let Some(record) = found else {
            if self.change(job_id, |job| job.stored.is_some() && !job.without_store) == Some(true) {
                self.forget(job_id);
            }
            return;
        };
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

/// May a job go on here where nothing tells whether another tab drives it?
fn may_go_on(record: &JobRecord, reason: Reason) -> bool {
    let is_remote = record.request.engine.capabilities().is_remote;
    match reason {
        Reason::Asked | Reason::Seen(_) => true,
        Reason::Opened => {
            !is_remote
                || record.state.is_terminal()
                || record.state.ticket().is_some()
                || matches!(record.state, JobState::Downloading(_))
        }
        Reason::Heard => false,
    }
}

//! Answers to a submit that their job does not take in where they arrive: its tab has lost the job, or the job has
//! another answer.
//!
//! Such an answer is stored at once as a job of its own. That one waits for the lock of the job it belongs to: a job
//! still in doubt takes the answer, and the second record goes; else it stays, and is shown as a second result.

use super::ports::{Acquired, Ports};
use super::runner::{Hold, Runner};
use crate::core::job::{
    Downloading, Event, Failure, FailureKind, Finding, JobRecord, JobState, LateAnswer, Outcome, Phase,
    Reason, RemoteInputs, Ticket, Unknown, Waiting,
};
use crate::core::request::BlobHash;

/// What a provider gave for a submit.
enum Answer {
    Ticket(Ticket),
    Outcome(Outcome),
}

impl Answer {
    fn of_event(event: &Event) -> Option<Self> {
        match event {
            Event::Submitted(ticket) => Some(Self::Ticket(ticket.clone())),
            Event::Answered(outcome) => Some(Self::Outcome(outcome.clone())),
            _ => None,
        }
    }

    fn of_state(state: &JobState) -> Option<Self> {
        match state {
            JobState::Downloading(Downloading { ticket: None, outcome, .. }) => {
                Some(Self::Outcome(outcome.clone()))
            }
            state => state.ticket().cloned().map(Self::Ticket),
        }
    }

    fn is_in(&self, state: &JobState) -> bool {
        match self {
            Self::Ticket(ticket) => {
                let known = match state {
                    JobState::Finished { ticket, .. } => ticket.as_ref(),
                    state => state.ticket(),
                };
                known.is_some_and(|known| known.request_id == ticket.request_id)
            }
            Self::Outcome(outcome) => {
                matches!(state, JobState::Downloading(known) if known.outcome == *outcome)
            }
        }
    }

    fn into_event(self) -> Event {
        match self {
            Self::Ticket(ticket) => Event::Submitted(ticket),
            Self::Outcome(outcome) => Event::Answered(outcome),
        }
    }

    /// The state of a job that has this answer.
    fn into_state(self, started_millis: f64) -> JobState {
        match self {
            Self::Ticket(ticket) => Waiting::new(started_millis, ticket, Phase::Queued).into(),
            Self::Outcome(outcome) => {
                Downloading { started_millis, ticket: None, outcome, attempt: 0, trouble: None }.into()
            }
        }
    }
}

impl<P: Ports> Runner<P> {
    /// Stores an answer that its job has not taken in as a job of its own; other events are nothing.
    pub(super) fn set_apart_answer(&self, record: &JobRecord, event: &Event) {
        if let Some(answer) = Answer::of_event(event).filter(|answer| !answer.is_in(&record.state)) {
            self.set_apart(record, answer);
        }
    }

    /// Sets apart what a record has of a submit and the stored one does not.
    pub(super) fn set_apart_what_is_missing(&self, record: &JobRecord, stored: Option<&JobRecord>) {
        if let Some(answer) = Answer::of_state(&record.state)
            && !stored.is_some_and(|stored| answer.is_in(&stored.state))
        {
            self.set_apart(record, answer);
        }
    }

    fn set_apart(&self, record: &JobRecord, answer: Answer) {
        let of = record.late_answer.as_ref().map_or(&record.id, |late| &late.of).clone();
        // The same request found twice is one.
        let name = match &answer {
            Answer::Ticket(ticket) => ticket.request_id.clone(),
            Answer::Outcome(_) => self.ports().unique_name(),
        };
        let id = [&of, "~", &name].concat();
        if self.job(&id).is_some() {
            return;
        }
        let started_millis = record.state.started_millis().unwrap_or(record.created_millis);
        let late = JobRecord {
            id: id.clone(),
            state: answer.into_state(started_millis),
            revision: 1,
            late_answer: Some(LateAnswer { of, stands_alone: false }),
            deleted_at_provider: false,
            parked: Vec::new(),
            ..record.clone()
        };
        self.add(late, Hold::Waiting, false);
        self.change(&id, |job| job.is_unsaved = true);
        self.put_word(&id);
        let this = self.clone();
        self.ports().spawn(async move {
            match this.hold_new(&id).await {
                // Another tab has found the same request.
                Hold::None => this.forget(&id),
                hold => {
                    this.change(&id, |job| job.hold = hold);
                    this.save(&id);
                }
            }
        });
    }

    /// Stores what came as an answer and made no sense, for the person: with its job, or as one of its own where another
    /// tab has that.
    pub(super) fn park(&self, record: &JobRecord, files: Vec<BlobHash>) {
        if files.is_empty() {
            return;
        }
        if self.is_held(&record.id) {
            self.change(&record.id, |job| {
                job.record.revision += 1;
                job.record.parked.extend(files);
            });
            return self.save(&record.id);
        }
        let started_millis = record.state.started_millis().unwrap_or(record.created_millis);
        let (of, finding) = (record.id.clone(), Finding::Unrecorded);
        let inputs = match &record.state {
            JobState::Submitting(state) => state.inputs.clone(),
            _ => RemoteInputs::default(),
        };
        let cause = Failure::new(FailureKind::Malformed, Reason::Unspecified);
        let id = [&of, "~", &self.ports().unique_name()].concat();
        let alone = JobRecord {
            id: id.clone(),
            state: Unknown { started_millis, inputs, cause, finding }.into(),
            revision: 1,
            late_answer: Some(LateAnswer { of, stands_alone: true }),
            deleted_at_provider: false,
            parked: files,
            ..record.clone()
        };
        self.add(alone, Hold::Waiting, false);
        let this = self.clone();
        self.ports().spawn(async move {
            let hold = this.hold_new(&id).await;
            this.change(&id, |job| (job.hold, job.is_unsaved) = (hold, true));
            this.save(&id);
        });
    }

    /// Brings a stored answer to the job it belongs to, once no other tab drives that; where it is not wanted, the
    /// answer becomes a job that stands alone.
    pub(super) fn bring_to_its_job(&self, late: JobRecord) {
        let (Some(of), Some(answer)) =
            (late.late_answer.as_ref().map(|late| late.of.clone()), Answer::of_state(&late.state))
        else {
            return;
        };
        let this = self.clone();
        self.ports().spawn(async move {
            let hold = if this.is_held(&of) {
                None
            } else {
                match this.ports().acquire_lock(&of, true).await {
                    Acquired::Held(lock) => Some(Hold::Held(Some(lock))),
                    Acquired::Busy | Acquired::Unsupported => Some(Hold::Held(None)),
                }
            };
            if let Some(hold) = hold
                && !this.is_held(&of)
            {
                this.show_stored(&of).await;
                let is_in_doubt = this.job(&of).is_some_and(|record| record.state.is_in_doubt());
                if is_in_doubt && !this.is_held(&of) {
                    this.change(&of, |job| job.hold = hold);
                }
            }
            let is_wanted =
                this.is_held(&of) && this.job(&of).is_some_and(|record| record.state.is_in_doubt());
            if is_wanted {
                this.change(&of, |job| job.absorbs = Some(late.id.clone()));
                this.feed_here(&of, answer.into_event());
            } else {
                this.change(&late.id, |job| {
                    job.record.revision += 1;
                    if let Some(late) = &mut job.record.late_answer {
                        late.stands_alone = true;
                    }
                });
                this.feed_here(&late.id, Event::Restored);
            }
        });
    }

    /// The job has the answer: the record it was stored as goes.
    pub(super) fn remove_answer(&self, answer_id: String) {
        let Some(record) = self.change(&answer_id, |job| job.stored.clone()).flatten() else { return };
        let this = self.clone();
        self.ports().spawn(async move {
            // Left where it is, it is the same request once more: shown twice, billed once.
            if this.ports().delete_job(&record).await.is_ok() {
                this.forget(&answer_id);
                this.tell_gone(answer_id);
            }
        });
    }
}

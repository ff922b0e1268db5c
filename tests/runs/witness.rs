//! What is remembered of a run of the simulation: each word of the person, each submit that left a tab, each thing
//! that a page told.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use pentimento::api::HttpRequest;
use pentimento::core::job::{JobRecord, JobState, Left};
use pentimento::runs::Notice;

use crate::ledger::Ledger;

/// What one tab shows of a job.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) record: JobRecord,
    pub(crate) is_unsaved: bool,
    pub(crate) is_unattended: bool,
}

#[derive(Default)]
pub(crate) struct Witness {
    /// How often the person said to run it: by run.
    pub(crate) orders: RefCell<BTreeMap<usize, u32>>,
    /// When a submit of a run left a tab.
    pub(crate) sent: RefCell<Vec<(usize, u64)>>,
    /// When a page told that a run was not sent, or is forgotten, with no later word of the person.
    told_over: RefCell<BTreeMap<usize, u64>>,
    /// Runs of which a page told that they may have been accepted.
    pub(crate) told_doubt: RefCell<BTreeSet<usize>>,
    /// Runs that the person had taken away.
    pub(crate) forgotten: RefCell<BTreeSet<usize>>,
    /// By tab and job.
    pub(crate) shown: RefCell<BTreeMap<(u32, String), Shown>>,
    /// Results that pages showed: the hash of their bytes and their link, by tab.
    pub(crate) shown_results: RefCell<BTreeSet<(u32, String)>>,
    /// Names of the jobs of each run.
    names: RefCell<BTreeMap<String, usize>>,
    violations: RefCell<Vec<String>>,
    /// Prints what pages are told.
    pub(crate) is_told: Cell<bool>,
}

/// Which of the person's runs a job is of.
pub(crate) fn run_of(record: &JobRecord) -> usize {
    record.request.prompt.rsplit(' ').next().and_then(|word| word.parse().ok()).unwrap_or(usize::MAX)
}

/// It says that nothing was sent.
fn is_told_unsent(state: &JobState) -> bool {
    match state {
        JobState::Failed { ticket, .. } => ticket.is_none(),
        JobState::Left(Left { ticket, inputs, .. }) => ticket.is_none() && inputs.is_none(),
        _ => false,
    }
}

impl Witness {
    /// The person says to run it, or to run it again.
    pub(crate) fn on_order(&self, run: usize) {
        *self.orders.borrow_mut().entry(run).or_default() += 1;
        self.told_over.borrow_mut().remove(&run);
    }

    /// A page told that a run was not started.
    pub(crate) fn on_refused(&self, run: usize, now_millis: u64) {
        self.told_over.borrow_mut().insert(run, now_millis);
    }

    /// A job is deleted, in the state that it is in.
    pub(crate) fn on_deleted(&self, record: &JobRecord) {
        if !record.state.is_terminal() && record.late_answer.is_none() {
            let text = format!("P3: {} was deleted while it went on: {:?}", record.id, record.state);
            self.violations.borrow_mut().push(text);
        }
    }

    pub(crate) fn on_sent(&self, request: &HttpRequest, now_millis: u64) {
        let Some(run) = Ledger::run_of(request) else { return };
        self.sent.borrow_mut().push((run, now_millis));
        if let Some(told_millis) = self.told_over.borrow().get(&run) {
            self.violations.borrow_mut().push(format!(
                "P3: run {run} was told at {told_millis} ms not to be sent, or to be forgotten, and was sent at {now_millis} ms"
            ));
        }
    }

    pub(crate) fn on_notice(&self, tab: u32, notice: &Notice, now_millis: u64) {
        let mut shown = self.shown.borrow_mut();
        match notice {
            Notice::JobChanged(record) => {
                let run = run_of(record);
                self.names.borrow_mut().insert(record.id.clone(), run);
                let entry = shown.entry((tab, record.id.clone())).or_insert_with(|| Shown {
                    record: record.clone(),
                    is_unsaved: false,
                    is_unattended: false,
                });
                entry.record = record.clone();
                entry.is_unattended = false;
                if is_told_unsent(&record.state) && !entry.is_unsaved && record.late_answer.is_none() {
                    self.told_over.borrow_mut().insert(run, now_millis);
                }
                if record.state.is_in_doubt() && record.state.is_terminal() {
                    self.told_doubt.borrow_mut().insert(run);
                }
            }
            Notice::Saving { job_id, is_unsaved } => {
                if let Some(shown) = shown.get_mut(&(tab, job_id.clone())) {
                    shown.is_unsaved = *is_unsaved;
                }
            }
            Notice::Unattended { job_id } => {
                if let Some(shown) = shown.get_mut(&(tab, job_id.clone())) {
                    shown.is_unattended = true;
                }
            }
            Notice::JobGone { job_id } => {
                let gone = shown.remove(&(tab, job_id.clone()));
                if gone.is_some_and(|gone| gone.record.late_answer.is_none())
                    && let Some(run) = self.names.borrow().get(job_id)
                    && self.forgotten.borrow().contains(run)
                {
                    self.told_over.borrow_mut().insert(*run, now_millis);
                }
            }
            Notice::ResultChanged(result) => {
                let names = result.blob.iter().map(|blob| blob.0.clone()).chain(result.link.clone());
                self.shown_results.borrow_mut().extend(names.map(|name| (tab, name)));
            }
            _ => {}
        }
    }

    /// Prints a notice, for whoever replays a seed.
    pub(crate) fn tell(&self, tab: u32, notice: &Notice, now_millis: u64) {
        let text = match notice {
            _ if !self.is_told.get() => return,
            Notice::Progress { .. } | Notice::Partial { .. } | Notice::Ended(_) => return,
            Notice::JobChanged(record) => {
                let state: String = format!("{:?}", record.state).chars().take(160).collect();
                format!("shows {} revision {} {state}", record.id, record.revision)
            }
            Notice::ResultChanged(result) => format!("shows result {}", result.id),
            other => format!("{other:?}"),
        };
        println!("{now_millis:>8}     tab {tab} {text}");
    }

    pub(crate) fn on_closed(&self, tab: u32) {
        self.shown.borrow_mut().retain(|(shown, _), _| *shown != tab);
        self.shown_results.borrow_mut().retain(|(shown, _)| *shown != tab);
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.violations.borrow().clone()
    }
}

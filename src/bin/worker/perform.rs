//! How the worker does a task and replies.

use std::cell::Cell;
use std::marker::PhantomData;

use pentimento::browser::attachment::JsAttachments;
use pentimento::browser::time::now_millis;
use pentimento::browser::worker_port::WorkerPort;
use pentimento::worker::{Error, Progress, Reply, Task};

/// Least time between two progress updates: at least ten a second, never a flood.
const PROGRESS_MILLIS: f64 = 50.0;

/// A task of the protocol that this worker does.
pub(crate) trait Perform: Task<JsAttachments> + Sized {
    /// Does it.
    async fn perform(self, updates: &Updates<Self>) -> Result<Self::Answer, Error>;
}

/// Does a task and sends what comes of it.
pub(crate) async fn perform<T: Perform>(port: WorkerPort, id: u32, task: T) {
    let updates = Updates { port, id, progress_millis: Cell::new(0.0), task: PhantomData };
    let reply = match task.perform(&updates).await {
        Ok(answer) => Reply::Done { id, answer },
        Err(error) => Reply::Failed { id, error },
    };
    updates.port.reply(&reply);
}

/// The way of a running task's updates to the page.
pub(crate) struct Updates<T> {
    port: WorkerPort,
    id: u32,
    /// When progress was last sent; 0.0 before the first.
    progress_millis: Cell<f64>,
    task: PhantomData<T>,
}

impl<T: Perform> Updates<T> {
    /// Sends one.
    pub(crate) fn send(&self, update: T::Update) {
        self.port.reply(&Reply::Update { id: self.id, update });
    }

    /// Progress may be sent again; counts from now on if so.
    pub(crate) fn is_progress_due(&self) -> bool {
        let now = now_millis();
        let is_due = now - self.progress_millis.get() >= PROGRESS_MILLIS;
        if is_due {
            self.progress_millis.set(now);
        }
        is_due
    }
}

impl<T: Perform + Task<JsAttachments, Update = Progress>> Updates<T> {
    /// Sends the share that is done, unless that was done just now.
    pub(crate) fn progress(&self, share: f32) {
        if self.is_progress_due() {
            self.send(Progress(share));
        }
    }
}

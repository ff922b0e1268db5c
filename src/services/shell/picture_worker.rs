//! The worker for small tasks: inspecting, preparing and coding pictures. Started when first needed,
//! replaced when it broke.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::browser::worker_handle::{WorkerError, WorkerHandle};
use crate::browser::worker_port::Attachment;
use crate::worker::{Answer, Task};

/// The worker's owner.
#[derive(Default)]
pub struct PictureWorker {
    worker: RefCell<Option<Rc<WorkerHandle>>>,
    asked: Cell<u32>,
}

/// Counts a task for as long as it is waited for.
struct Asked<'a>(&'a Cell<u32>);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl PictureWorker {
    /// Asks the worker.
    ///
    /// # Errors
    /// What it says, or that it broke.
    pub async fn ask(
        &self,
        task: Task,
        attachments: Vec<Attachment>,
    ) -> Result<(Answer, Vec<Attachment>), WorkerError> {
        let worker = self.worker()?;
        self.asked.set(self.asked.get() + 1);
        let _asked = Asked(&self.asked);
        worker.ask(task, attachments).await
    }

    /// Ends the worker when nothing is asked of it, and its memory with it; the next task starts another.
    pub fn rest(&self) {
        if self.asked.get() == 0 {
            self.worker.borrow_mut().take();
        }
    }

    /// Asks for bytes: the answer's first attachment.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_bytes(
        &self,
        task: Task,
        attachments: Vec<Attachment>,
    ) -> Result<(Answer, Vec<u8>), WorkerError> {
        let (answer, attachments) = self.ask(task, attachments).await?;
        let bytes = match attachments.first() {
            Some(attachment) => {
                attachment.bytes().await.map_err(|error| WorkerError::Refused(error.to_string()))?
            }
            None => return Err(WorkerError::Refused("the worker gave no bytes".to_owned())),
        };
        Ok((answer, bytes))
    }

    fn worker(&self) -> Result<Rc<WorkerHandle>, WorkerError> {
        let mut slot = self.worker.borrow_mut();
        if let Some(worker) = slot.as_ref().filter(|worker| !worker.is_broken()) {
            return Ok(Rc::clone(worker));
        }
        let worker = Rc::new(WorkerHandle::start()?);
        *slot = Some(Rc::clone(&worker));
        Ok(worker)
    }
}

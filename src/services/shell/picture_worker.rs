//! The worker for small tasks: inspecting, preparing and coding pictures. Started when first needed,
//! replaced when it broke.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::browser::attachment::JsAttachments;
use crate::browser::worker_handle::{WorkerError, WorkerHandle};
use crate::worker::Task;

#[derive(Default)]
pub struct PictureWorker {
    worker: RefCell<Option<Rc<WorkerHandle>>>,
    running: Cell<usize>,
}

/// Counts a call for as long as it is waited for.
struct Running<'a>(&'a Cell<usize>);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl PictureWorker {
    pub async fn call<T: Task<JsAttachments>>(&self, task: T) -> Result<T::Answer, WorkerError> {
        let worker = self.worker()?;
        self.running.set(self.running.get() + 1);
        let _running = Running(&self.running);
        worker.call(task).await
    }

    /// Ends the worker when no call is running, and its memory with it; the next task starts another.
    pub fn rest(&self) {
        if self.running.get() == 0 {
            self.worker.borrow_mut().take();
        }
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

//! The page's end of a worker: starts it, asks it, and ends it.
//!
//! A request waits for the worker's ready word first: a worker drops messages that come before its script
//! runs. Dropping the handle terminates the worker at once, whatever it is doing; that is how work is
//! cancelled.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, Worker};

use super::error::OrThrown as _;
use super::worker_port::{Attachment, pack, unpack};
use crate::worker::{Answer, FilledVariant, PROTOCOL_VERSION, PreviewPlace, Reply, Request, Task};

/// The loader's file, beside the page.
const LOADER: &str = "worker-loader.js";

/// Memory of a device that does not tell.
const UNKNOWN_MEMORY_GB: f64 = 4.0;

/// How many workers may run beside each other: one fewer than there are cores, so that the page stays quick. At
/// least 1.
pub fn spare_cores() -> usize {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (cores - 1.0).max(1.0) as usize
}

/// How many workers of so many bytes each fit into a quarter of the device's memory. At least 1.
pub fn workers_in_memory(bytes_each: u64) -> usize {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return 1;
    };
    // Only Chromium tells it, in whole GB up to 8.
    let memory_gb = js_sys::Reflect::get(&navigator, &"deviceMemory".into())
        .ok()
        .and_then(|value| value.as_f64())
        .unwrap_or(UNKNOWN_MEMORY_GB);
    (memory_gb * 1e9 / 4.0 / bytes_each.max(1) as f64).max(1.0) as usize
}

/// Why a worker did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// It said why.
    #[error("{0}")]
    Refused(String),
    /// It broke. What it was doing is lost, nothing else.
    #[error("the worker stopped: {0}")]
    Crashed(String),
    /// It is of another build than the page.
    #[error("the worker is of another version ({theirs}, this page has {PROTOCOL_VERSION}): reload the page")]
    Version {
        /// The worker's protocol version.
        theirs: u32,
    },
}

/// What a worker says while it works.
#[derive(Debug)]
pub enum Update {
    /// Share of the work that is done, 0.0 to 1.0.
    Progress(f32),
    /// What a fill looks like so far: where, and the pixels.
    Preview(PreviewPlace, Vec<Attachment>),
    /// One of several results, and its files.
    Variant(FilledVariant, Vec<Attachment>),
}

type Result<T> = std::result::Result<T, WorkerError>;
/// A full answer: what came of the task, and the attachments.
type Answered = Result<(Answer, Vec<Attachment>)>;

struct Waiting {
    done: oneshot::Sender<Answered>,
    updates: Option<mpsc::UnboundedSender<Update>>,
}

#[derive(Default)]
struct Shared {
    waiting: HashMap<u32, Waiting>,
    next_id: u32,
    /// Those who wait for the ready word.
    starting: Vec<oneshot::Sender<Result<()>>>,
    /// `None` until the ready word or the failure.
    started: Option<Result<()>>,
}

impl Shared {
    fn start(&mut self, outcome: &Result<()>) {
        if self.started.is_none() || outcome.is_err() {
            self.started = Some(outcome.clone());
        }
        for waiting in self.starting.drain(..) {
            // Fails only when nobody waits any more.
            let _ = waiting.send(outcome.clone());
        }
    }

    fn break_off(&mut self, error: &WorkerError) {
        self.start(&Err(error.clone()));
        for (_, waiting) in self.waiting.drain() {
            // As above.
            let _ = waiting.done.send(Err(error.clone()));
        }
    }

    fn receive(&mut self, reply: Reply, attachments: Vec<Attachment>) {
        match reply {
            Reply::Ready { version: PROTOCOL_VERSION } => self.start(&Ok(())),
            Reply::Ready { version } => self.break_off(&WorkerError::Version { theirs: version }),
            Reply::Progress { id, fraction } => self.update(id, Update::Progress(fraction)),
            Reply::Preview { id, place } => self.update(id, Update::Preview(place, attachments)),
            Reply::Variant { id, filled, .. } => self.update(id, Update::Variant(filled, attachments)),
            Reply::Done { id, answer } => self.finish(id, Ok((answer, attachments))),
            Reply::Failed { id, message } => self.finish(id, Err(WorkerError::Refused(message))),
            Reply::Crashed { message } => self.break_off(&WorkerError::Crashed(message)),
        }
    }

    fn update(&mut self, id: u32, update: Update) {
        if let Some(updates) = self.waiting.get(&id).and_then(|waiting| waiting.updates.as_ref()) {
            // Fails only when nobody listens any more.
            let _ = updates.unbounded_send(update);
        }
    }

    fn finish(&mut self, id: u32, outcome: Result<(Answer, Vec<Attachment>)>) {
        if let Some(waiting) = self.waiting.remove(&id) {
            // As above.
            let _ = waiting.done.send(outcome);
        }
    }
}

/// A running worker.
pub struct WorkerHandle {
    worker: Worker,
    shared: Rc<RefCell<Shared>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl WorkerHandle {
    /// Starts a worker; its code is loaded in the background.
    ///
    /// # Errors
    /// When the browser refuses workers.
    pub fn start() -> Result<Self> {
        let crashed = |error: super::Error| WorkerError::Crashed(error.to_string());
        let address = super::dom::resolve_beside_page(LOADER).map_err(crashed)?;
        let worker = Worker::new(&address).or_thrown("start the worker").map_err(crashed)?;
        let shared = Rc::new(RefCell::new(Shared::default()));

        let in_message = Rc::clone(&shared);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((text, attachments)) = unpack(&event.data()) else {
                return;
            };
            match serde_json::from_str::<Reply>(&text) {
                Ok(reply) => in_message.borrow_mut().receive(reply, attachments),
                Err(error) => {
                    in_message
                        .borrow_mut()
                        .break_off(&WorkerError::Crashed(format!("unknown reply: {error}")));
                }
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let in_error = Rc::clone(&shared);
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            let message = event.dyn_ref::<web_sys::ErrorEvent>().map(web_sys::ErrorEvent::message);
            let message = message
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| "its code could not be loaded".to_owned());
            in_error.borrow_mut().break_off(&WorkerError::Crashed(message));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        Ok(Self { worker, shared, _on_message: on_message, _on_error: on_error })
    }

    /// Ends the worker at once; whoever waits for it is told.
    pub fn end(&self) {
        self.worker.terminate();
        self.shared.borrow_mut().break_off(&WorkerError::Crashed("it was ended".to_owned()));
    }

    /// The worker broke and must be replaced.
    pub fn is_broken(&self) -> bool {
        matches!(self.shared.borrow().started, Some(Err(_)))
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// What the worker says, or that it broke.
    pub async fn ask(&self, task: Task, attachments: Vec<Attachment>) -> Result<(Answer, Vec<Attachment>)> {
        self.ask_with_updates(task, attachments, None).await
    }

    /// Asks, hands on what the worker says meanwhile, and waits for the answer.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_with_updates(
        &self,
        task: Task,
        attachments: Vec<Attachment>,
        updates: Option<mpsc::UnboundedSender<Update>>,
    ) -> Result<(Answer, Vec<Attachment>)> {
        self.ready().await?;
        let gone = |_| WorkerError::Crashed("it was ended".to_owned());
        let answer = self.send(task, &attachments, updates)?;
        answer.await.map_err(gone)?
    }

    fn send(
        &self,
        task: Task,
        attachments: &[Attachment],
        updates: Option<mpsc::UnboundedSender<Update>>,
    ) -> Result<oneshot::Receiver<Answered>> {
        let (done, answer) = oneshot::channel();
        let id = {
            let mut shared = self.shared.borrow_mut();
            shared.next_id += 1;
            let id = shared.next_id;
            shared.waiting.insert(id, Waiting { done, updates });
            id
        };
        let text = serde_json::to_string(&Request { id, task })
            .map_err(|error| WorkerError::Refused(error.to_string()))?;
        let sent = pack(&text, attachments).and_then(|(message, moved)| {
            self.worker.post_message_with_transfer(&message, &moved).or_thrown("ask the worker")
        });
        if let Err(error) = sent {
            self.shared.borrow_mut().waiting.remove(&id);
            return Err(WorkerError::Refused(error.to_string()));
        }
        Ok(answer)
    }

    async fn ready(&self) -> Result<()> {
        let started = self.shared.borrow().started.clone();
        if let Some(outcome) = started {
            return outcome;
        }
        let (sender, receiver) = oneshot::channel();
        self.shared.borrow_mut().starting.push(sender);
        receiver.await.map_err(|_| WorkerError::Crashed("it was ended".to_owned()))?
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

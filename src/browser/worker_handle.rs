//! The page's end of a worker: starts it, has it do tasks, and ends it.
//!
//! A call waits until the worker is ready: a worker drops messages that come before its script runs. Dropping the
//! handle terminates the worker at once, whatever it is doing; that is how work is cancelled.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use js_sys::Array;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, Worker};

use super::attachment::{self, JsAttachments};
use super::error::OrThrown as _;
use crate::worker::{self, Named, PROTOCOL_VERSION, Reply, Request, Task};

/// The loader's file, beside the page.
const LOADER: &str = "worker-loader.js";

/// Assumed memory of a device whose browser does not say.
const UNKNOWN_MEMORY_GB: f64 = 4.0;

/// How many workers may run beside each other: one fewer than there are cores, so that the page stays quick. At
/// least 1.
pub fn spare_cores() -> usize {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (cores - 1.0).max(1.0) as usize
}

/// How many workers of `bytes_each` fit into a quarter of the device's memory. At least 1.
pub fn workers_in_memory(bytes_each: u64) -> usize {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return 1;
    };
    // Only Chromium says it, in whole GB up to 8.
    let memory_gb = js_sys::Reflect::get(&navigator, &"deviceMemory".into())
        .ok()
        .and_then(|value| value.as_f64())
        .unwrap_or(UNKNOWN_MEMORY_GB);
    (memory_gb * 1e9 / 4.0 / bytes_each.max(1) as f64).max(1.0) as usize
}

/// Why a task was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// The worker says why; it is well.
    #[error(transparent)]
    Task(#[from] worker::Error),
    /// The task could not be sent.
    #[error(transparent)]
    Send(#[from] super::Error),
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

type Result<T> = std::result::Result<T, WorkerError>;

/// The JSON text of an answer or an update, and the attachments that it names.
struct Raw {
    text: Box<RawValue>,
    list: Array,
}

impl Raw {
    fn parse<T: DeserializeOwned>(self) -> Result<T> {
        attachment::parse(self.text.get(), self.list).map_err(|error| unknown_reply(&error))
    }
}

fn unknown_reply(error: &serde_json::Error) -> WorkerError {
    WorkerError::Crashed(format!("unknown reply: {error}"))
}

fn ended() -> WorkerError {
    WorkerError::Crashed("it was ended".to_owned())
}

/// What a waiting call receives.
enum Received {
    Update(Raw),
    /// The last one.
    Ended(Result<Raw>),
}

#[derive(Default)]
struct Shared {
    waiting: HashMap<u32, mpsc::UnboundedSender<Received>>,
    last_id: u32,
    /// Those who wait for the worker to be ready.
    starting: Vec<oneshot::Sender<Result<()>>>,
    /// `None` until it is ready or failed to start.
    started: Option<Result<()>>,
}

// What is sent here fails only when nobody waits for it any more.
impl Shared {
    fn start(&mut self, outcome: &Result<()>) {
        if self.started.is_none() || outcome.is_err() {
            self.started = Some(outcome.clone());
        }
        for waiting in self.starting.drain(..) {
            let _ = waiting.send(outcome.clone());
        }
    }

    fn break_off(&mut self, error: &WorkerError) {
        self.start(&Err(error.clone()));
        for (_, waiting) in self.waiting.drain() {
            let _ = waiting.unbounded_send(Received::Ended(Err(error.clone())));
        }
    }

    fn receive(&mut self, text: &str, list: Array) {
        match serde_json::from_str(text) {
            Ok(Reply::Ready { version: PROTOCOL_VERSION }) => self.start(&Ok(())),
            Ok(Reply::Ready { version }) => self.break_off(&WorkerError::Version { theirs: version }),
            Ok(Reply::Update { id, update }) => {
                if let Some(waiting) = self.waiting.get(&id) {
                    let _ = waiting.unbounded_send(Received::Update(Raw { text: update, list }));
                }
            }
            Ok(Reply::Done { id, answer }) => self.finish(id, Ok(Raw { text: answer, list })),
            Ok(Reply::Failed { id, error }) => self.finish(id, Err(error.into())),
            Ok(Reply::Crashed { message }) => self.break_off(&WorkerError::Crashed(message)),
            Err(error) => self.break_off(&unknown_reply(&error)),
        }
    }

    fn finish(&mut self, id: u32, outcome: Result<Raw>) {
        if let Some(waiting) = self.waiting.remove(&id) {
            let _ = waiting.unbounded_send(Received::Ended(outcome));
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
    pub fn start() -> Result<Self> {
        let crashed = |error: super::Error| WorkerError::Crashed(error.to_string());
        let address = super::dom::resolve_beside_page(LOADER).map_err(crashed)?;
        let worker = Worker::new(&address).or_thrown("start the worker").map_err(crashed)?;
        let shared = Rc::new(RefCell::new(Shared::default()));

        let in_message = Rc::clone(&shared);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((text, list)) = attachment::unpack(&event.data()) {
                in_message.borrow_mut().receive(&text, list);
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

    /// Ends the worker at once; running calls fail as [`WorkerError::Crashed`].
    pub fn end(&self) {
        self.worker.terminate();
        self.shared.borrow_mut().break_off(&ended());
    }

    /// The worker broke and must be replaced.
    pub fn is_broken(&self) -> bool {
        matches!(self.shared.borrow().started, Some(Err(_)))
    }

    /// Has a task done.
    pub async fn call<T: Task<JsAttachments>>(&self, task: T) -> Result<T::Answer> {
        self.call_with_updates(task, |_| ()).await
    }

    /// Has a task done, and hands on what the worker says meanwhile.
    pub async fn call_with_updates<T: Task<JsAttachments>>(
        &self,
        task: T,
        mut on_update: impl FnMut(T::Update),
    ) -> Result<T::Answer> {
        self.ready().await?;
        let id = {
            let mut shared = self.shared.borrow_mut();
            shared.last_id += 1;
            shared.last_id
        };
        let (message, moved) = attachment::pack(&Request { id, task: Named::new(task) })?;
        self.worker.post_message_with_transfer(&message, &moved).or_thrown("ask the worker")?;
        let (sender, mut received) = mpsc::unbounded();
        self.shared.borrow_mut().waiting.insert(id, sender);
        while let Ok(message) = received.recv().await {
            match message {
                Received::Update(update) => on_update(update.parse()?),
                Received::Ended(outcome) => return outcome?.parse(),
            }
        }
        Err(ended())
    }

    async fn ready(&self) -> Result<()> {
        let started = self.shared.borrow().started.clone();
        if let Some(outcome) = started {
            return outcome;
        }
        let (sender, receiver) = oneshot::channel();
        self.shared.borrow_mut().starting.push(sender);
        receiver.await.map_err(|_| ended())?
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

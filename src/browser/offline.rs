//! The page without a network: a service worker stores its files (`public/offline.js`), and a newer one waits until it is
//! told to take over.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use super::dom::{self, Listener};

/// The service worker's script, beside the page.
const SCRIPT: &str = "offline.js";
/// What the script is asked, to name the files that it stores.
const WHICH_FILES: &str = "files?";
/// The message that makes a waiting version take over.
const TAKE_OVER: &str = "take over";

/// The browser's service workers; `None` on an insecure address, and in some private windows.
pub(super) fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let is_offered = Reflect::get(&navigator, &JsValue::from("serviceWorker"))
        .is_ok_and(|container| !container.is_undefined());
    is_offered.then(|| navigator.service_worker())
}

/// Has the browser store the page's files, so that it opens without a network from the next visit on. Without
/// service workers the page works as long as it is open.
pub async fn keep_page() {
    if let Some(container) = container() {
        // Its outcome changes nothing for this visit.
        let _ = JsFuture::from(container.register(SCRIPT)).await;
    }
}

/// Watches for newer versions, until dropped.
pub struct NewVersions {
    registration: ServiceWorkerRegistration,
    _listeners: Vec<Listener>,
    /// Of the workers that are being installed.
    _installing: Rc<RefCell<Vec<Listener>>>,
}

impl NewVersions {
    /// Calls back whenever a newer version waits, with whether this page is of that version already, and when one has taken
    /// over. `None` when this browser stores no page.
    pub async fn watch(
        on_waiting: impl Fn(bool) + 'static,
        on_taken_over: impl Fn() + 'static,
    ) -> Option<Self> {
        let container = container()?;
        let registration = JsFuture::from(container.ready().ok()?).await.ok()?;
        let registration: ServiceWorkerRegistration = registration.dyn_into().ok()?;
        let installing = Rc::new(RefCell::new(Vec::new()));
        let (found, listeners) = (registration.clone(), Rc::clone(&installing));
        let mut all = vec![
            Listener::on(registration.as_ref(), "updatefound", move |_| {
                let Some(worker) = found.installing() else { return };
                let watched = worker.clone();
                listeners.borrow_mut().push(Listener::on(worker.as_ref(), "statechange", move |_| {
                    if watched.state() == ServiceWorkerState::Installed {
                        ask_for_files(&watched);
                    }
                }));
            }),
            Listener::on(container.as_ref(), "message", move |event| {
                let data = Reflect::get(&event, &"data".into()).unwrap_or_default();
                let files = Reflect::get(&data, &"files".into()).unwrap_or_default();
                if let Some(files) = files.dyn_ref::<Array>() {
                    let program = dom::program_name();
                    let is_this = files.iter().any(|file| file.as_string() == program && program.is_some());
                    on_waiting(is_this);
                }
            }),
        ];
        // The first version that is stored takes nothing over.
        if container.controller().is_some() {
            all.push(Listener::on(container.as_ref(), "controllerchange", move |_| on_taken_over()));
        }
        if let Some(waiting) = registration.waiting() {
            ask_for_files(&waiting);
        }
        Some(Self { registration, _listeners: all, _installing: installing })
    }

    /// Has the version that waits take over; `false` when none does.
    pub fn take_over(&self) -> bool {
        // Fails only for what cannot be copied.
        self.registration.waiting().is_some_and(|waiting| waiting.post_message(&TAKE_OVER.into()).is_ok())
    }

    /// Asks the server for a newer version.
    pub fn look(&self) {
        // Nothing comes of it where there is no network.
        let _ = self.registration.update();
    }
}

fn ask_for_files(worker: &ServiceWorker) {
    // The very first one has nobody to wait for. It fails only for what cannot be copied.
    if container().is_some_and(|container| container.controller().is_some()) {
        let _ = worker.post_message(&WHICH_FILES.into());
    }
}

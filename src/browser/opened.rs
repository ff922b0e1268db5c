//! Pictures with which another app, or the system, opened the page.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ServiceWorkerRegistration};

use super::dom::Listener;
use super::files::GivenFile;
use super::{offline, spawn};

/// What the page's address says when something was shared with it.
const SHARED_QUERY: &str = "?shared";
/// What the service worker is asked then.
const QUESTION: &str = "shared?";

/// Gives pictures to the page that come from elsewhere, until dropped.
pub struct Opened {
    _shared: Option<Listener>,
    _launched: Option<Closure<dyn FnMut(JsValue)>>,
}

/// Calls back with the pictures that were shared with the page, or opened with it, now or later.
pub fn watch(on_files: impl Fn(Vec<GivenFile>) + Clone + 'static) -> Opened {
    let shared = watch_shared(on_files.clone());
    if shared.is_some() && is_shared_to() {
        forget_query();
        spawn(async {
            // Without an answer nothing was shared.
            let _ = ask_for_shared().await;
        });
    }
    Opened { _shared: shared, _launched: watch_launched(on_files) }
}

fn watch_shared(on_files: impl Fn(Vec<GivenFile>) + 'static) -> Option<Listener> {
    let container = offline::container()?;
    let listener = Listener::on(container.as_ref(), "message", move |event| {
        let data = Reflect::get(&event, &"data".into()).unwrap_or_default();
        let files = Reflect::get(&data, &"shared".into()).unwrap_or_default();
        give(&files, &on_files);
    });
    Some(listener)
}

fn give(files: &JsValue, on_files: &impl Fn(Vec<GivenFile>)) {
    let Some(files) = files.dyn_ref::<Array>() else { return };
    let files: Vec<GivenFile> =
        files.iter().filter_map(|file| file.dyn_into::<File>().ok()).map(GivenFile::from).collect();
    if !files.is_empty() {
        on_files(files);
    }
}

fn is_shared_to() -> bool {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    search.is_some_and(|search| search == SHARED_QUERY)
}

/// A reload asks for nothing again.
fn forget_query() {
    let Some(window) = web_sys::window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    if let Ok(history) = Reflect::get(&window, &"history".into())
        && let Ok(replace) = Reflect::get(&history, &"replaceState".into())
        && let Some(replace) = replace.dyn_ref::<Function>()
    {
        // Refused, the question is asked once more, and nothing is there.
        let _ = replace.call3(&history, &JsValue::NULL, &"".into(), &path.into());
    }
}

async fn ask_for_shared() -> Option<()> {
    let registration = JsFuture::from(offline::container()?.ready().ok()?).await.ok()?;
    let registration: ServiceWorkerRegistration = registration.dyn_into().ok()?;
    registration.active()?.post_message(&QUESTION.into()).ok()
}

/// Files that the system opens with the installed page.
fn watch_launched(
    on_files: impl Fn(Vec<GivenFile>) + Clone + 'static,
) -> Option<Closure<dyn FnMut(JsValue)>> {
    let window = web_sys::window()?;
    let queue = Reflect::get(&window, &"launchQueue".into()).ok()?;
    let set_consumer = Reflect::get(&queue, &"setConsumer".into()).ok()?.dyn_into::<Function>().ok()?;
    let consumer = Closure::<dyn FnMut(JsValue)>::new(move |launch: JsValue| {
        let on_files = on_files.clone();
        spawn(async move {
            let opened = files_of(&launch).await;
            give(&opened, &on_files);
        });
    });
    set_consumer.call1(&queue, consumer.as_ref()).ok()?;
    Some(consumer)
}

/// The files of a launch: those that can be read.
async fn files_of(launch: &JsValue) -> Array {
    let files = Array::new();
    let handles = Reflect::get(launch, &"files".into()).unwrap_or_default();
    for handle in handles.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default() {
        let Ok(get_file) = Reflect::get(&handle, &"getFile".into()) else { continue };
        let Some(promise) = get_file.dyn_ref::<Function>().and_then(|get_file| get_file.call0(&handle).ok())
        else {
            continue;
        };
        if let Ok(file) = JsFuture::from(js_sys::Promise::resolve(&promise)).await {
            files.push(&file);
        }
    }
    files
}

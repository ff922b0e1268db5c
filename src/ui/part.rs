//! The place of a part of the page that is fetched when it is first needed.

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use crate::services::shell::on_demand::NOT_FETCHED;
use crate::services::shell::split_point::NotFetched;
use crate::services::{sleep, spawn};

/// The view of a part, or why it could not be fetched.
pub type Fetched = Result<AnyView, NotFetched>;

/// How a part is fetched.
type Fetch = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Fetched>>>>;

enum Place {
    Waiting,
    There(AnyView),
    NotFetched,
}

/// Shows a part once it is there; when it cannot be fetched, says so and offers to try again.
#[component]
pub fn Part<F, G>(fetch: F) -> impl IntoView
where
    F: Fn() -> G + 'static,
    G: Future<Output = Fetched> + 'static,
{
    shown_once_there(Rc::new(move || Box::pin(fetch())))
}

/// The one copy of a part's place, whatever is fetched.
fn shown_once_there(fetch: Fetch) -> AnyView {
    let attempt = RwSignal::new(0);
    let place = RwSignal::new_local(Place::Waiting);
    Effect::new(move |_| {
        attempt.track();
        // Below this component's owner, so that the view finds its contexts and is cleaned up with it.
        let fetched = ScopedFuture::new_untracked(fetch());
        spawn(async move {
            // Each in a task of its own: together, what called for the part, making it and putting it into the
            // page would take longer than a person may wait.
            sleep(0).await;
            let found = fetched.await.map_or(Place::NotFetched, Place::There);
            sleep(0).await;
            // The place may be gone meanwhile.
            place.try_set(found);
        });
    });
    let shown = move || {
        place.track();
        match place.try_update_untracked(|place| std::mem::replace(place, Place::Waiting)) {
            Some(Place::There(view)) => view,
            Some(Place::NotFetched) => view! {
                <div class="notices">
                    <div class="notice notice--error" role="alert">
                        <p>{NOT_FETCHED}</p>
                        <button on:click=move |_| attempt.update(|attempt| *attempt += 1)>"Try again"</button>
                    </div>
                </div>
            }
            .into_any(),
            Some(Place::Waiting) | None => ().into_any(),
        }
    };
    shown.into_any()
}

//! The cut-out: seen on a checkerboard, to be downloaded or worked on as a picture.

use std::rc::Rc;

use leptos::prelude::*;

use crate::services::painter::commands::cut_out::CutOutFile;
use crate::services::painter::{Painter, texts};
use crate::services::shell::on_demand::{GivenFile, OnDemand, Work};
use crate::services::{download, spawn};
use crate::state::{AppState, Dialog};
use crate::ui::widgets::modal::Modal;

/// What there is of the cut-out.
#[derive(Clone, Default)]
enum Cut {
    #[default]
    Making,
    There(Rc<CutOutFile>),
    Failed(String),
}

/// The dialog of a cut-out. It is made when the dialog opens, and again for the other side.
#[component]
pub fn CutOutDialog() -> impl IntoView {
    let state = AppState::of_page();
    let painter = expect_context::<Painter>();
    let on_demand = expect_context::<OnDemand>();
    let is_ground = RwSignal::new(false);
    let cut = RwSignal::new_local(Cut::Making);
    Effect::new(move |_| {
        let side = is_ground.get();
        if state.dialog.get() != Some(Dialog::CutOut) {
            cut.set(Cut::Making);
            return;
        }
        cut.set(Cut::Making);
        spawn(async move {
            let made = match painter.cut_out(side).await {
                Ok(Some(file)) => Cut::There(Rc::new(file)),
                Ok(None) => Cut::Failed(texts::NOTHING_TO_CUT_OUT.to_owned()),
                Err(error) => Cut::Failed(texts::text_of(&error)),
            };
            // The other side may have been asked for, or the dialog closed, meanwhile.
            let is_wanted = state.dialog.get_untracked() == Some(Dialog::CutOut);
            if is_wanted && is_ground.get_untracked() == side {
                cut.set(made);
            }
        });
    });
    let file = move || match cut.get() {
        Cut::There(file) => Some(file),
        _ => None,
    };
    let shown = move || match cut.get() {
        Cut::Making => view! { <p class="cut-out__wait" role="status">"Cutting out…"</p> }.into_any(),
        Cut::There(file) => {
            let alt = if is_ground.get_untracked() {
                "The background without the object"
            } else {
                "The object alone"
            };
            view! { <img src=file.url().to_owned() alt=alt /> }.into_any()
        }
        Cut::Failed(text) => view! { <p class="bad" role="alert">{text}</p> }.into_any(),
    };
    let on_download = move |_| {
        if let Some(file) = file()
            && let Err(error) = download(&file.blob, &file.name)
        {
            cut.set(Cut::Failed(texts::text_of(&error.into())));
        }
    };
    let on_add = move |_| {
        if let Some(file) = file() {
            let given = GivenFile { name: file.name.clone(), blob: file.blob.clone() };
            on_demand.ask(Work::AddFiles(vec![given]));
            state.dialog.set(None);
        }
    };
    let side = move |name: &'static str, value: bool| {
        view! {
            <label>
                <input
                    type="radio"
                    name="cut-out-side"
                    prop:checked=move || is_ground.get() == value
                    on:change=move |_| is_ground.set(value)
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <Modal dialog=Dialog::CutOut name="Cut out">
            <div class="cut-out__sides" role="radiogroup" aria-label="What to cut out">
                {side("The object", false)}
                {side("Cut out background", true)}
            </div>
            <div class="cut-out__picture">{shown}</div>
            <div class="modal__buttons modal__buttons--end">
                <button class="small" disabled=move || file().is_none() on:click=on_add>"Add as picture"</button>
                <button class="small small--firm" disabled=move || file().is_none() on:click=on_download>
                    "Download PNG"
                </button>
            </div>
        </Modal>
    }
}

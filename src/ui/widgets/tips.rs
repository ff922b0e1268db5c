//! Tooltips of our own: a button's name, its key and one line of what it does.

use leptos::prelude::*;

use crate::services::shell::views::{self, Pointed, PointerEvent};
use crate::services::{sleep, spawn};

/// How long a finger rests on a button before its tooltip shows, in milliseconds.
const LONG_PRESS_MILLIS: u32 = 500;

/// Why a tooltip shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The pointer is over the button: after a moment.
    Hover,
    /// The focus is there, or a finger rests there: at once.
    Meant,
}

/// A box of buttons with tooltips. They take their words from `aria-label`, `data-keys` (else `aria-keyshortcuts`) and `data-line`.
#[component]
pub fn Tips(
    #[prop(default = "")] id: &'static str,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let tip = RwSignal::new(None::<(Pointed, Reason)>);
    // Rises when a finger comes or goes: one that rests finds its number again.
    let presses = StoredValue::new(0_u32);
    let hide = move || {
        presses.update_value(|presses| *presses += 1);
        if tip.with_untracked(Option::is_some) {
            tip.set(None);
        }
    };
    let on_over = move |event: PointerEvent| {
        if !views::is_finger(&event) {
            tip.set(views::pointed(&event).map(|pointed| (pointed, Reason::Hover)));
        }
    };
    let on_down = move |event: PointerEvent| {
        hide();
        let press = presses.get_value();
        let pointed = views::pointed(&event).filter(|_| views::is_finger(&event));
        let Some(pointed) = pointed else { return };
        spawn(async move {
            sleep(LONG_PRESS_MILLIS).await;
            // The component may be gone meanwhile.
            if presses.try_get_value() == Some(press) {
                tip.set(Some((pointed, Reason::Meant)));
            }
        });
    };
    let on_focus = move |event: leptos::ev::FocusEvent| {
        if views::is_focus_seen(&event) {
            tip.set(views::pointed(&event).map(|pointed| (pointed, Reason::Meant)));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            hide();
        }
    };
    view! {
        <div
            id=id
            class=class
            on:pointerover=on_over
            on:pointerleave=move |_| hide()
            on:pointerdown=on_down
            on:pointerup=move |_| hide()
            on:pointercancel=move |_| hide()
            on:contextmenu=|event| event.prevent_default()
            on:focusin=on_focus
            on:focusout=move |_| hide()
            on:keydown=on_key
        >
            {children()}
            {move || {
                tip.get()
                    .map(|(pointed, reason)| {
                        let Pointed { name, keys, line, middle } = pointed;
                        view! {
                            <div
                                class="tip"
                                aria-hidden="true"
                                data-meant=(reason == Reason::Meant).to_string()
                                style:--x=format!("{}px", middle.x.round())
                                style:--y=format!("{}px", middle.y.round())
                            >
                                <b>{name}</b>
                                {(!keys.is_empty()).then(|| view! { <kbd>{keys}</kbd> })}
                                {(!line.is_empty()).then(|| view! { <p>{line}</p> })}
                            </div>
                        }
                    })
            }}
        </div>
    }
}

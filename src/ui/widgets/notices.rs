//! Messages: errors stay until dismissed, the rest goes by itself.

use leptos::prelude::*;

use crate::services::{sleep, spawn};
use crate::state::{AppState, Notice, NoticeKind};
use crate::ui::widgets::icons::{Icon, Symbol};

/// How long a message stays that needs no answer.
const STAY_MILLIS: u32 = 6000;

#[component]
pub fn Notices() -> impl IntoView {
    let state = AppState::of_page();
    view! {
        <div class="notices">
            <For each=move || state.notices.notices.get() key=|notice| notice.id let(notice)>
                <OneNotice notice />
            </For>
        </div>
    }
}

#[component]
fn OneNotice(notice: Notice) -> impl IntoView {
    let state = AppState::of_page();
    let Notice { id, kind, text } = notice;
    let dismiss = move |_| state.notices.dismiss(id);
    match kind {
        NoticeKind::Error => view! {
            <div class="notice notice--error" role="alert">
                <p>{text}</p>
                <button aria-label="Dismiss message" on:click=dismiss>
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
        }
        .into_any(),
        NoticeKind::Info => {
            spawn(async move {
                sleep(STAY_MILLIS).await;
                state.notices.dismiss(id);
            });
            view! {
                <div class="notice" role="status">
                    <p>{text}</p>
                </div>
            }
            .into_any()
        }
    }
}

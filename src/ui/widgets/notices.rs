//! Messages: errors stay until dismissed, the rest goes by itself.

use leptos::prelude::*;

use crate::services::shell::on_demand::{OnDemand, Work};
use crate::services::{sleep, spawn};
use crate::state::{AppState, Notice, NoticeAction, NoticeKind};
use crate::ui::widgets::icons::{Icon, Symbol};

/// How long a message stays that needs no answer.
const STAY_MILLIS: u32 = 6000;
/// How long one stays that offers something: time enough to get there by keys.
const OFFER_MILLIS: u32 = 30_000;

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
    let on_demand = expect_context::<OnDemand>();
    let Notice { id, kind, text, picture, action } = notice;
    let dismiss = move |_| state.notices.dismiss(id);
    match kind {
        NoticeKind::Error => view! {
            <div class="notice notice--error" role="alert">
                <p dir="auto">{text}</p>
                <button aria-label="Dismiss message" on:click=dismiss>
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
        }
        .into_any(),
        NoticeKind::Info | NoticeKind::Standing => {
            let stays = kind == NoticeKind::Standing;
            let stay_millis = if action.is_some() { OFFER_MILLIS } else { STAY_MILLIS };
            spawn(async move {
                sleep(stay_millis).await;
                if !stays {
                    state.notices.dismiss(id);
                }
            });
            let offers = action.is_some().to_string();
            let offer = action.map(|action| {
                let name = match &action {
                    NoticeAction::Show(_) => "Show",
                    NoticeAction::UndoDraft => "Undo",
                    NoticeAction::Run { name, .. } => *name,
                };
                let on_click = move |_| {
                    match &action {
                        NoticeAction::Show(id) => state.show_result(id.clone()),
                        NoticeAction::UndoDraft => on_demand.ask(Work::UndoDraft),
                        NoticeAction::Run { run, .. } => run.run(()),
                    }
                    state.notices.dismiss(id);
                };
                view! { <button class="small notice__offer" on:click=on_click>{name}</button> }
            });
            view! {
                <div class="notice" role="status" data-offers=offers>
                    {picture.map(|picture| view! { <img class="notice__picture" src=picture alt="" /> })}
                    <p dir="auto">{text}</p>
                    {offer}
                    {stays
                        .then(|| {
                            view! {
                                <button aria-label="Dismiss message" on:click=dismiss>
                                    <Icon symbol=Symbol::Close />
                                </button>
                            }
                        })}
                </div>
            }
            .into_any()
        }
    }
}

//! Keys, URLs, privacy and money.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::services::account::Account;
use crate::services::account::texts::SHARED_ADDRESS;
use crate::services::runs::Runs;
use crate::state::account::{AccountSwitch, KeepKey};
use crate::state::{AppState, Dialog};
use crate::ui::dialogs::account_fields::AccountFields;
use crate::ui::dialogs::notify_switch::NotifySwitch;
use crate::ui::widgets::modal::Modal;

#[component]
pub fn SettingsDialog() -> impl IntoView {
    let state = AppState::of_page();
    let runs = expect_context::<Runs>();
    let account = expect_context::<Account>();
    let test = move || match state.account.test.get() {
        None => view! { <p class="hint" role="status">"Testing…"</p> }.into_any(),
        // What was found of an engine stands beside its key.
        Some(found) => found
            .into_iter()
            .filter(|found| found.engine.is_none())
            .map(|found| view! { <p class="bad" role="alert">{found.text}</p> })
            .collect_view()
            .into_any(),
    };
    let spent = move || {
        let (today, all) = (account.spent_today().to_string(), account.spent().to_string());
        ["Today ", &today, " · total ", &all, ". Estimated where the provider gives no figure."].concat()
    };
    let budget = move || state.account.budget.get().map(|amount| amount.to_string()).unwrap_or_default();
    view! {
        <Modal dialog=Dialog::Settings name="Settings">
            {EngineId::REMOTE.map(|engine| view! { <AccountFields engine /> }).collect_view()}
            <p class="hint">
                "Your key goes to the engine's own API and nowhere else. It never leaves this browser otherwise."
            </p>
            <fieldset class="field" role="radiogroup" aria-label="Keep keys">
                <legend>"Keep keys"</legend>
                {KeepKey::ALL
                    .map(|keep| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="keep-key"
                                    prop:checked=move || state.account.keep_key.get() == keep
                                    on:change=move |_| account.choose_keep(keep)
                                />
                                <span>{keep.label()}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <Show when=move || state.account.keep_key.get() == KeepKey::Device>
                <p class="hint">{SHARED_ADDRESS}</p>
            </Show>
            <div class="modal__buttons">
                <button class="small" on:click=move |_| account.test_connection()>"Test connection"</button>
                <button class="small" on:click=move |_| account.forget_keys()>"Forget keys"</button>
                <button class="small" on:click=move |_| runs.import_history()>"Import my past ModelRunner jobs"</button>
            </div>
            {test}
            <h3>"Privacy"</h3>
            {AccountSwitch::ALL
                .map(|switch| {
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=move || {
                                    state.account.switches.get().get(switch as usize) == Some(&true)
                                }
                                on:change=move |event| {
                                    account.set_switch(switch, event_target_checked(&event));
                                }
                            />
                            <span>{switch.label()}</span>
                        </label>
                    }
                })
                .collect_view()}
            <h3>"Notifications"</h3>
            <NotifySwitch />
            <h3>"Money"</h3>
            <p class="hint">{spent}</p>
            <label class="field">
                <span>"Budget per day"</span>
                <input
                    type="text"
                    inputmode="decimal"
                    placeholder="none"
                    prop:value=budget
                    on:change=move |event| account.set_budget(&event_target_value(&event))
                />
            </label>
        </Modal>
    }
}

//! One result.

use leptos::prelude::*;

use super::icons::{Icon, Symbol};
use super::time_text::duration_text;
use crate::services::{Services, pictures, result_actions};
use crate::state::ResultEntry;

/// A result with what can be done with it.
#[component]
pub fn ResultCard(
    /// The result.
    entry: ResultEntry,
) -> impl IntoView {
    let services = Services::of_page();
    let record = StoredValue::new(entry.record.clone());
    let ResultEntry {
        record: result,
        address,
        thumbnail_address,
    } = entry;
    let engine = result.request.engine.capabilities();
    let prompt = result.request.prompt.trim().to_owned();
    let name = if prompt.is_empty() {
        engine.label.to_owned()
    } else {
        prompt
    };
    let has_bytes = result.blob.is_some();
    let ratio = if result.size.is_empty() {
        "4 / 3".to_owned()
    } else {
        format!("{} / {}", result.size.width, result.size.height)
    };
    let size = if result.size.is_empty() {
        String::new()
    } else {
        format!("{} px", result.size)
    };
    let took = duration_text(result.took_millis);
    let cost = result.cost.to_string();
    let compare = move |_| record.with_value(|record| result_actions::compare(&services.inner(), record));
    let download = move |_| result_actions::download(&services.inner(), record.get_value());
    let use_as_base = move |_| pictures::use_result_as_base(&services.inner(), record.get_value());
    let reuse =
        move |_| record.with_value(|record| result_actions::reuse_settings(&services.inner(), record));
    let delete = move |_| result_actions::delete(&services.inner(), record.get_value());
    view! {
        <article class="card result-card" aria-label=name.clone()>
            <button class="result-card__picture" aria-label=format!("Show {name}") on:click=compare>
                <img
                    src=thumbnail_address.or_else(|| address.clone()).unwrap_or_default()
                    alt=name.clone()
                    style:aspect-ratio=ratio
                    loading="lazy"
                    decoding="async"
                />
            </button>
            <div class="card__body">
                <p class="card__prompt">{name.clone()}</p>
                " "
                <p class="card__facts">
                    <span>{engine.label}</span>
                    " "
                    <span>{took}</span>
                    " "
                    <span>{cost}</span>
                    " "
                    <span>{size}</span>
                </p>
                <Show when=move || !has_bytes>
                    <p class="card__note">
                        "The provider's file could not be read, only shown. "
                        <a href=address.clone().unwrap_or_default() target="_blank" rel="noopener noreferrer">
                            "Open it"
                        </a>
                        " and save it: the provider may remove it."
                    </p>
                </Show>
            </div>
            <div class="card__actions">
                <button on:click=compare>"Compare"</button>
                <button on:click=use_as_base>"Use as base"</button>
                <button aria-label="Reuse settings" title="Reuse prompt and settings" on:click=reuse>
                    "Reuse"
                </button>
                <span class="card__space"></span>
                <button aria-label="Download" title="Download" on:click=download>
                    <Icon symbol=Symbol::Download />
                </button>
                <button aria-label="Delete" title="Delete" on:click=delete>
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
        </article>
    }
}

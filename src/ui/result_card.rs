//! One result.

use leptos::prelude::*;

use super::icons::{Icon, Symbol};
use super::provider_deletion::ProviderDeletion;
use super::time_text::duration_text;
use super::unread_result::UnreadResult;
use crate::core::engine::FrameSize;
use crate::core::geometry::Size;
use crate::services::{Services, pictures, protection, result_actions};
use crate::state::ResultEntry;

/// A result with what can be done with it.
#[component]
pub fn ResultCard(
    /// The result.
    entry: ResultEntry,
) -> impl IntoView {
    let services = Services::of_page();
    let record = entry.record;
    let first = record.get_untracked();
    let thumbnail = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        record.with(|record| result_actions::find_thumbnail(&services.inner(), record, thumbnail));
    });
    let engine = first.request.engine.capabilities();
    let prompt = first.request.prompt.trim().to_owned();
    let name = if prompt.is_empty() {
        engine.label.to_owned()
    } else {
        prompt
    };
    let size = move || record.with(|record| record.shown_size());
    let ratio = move || match size() {
        size if size.is_empty() => "4 / 3".to_owned(),
        size => format!("{} / {}", size.width, size.height),
    };
    let size_text = move || match size() {
        size if size.is_empty() => String::new(),
        size => format!("{size} px"),
    };
    let (job_id, request_id) = (first.job_id.clone(), first.provider_request_id.clone());
    let is_deleted = Signal::derive(move || record.with(|record| record.deleted_at_provider));
    let can_protect = move || record.with(|record| protection::can_protect(record));
    let is_protected = move || record.with(|record| record.shown_protected().is_some());
    let truth = move || {
        record.with(|record| {
            record.protected.as_ref().map(|protected| {
                if protected.is_shown {
                    protected.facts.protected.to_string()
                } else {
                    protected.facts.raw.to_string()
                }
            })
        })
    };
    let asked = match first.request.settings.size {
        FrameSize::Custom { width, height } => Size::new(width, height),
        _ => first.size,
    };
    let other_size = (asked != first.size && !first.size.is_empty())
        .then(|| format!("asked for {asked} px, {} px came back", first.size));
    let took = (first.took_millis > 0.0).then(|| duration_text(first.took_millis));
    let cost = first.cost.to_string();
    let act = move |action: Action| {
        move |_: leptos::ev::MouseEvent| {
            let (inner, record) = (services.inner(), record.get_untracked());
            match action {
                Action::Compare => result_actions::compare(&inner, &record),
                Action::Protect => protection::toggle(&inner, &record),
                Action::UseAsBase => pictures::use_result_as_base(&inner, (*record).clone()),
                Action::Reuse => result_actions::reuse_settings(&inner, &record),
                Action::Reopen => result_actions::reopen(&inner, (*record).clone()),
                Action::Copy => result_actions::copy(&inner, (*record).clone()),
                Action::Download => result_actions::download(&inner, (*record).clone()),
                Action::Favourite => result_actions::toggle_favourite(&inner, &record),
                Action::Delete => result_actions::delete(&inner, (*record).clone()),
            }
        }
    };
    view! {
        <article class="card result-card" aria-label=name.clone()>
            <button class="result-card__picture" aria-label=format!("Show {name}") on:click=act(Action::Compare)>
                <img
                    src=move || thumbnail.get().unwrap_or_default()
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
                    <span>{size_text}</span>
                </p>
                <p class="card__note">{truth}</p>
                {other_size.map(|text| view! { <p class="card__note">{text}</p> })}
                <UnreadResult record />
                <ProviderDeletion job_id engine=engine.id request_id is_deleted />
            </div>
            <div class="card__actions">
                <button on:click=act(Action::Compare)>"Compare"</button>
                <button
                    disabled=move || !can_protect()
                    title="Keep what was not masked exactly as it was"
                    aria-pressed=move || is_protected().to_string()
                    on:click=act(Action::Protect)
                >
                    "Protected"
                </button>
                <button on:click=act(Action::UseAsBase)>"Use as base"</button>
                <button aria-label="Reuse settings" title="Reuse prompt and settings" on:click=act(Action::Reuse)>
                    "Reuse"
                </button>
                <button title="Pictures, mask, prompt and settings as they were" on:click=act(Action::Reopen)>
                    "Reopen"
                </button>
                <button on:click=act(Action::Copy)>"Copy"</button>
                <span class="card__space"></span>
                <button
                    aria-label="Favourite"
                    title="Favourite"
                    aria-pressed=move || record.with(|record| record.favourite).to_string()
                    on:click=act(Action::Favourite)
                >
                    {move || if record.with(|record| record.favourite) { "★" } else { "☆" }}
                </button>
                <button aria-label="Download" title="Download" on:click=act(Action::Download)>
                    <Icon symbol=Symbol::Download />
                </button>
                <button aria-label="Delete" title="Delete" on:click=act(Action::Delete)>
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
        </article>
    }
}

/// What a card's buttons do.
#[derive(Clone, Copy)]
enum Action {
    Compare,
    Protect,
    UseAsBase,
    Reuse,
    Reopen,
    Copy,
    Download,
    Favourite,
    Delete,
}

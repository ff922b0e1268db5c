//! One result.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::library::Library;
use crate::services::library::{downloads, protection, result_commands, texts};
use crate::services::runs::Runs;
use crate::state::ResultEntry;
use crate::ui::results::jobs::provider_deletion::ProviderDeletion;
use crate::ui::results::not_alignable::NotAlignable;
use crate::ui::results::unread_result::UnreadResult;
use crate::ui::widgets::icons::{Icon, Symbol};
use crate::ui::widgets::time_text::duration_text;

/// A result with what can be done with it.
#[component]
pub fn ResultCard(entry: ResultEntry) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let library = expect_context::<Library>();
    let draft = expect_context::<Draft>();
    let record = entry.record;
    let first = record.get_untracked();
    let thumbnail = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        record.with(|record| library.find_thumbnail(record, thumbnail));
    });
    let engine = first.request.engine.capabilities();
    let name = result_commands::name_of(&first);
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
            record
                .protected
                .as_ref()
                .map(|protected| {
                    if protected.is_shown {
                        texts::changes(protected.facts.protected)
                    } else {
                        texts::changes(protected.facts.raw)
                    }
                })
                .or_else(|| record.protect_due.map(|_| "Protecting the rest of your photo…".to_owned()))
        })
    };
    let detail = first.request.region.map(|region| {
        let text = ["Full detail: ", &region.part().to_string(), " px around the mask were sent."].concat();
        view! { <p class="card__note">{text}</p> }
    });
    let differences: Vec<String> =
        first.differences().into_iter().map(|one| texts::difference(&first, one)).collect();
    let is_open = RwSignal::new(false);
    let took = (first.took_millis > 0.0).then(|| duration_text(first.took_millis));
    let cost = texts::cost(first.cost);
    let act = move |action: Action| {
        move |_: leptos::ev::MouseEvent| {
            let record = record.get_untracked();
            match action {
                Action::Compare => library.compare(&record),
                Action::Protect => library.toggle_protected(&record),
                Action::UseAsBase => draft.edit_further(record),
                Action::Reuse => draft.restore_setup(&record),
                Action::Reopen => draft.reopen(&record),
                Action::Copy => library.copy(record),
                Action::Download => library.download(record),
                Action::Favourite => library.toggle_favourite(&record),
                Action::RunAgain => runs.run_again(record.request.clone()),
                Action::DownloadAs => library.ask_format(record),
                Action::Share => library.share(record),
                Action::ShowInTree => library.show_in_tree(&record),
                Action::Delete => library.delete(vec![record]),
            }
        }
    };
    view! {
        <article class="card result-card" aria-label=name.clone()>
            <button
                id=result_commands::card_id(&entry.id)
                class="result-card__picture"
                aria-label=format!("Show {name}")
                on:click=act(Action::Compare)
            >
                <img
                    src=move || thumbnail.get().unwrap_or_default()
                    alt=name.clone()
                    style:aspect-ratio=ratio
                    decoding="async"
                />
            </button>
            <button
                class="result-card__star"
                aria-label="Favourite"
                title="Favourite"
                aria-pressed=move || record.with(|record| record.favourite).to_string()
                on:click=act(Action::Favourite)
            >
                {move || if record.with(|record| record.favourite) { "★" } else { "☆" }}
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
                {detail}
                {differences
                    .into_iter()
                    .map(|text| view! { <p class="card__note">{text}</p> })
                    .collect_view()}
                <UnreadResult record />
                <NotAlignable record />
                <ProviderDeletion job_id engine=engine.id request_id is_deleted />
            </div>
            <div class="card__actions">
                <button on:click=act(Action::Compare)>"Compare"</button>
                <button
                    disabled=move || !can_protect()
                    title="Leave everything outside the mask untouched"
                    aria-pressed=move || is_protected().to_string()
                    on:click=act(Action::Protect)
                >
                    "Protected"
                </button>
                <button on:click=act(Action::UseAsBase)>"Edit further"</button>
            </div>
            <div class="card__actions card__actions--small">
                {ICONS
                    .map(|(action, name, symbol)| {
                        view! {
                            <button aria-label=name title=name on:click=act(action)>
                                <Icon symbol />
                            </button>
                        }
                    })
                    .collect_view()}
                <span class="card__space"></span>
                <button
                    aria-label="More"
                    title="More"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|is| *is = !*is)
                >
                    <Icon symbol=Symbol::More />
                </button>
                <button aria-label="Delete" title="Delete" on:click=act(Action::Delete)>
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
            <Show when=move || is_open.get()>
                <div class="card__more">
                    {MORE
                        .iter()
                        .filter(|(action, ..)| !matches!(action, Action::Share) || downloads::can_share())
                        .map(|(action, name, note)| {
                            view! {
                                <button on:click=act(*action)>
                                    <b>{*name}</b>
                                    " "
                                    <span>{*note}</span>
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </Show>
        </article>
    }
}

#[derive(Clone, Copy)]
enum Action {
    Compare,
    Protect,
    UseAsBase,
    Reuse,
    Reopen,
    RunAgain,
    Copy,
    Download,
    DownloadAs,
    Share,
    ShowInTree,
    Favourite,
    Delete,
}

const ICONS: [(Action, &str, Symbol); 3] = [
    (Action::Reuse, "Restore setup", Symbol::Reuse),
    (Action::Copy, "Copy picture", Symbol::Copy),
    (Action::Download, "Download", Symbol::Download),
];

/// What is behind the button for more.
const MORE: [(Action, &str, &str); 5] = [
    (Action::DownloadAs, "Download as…", "PNG, JPEG or WebP, raw or protected"),
    (Action::Share, "Share", "With another app"),
    (Action::Reopen, "Reopen", "With its pictures, mask, prompt and settings"),
    (Action::RunAgain, "Run again", "The same request once more"),
    (Action::ShowInTree, "Show in versions", "What it came from, and its edits"),
];

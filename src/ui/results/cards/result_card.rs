//! One picture of a run, with what can be done with it.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::library::Library;
use crate::services::library::{downloads, protection, result_commands, texts};
use crate::services::runs::Runs;
use crate::state::{AppState, ResultEntry};
use crate::ui::results::cards::not_alignable::NotAlignable;
use crate::ui::results::cards::unread_result::UnreadResult;
use crate::ui::results::jobs::provider_deletion::ProviderDeletion;
use crate::ui::widgets::icons::{Icon, Symbol};

/// A picture of a run.
#[component]
pub fn ResultCard(
    entry: ResultEntry,
    /// The stage shows it.
    is_chosen: Signal<bool>,
    /// It is its run's only one.
    is_alone: Memo<bool>,
    /// What there is to say of the run, where this is its only picture.
    children: Children,
) -> impl IntoView {
    let state = AppState::of_page();
    let runs = expect_context::<Runs>();
    let library = expect_context::<Library>();
    let draft = expect_context::<Draft>();
    let record = entry.record;
    let first = record.get_untracked();
    let thumbnail = RwSignal::new(None::<String>);
    let file_facts = RwSignal::new(String::new());
    Effect::new(move |_| {
        record.with(|record| {
            library.find_thumbnail(record, thumbnail);
            library.find_file_facts(record, file_facts);
        });
    });
    let engine = first.request.engine.capabilities();
    let letter = result_commands::letter_of(&first);
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
    let truth = move || record.with(|record| texts::untouched(record));
    let detail = first.request.region.map(|region| {
        let text = ["Full detail: ", &region.part().to_string(), " px around the mask were sent."].concat();
        view! { <p class="card__note">{text}</p> }
    });
    let differences: Vec<String> =
        first.differences().into_iter().map(|one| texts::difference(&first, one)).collect();
    let is_unchanged = first.request.pictures.first().map(|base| &base.blob) == first.blob.as_ref();
    let unchanged = is_unchanged.then(|| view! { <p class="card__note">{texts::CAME_BACK_UNCHANGED}</p> });
    let menu = StoredValue::new(["more-", &entry.id].concat());
    let anchor = ["--", &menu.get_value()].concat();
    let act = move |action: Action| {
        move |_: leptos::ev::MouseEvent| {
            let record = record.get_untracked();
            match action {
                Action::Show => state.show_result(record.id.clone()),
                Action::Compare => library.compare(&record),
                Action::Protect => library.toggle_protected(&record),
                Action::EditFurther => draft.edit_further(record),
                Action::Restore => draft.restore_setup(&record),
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
        <article class="result-card" aria-label=name.clone() data-chosen=move || is_chosen.get().to_string()>
            <div class="result-card__frame">
                <button
                    id=result_commands::card_id(&entry.id)
                    class="result-card__picture"
                    aria-label=format!("Show {name}")
                    aria-current=move || is_chosen.get().then_some("true")
                    on:click=act(Action::Show)
                >
                    <img
                        src=move || thumbnail.get().unwrap_or_default()
                        alt=""
                        style:aspect-ratio=ratio
                        decoding="async"
                    />
                    <Show when=move || !is_alone.get()>
                        <span class="result-card__letter" aria-hidden="true">{letter.clone()}</span>
                    </Show>
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
            </div>
            <div class="card__body">
                {children()}
                <p class="card__truth">{truth}</p>
                <p class="card__note result-card__size">{size_text}</p>
                {detail}
                {differences
                    .into_iter()
                    .map(|text| view! { <p class="card__note">{text}</p> })
                    .collect_view()}
                {unchanged}
                <UnreadResult record />
                <NotAlignable record />
                <ProviderDeletion job_id engine=engine.id request_id is_deleted />
            </div>
            <div class="result-card__acts">
                <button class="result-card__download" title=move || file_facts.get() on:click=act(Action::Download)>
                    <Icon symbol=Symbol::Download />
                    <span>"Download"</span>
                    <span class="result-card__facts" aria-hidden="true">{file_facts}</span>
                </button>
                <button title="Make it the picture that you edit" on:click=act(Action::EditFurther)>
                    <Icon symbol=Symbol::Pencil />
                    <span>"Edit further"</span>
                </button>
                <button title="Beside what it was made from" on:click=act(Action::Compare)>
                    <Icon symbol=Symbol::Compare />
                    <span>"Compare"</span>
                </button>
                <button
                    class="result-card__more"
                    aria-label="More"
                    title="More"
                    popovertarget=menu.get_value()
                    style:anchor-name=anchor.clone()
                >
                    <Icon symbol=Symbol::More />
                </button>
                <div id=menu.get_value() class="menu" popover="auto" style:position-anchor=anchor>
                    <button
                        disabled=move || !can_protect()
                        title="Leave everything outside the mask untouched"
                        aria-pressed=move || is_protected().to_string()
                        on:click=act(Action::Protect)
                    >
                        <b>"Protected"</b>
                        <span aria-hidden="true">"Everything outside the mask stays untouched"</span>
                    </button>
                    {MORE
                        .iter()
                        .filter(|(action, ..)| !matches!(action, Action::Share) || downloads::can_share())
                        .map(|(action, name, note)| {
                            view! {
                                <button
                                    title=*note
                                    popovertarget=menu.get_value()
                                    popovertargetaction="hide"
                                    on:click=act(*action)
                                >
                                    <b>{*name}</b>
                                    <span aria-hidden="true">{*note}</span>
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
        </article>
    }
}

#[derive(Clone, Copy)]
enum Action {
    Show,
    Compare,
    Protect,
    EditFurther,
    Restore,
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

/// What is behind the button for more, beside Protected.
const MORE: [(Action, &str, &str); 8] = [
    (Action::Copy, "Copy picture", "To the clipboard"),
    (Action::DownloadAs, "Download as…", "PNG, JPEG or WebP, raw or protected"),
    (Action::Share, "Share", "With another app"),
    (Action::Restore, "Restore setup", "Its engine, prompt and settings"),
    (Action::Reopen, "Reopen", "With its pictures, mask, prompt and settings"),
    (Action::RunAgain, "Run again", "The same request once more"),
    (Action::ShowInTree, "Show in versions", "What it came from, and its edits"),
    (Action::Delete, "Delete", "This picture only. Edits made from it stay."),
];

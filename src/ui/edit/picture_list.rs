//! The draft's pictures: thumbnails to reorder, the base first, and the ways to add more.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::shell::on_demand::{OnDemand, Work, chosen};
use crate::state::{AppState, DraftPicture};
use crate::ui::parts;
use crate::ui::parts::Part;
use crate::ui::widgets::icons::{Icon, Symbol};

/// The page-wide name of the menu.
const MENU_ID: &str = "pictures-menu";

#[component]
pub fn PictureList() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let draft = state.draft;
    let service = expect_context::<Draft>();
    let dragged = RwSignal::new(None::<usize>);
    let address = RwSignal::new(String::new());
    let limit = move || draft.capabilities().max_pictures;
    let on_files = move |event| on_demand.ask(Work::AddFiles(chosen(&event)));
    let on_address = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_demand.ask(Work::AddFromUrl(address.get_untracked()));
        address.set(String::new());
    };
    let on_drop = move |to: usize| {
        if let Some(from) = dragged.get_untracked() {
            draft.move_picture(from, to);
        }
        dragged.set(None);
    };
    let has_large = Memo::new(move |_| {
        let capabilities = draft.capabilities();
        let fits = |picture: &DraftPicture| {
            let size = picture.picture.size;
            size.width.max(size.height) <= capabilities.useful_side_px
        };
        capabilities.is_remote && !draft.pictures.with(|pictures| pictures.iter().all(fits))
    });
    let numbered = move || draft.pictures.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <section class="field-group" aria-label="Pictures">
            <h2>
                <span>"Pictures"</span>
                <span class="count">{move || format!("{} of {}", draft.pictures.with(Vec::len), limit())}</span>
                <span class="card__space"></span>
                <button
                    class="ghost-button"
                    aria-label="More for pictures"
                    title="More"
                    popovertarget=MENU_ID
                    style:anchor-name="--pictures-menu"
                >
                    <Icon symbol=Symbol::More />
                </button>
            </h2>
            <div id=MENU_ID class="menu" popover="auto" style:position-anchor="--pictures-menu">
                <button
                    title="Empties pictures, masks, prompt and settings. Can be undone."
                    popovertarget=MENU_ID
                    popovertargetaction="hide"
                    on:click=move |_| service.start_over()
                >
                    <b>"Start over"</b>
                    <span aria-hidden="true">"Empties pictures, masks, prompt and settings"</span>
                </button>
            </div>
            <ul class="thumbnails" aria-label="Pictures">
                <For each=numbered key=|(index, picture)| (*index, picture.key) let((index, picture))>
                    <Thumbnail index picture dragged on_drop=Callback::new(on_drop) />
                </For>
                {move || {
                    (0..draft.reading.get())
                        .map(|_| view! { <li class="thumbnail thumbnail--reading" aria-label="Reading a picture"></li> })
                        .collect_view()
                }}
                <li class="thumbnail thumbnail--add">
                    <label>
                        <Icon symbol=Symbol::Add />
                        <input
                            id="add-pictures"
                            class="visually-hidden"
                            type="file"
                            accept="image/*"
                            multiple
                            aria-label="Add pictures"
                            on:change=on_files
                        />
                    </label>
                </li>
            </ul>
            <p class="hint">
                "Drop or paste anywhere. Picture 1 is the one you edit. The others are references."
                {move || draft.capabilities().is_remote.then_some(" Location and camera data are removed before upload.")}
            </p>
            <Show when=move || has_large.get()>
                <Part fetch=parts::reduce_offer />
            </Show>
            <form class="address" on:submit=on_address>
                <input
                    type="text"
                    inputmode="url"
                    dir="auto"
                    aria-label="Picture address"
                    placeholder="Image URL"
                    autocomplete="off"
                    prop:value=move || address.get()
                    on:input=move |event| address.set(event_target_value(&event))
                />
                <button class="small" type="submit" aria-label="Add from address">"Add"</button>
            </form>
        </section>
    }
}

#[component]
fn Thumbnail(
    /// Its place, from 0.
    index: usize,
    picture: DraftPicture,
    /// The place of the one that is being dragged.
    dragged: RwSignal<Option<usize>>,
    /// Another picture was dropped on this place.
    on_drop: Callback<usize>,
) -> impl IntoView {
    let draft = AppState::of_page().draft;
    let service = expect_context::<Draft>();
    let number = index + 1;
    let count = move || draft.pictures.with(Vec::len);
    let name = format!("Picture {number}: {}", picture.picture.name);
    let size = format!("{} px", picture.picture.size);
    let on_dragover = move |event: leptos::ev::DragEvent| {
        if dragged.get_untracked().is_some() {
            event.prevent_default();
        }
    };
    let on_dropped = move |event: leptos::ev::DragEvent| {
        if dragged.get_untracked().is_some() {
            event.prevent_default();
            on_drop.run(index);
        }
    };
    view! {
        <li
            class="thumbnail"
            class:thumbnail--base=index == 0
            aria-label=name.clone()
            title=format!("{name}, {size}")
            draggable="true"
            on:dragstart=move |_| dragged.set(Some(index))
            on:dragend=move |_| dragged.set(None)
            on:dragover=on_dragover
            on:drop=on_dropped
        >
            <img src=picture.thumbnail_address alt="" draggable="false" />
            <span class="thumbnail__number" aria-hidden="true">
                {if index == 0 { "1 base".to_owned() } else { number.to_string() }}
            </span>
            <div class="thumbnail__actions">
                <Show when=move || index != 0>
                    <button
                        aria-label=format!("Make picture {number} the base")
                        title="Make it the base"
                        on:click=move |_| draft.make_base(index)
                    >
                        "1"
                    </button>
                    <button
                        aria-label=format!("Move picture {number} left")
                        title="Move left"
                        on:click=move |_| draft.move_picture(index, index - 1)
                    >
                        <Icon symbol=Symbol::Left />
                    </button>
                </Show>
                <Show when=move || number < count()>
                    <button
                        aria-label=format!("Move picture {number} right")
                        title="Move right"
                        on:click=move |_| draft.move_picture(index, index + 1)
                    >
                        <Icon symbol=Symbol::Right />
                    </button>
                </Show>
                <button
                    aria-label=format!("Remove picture {number}")
                    title="Remove"
                    on:click=move |_| service.remove_picture(index)
                >
                    <Icon symbol=Symbol::Close />
                </button>
            </div>
        </li>
    }
}

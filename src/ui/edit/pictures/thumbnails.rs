//! The pictures that are there: small, in their order, each with a menu of what can be done with it.

use leptos::prelude::*;

use crate::core::file_name;
use crate::services::draft::Draft;
use crate::state::{AppState, DraftPicture};
use crate::ui::widgets::icons::{Icon, Symbol};

/// Where a picture that is being dragged comes from, and where it would go; places from 0.
#[derive(Clone, Copy)]
struct Moving {
    from: RwSignal<Option<usize>>,
    to: RwSignal<Option<usize>>,
}

/// Items of the list of pictures.
#[component]
pub fn Thumbnails() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let moving = Moving { from: RwSignal::new(None), to: RwSignal::new(None) };
    let numbered = move || draft.pictures.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <For each=numbered key=|(index, picture)| (*index, picture.key) let((index, picture))>
            <Thumbnail index picture moving />
        </For>
    }
}

#[component]
fn Thumbnail(
    /// Its place, from 0.
    index: usize,
    picture: DraftPicture,
    moving: Moving,
) -> impl IntoView {
    let draft = AppState::of_page().draft;
    let service = expect_context::<Draft>();
    let number = index + 1;
    let is_last = Memo::new(move |_| draft.pictures.with(Vec::len) <= number);
    let name = format!("Picture {number}: {}", picture.picture.name);
    let label = file_name::shortened(&picture.picture.name);
    let size = format!("{} px", picture.picture.size);
    let menu = ["picture-", &picture.key.to_string()].concat();
    let anchor = ["--", &menu].concat();
    let menu = StoredValue::new(menu);
    let on_dragover = move |event: leptos::ev::DragEvent| {
        if moving.from.get_untracked().is_some() {
            event.prevent_default();
            moving.to.set(Some(index));
        }
    };
    let on_dropped = move |event: leptos::ev::DragEvent| {
        if let Some(from) = moving.from.get_untracked() {
            event.prevent_default();
            draft.move_picture(from, index);
        }
    };
    let on_end = move |_| {
        moving.from.set(None);
        moving.to.set(None);
    };
    let is_target = move || moving.to.get() == Some(index) && moving.from.get() != Some(index);
    let item = move |name: String, act: Callback<()>| {
        view! {
            <button
                popovertarget=menu.get_value()
                popovertargetaction="hide"
                on:click=move |_| act.run(())
            >
                {name}
            </button>
        }
    };
    let edit_this = Callback::new(move |()| draft.make_base(index));
    let move_to = move |to: usize| Callback::new(move |()| draft.move_picture(index, to));
    let remove = Callback::new(move |()| service.remove_picture(index));
    view! {
        <li
            class="thumbnail"
            class:thumbnail--base=index == 0
            aria-label=name.clone()
            title=format!("{name}, {size}")
            draggable="true"
            data-target=move || is_target().to_string()
            on:dragstart=move |_| moving.from.set(Some(index))
            on:dragend=on_end
            on:dragover=on_dragover
            on:drop=on_dropped
        >
            <img src=picture.thumbnail_address alt="" draggable="false" />
            <span class="thumbnail__grip" aria-hidden="true">
                <Icon symbol=Symbol::Grip />
            </span>
            <span class="thumbnail__number" aria-hidden="true">
                {number}
            </span>
            <button
                class="thumbnail__more"
                aria-label=format!("More for picture {number}")
                popovertarget=menu.get_value()
                style:anchor-name=anchor.clone()
            >
                <Icon symbol=Symbol::More />
            </button>
            <div id=menu.get_value() class="menu" popover="auto" style:position-anchor=anchor>
                <p class="menu__about">
                    <bdi>{label}</bdi>
                    <br />
                    {size.clone()}
                </p>
                <Show when=move || index != 0>
                    {item(format!("Make picture {number} the base"), edit_this)}
                    {item(format!("Move picture {number} left"), move_to(index - 1))}
                </Show>
                <Show when=move || !is_last.get()>
                    {item(format!("Move picture {number} right"), move_to(index + 1))}
                </Show>
                {item(format!("Remove picture {number}"), remove)}
            </div>
        </li>
    }
}

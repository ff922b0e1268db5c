//! The draft's pictures: thumbnails to reorder, the base first, and the ways to add more.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::shell::on_demand::{OnDemand, Work, chosen};
use crate::services::shell::views::hide_popover;
use crate::state::{AppState, DraftPicture};
use crate::ui::edit::parts;
use crate::ui::part::Part;
use crate::ui::widgets::icons::{Icon, Symbol};

/// The page-wide name of the menu.
const MENU_ID: &str = "pictures-menu";
/// The page-wide name of the box with the field for a URL.
const LINK_ID: &str = "picture-link";

#[component]
pub fn PictureList() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let draft = state.draft;
    let service = expect_context::<Draft>();
    let limit = move || draft.capabilities().max_pictures;
    let on_files = move |event| on_demand.ask(Work::AddFiles(chosen(&event)));
    let is_full = Memo::new(move |_| draft.pictures.with(Vec::len) >= limit());
    let is_linking = RwSignal::new(false);
    let on_linked = Callback::new(|()| hide_popover(LINK_ID));
    let has_large = Memo::new(move |_| {
        let capabilities = draft.capabilities();
        let fits = |picture: &DraftPicture| {
            let size = picture.picture.size;
            size.width.max(size.height) <= capabilities.useful_side_px
        };
        capabilities.is_remote && !draft.pictures.with(|pictures| pictures.iter().all(fits))
    });
    let has_some = Memo::new(move |_| !draft.pictures.with(Vec::is_empty));
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
                <Show when=move || has_some.get()>
                    <Part fetch=parts::thumbnails />
                </Show>
                {move || {
                    (0..draft.reading.get())
                        .map(|_| view! { <li class="thumbnail thumbnail--reading" aria-label="Reading a picture"></li> })
                        .collect_view()
                }}
                <li class="thumbnail thumbnail--add" hidden=move || is_full.get()>
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
                    <button
                        aria-label="Link to a picture"
                        popovertarget=LINK_ID
                        style:anchor-name="--picture-link"
                        on:click=move |_| is_linking.set(true)
                    >
                        "Link"
                    </button>
                </li>
            </ul>
            <p class="hint">
                "Drop or paste anywhere. Picture 1 is the one you edit. The others are references."
                {move || draft.capabilities().is_remote.then_some(" Location and camera data are removed before upload.")}
            </p>
            <Show when=move || has_large.get()>
                <Part fetch=parts::reduce_offer />
            </Show>
            <div id=LINK_ID class="menu menu--wide" popover="auto" style:position-anchor="--picture-link">
                <Show when=move || is_linking.get()>
                    <Part fetch=move || parts::url_form(on_linked) />
                </Show>
            </div>
        </section>
    }
}

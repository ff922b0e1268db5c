//! What marks are drawn with, and what can be changed of the mark that is selected.

use leptos::html;
use leptos::prelude::*;

use crate::core::markup::{Colour, MAX_NOTE_CHARS};
use crate::services::markup::WIDTH_PX;
use crate::services::painter::{OPTIONS_ID, Painter};
use crate::state::AppState;
use crate::ui::widgets::slider::Slider;

/// A bar over the picture.
#[component]
pub(crate) fn MarkupOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    Effect::new(move |before: Option<f64>| {
        let width = stage.markup_width_px.get();
        if before.is_some_and(|before| (before - width).abs() > 0.0) {
            painter.set_markup_width(width);
        }
        width
    });
    let colours = Colour::ALL.map(|colour| {
        view! {
            <label class="ink" data-ink=colour.name() title=colour.name()>
                <input
                    type="radio"
                    name="markup-colour"
                    aria-label=colour.name()
                    prop:checked=move || stage.markup_colour.get() == colour
                    on:change=move |_| painter.set_markup_colour(colour)
                />
            </label>
        }
    });
    let selected = Memo::new(move |_| {
        stage.markup.with(|facts| {
            let selected = facts.selected.as_ref()?;
            Some((selected.at, selected.note.as_ref().map(|(number, _)| *number)))
        })
    });
    view! {
        <div id=OPTIONS_ID class="tool-options">
            <div class="inks" role="radiogroup" aria-label="Colour">
                {colours.collect_view()}
            </div>
            <Slider name="Width" unit="px" value=stage.markup_width_px limits=WIDTH_PX is_logarithmic=true />
            {move || selected.get().and_then(|(_, note)| note).map(|number| view! { <NoteWords number /> })}
            <Show when=move || selected.get().is_some()>
                <button class="small" aria-label="Delete mark" title="Delete mark (Delete)" on:click=move |_| painter.delete_selected()>
                    "Delete"
                </button>
            </Show>
        </div>
    }
}

/// The words beside a note's number.
#[component]
fn NoteWords(number: u16) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Fails only for what is not in the page.
            let _ = field.focus();
        }
    });
    let words = move || {
        stage.markup.with(|facts| {
            let note = facts.selected.as_ref().and_then(|selected| selected.note.as_ref());
            note.map(|(_, words)| words.clone()).unwrap_or_default()
        })
    };
    view! {
        <label class="note-words">
            <span>{["Note ", &number.to_string()].concat()}</span>
            <input
                node_ref=field
                type="text"
                dir="auto"
                maxlength=MAX_NOTE_CHARS.to_string()
                aria-label=["Words of note ", &number.to_string()].concat()
                placeholder="Words, if any"
                autocomplete="off"
                prop:value=words
                on:input=move |event| painter.set_note_text(&event_target_value(&event))
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "Enter" | "Escape") {
                        event.prevent_default();
                        painter.deselect();
                        crate::services::shell::views::focus_picture();
                    }
                }
            />
        </label>
    }
}

//! The options of the tool in hand, what the worker is doing, and what can be done with an object that is marked.

mod edge_bar;
mod progress;
mod selection_bar;

use leptos::prelude::*;

use crate::services::painter::tools::{self, Role, Setting, Tool};
use crate::services::painter::{OPTIONS_ID, Painter};
use crate::services::shell::views;
use crate::services::{sleep, spawn};
use crate::state::AppState;
use crate::ui::stage::tool_options::edge_bar::EdgeBar;
use crate::ui::stage::tool_options::progress::Progress;
use crate::ui::stage::tool_options::selection_bar::SelectionBar;
use crate::ui::widgets::choice::{Choice, List};
use crate::ui::widgets::slider::Slider;

/// How long the worker may take before it is shown what it does, in milliseconds.
const SLOW_MILLIS: u32 = 300;

/// A bar over the picture.
#[component]
pub fn ToolOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    // A selection is made again when the settings of its tool change, also while it is being made.
    Effect::new(move |before: Option<&'static str>| {
        let tool = tools::named(stage.tool.get());
        for setting in tool.settings {
            match setting {
                Setting::Slider(_, _, value, _) | Setting::LogarithmicSlider(_, _, value, _) => {
                    value(stage).track();
                }
                Setting::Switch(_, value) => value(stage).track(),
                Setting::List(_, _, value, true) => value(stage).track(),
                Setting::List(..) | Setting::Choice(..) => (),
            }
        }
        if before == Some(tool.name) {
            painter.reselect();
        } else {
            // Once the options of the tool are in the page.
            spawn(async move {
                sleep(0).await;
                painter.keep_clear();
            });
        }
        tool.name
    });
    // What is done in a moment needs no progress, and a slider that is being moved stays in the hand.
    let is_slow = RwSignal::new(false);
    let is_working = Memo::new(move |_| stage.work.get().is_some());
    let begun = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let number = begun.get_value() + 1;
        begun.set_value(number);
        if !is_working.get() {
            is_slow.set(false);
            return;
        }
        spawn(async move {
            sleep(SLOW_MILLIS).await;
            // The component may be gone meanwhile.
            if begun.try_get_value() == Some(number) {
                is_slow.set(true);
            }
        });
    });
    view! {
        <div id=OPTIONS_ID class="tool-options">
            {move || {
                if let Some(change) = stage.edge.get() {
                    view! { <EdgeBar change is_working is_slow /> }.into_any()
                } else {
                    let tool = tools::named(stage.tool.get());
                    view! { <OptionsOfTool tool is_working is_slow /> }.into_any()
                }
            }}
        </div>
    }
}

/// A tool's settings and its hint; a selection is seen before it is applied.
#[component]
fn OptionsOfTool(
    /// The tool in hand.
    tool: &'static Tool,
    /// The worker is at work.
    is_working: Memo<bool>,
    /// It takes a while.
    is_slow: RwSignal<bool>,
) -> impl IntoView {
    let state = AppState::of_page();
    let stage = state.stage;
    let painter = expect_context::<Painter>();
    let settings = tool.settings.iter().map(|setting| match *setting {
        Setting::Slider(name, unit, value, limits) => {
            view! { <Slider name unit value=value(stage) limits /> }.into_any()
        }
        Setting::LogarithmicSlider(name, unit, value, limits) => {
            view! { <Slider name unit value=value(stage) limits is_logarithmic=true /> }.into_any()
        }
        Setting::Switch(name, value) => {
            let value = value(stage);
            let on_change = move |event| value.set(event_target_checked(&event));
            view! {
                <label>
                    <input type="checkbox" prop:checked=move || value.get() on:change=on_change />
                    <span>{name}</span>
                </label>
            }
            .into_any()
        }
        Setting::Choice(name, options, value) => {
            view! { <Choice name options value=value(stage) /> }.into_any()
        }
        Setting::List(name, options, value, _) => {
            view! { <List name options value=value(stage) /> }.into_any()
        }
    });
    // Each stroke would be paid for with an engine elsewhere.
    let can_be_quick = Memo::new(move |_| tool.name == "Brush" && !state.draft.capabilities().is_remote);
    // The button that is pressed goes with what it ends.
    let end = move |how: fn(Painter)| {
        how(painter);
        views::focus_picture();
    };
    let ending = move || {
        if is_slow.get() {
            view! { <button class="small" on:click=move |_| end(Painter::cancel_command)>"Cancel"</button> }
                .into_any()
        } else if stage.has_preview.get() {
            view! {
                <button class="small" on:click=move |_| end(Painter::apply_preview)>"Apply"</button>
                <button class="small" on:click=move |_| end(Painter::cancel_preview)>"Cancel"</button>
            }
            .into_any()
        } else {
            (!tool.hint.is_empty())
                .then(|| view! { <span class="tool-options__hint">{tool.hint}</span> })
                .into_any()
        }
    };
    view! {
        {settings.collect_view()}
        {(tool.role != Role::Paints).then(|| view! { <SelectionBar /> })}
        <Show when=move || can_be_quick.get()>
            <label class="switch" title="Lifting the brush removes what it painted over, at once">
                <span>"Quick remove"</span>
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || stage.is_quick.get()
                    on:change=move |event| stage.is_quick.set(event_target_checked(&event))
                />
            </label>
        </Show>
        {move || is_working.get().then(|| view! { <Progress is_slow /> })}
        {ending}
    }
}

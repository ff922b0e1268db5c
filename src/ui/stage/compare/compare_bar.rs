//! The bar below a comparison: how the pictures are shown.

use leptos::prelude::*;

use crate::services::viewing::Viewer;
use crate::state::{AppState, StageMode};
use crate::ui::widgets::icons::{Icon, Symbol};

/// How compared pictures are arranged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Slider,
    SideBySide,
    Difference,
    Variants,
}

/// Each with its button's name, and its name in the style sheet.
const WAYS: [(Way, &str, &str); 4] = [
    (Way::Slider, "Slider", "slider"),
    (Way::SideBySide, "Side by side", "beside"),
    (Way::Difference, "Difference", "difference"),
    (Way::Variants, "Variants", "variants"),
];

impl Way {
    /// For the style sheet.
    pub(crate) fn as_str(self) -> &'static str {
        WAYS.iter().find(|(way, ..)| *way == self).map_or("", |(_, _, word)| word)
    }
}

/// How a comparison looks, and what can be looked at.
#[derive(Clone, Copy)]
pub(crate) struct Looks {
    viewer: Viewer,
    /// Results of the run.
    variant_count: usize,
    /// The result is joined to its original, and how can be adjusted.
    can_seam: bool,
    pub(crate) way: RwSignal<Way>,
    /// The original is shown instead.
    pub(crate) is_held: RwSignal<bool>,
    pub(crate) is_seam_open: RwSignal<bool>,
    /// It was asked for with marks.
    has_marks: bool,
    /// They are shown.
    pub(crate) shows_marks: RwSignal<bool>,
}

impl Looks {
    /// With a line between the two.
    pub(crate) fn new(viewer: Viewer, variant_count: usize, can_seam: bool, has_marks: bool) -> Self {
        let (way, is_held) = (RwSignal::new(Way::Slider), RwSignal::new(false));
        let (is_seam_open, shows_marks) = (RwSignal::new(false), RwSignal::new(false));
        Self { viewer, variant_count, can_seam, way, is_held, is_seam_open, has_marks, shows_marks }
    }

    /// Shows the original while it is held.
    pub(crate) fn hold(self, is_held: bool) {
        if self.is_held.get_untracked() != is_held {
            self.is_held.set(is_held);
            self.viewer.hold(is_held);
        }
    }
}

/// The bar.
#[component]
pub(crate) fn CompareBar(
    /// What it changes.
    looks: Looks,
) -> impl IntoView {
    let state = AppState::of_page();
    let Looks { viewer, variant_count, can_seam, way, is_held, is_seam_open, has_marks, shows_marks } = looks;
    let close = move |_| state.stage.mode.set(StageMode::Paint);
    let gain = RwSignal::new(4.0);
    let on_gain = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<f64>() {
            gain.set(number);
            viewer.set_gain(number);
        }
    };
    let ways = WAYS.into_iter().filter(|(one, ..)| *one != Way::Variants || variant_count > 1);
    let ways = ways.map(|(one, name, _)| {
        view! {
            <button
                class="small"
                aria-pressed=move || (way.get() == one).to_string()
                on:click=move |_| way.set(one)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="comparison__bar">
            <div role="group" aria-label="Comparison" class="comparison__ways comparison__ways--first">
                {ways.collect_view()}
            </div>
            <Show when=move || way.get() == Way::Difference>
                <label class="comparison__gain">
                    "Gain "
                    <input
                        type="range"
                        min="1"
                        max="32"
                        aria-label="Gain"
                        prop:value=move || gain.get().to_string()
                        style:--share=move || format!("{}%", (gain.get() - 1.0) / 0.31)
                        on:input=on_gain
                    />
                </label>
            </Show>
            <button
                class="small"
                aria-label="Hold to see the original"
                title="Hold O, or this button"
                aria-pressed=move || is_held.get().to_string()
                on:pointerdown=move |_| looks.hold(true)
                on:pointerup=move |_| looks.hold(false)
                on:pointerleave=move |_| looks.hold(false)
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), " " | "Enter") {
                        looks.hold(true);
                    }
                }
                on:keyup=move |_| looks.hold(false)
                on:blur=move |_| looks.hold(false)
            >
                <span class="comparison__long">"Hold to see the original"</span>
                <span class="comparison__short">"Original"</span>
            </button>
            <div class="comparison__ways">
                <button class="small" aria-label="Zoom out" on:click=move |_| viewer.zoom_by(0.5)>"−"</button>
                <button class="small comparison__zoom" title="Show all" aria-label="Fit pictures" on:click=move |_| viewer.fit()>
                    {move || format!("{} %", viewer.zoom_percent.get().round() as i32)}
                </button>
                <button class="small" aria-label="Zoom in" on:click=move |_| viewer.zoom_by(2.0)>"+"</button>
            </div>
            <Show when=move || has_marks>
                <button
                    class="small"
                    title="Your marks over the pictures. They are not part of the result."
                    aria-pressed=move || shows_marks.get().to_string()
                    on:click=move |_| shows_marks.update(|shows| *shows = !*shows)
                >
                    "Show marks"
                </button>
            </Show>
            <Show when=move || can_seam>
                <button
                    class="small"
                    title="What is kept of the original, and how the two join"
                    aria-expanded=move || is_seam_open.get().to_string()
                    on:click=move |_| is_seam_open.update(|is| *is = !*is)
                >
                    "Seam"
                </button>
            </Show>
            <button class="small icon-button" aria-label="Close comparison" title="Close comparison" on:click=close>
                <Icon symbol=Symbol::Close />
            </button>
        </div>
    }
}

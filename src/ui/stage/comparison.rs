//! A result against what it was made from or against another: with a line to move, side by side, as their
//! difference, or all results of its run. One zoom and one place for all; what is drawn is the viewer's.

use leptos::ev;
use leptos::prelude::*;

use crate::core::geometry::{Point, Size};
use crate::core::lineage::ResultRecord;
use crate::services::Services;
use crate::services::library::protection;
use crate::services::shell::shortcuts;
use crate::services::viewing::{Layer, Seen, Viewer};
use crate::state::{AppState, ResultEntry, StageMode};
use crate::ui::stage::compare_canvas::CompareCanvas;
use crate::ui::stage::seam_panel::SeamPanel;
use crate::ui::widgets::icons::{Icon, Symbol};

/// How they are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Slider,
    SideBySide,
    Difference,
    Variants,
}

const WAYS: [(Way, &str, &str); 4] = [
    (Way::Slider, "Slider", "slider"),
    (Way::SideBySide, "Side by side", "beside"),
    (Way::Difference, "Difference", "difference"),
    (Way::Variants, "Variants", "variants"),
];

/// The comparison of one result.
#[component]
pub fn Comparison(
    /// The result's name.
    result_id: String,
    /// Another result in place of what it was made from.
    against: Option<String>,
) -> impl IntoView {
    let state = AppState::of_page();
    let close = move |_| state.stage.mode.set(StageMode::Paint);
    let Some(entry) = state.results.find(&result_id) else {
        return view! {
            <p class="comparison__gone">"This result is no longer here. "<button class="small" on:click=close>"Close comparison"</button></p>
        }
        .into_any();
    };
    let other = against.and_then(|id| state.results.find(&id));
    view! { <Compared entry other /> }.into_any()
}

/// Where a picture of a size lies when it is fitted into the frame.
fn contained(size: Size, frame: Size) -> [f64; 4] {
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let (own_width, own_height) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
    let scale = (width / own_width).min(height / own_height);
    let (across, down) = (own_width * scale, own_height * scale);
    [(width - across) / 2.0, (height - down) / 2.0, across, down]
}

fn seen(record: &ResultRecord, frame: Size) -> Seen {
    Seen {
        blob: record.shown_blob().cloned(),
        link: record.link.clone(),
        place: if record.frame_size() == frame {
            record.place()
        } else {
            contained(record.shown_size(), frame)
        },
    }
}

#[component]
fn Compared(entry: ResultEntry, other: Option<ResultEntry>) -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let record = entry.record;
    let first = record.get_untracked();
    let frame = first.frame_size();
    let viewer = StoredValue::new_local(Viewer::new(&services.inner(), frame));
    on_cleanup(move || viewer.with_value(Viewer::close));
    let look = move |act: &dyn Fn(&Viewer)| {
        viewer.try_with_value(|viewer| act(viewer));
    };
    let (share, zoom_percent, trouble) =
        viewer.with_value(|viewer| (viewer.share, viewer.zoom_percent, viewer.trouble));

    let variants: Vec<ResultEntry> = state.results.entries.with_untracked(|entries| {
        let of_run = entries.iter().filter(|entry| {
            entry.record.with_untracked(|one| one.job_id == first.job_id && !one.job_id.is_empty())
        });
        of_run.cloned().collect()
    });
    let has_other = other.is_some();
    let run = variants.clone();
    Effect::new(move |_| {
        let record = record.get();
        let before = match &other {
            Some(other) => other.record.with(|other| seen(other, frame)),
            None => Seen {
                blob: record.request.pictures.first().map(|base| base.blob.clone()),
                link: None,
                place: [0.0, 0.0, f64::from(frame.width), f64::from(frame.height)],
            },
        };
        let mut pictures = vec![before, seen(&record, frame)];
        pictures.extend(run.iter().map(|one| one.record.with(|one| seen(one, frame))));
        look(&|viewer| viewer.show(pictures.clone()));
    });

    let way = RwSignal::new(Way::Slider);
    let gain = RwSignal::new(4.0);
    let is_held = RwSignal::new(false);
    let is_seam_open = RwSignal::new(false);
    let count = variants.len();
    let layers = move || match way.get() {
        Way::Slider => vec![("Before and after".to_owned(), Layer::Split(0, 1))],
        Way::SideBySide => {
            vec![("Before".to_owned(), Layer::Picture(0)), ("After".to_owned(), Layer::Picture(1))]
        }
        Way::Difference => vec![("Difference".to_owned(), Layer::Difference(0, 1))],
        Way::Variants => (0..count)
            .map(|index| (["Variant ", &(index + 1).to_string()].concat(), Layer::Picture(index + 2)))
            .collect(),
    };
    let way_word = move || {
        let way = way.get();
        let found = WAYS.iter().find(|(one, ..)| *one == way);
        found.map_or("", |(_, _, word)| *word)
    };
    let on_gain = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<f64>() {
            gain.set(number);
            look(&|viewer| viewer.set_gain(number));
        }
    };
    let on_share = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<f64>() {
            look(&|viewer| viewer.set_share(number));
        }
    };
    let hold = move |is: bool| {
        if is_held.get_untracked() != is {
            is_held.set(is);
            look(&|viewer| viewer.hold(is));
        }
    };
    let on_wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let unit = if event.delta_mode() == 0 { 1.0 } else { 33.0 };
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        look(&|viewer| viewer.wheel(point, event.delta_y() * unit));
    };
    // Keys of the comparison, wherever the focus is but in a field of its own.
    let on_key = move |event: ev::KeyboardEvent, is_down: bool| {
        if shortcuts::is_typing(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match (event.key().as_str(), is_down) {
            ("o" | "O", _) => hold(is_down),
            ("+" | "=", true) => look(&|viewer| viewer.zoom_by(1.25)),
            ("-", true) => look(&|viewer| viewer.zoom_by(0.8)),
            ("0", true) => look(&Viewer::fit),
            ("1", true) => look(&Viewer::zoom_to_actual),
            _ => return,
        }
        event.prevent_default();
    };
    let on_arrows = move |event: ev::KeyboardEvent| {
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (64.0, 0.0),
            "ArrowRight" => (-64.0, 0.0),
            "ArrowUp" => (0.0, 64.0),
            "ArrowDown" => (0.0, -64.0),
            _ => return,
        };
        event.prevent_default();
        look(&|viewer| viewer.pan(x, y));
    };
    let handles = [
        window_event_listener(ev::keydown, move |event| on_key(event, true)),
        window_event_listener(ev::keyup, move |event| on_key(event, false)),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    let can_seam = protection::can_protect(&first) && !has_other;
    let close = move |_| state.stage.mode.set(StageMode::Paint);
    view! {
        <div class="comparison" data-seam=move || is_seam_open.get().to_string()>
            <div
                class="comparison__pictures"
                role="group"
                aria-label="Compared pictures"
                tabindex="0"
                data-way=way_word
                data-count=count.to_string()
                on:wheel=on_wheel
                on:keydown=on_arrows
                on:pointerdown=move |event| look(&|viewer| viewer.pointer_down(&event))
                on:pointermove=move |event| look(&|viewer| viewer.pointer_move(&event))
                on:pointerup=move |event| look(&|viewer| viewer.pointer_up(&event))
                on:pointercancel=move |event| look(&|viewer| viewer.pointer_up(&event))
                on:dblclick=move |_| {
                    if way.get_untracked() != Way::Slider {
                        look(&Viewer::fit);
                    }
                }
            >
                <For each=layers key=|(name, _)| name.clone() let((name, layer))>
                    <CompareCanvas viewer name layer is_held />
                </For>
                <Show when=move || way.get() == Way::Slider>
                    <div class="comparison__line" aria-hidden="true"></div>
                    <input
                        type="range"
                        min="0"
                        max="100"
                        step="0.5"
                        aria-label="Before and after"
                        aria-valuetext=move || format!("{} % before", share.get().round() as i32)
                        prop:value=move || share.get().to_string()
                        on:mousedown=|event| event.prevent_default()
                        on:touchstart=|event| event.prevent_default()
                        on:input=on_share
                        on:keydown=|event| event.stop_propagation()
                    />
                </Show>
                <p class="comparison__trouble" role="status">{move || trouble.get()}</p>
            </div>
            <Show when=move || is_seam_open.get()>
                <SeamPanel record viewer />
            </Show>
            <div class="comparison__bar">
                <div role="group" aria-label="Comparison" class="comparison__ways comparison__ways--first">
                    {WAYS
                        .into_iter()
                        .filter(|(one, ..)| *one != Way::Variants || count > 1)
                        .map(|(one, name, _)| {
                            view! {
                                <button
                                    class="small"
                                    aria-pressed=move || (way.get() == one).to_string()
                                    on:click=move |_| way.set(one)
                                >
                                    {name}
                                </button>
                            }
                        })
                        .collect_view()}
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
                    on:pointerdown=move |_| hold(true)
                    on:pointerup=move |_| hold(false)
                    on:pointerleave=move |_| hold(false)
                    on:keydown=move |event| {
                        if matches!(event.key().as_str(), " " | "Enter") {
                            hold(true);
                        }
                    }
                    on:keyup=move |_| hold(false)
                    on:blur=move |_| hold(false)
                >
                    <span class="comparison__long">"Hold to see the original"</span>
                    <span class="comparison__short">"Original"</span>
                </button>
                <div class="comparison__ways">
                    <button class="small" aria-label="Zoom out" on:click=move |_| look(&|viewer| viewer.zoom_by(0.5))>"−"</button>
                    <button class="small comparison__zoom" title="Show all" aria-label="Fit pictures" on:click=move |_| look(&Viewer::fit)>
                        {move || format!("{} %", zoom_percent.get().round() as i32)}
                    </button>
                    <button class="small" aria-label="Zoom in" on:click=move |_| look(&|viewer| viewer.zoom_by(2.0))>"+"</button>
                </div>
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
        </div>
    }
}

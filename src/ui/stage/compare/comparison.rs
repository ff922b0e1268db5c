//! A result against what it was made from or against another: with a line to move, side by side, as their
//! difference, or all results of its run. One zoom and one place for all; what is drawn is the viewer's.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::core::geometry::{Point, Size};
use crate::core::lineage::ResultRecord;
use crate::services::library::protection;
use crate::services::shell::shortcuts;
use crate::services::viewing::{Layer, Seen, Viewer, Viewing, texts};
use crate::state::{AppState, ResultEntry, StageMode};
use crate::ui::stage::compare::compare_bar::{CompareBar, Looks, Way};
use crate::ui::stage::compare::compare_canvas::CompareCanvas;
use crate::ui::stage::compare::seam_panel::SeamPanel;

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
    let record = entry.record;
    let first = record.get_untracked();
    let frame = first.frame_size();
    let viewer = Viewer::new(expect_context::<Viewing>(), frame);
    on_cleanup(move || viewer.close());
    // The line begins where the change is, so that both sides of it show some.
    if let Some(rect) = first.request.masked_rect.filter(|_| !frame.is_empty()) {
        let middle = f64::from(rect.left) + f64::from(rect.width()) / 2.0;
        viewer.set_share(middle / f64::from(frame.width) * 100.0);
    }

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
        viewer.show(pictures);
    });

    let count = variants.len();
    let can_seam = protection::can_protect(&first) && !has_other;
    let markup = first.request.markup.clone().filter(|markup| !markup.marks.is_empty()).map(Arc::new);
    let looks = Looks::new(viewer, count, can_seam, markup.is_some());
    let Looks { way, is_held, is_seam_open, shows_marks, .. } = looks;
    let marks = Signal::derive(move || markup.clone().filter(|_| shows_marks.get()));
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
    let on_share = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<f64>() {
            viewer.set_share(number);
        }
    };
    let on_wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let unit = if event.delta_mode() == 0 { 1.0 } else { 33.0 };
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        viewer.wheel(point, event.delta_y() * unit);
    };
    // Keys of the comparison, wherever the focus is but in a field of its own.
    let on_key = move |event: ev::KeyboardEvent, is_down: bool| {
        if shortcuts::is_typing(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match (event.key().as_str(), is_down) {
            ("o" | "O", _) => looks.hold(is_down),
            ("+" | "=", true) => viewer.zoom_by(1.25),
            ("-", true) => viewer.zoom_by(0.8),
            ("0", true) => viewer.fit(),
            ("1", true) => viewer.zoom_to_actual(),
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
        viewer.pan(x, y);
    };
    let handles = [
        window_event_listener(ev::keydown, move |event| on_key(event, true)),
        window_event_listener(ev::keyup, move |event| on_key(event, false)),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    view! {
        <div class="comparison" data-seam=move || is_seam_open.get().to_string()>
            <div
                class="comparison__pictures"
                role="group"
                aria-label="Compared pictures"
                tabindex="0"
                data-way=move || way.get().as_str()
                data-count=count.to_string()
                on:wheel=on_wheel
                on:keydown=on_arrows
                on:pointerdown=move |event| viewer.pointer_down(&event)
                on:pointermove=move |event| viewer.pointer_move(&event)
                on:pointerup=move |event| viewer.pointer_up(&event)
                on:pointercancel=move |event| viewer.pointer_up(&event)
                on:dblclick=move |_| {
                    if way.get_untracked() != Way::Slider {
                        viewer.fit();
                    }
                }
            >
                <For each=layers key=|(name, _)| name.clone() let((name, layer))>
                    <CompareCanvas viewer name layer is_held marks />
                </For>
                <Show when=move || way.get() == Way::Slider>
                    <div class="comparison__line" aria-hidden="true"></div>
                    <input
                        type="range"
                        min="0"
                        max="100"
                        step="0.5"
                        aria-label="Before and after"
                        aria-valuetext=move || format!("{} % before", viewer.share.get().round() as i32)
                        prop:value=move || viewer.share.get().to_string()
                        on:mousedown=|event| event.prevent_default()
                        on:touchstart=|event| event.prevent_default()
                        on:input=on_share
                        on:keydown=|event| event.stop_propagation()
                    />
                </Show>
                <p class="comparison__trouble" role="status">{move || viewer.trouble.get().map(|error| texts::text_of(&error))}</p>
            </div>
            <Show when=move || is_seam_open.get()>
                <SeamPanel record viewer />
            </Show>
            <CompareBar looks />
        </div>
    }
}

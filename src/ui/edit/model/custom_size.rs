//! Sizes beyond the presets: by ratio and resolution, always one that the model makes.

use leptos::prelude::*;

use crate::core::geometry::Size;
use crate::core::model::FrameSize;
use crate::state::AppState;

/// Resolutions by name, with their pixels.
const RESOLUTIONS: [(&str, u64); 3] = [("1K", 1024 * 1024), ("2K", 2048 * 2048), ("4K", 3840 * 2160)];
/// Ratios beside the base picture's own.
const RATIOS: [(u32, u32); 9] = [(1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (2, 1), (1, 2)];

/// A ratio and three buttons that set width and height.
#[component]
pub fn CustomSize() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let base = Memo::new(move |_| draft.base().map(|base| base.picture.size));
    // The place in the list; 0 = the base picture's own.
    let ratio = RwSignal::new(0_usize);
    let shape = move || {
        let listed = ratio.get().checked_sub(1).and_then(|place| RATIOS.get(place));
        match listed {
            Some((across, down)) => Size::new(*across, *down),
            None => base.get().unwrap_or(Size::new(1, 1)),
        }
    };
    let on_ratio = move |event| ratio.set(event_target_value(&event).parse().unwrap_or(0));
    let is_experimental = move || {
        let limit = draft.offer().model.experimental_above_px;
        match draft.settings.get().size {
            FrameSize::Custom { width, height } => limit > 0 && Size::new(width, height).area() > limit,
            _ => false,
        }
    };
    view! {
        <div class="field-row custom-size__by-ratio">
            <label class="field">
                <span>"Ratio"</span>
                <select on:change=on_ratio>
                    <option value="0">
                        {move || if base.get().is_some() { "As picture 1" } else { "1:1" }}
                    </option>
                    {RATIOS
                        .iter()
                        .enumerate()
                        .map(|(index, (across, down))| {
                            let text = [&across.to_string(), ":", &down.to_string()].concat();
                            view! { <option value=(index + 1).to_string()>{text}</option> }
                        })
                        .collect_view()}
                </select>
            </label>
            <div class="field">
                <span aria-hidden="true">"Resolution"</span>
                <div class="segments" role="group" aria-label="Resolution">
                    {RESOLUTIONS
                        .map(|(name, area_px)| {
                            let size = move || draft.offer().original_size(shape(), area_px);
                            let is_chosen = move || {
                                size().is_some_and(|size| draft.settings.get().size == FrameSize::of(size))
                            };
                            let on_take = move |_| {
                                if let Some(size) = untrack(size) {
                                    draft.settings.update(|settings| settings.size = FrameSize::of(size));
                                }
                            };
                            let title = move || size().map(|size| [&size.to_string(), " px"].concat());
                            view! {
                                <button
                                    class="segments__one"
                                    aria-pressed=move || is_chosen().to_string()
                                    title=title
                                    on:click=on_take
                                >
                                    <span>{name}</span>
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
        </div>
        <Show when=is_experimental>
            <p class="hint">"Sizes above 2560 × 1440 are experimental: the model may do worse with them."</p>
        </Show>
    }
}

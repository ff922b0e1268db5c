//! Size, count and format, drawn from the chosen engine's capabilities.

use leptos::prelude::*;

use crate::core::geometry::Size;
use crate::core::model::{FrameSize, Quality, check_custom_size, nearest_size};
use crate::core::picture::PictureFormat;
use crate::services::draft::{can_write, texts};
use crate::services::library::texts::frame_label;
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::AppState;
use crate::ui::edit::parts;
use crate::ui::part::Part;
use crate::ui::widgets::select::Select;
use crate::ui::widgets::switch::Switch;

#[component]
pub fn SettingsForm() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let format = Memo::new(move |_| draft.settings.get().format);
    let on_format = Callback::new(move |chosen: String| {
        if let Some(format) = PictureFormat::parse(&chosen) {
            draft.settings.update(|settings| settings.choose_format(format));
        }
    });
    let on_quality = Callback::new(move |chosen: String| {
        if let Some(quality) = Quality::parse(&chosen) {
            draft.settings.update(|settings| settings.quality = quality);
        }
    });
    let formats = Signal::derive(move || {
        let capabilities = draft.capabilities();
        let formats = capabilities.formats.iter();
        let offered = formats.filter(|format| capabilities.is_remote || can_write(**format));
        offered.map(|format| (format.as_str(), format.label())).collect()
    });
    let qualities = Signal::derive(move || {
        let qualities = draft.offer().qualities().iter();
        qualities.map(|quality| (quality.as_str(), texts::quality_label(*quality))).collect()
    });
    let quality = Signal::derive(move || draft.settings.get().quality.as_str());
    let has_more = move || {
        let offer = draft.offer();
        let is_lossy = draft.settings.get().format != PictureFormat::Png;
        !offer.backgrounds().is_empty()
            || !offer.complexities().is_empty()
            || (offer.has_compression() && is_lossy)
    };
    // A custom size that breaks the engine's rule, and the nearest that does not.
    let advice = move || {
        let FrameSize::Custom { width, height } = draft.settings.get().size else {
            return None;
        };
        let rule = draft.offer().custom_size()?;
        let size = Size::new(width, height);
        let error = check_custom_size(size, rule).err()?;
        let nearest = nearest_size(size, rule);
        let take = nearest.map(|nearest| {
            let (width, height) = (nearest.width, nearest.height);
            let on_take = move |_| {
                draft.settings.update(|settings| settings.size = FrameSize::Custom { width, height });
            };
            let text = ["Use ", &width.to_string(), " × ", &height.to_string()].concat();
            view! { <button class="small" on:click=on_take>{text}</button> }
        });
        Some(view! {
            <p class="hint">{texts::custom_size(size, &error)}</p>
            {take}
        })
    };
    view! {
        <section class="field-group" aria-label="Settings">
            <h2>"Settings"</h2>
            <Show when=move || draft.capabilities().takes_other_models>
                <ModelName />
            </Show>
            <SizeChoice />
            <div class="field-row">
                <CountChoice />
                <Select name="Format" options=formats value=Signal::derive(move || format.get().as_str()) on_choose=on_format />
                <Show when=move || !draft.offer().qualities().is_empty()>
                    <Select name="Quality" options=qualities value=quality on_choose=on_quality />
                </Show>
            </div>
            <Show when=has_more>
                <Part fetch=parts::model_choices />
            </Show>
            <Switch
                name="Protect unmasked pixels"
                is_on=Signal::derive(move || draft.settings.get().protect)
                on_switch=move |is_on| draft.settings.update(|settings| settings.protect = is_on)
            />
            <Show when=move || draft.can_detail()>
                <Part fetch=parts::full_detail />
            </Show>
            {advice}
        </section>
    }
}

#[component]
fn SizeChoice() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let size = Memo::new(move |_| draft.settings.get().size);
    let set_size = move |size| draft.settings.update(|settings| settings.size = size);
    let custom_start = move || {
        let base = draft.base().map(|base| base.picture.size);
        base.filter(|_| !draft.capabilities().is_remote)
            .map_or((1024, 1024), |size| (size.width, size.height))
    };
    let is_custom = move || matches!(size.get(), FrameSize::Custom { .. });
    let sides = move || match size.get() {
        FrameSize::Custom { width, height } => (width, height),
        _ => custom_start(),
    };
    let set_side = move |is_width: bool, text: String| {
        let (width, height) = sides();
        // What is no number counts as 0, which the size rule then names.
        let value = text.trim().parse().unwrap_or(0);
        set_size(if is_width {
            FrameSize::Custom { width: value, height }
        } else {
            FrameSize::Custom { width, height: value }
        });
    };
    view! {
        <div class="field">
            <span aria-hidden="true">"Size"</span>
            <div class="sizes" role="radiogroup" aria-label="Size">
                {move || {
                    draft
                        .offer()
                        .presets()
                        .map(|preset| preset.frame)
                        .map(|preset| {
                            view! {
                                <SizeRadio
                                    preset
                                    is_chosen=Signal::derive(move || size.get() == preset)
                                    on_choose=Callback::new(move |()| set_size(preset))
                                />
                            }
                        })
                        .collect_view()
                }}
                <Show when=move || draft.offer().custom_size().is_some()>
                    <SizeRadio
                        preset=FrameSize::Custom { width: 0, height: 0 }
                        is_chosen=Signal::derive(is_custom)
                        on_choose=Callback::new(move |()| {
                            let (width, height) = custom_start();
                            set_size(FrameSize::Custom { width, height });
                        })
                    />
                </Show>
            </div>
            <Show when=is_custom>
                <div class="field-row custom-size">
                    {[("Width", true), ("Height", false)]
                        .map(|(name, is_width)| {
                            let side = move || if is_width { sides().0 } else { sides().1 };
                            view! {
                                <label class="field">
                                    <span>{name}</span>
                                    <input
                                        type="number"
                                        min="16"
                                        step="16"
                                        prop:value=move || side().to_string()
                                        on:change=move |event| set_side(is_width, event_target_value(&event))
                                    />
                                </label>
                            }
                        })}
                </div>
                <Show when=move || draft.capabilities().is_remote>
                    <Part fetch=parts::custom_size />
                </Show>
            </Show>
        </div>
    }
}

/// Any other name, for addresses that speak the engine's protocol.
#[component]
fn ModelName() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let on_demand = expect_context::<OnDemand>();
    let name = move || {
        let offer = draft.offer();
        draft.model.with(|model| offer.sent_name(model).to_owned())
    };
    let on_name = move |event| {
        let typed: String =
            event_target_value(&event).chars().filter(|letter| !letter.is_control()).collect();
        let moved = draft.choose(draft.engine.get_untracked(), &typed);
        if !moved.is_empty() {
            on_demand.ask(Work::ReportMoved(moved));
        }
    };
    view! {
        <label class="field">
            <span>"Model name"</span>
            <input
                type="text"
                maxlength="100"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=name
                on:change=on_name
            />
        </label>
    }
}

#[component]
fn SizeRadio(preset: FrameSize, is_chosen: Signal<bool>, on_choose: Callback<()>) -> impl IntoView {
    let (width, height, short) = match preset {
        FrameSize::Auto => (16, 13, "Auto"),
        FrameSize::Original => (18, 14, "As 1"),
        FrameSize::Square => (16, 16, "1:1"),
        FrameSize::Landscape43 => (20, 15, "4:3"),
        FrameSize::Portrait34 => (15, 20, "3:4"),
        FrameSize::Landscape32 => (21, 14, "3:2"),
        FrameSize::Portrait23 => (14, 21, "2:3"),
        FrameSize::Landscape169 => (22, 12, "16:9"),
        FrameSize::Portrait916 => (12, 22, "9:16"),
        FrameSize::Custom { .. } => (18, 18, "W×H"),
    };
    let is_dashed = preset.aspect().is_none();
    view! {
        <label class="sizes__one" title=frame_label(preset)>
            <input
                type="radio"
                name="size"
                aria-label=frame_label(preset)
                prop:checked=move || is_chosen.get()
                on:change=move |_| on_choose.run(())
            />
            <i
                aria-hidden="true"
                data-dashed=is_dashed.to_string()
                style:width=format!("{width}px")
                style:height=format!("{height}px")
            ></i>
            <span aria-hidden="true">{short}</span>
        </label>
    }
}

#[component]
fn CountChoice() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let count = Memo::new(move |_| draft.settings.get().count);
    view! {
        <div class="field">
            <span aria-hidden="true">"Pictures to make"</span>
            <div class="segments" role="radiogroup" aria-label="Pictures to make">
                {move || {
                    (1..=draft.capabilities().max_count)
                        .map(|number| {
                            view! {
                                <label class="segments__one">
                                    <input
                                        type="radio"
                                        name="count"
                                        prop:checked=move || count.get() == number
                                        on:change=move |_| draft.settings.update(|settings| settings.count = number)
                                    />
                                    <span>{number}</span>
                                </label>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

//! Editing at full detail: only the area around the mask is sent, and what that is.

use leptos::prelude::*;

use crate::core::region::{CONTEXT_PERCENT, Region};
use crate::state::{AppState, DraftPicture};
use crate::ui::widgets::switch::Switch;

/// The switch, the context, and the part that would be sent.
#[component]
pub fn FullDetail() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let percent = Memo::new(move |_| draft.settings.get().detail_percent);
    let is_on = move || percent.get().is_some();
    let set = move |percent: Option<u16>| {
        draft.settings.update(|settings| settings.detail_percent = percent);
    };
    let (least, usual, most) = CONTEXT_PERCENT;
    let on_context = move |event| {
        if let Ok(percent) = event_target_value(&event).parse() {
            set(Some(percent));
        }
    };
    let part = move || match (draft.region.get(), draft.base()) {
        (Some(region), Some(base)) => view! { <SentPart region base /> }.into_any(),
        _ => view! {
            <p class="hint">
                "The mask is empty or covers most of the picture, so the whole picture is sent."
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="full-detail">
            <Switch
                name="Edit at full detail"
                title="Sends only the area around the mask, so it comes back sharper. Same price."
                is_on=Signal::derive(is_on)
                on_switch=move |is_on| set(is_on.then_some(usual))
            />
            <Show when=is_on>
                <label class="field">
                    <span>
                        "Context around the mask "
                        <output>{move || percent.get().unwrap_or(usual)} " %"</output>
                    </span>
                    <input
                        type="range"
                        min=least.to_string()
                        max=most.to_string()
                        step="5"
                        aria-label="Context"
                        aria-valuetext=move || [&percent.get().unwrap_or(usual).to_string(), " %"].concat()
                        prop:value=move || percent.get().unwrap_or(usual).to_string()
                        style:--share=move || {
                            let along = percent.get().unwrap_or(usual).saturating_sub(least);
                            [&(u32::from(along) * 100 / u32::from(most - least)).to_string(), "%"].concat()
                        }
                        on:input=on_context
                    />
                </label>
                {part}
            </Show>
        </div>
    }
}

/// The part on the whole picture, the part itself, and the figures.
#[component]
fn SentPart(region: Region, base: DraftPicture) -> impl IntoView {
    let (rect, whole, size) = (region.rect, base.picture.size, region.size);
    let share = |part: u32, whole: u32| {
        let hundredths = u64::from(part) * 10_000 / u64::from(whole.max(1));
        let tens = hundredths % 100 / 10;
        [&(hundredths / 100).to_string(), ".", &tens.to_string(), &(hundredths % 10).to_string(), "%"]
            .concat()
    };
    let figures = [
        "Sent: ",
        &region.part().to_string(),
        " px of ",
        &whole.to_string(),
        " px",
        &if size == region.part() {
            String::new()
        } else {
            [", asked for at ", &size.to_string(), " px"].concat()
        },
        ". The result is placed back through the mask.",
    ]
    .concat();
    let address = ["url(\"", &base.address, "\")"].concat();
    view! {
        <div class="full-detail__views" role="img" aria-label=figures.clone()>
            <div class="full-detail__map">
                <img src=base.thumbnail_address alt="" />
                <i
                    style:left=share(rect.left, whole.width)
                    style:top=share(rect.top, whole.height)
                    style:width=share(rect.width(), whole.width)
                    style:height=share(rect.height(), whole.height)
                ></i>
            </div>
            <div
                class="full-detail__part"
                style:aspect-ratio=[&rect.width().to_string(), " / ", &rect.height().to_string()].concat()
                style:background-image=address
                style:background-size=share(whole.width, rect.width())
                style:background-position=[
                    share(rect.left, whole.width.saturating_sub(rect.width())),
                    share(rect.top, whole.height.saturating_sub(rect.height())),
                ]
                .join(" ")
            ></div>
        </div>
        <p class="hint" id="sent-part">{figures}</p>
    }
}

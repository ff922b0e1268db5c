//! In which format a result is downloaded.

use leptos::prelude::*;

use crate::core::picture::PictureFormat;
use crate::services::library::Library;
use crate::services::library::downloads;
use crate::services::library::downloads::FileOptions;
use crate::state::{AppState, Dialog};
use crate::ui::widgets::modal::Modal;

/// What is offered; `None` = the file as it is.
const FORMATS: [(Option<PictureFormat>, &str); 4] = [
    (None, "As it is"),
    (Some(PictureFormat::Png), "PNG, lossless"),
    (Some(PictureFormat::Jpeg), "JPEG, small, no transparency"),
    (Some(PictureFormat::Webp), "WebP, smaller"),
];

#[component]
pub fn DownloadDialog() -> impl IntoView {
    let state = AppState::of_page();
    let library = expect_context::<Library>();
    let wanted = state.results.wanted;
    let options = RwSignal::new(FileOptions {
        is_raw: false,
        format: None,
        quality_percent: 90,
        ground: downloads::WHITE,
        keeps_credits: false,
    });
    let has_protected =
        move || wanted.with(|wanted| wanted.as_ref().is_some_and(|one| one.protected.is_some()));
    let is_lossy = move || options.get().format.is_some_and(|format| format != PictureFormat::Png);
    let name = move || {
        wanted.with(|wanted| {
            let record = wanted.as_ref()?;
            let is_raw = options.get().is_raw || record.protected.is_none();
            let own = if is_raw { record.media_type.as_str() } else { "image/png" };
            let format = options.get().format.or_else(|| PictureFormat::from_media_type(own));
            let extension = format.map_or("png", PictureFormat::extension);
            Some([&downloads::file_stem(record), ".", extension].concat())
        })
    };
    let on_quality = move |event| {
        if let Ok(percent) = event_target_value(&event).parse() {
            options.update(|options| options.quality_percent = percent);
        }
    };
    let ground = move || {
        let [red, green, blue] = options.get().ground;
        format!("#{red:02x}{green:02x}{blue:02x}")
    };
    let on_ground = move |event| {
        let text = event_target_value(&event);
        let channel = |from: usize| u8::from_str_radix(text.get(from..from + 2)?, 16).ok();
        if let (Some(red), Some(green), Some(blue)) = (channel(1), channel(3), channel(5)) {
            options.update(|options| options.ground = [red, green, blue]);
        }
    };
    let download = move |_| {
        if let Some(record) = wanted.get_untracked() {
            library.download_as(record, options.get_untracked());
            state.dialog.set(None);
        }
    };
    let says_source = library.says_source();
    let can_webp = downloads::can_code(PictureFormat::Webp);
    view! {
        <Modal dialog=Dialog::Download name="Download as">
            <fieldset class="field-group" role="radiogroup" aria-label="File format">
                {FORMATS
                    .map(|(format, name)| {
                        let is_off = format == Some(PictureFormat::Webp) && !can_webp;
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="file-format"
                                    disabled=is_off
                                    prop:checked=move || options.get().format == format
                                    on:change=move |_| options.update(|options| options.format = format)
                                />
                                {name}
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            {(!can_webp).then(|| view! { <p class="hint">"Your browser cannot write WebP. Choose PNG or JPEG."</p> })}
            <Show when=is_lossy>
                <label class="field">
                    <span>"Quality " {move || options.get().quality_percent}</span>
                    <input
                        type="range"
                        min="1"
                        max="100"
                        aria-label="File quality"
                        prop:value=move || options.get().quality_percent.to_string()
                        style:--share=move || [&options.get().quality_percent.to_string(), "%"].concat()
                        on:input=on_quality
                    />
                </label>
            </Show>
            <Show when=move || options.get().format == Some(PictureFormat::Jpeg)>
                <label class="field">
                    <span>"Background colour"</span>
                    <input type="color" prop:value=ground on:input=on_ground />
                </label>
                <p class="hint">"JPEG has no transparency. Where the picture is transparent, this colour shows."</p>
            </Show>
            <Show when=has_protected>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || options.get().is_raw
                        on:change=move |event| options.update(|options| options.is_raw = event_target_checked(&event))
                    />
                    "The raw result, as the AI engine made it"
                </label>
            </Show>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=says_source
                    on:change=move |event| library.set_says_source(event_target_checked(&event))
                />
                "Say in the file how it was made (read by picture libraries and social networks)"
            </label>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || options.get().keeps_credits
                    on:change=move |event| {
                        options.update(|options| options.keeps_credits = event_target_checked(&event));
                    }
                />
                "Keep date, camera and copyright"
            </label>
            <p class="hint">"As far as the first picture has them. Where it was taken is never kept."</p>
            <p class="hint">"File " <b><bdi>{name}</bdi></b></p>
            <div class="modal__buttons">
                <button class="run" on:click=download>"Download file"</button>
            </div>
        </Modal>
    }
}

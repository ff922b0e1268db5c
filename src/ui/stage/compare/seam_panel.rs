//! How a protected result joins its original: what is kept, what was changed, and the seam, adjustable.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::core::raster::ProtectSettings;
use crate::services::library::Library;
use crate::services::library::{downloads, texts};
use crate::services::viewing::seam::Seam;
use crate::services::viewing::{self, Viewer};
use crate::ui::widgets::switch::Switch;

/// The panel beside the pictures.
#[component]
pub(crate) fn SeamPanel(
    /// The result.
    record: RwSignal<Arc<ResultRecord>>,
    /// Where it is seen.
    viewer: Viewer,
) -> impl IntoView {
    let library = expect_context::<Library>();
    let seam = Seam::open(record, viewer);
    let (settings, trouble, took_millis) = (seam.settings, seam.trouble, seam.took_millis);
    Effect::new(move |_| {
        settings.track();
        viewer.moves.track();
        seam.refresh();
    });
    on_cleanup(move || seam.close());
    let apply = move |_| {
        library.remake_seam(&record.get_untracked(), settings.get_untracked());
    };
    let facts =
        move || record.with(|record| record.protected.as_ref().map(|protected| protected.facts.clone()));
    let is_kept = move || facts().is_some_and(|facts| facts.settings == settings.get());
    let alignment = move || {
        facts().map(|facts| {
            let tenths = |value: f64| f64::round(value * 10.0) / 10.0;
            [
                "Alignment: differs by ",
                &tenths(facts.residual_levels).to_string(),
                " of 255 levels outside the mask",
                if facts.missing_px > 0 { "; part of the mask lies outside of the result" } else { "" },
            ]
            .concat()
        })
    };
    let raw = move || facts().map(|facts| ["Raw: ", &texts::changes(facts.raw)].concat());
    let kept = move || facts().map(|facts| ["Protected: ", &texts::changes(facts.protected)].concat());
    let field = move |name: &'static str,
                      most: u32,
                      get: fn(&ProtectSettings) -> u32,
                      set: fn(&mut ProtectSettings, u32)| {
        let value = move || settings.with(get);
        view! {
            <label class="field">
                <span>{name} " " <output>{value} " px"</output></span>
                <input
                    type="range"
                    min="0"
                    max=most.to_string()
                    aria-label=name
                    aria-valuetext=move || [&value().to_string(), " px"].concat()
                    prop:value=move || value().to_string()
                    style:--share=move || [&(value() * 100 / most).to_string(), "%"].concat()
                    on:input=move |event| {
                        if let Ok(number) = event_target_value(&event).parse() {
                            settings.update(|settings| set(settings, number));
                        }
                    }
                />
            </label>
        }
    };
    let download = move |is_raw: bool| {
        move |_| {
            let wish = downloads::FileOptions {
                is_raw,
                format: None,
                quality_percent: 100,
                ground: downloads::WHITE,
                keeps_credits: false,
            };
            library.download_as(record.get_untracked(), wish);
        }
    };
    view! {
        <section
            class="seam-panel"
            aria-label="Seam"
            data-took-millis=move || took_millis.get().round().to_string()
        >
            {field("Seam grow", 64, |one| one.grow_px, |one, px| one.grow_px = px)}
            {field("Seam feather", 128, |one| one.feather_px, |one, px| one.feather_px = px)}
            <Switch
                name="Match colours"
                is_on=Signal::derive(move || settings.get().match_colour)
                on_switch=move |is_on| settings.update(|settings| settings.match_colour = is_on)
            />
            <div class="seam-panel__acts">
                <button class="small" disabled=is_kept on:click=apply>"Apply seam"</button>
                <button class="small" on:click=move |_| settings.set(ProtectSettings::default())>"Reset seam"</button>
                <button class="small" on:click=download(true)>"Download raw"</button>
                <button class="small" disabled=move || facts().is_none() on:click=download(false)>"Download protected"</button>
            </div>
            <div class="seam-panel__facts" role="status">
                <p>{kept}</p>
                <p>{raw}</p>
                <p>{alignment}</p>
                <p class="bad">{move || trouble.get().map(|error| viewing::texts::text_of(&error))}</p>
            </div>
        </section>
    }
}

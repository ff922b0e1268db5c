//! What the empty page shows: drop a picture, or try an example.

use leptos::prelude::*;

use crate::services::draft::samples::SAMPLES;
use crate::services::shell::on_demand::{OnDemand, Work, chosen};

/// The welcome.
#[component]
pub fn EmptyStage() -> impl IntoView {
    let on_demand = expect_context::<OnDemand>();
    let on_files = move |event| on_demand.ask(Work::AddFiles(chosen(&event)));
    view! {
        <div class="empty-stage">
            <label class="empty-stage__drop">
                <b>"Drop a picture here"</b>
                <span>"or choose a file, or paste"</span>
                <input
                    class="visually-hidden"
                    type="file"
                    accept="image/*"
                    multiple
                    aria-label="Choose pictures"
                    on:change=on_files
                />
            </label>
            <ol class="empty-stage__steps">
                <li>"Paint over what you want gone."</li>
                <li>"For other changes, choose an AI engine and describe them."</li>
                <li>"Run, compare, keep."</li>
            </ol>
            <p class="hint">"Or try an example:"</p>
            <div class="empty-stage__samples">
                {SAMPLES
                    .map(|sample| {
                        view! {
                            <button
                                aria-label=format!("Try sample: {}", sample.title)
                                on:click=move |_| on_demand.ask(Work::LoadSample(sample))
                            >
                                <img src=format!("samples/{}.jpg", sample.name) alt="" loading="lazy" />
                                <span>{sample.title}</span>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

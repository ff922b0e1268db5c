//! What the empty page shows: what this is, a place for a picture, examples that run on one click, and what is promised.

use leptos::prelude::*;

use crate::services::draft::samples::{SAMPLES, Sample};
use crate::services::shell::on_demand::{OnDemand, Work, chosen};
use crate::ui::part::Part;
use crate::ui::parts;
use crate::ui::widgets::icons::{Icon, Symbol};

/// What nobody else offers, each in a few words and a few more.
const PROMISES: [(&str, &str); 5] = [
    ("0 pixels changed", "outside what you paint"),
    ("The price first", "before anything is sent"),
    ("Close the tab", "and no paid run is lost"),
    ("Full resolution", "as large as your photo"),
    ("No account", "and nothing to install"),
];

/// The welcome.
#[component]
pub fn EmptyStage() -> impl IntoView {
    let on_demand = expect_context::<OnDemand>();
    let on_files = move |event| on_demand.ask(Work::AddFiles(chosen(&event)));
    view! {
        <div class="empty-stage">
            <div class="empty-stage__say">
                <h2>"Remove anything from a photo. Free, in your browser."</h2>
                <p>"Or describe a change with your own AI key."</p>
            </div>
            <label class="empty-stage__drop">
                <span class="empty-stage__choose">
                    <Icon symbol=Symbol::Add />
                    "Choose a picture"
                </span>
                <span>"or drop it here, or paste"</span>
                <input
                    class="visually-hidden"
                    type="file"
                    accept="image/*"
                    multiple
                    aria-label="Choose pictures"
                    on:change=on_files
                />
            </label>
            <p class="empty-stage__try">"Or try an example. One click runs it."</p>
            <div class="empty-stage__samples">
                {SAMPLES.map(|sample| view! { <SampleButton sample /> }).collect_view()}
            </div>
            <ul class="empty-stage__promises">
                {PROMISES
                    .map(|(what, more)| {
                        view! {
                            <li>
                                <b>{what}</b>
                                " "
                                <span>{more}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// A sample before and after; what has no result yet shows the picture alone, and its price.
#[component]
fn SampleButton(
    /// What it loads.
    sample: Sample,
) -> impl IntoView {
    let on_demand = expect_context::<OnDemand>();
    let is_free = sample.prompt.is_none();
    let note = if is_free {
        "Free, on this device".into_any()
    } else {
        view! { <Part fetch=parts::sample_price /> }.into_any()
    };
    view! {
        <button on:click=move |_| on_demand.ask(Work::LoadSample(sample))>
            <span class="empty-stage__picture" data-halves=is_free.to_string()>
                <img src=format!("samples/{}-small.webp", sample.name) alt="" width="336" height="152" />
            </span>
            <span class="visually-hidden">"Try sample: "</span>
            <b>{sample.title}</b>
            <span class="empty-stage__note" aria-hidden="true">{note}</span>
        </button>
    }
}

//! What of the form is fetched when it is first needed: see `ui/parts.rs`.

use leptos::prelude::*;

use crate::core::own_runs::Expected;
use crate::services::shell::split_point::split_points;
use crate::ui::edit::model::custom_size::CustomSize;
use crate::ui::edit::model::model_choices::ModelChoices;
use crate::ui::edit::model::price_details::PriceDetails;
use crate::ui::edit::pictures::reduce_offer::ReduceOffer;
use crate::ui::edit::pictures::thumbnails::Thumbnails;
use crate::ui::edit::pictures::url_form::UrlForm;
use crate::ui::edit::prompt::prompt_beginnings::PromptBeginnings;
use crate::ui::edit::prompt::prompt_history::PromptHistory;
use crate::ui::edit::request::full_detail::FullDetail;
use crate::ui::edit::request::request_text::RequestText;
use crate::ui::stage::markup::inserts::PromptInserts;
use crate::ui::stage::markup::sending::MarkupSending;

split_points! { work:
    /// The draft's pictures, small.
    pub fn thumbnails() -> AnyView {
        view! { <Thumbnails /> }.into_any()
    }
    /// A picture by its URL.
    pub fn url_form(on_done: Callback<()>) -> AnyView {
        view! { <UrlForm on_done /> }.into_any()
    }
    /// Prompts used before.
    pub fn prompt_history(on_done: Callback<()>) -> AnyView {
        view! { <PromptHistory on_done /> }.into_any()
    }
    /// Beginnings of a prompt.
    pub fn prompt_beginnings() -> AnyView {
        view! { <PromptBeginnings /> }.into_any()
    }
    /// The offer to send large pictures reduced.
    pub fn reduce_offer() -> AnyView {
        view! { <ReduceOffer /> }.into_any()
    }
    /// Only the part round the mask is sent.
    pub fn full_detail() -> AnyView {
        view! { <FullDetail /> }.into_any()
    }
    /// What only some models let one choose.
    pub fn model_choices() -> AnyView {
        view! { <ModelChoices /> }.into_any()
    }
    /// Sizes by ratio and resolution.
    pub fn custom_size() -> AnyView {
        view! { <CustomSize /> }.into_any()
    }
    /// What a price is made of.
    pub fn price_details(expected: Memo<Expected>) -> AnyView {
        view! { <PriceDetails expected /> }.into_any()
    }
    /// The request that Run would send.
    pub fn request_text() -> AnyView {
        view! { <RequestText /> }.into_any()
    }
}

split_points! { markup:
    /// How the marks go to a model.
    pub fn markup_sending() -> AnyView {
        view! { <MarkupSending /> }.into_any()
    }
    /// Notes and pictures that the prompt can name.
    pub fn prompt_inserts() -> AnyView {
        view! { <PromptInserts /> }.into_any()
    }
}

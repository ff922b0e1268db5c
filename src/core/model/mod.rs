//! The models and the engines, a file each, with the date they were read, and the one table that says which engine
//! has which model under which path. A new model is a file and a line in the table.

mod choices;
mod custom_size;
mod engine;
mod engine_id;
mod fal;
mod frame_size;
mod gpt_image_1_5;
mod gpt_image_1_mini;
mod gpt_image_2;
mod gpt_image_2_5_flare;
mod gpt_image_2_5_sunburst;
mod gpt_image_2_6_flare;
mod gpt_image_2_6_sunburst;
mod local_fill;
mod modelrunner;
mod offer;
mod openai;
mod other;
mod quality;
mod retired;
pub mod tariff;
#[cfg(test)]
mod tests;
mod traits;

use Billing::{Flat, Free, Tokens, TokensToTheCent};
use Field::{Background as Ground, Complexity as Detail, Compression, Markup, Quality as Effort};
pub use choices::{Background, Complexity};
pub use custom_size::{CustomSizeError, CustomSizeRule, Sizes, check_custom_size, nearest_size};
pub use engine::{Engine, FailureBilling, MaskEncoding, Preset};
pub use engine_id::EngineId;
pub use frame_size::FrameSize;
pub use offer::{Billing, Field, Offer, shape_distance};
pub use quality::Quality;
pub use retired::{Retired, retired};
pub use traits::{Character, Model, Unconfirmed};

use super::price::MicroDollars;

/// What fal passes on to gpt-image-2.
const FAL_2: &[Field] = &[Effort];
/// What fal passes on to the models after it; of a drawn layer and of complexity nothing is known there.
const FAL: &[Field] = &[Effort, Ground, Compression];
/// What `OpenAI` has fields for.
const ALL: &[Field] = &[Effort, Ground, Detail, Compression, Markup];

/// Which engine has which model: each engine's default first.
#[rustfmt::skip]
pub static OFFERS: &[Offer] = &[
    at(&local_fill::ENGINE, "", &local_fill::MODEL, &[], Quality::Auto, Free),
    at(&modelrunner::ENGINE, "openai/gpt-image-2/edit", &gpt_image_2::MODEL, &[], Quality::Auto, Flat(MicroDollars(151_000))),
    at(&fal::ENGINE, "openai/gpt-image-2/edit", &gpt_image_2::MODEL, FAL_2, Quality::High, TokensToTheCent),
    at(&fal::ENGINE, "openai/gpt-image-2.5/flare/edit", &gpt_image_2_5_flare::MODEL, FAL, Quality::High, TokensToTheCent),
    at(&fal::ENGINE, "openai/gpt-image-2.5/sunburst/edit", &gpt_image_2_5_sunburst::MODEL, FAL, Quality::High, TokensToTheCent),
    at(&openai::ENGINE, "", &gpt_image_2::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_2_5_flare::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_2_5_sunburst::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_2_6_flare::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_2_6_sunburst::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_1_5::MODEL, ALL, Quality::Medium, Tokens),
    at(&openai::ENGINE, "", &gpt_image_1_mini::MODEL, ALL, Quality::Medium, Tokens),
];

/// Any other name at an address that speaks `OpenAI`'s protocol.
pub static OTHER: Offer = at(&openai::ENGINE, "", &other::MODEL, ALL, Quality::Auto, Tokens);

const fn at(
    engine: &'static Engine,
    path: &'static str,
    model: &'static Model,
    fields: &'static [Field],
    quality: Quality,
    billing: Billing,
) -> Offer {
    Offer { engine, model, path, fields, quality, billing }
}

impl EngineId {
    /// What is the same for all of its models.
    pub fn capabilities(self) -> &'static Engine {
        match self {
            Self::LocalFill => &local_fill::ENGINE,
            Self::ModelRunner => &modelrunner::ENGINE,
            Self::Fal => &fal::ENGINE,
            Self::OpenAi => &openai::ENGINE,
        }
    }

    /// Its models, the default first.
    pub fn offers(self) -> impl Iterator<Item = &'static Offer> {
        OFFERS.iter().filter(move |offer| offer.engine.id == self)
    }

    /// Its model of a name; an empty name, or one that it cannot have, is its default.
    pub fn offer(self, model: &str) -> &'static Offer {
        let model = model.trim();
        let is_other = self.capabilities().takes_other_models && !model.is_empty();
        let named = self.offers().find(|offer| !model.is_empty() && offer.model.is_named(model));
        let default = if is_other { Some(&OTHER) } else { self.offers().next() };
        named.or(default).unwrap_or(&OTHER)
    }
}

//! What a run is expected to cost, and what that is made of: what comes out, the pictures and the text that go in,
//! by the rule of the provider. The upper end is never below what is billed.

use super::geometry::Size;
use super::model::tariff::{cost_of, picture_in_tokens, text_tokens};
use super::model::{Billing, Offer, Unconfirmed};
use super::price::MicroDollars;
use super::request::{EditRequest, EditSettings};

/// Output tokens of a picture that is shown while it forms.
const PARTIAL_TOKENS: u64 = 100;

/// What is asked for, as far as it matters for the price.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The settings as they are sent.
    pub settings: EditSettings,
    /// Sizes of the pictures as they are sent.
    pub pictures: Vec<Size>,
    /// Tokens of the text.
    pub text_tokens: u64,
    /// Pictures that are shown while the result forms.
    pub partials: u8,
}

impl Asked {
    /// By a request as it is stored, without pictures that form.
    pub fn of_request(request: &EditRequest) -> Self {
        Self {
            settings: request.sent_settings(),
            pictures: request.sent_picture_sizes(),
            text_tokens: text_tokens(&request.sent_prompt()),
            partials: 0,
        }
    }
}

/// An amount that lies between two, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span<T> {
    /// The least.
    pub least: T,
    /// The most.
    pub most: T,
}

impl<T: PartialEq> Span<T> {
    /// Whether nobody can tell which it will be.
    pub fn is_open(&self) -> bool {
        self.least != self.most
    }
}

/// What one picture's price is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Tokens that come out.
    pub out_tokens: Span<u64>,
    /// What they cost.
    pub out: Span<MicroDollars>,
    /// Pictures that go in.
    pub pictures_in: usize,
    /// Their tokens.
    pub picture_tokens: u64,
    /// What they cost.
    pub pictures: MicroDollars,
    /// Tokens of the text.
    pub text_tokens: u64,
    /// What they cost.
    pub text: MicroDollars,
    /// The sum is rounded up to the cent.
    pub is_rounded: bool,
}

/// A price that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// How many pictures.
    pub count: u8,
    /// What each costs.
    pub each: Span<MicroDollars>,
    /// What that is made of; `None` where the provider has one price for all.
    pub parts: Option<Parts>,
    /// The model's own price is published.
    pub is_published: bool,
}

/// What a run is expected to cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// Nothing.
    Free,
    /// Nobody can tell.
    Unknown,
    /// So much.
    Priced(Priced),
}

impl Priced {
    /// What all pictures cost.
    pub const fn total(&self) -> Span<MicroDollars> {
        Span { least: self.each.least.times(self.count), most: self.each.most.times(self.count) }
    }

    /// Whether the figure is exactly what is billed.
    pub const fn is_exact(&self) -> bool {
        self.parts.is_none()
    }
}

impl Estimate {
    /// Of what is asked of a model.
    pub fn of(offer: &Offer, asked: &Asked) -> Self {
        let count = asked.settings.count;
        let is_rounded = match offer.billing {
            Billing::Free => return Self::Free,
            Billing::Flat(each) => {
                let each = Span { least: each, most: each };
                return Self::Priced(Priced { count, each, parts: None, is_published: true });
            }
            Billing::Tokens => false,
            Billing::TokensToTheCent => true,
        };
        let Some(parts) = Parts::of(offer, asked, is_rounded) else { return Self::Unknown };
        let is_published = !offer.is_unconfirmed(Unconfirmed::Price);
        Self::Priced(Priced { count, each: parts.sum(), parts: Some(parts), is_published })
    }

    /// Of a request as it is stored.
    pub fn of_request(request: &EditRequest) -> Self {
        Self::of(request.offer(), &Asked::of_request(request))
    }

    /// The most that one picture may cost; `None` when that is nothing, or not known.
    pub fn most_each(&self) -> Option<MicroDollars> {
        match self {
            Self::Priced(priced) => Some(priced.each.most),
            Self::Free | Self::Unknown => None,
        }
    }

    /// The most that the run may cost; `None` when that is nothing, or not known.
    pub fn most(&self) -> Option<MicroDollars> {
        match self {
            Self::Priced(priced) => Some(priced.total().most),
            Self::Free | Self::Unknown => None,
        }
    }
}

impl Parts {
    fn of(offer: &Offer, asked: &Asked, is_rounded: bool) -> Option<Self> {
        let tariff = offer.model.tariff.as_ref()?;
        let settings = &asked.settings;
        let size = offer.size_of(settings.size, asked.pictures.first().copied());
        let (least, most) = tariff.output_tokens(settings.quality, size, &offer.model.sizes)?;
        // With more than one result none is shown while it forms.
        let partials = if settings.count == 1 { u64::from(asked.partials) * PARTIAL_TOKENS } else { 0 };
        let out_tokens = Span { least: least + partials, most: most + partials };
        let picture_tokens = asked.pictures.iter().copied().map(picture_in_tokens).sum();
        let cost_out = |tokens| cost_of(tokens, tariff.out_cents);
        Some(Self {
            out_tokens,
            out: Span { least: cost_out(out_tokens.least), most: cost_out(out_tokens.most) },
            pictures_in: asked.pictures.len(),
            picture_tokens,
            pictures: cost_of(picture_tokens, tariff.picture_in_cents),
            text_tokens: asked.text_tokens,
            text: cost_of(asked.text_tokens, tariff.text_in_cents),
            is_rounded,
        })
    }

    /// What a picture costs.
    pub fn sum(&self) -> Span<MicroDollars> {
        let with_inputs = |out: MicroDollars| {
            let sum = out.plus(self.pictures).plus(self.text);
            if self.is_rounded { sum.rounded_up_to_the_cent() } else { sum }
        };
        Span { least: with_inputs(self.out.least), most: with_inputs(self.out.most) }
    }
}

#[cfg(test)]
mod tests;

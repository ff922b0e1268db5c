//! How what was drawn goes to a model: in its own field where it has one, else as one more picture; and what the
//! prompt says of it.

use super::settings::{BothDrawn, EditSettings};
use crate::core::model::Offer;

/// What is drawn on the base picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Drawn {
    /// A mask marks something.
    pub has_mask: bool,
    /// There is at least one mark.
    pub has_markup: bool,
}

/// How marks are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkupWay {
    /// They are not.
    Nowhere,
    /// As a clear layer, in the model's own field; then no mask is sent.
    Layer,
    /// As one more picture, which is the base with the marks on it.
    Picture,
}

impl MarkupWay {
    /// How these settings send what is drawn.
    pub fn of(drawn: Drawn, settings: &EditSettings, offer: &Offer) -> Self {
        let is_chosen = drawn.has_markup && settings.send_markup && offer.engine.is_remote;
        match (is_chosen, offer.has_markup()) {
            (false, _) => Self::Nowhere,
            (true, false) => Self::Picture,
            (true, true) if sends_mask(drawn, settings) && settings.both_drawn == BothDrawn::Mask => {
                Self::Nowhere
            }
            (true, true) => Self::Layer,
        }
    }

    /// Whether the mask's edge is drawn into the layer.
    pub fn draws_mask(self, drawn: Drawn, settings: &EditSettings) -> bool {
        self == Self::Layer && sends_mask(drawn, settings) && settings.both_drawn == BothDrawn::MaskInMarkup
    }
}

fn sends_mask(drawn: Drawn, settings: &EditSettings) -> bool {
    drawn.has_mask && settings.send_mask
}

/// The prompt as it is sent: pictures by the words that models know, and a sentence about what goes along beside what the
/// person sees. `picture_count` is without the one that has the marks.
pub fn sent_prompt(prompt: &str, picture_count: usize, way: MarkupWay, draws_mask: bool) -> String {
    let mut sent = with_pictures_named(prompt, picture_count);
    if way == MarkupWay::Picture {
        sent.push_str("\n\nImage ");
        sent.push_str(&(picture_count + 1).to_string());
        sent.push_str(
            " is image 1 with marks drawn on it, which show where and what to change. \
             Leave the marks out of the result.",
        );
    }
    if draws_mask {
        sent.push_str("\n\nChange only what lies inside the magenta outline of the markup.");
    }
    sent
}

/// `@2` becomes `image 2` where there is a second picture and it stands by itself.
fn with_pictures_named(prompt: &str, picture_count: usize) -> String {
    let mut named = String::with_capacity(prompt.len() + 16);
    let mut rest = prompt;
    while let Some(place) = rest.find('@') {
        let (before, after) =
            (rest.get(..place).unwrap_or_default(), rest.get(place + 1..).unwrap_or_default());
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let (number, behind) = after.split_at(digits);
        let begins = !before.chars().next_back().or(named.chars().next_back()).is_some_and(is_in_word);
        let ends = !behind.chars().next().is_some_and(is_in_word);
        let is_picture = !number.starts_with('0')
            && number.parse().is_ok_and(|number: usize| (1..=picture_count).contains(&number));
        named.push_str(before);
        named.push_str(if begins && ends && is_picture { "image " } else { "@" });
        named.push_str(number);
        rest = behind;
    }
    named.push_str(rest);
    named
}

/// What makes an `@` part of an address or a name.
fn is_in_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '@')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::model::{EngineId, OFFERS};

    #[track_caller]
    fn check(prompt: &str, expected: &str) {
        assert_eq!(with_pictures_named(prompt, 12), expected);
    }

    #[test]
    fn pictures_are_named_as_models_know_them() {
        check("put the cat from @2 on the cup", "put the cat from image 2 on the cup");
        check("@1", "image 1");
        check("(@12), @3.", "(image 12), image 3.");
        check("@13 @0 @02 @", "@13 @0 @02 @");
        check("me@2 me@2x.org @2nd @@2 a_@1", "me@2 me@2x.org @2nd @@2 a_@1");
        check("ä@2 字@2", "ä@2 字@2");
    }

    proptest! {
        #[test]
        fn a_prompt_without_pictures_stays(prompt in "[^@]*") {
            prop_assert_eq!(with_pictures_named(&prompt, 16), prompt);
        }

        #[test]
        fn no_letter_is_lost(prompt in "[a@1-3 ,é]{0,30}") {
            prop_assert_eq!(with_pictures_named(&prompt, 2).replace("image ", "@"), prompt);
        }
    }

    #[test]
    fn markup_and_mask_never_go_together_in_one_request() {
        for offer in OFFERS {
            for choice in 0..48_u32 {
                let drawn = Drawn { has_mask: choice & 1 > 0, has_markup: choice & 2 > 0 };
                let both_drawn = [BothDrawn::MaskInMarkup, BothDrawn::Markup, BothDrawn::Mask];
                let settings = EditSettings {
                    send_mask: choice & 4 > 0,
                    send_markup: choice & 8 > 0,
                    both_drawn: both_drawn[(choice / 16) as usize],
                    ..EditSettings::default_for(offer)
                };
                let way = MarkupWay::of(drawn, &settings, offer);
                let is_wanted =
                    drawn.has_markup && settings.send_markup && offer.engine.id != EngineId::LocalFill;
                assert_eq!(way == MarkupWay::Picture, is_wanted && !offer.has_markup());
                assert!(way != MarkupWay::Layer || (is_wanted && offer.has_markup()));
                // What is drawn and wanted is seen by the model in one of the ways.
                let masks = drawn.has_mask && settings.send_mask;
                let is_left_out = is_wanted && way == MarkupWay::Nowhere;
                assert_eq!(
                    is_left_out,
                    is_wanted && masks && offer.has_markup() && settings.both_drawn == BothDrawn::Mask
                );
                assert!(!way.draws_mask(drawn, &settings) || (masks && way == MarkupWay::Layer));
            }
        }
    }
}

//! What the models would charge and take for the draft as it is, corrected by the person's own runs.

pub mod texts;

use crate::core::estimate::{Estimate, Span};
use crate::core::model::{Offer, Unconfirmed};
use crate::core::own_runs::Expected;
use crate::state::AppState;

/// What a run of the draft with a model is expected to cost and take. Follows the draft and the jobs.
pub fn expected(state: AppState, offer: &'static Offer) -> Expected {
    let asked = state.draft.asked_of(offer, state.account.partials(offer.engine.id), state.stage.drawn());
    let own = state.jobs.own_runs(offer, &asked.settings);
    let estimate = own.correct(Estimate::of(offer, &asked));
    let likely = match &estimate {
        Estimate::Priced(priced) => own.likely(priced),
        Estimate::Free | Estimate::Unknown => None,
    };
    let usual = offer.model.seconds.filter(|_| !offer.is_unconfirmed(Unconfirmed::Time));
    let usual = usual.map(|(least, most)| Span { least: u32::from(least), most: u32::from(most) });
    Expected { estimate, likely, seconds: own.seconds.or(usual), is_own_time: own.seconds.is_some() }
}

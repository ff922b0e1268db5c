//! Long lists: what of them is in sight, and how high their items are.

use leptos::prelude::*;

use crate::browser::dom::SizeWatch;
use crate::browser::scroll::{self, SightWatch};
pub use crate::browser::scroll::{Sight, reveal, shift};
use crate::browser::spawn;
use crate::browser::time::sleep;

/// Scrolling is reported in steps of this many CSS pixels: less than what is kept ready beyond the sight.
const STEP_PX: f64 = 96.0;

/// Lets a length grow in steps, each after the page has had its turn, as long as the component is there.
pub fn grow(length_px: RwSignal<f64>, step_px: f64, most_px: f64) {
    spawn(async move {
        let mut is_growing = Some(true);
        while is_growing == Some(true) {
            sleep(0).await;
            is_growing = length_px.try_update(|length| {
                *length += step_px;
                *length < most_px
            });
        }
    });
}

/// Follows what is in sight of a list, from the moment it is in the page until the component is gone.
pub fn follow(list: &crate::browser::stage::Element, sight: RwSignal<Sight>) {
    let watch = SightWatch::of(list, move |now| {
        let step = |value: f64| (value / STEP_PX).floor() * STEP_PX;
        let now = Sight { top: step(now.top), left: step(now.left), ..now };
        if sight.get_untracked() != now {
            sight.set(now);
        }
    });
    hold(watch.ok());
}

/// Reports an element's height, in CSS pixels, now and whenever it changes, until the component is gone.
pub fn follow_height(element: &crate::browser::stage::Element, on_change: impl Fn(f64) + 'static) {
    let own = element.clone();
    hold(SizeWatch::of(element, move || on_change(scroll::height_of(&own))).ok());
}

/// Keeps a watch for as long as the component.
fn hold<W: 'static>(watch: Option<W>) {
    let held = StoredValue::new_local(watch);
    on_cleanup(move || {
        // The component may be gone with it.
        held.try_set_value(None);
    });
}

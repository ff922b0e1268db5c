//! What is in sight of a long list, by its scrolling ancestor's place and size.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::dom::{Listener, SizeWatch};
use super::error::Error;

/// What is marked as the scrolling ancestor.
const SCROLLS: &str = "[data-scrolls]";

/// The part of a list that is in sight, in CSS pixels from the list's top left.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Sight {
    /// Where it begins; below 0 while other things are above the list.
    pub top: f64,
    /// Where it begins, from the left.
    pub left: f64,
    /// Height of what is in sight.
    pub height: f64,
    /// Width of the list.
    pub width: f64,
    /// Width of what is in sight.
    pub sight_width: f64,
}

/// Calls back when another part of a list comes into sight, until dropped.
pub struct SightWatch {
    _scroll: Listener,
    _sizes: SizeWatch,
}

impl SightWatch {
    /// Watches a list inside an element with `data-scrolls`; the first call comes soon.
    ///
    /// # Errors
    /// When there is no such element.
    pub fn of(list: &Element, callback: impl Fn(Sight) + Clone + 'static) -> Result<Self, Error> {
        let scroller = scroller_of(list)?;
        let on_change = {
            let (list, scroller) = (list.clone(), scroller.clone());
            move || callback(sight_of(&list, &scroller))
        };
        let sizes = SizeWatch::of(&scroller, on_change.clone())?;
        // What stands above the list moves it.
        let children = scroller.children();
        for index in 0..children.length() {
            if let Some(child) = children.item(index) {
                sizes.also(&child);
            }
        }
        Ok(Self { _scroll: Listener::on(scroller.as_ref(), "scroll", move |_| on_change()), _sizes: sizes })
    }
}

fn scroller_of(element: &Element) -> Result<Element, Error> {
    element.closest(SCROLLS).ok().flatten().ok_or(Error::Missing("page elements"))
}

fn sight_of(list: &Element, scroller: &Element) -> Sight {
    let (inner, outer) = (list.get_bounding_client_rect(), scroller.get_bounding_client_rect());
    Sight {
        top: outer.top() - inner.top(),
        left: outer.left() - inner.left(),
        height: f64::from(scroller.client_height()),
        width: f64::from(list.client_width()),
        sight_width: f64::from(scroller.client_width()),
    }
}

/// Scrolls the ancestor of a list down, in CSS pixels.
pub fn shift(list: &Element, by: f64) {
    if let Ok(scroller) = scroller_of(list) {
        scroller.set_scroll_top(scroller.scroll_top() + by.round() as i32);
    }
}

/// Scrolls as little as needed to bring a box of a list into sight.
pub fn reveal(list: &Element, (left, top): (f64, f64), (width, height): (f64, f64)) {
    let Ok(scroller) = scroller_of(list) else { return };
    let sight = sight_of(list, &scroller);
    let need = |at: f64, size: f64, from: f64, room: f64| {
        if at < from { at - from } else { (at + size - from - room).max(0.0).min((at - from).max(0.0)) }
    };
    let down = need(top, height, sight.top, sight.height);
    let across = need(left, width, sight.left, sight.sight_width);
    scroller.set_scroll_top(scroller.scroll_top() + down.round() as i32);
    scroller.set_scroll_left(scroller.scroll_left() + across.round() as i32);
}

/// The height of an element in CSS pixels.
pub fn height_of(element: &Element) -> f64 {
    element.dyn_ref::<HtmlElement>().map_or(0.0, |element| f64::from(element.offset_height()))
}

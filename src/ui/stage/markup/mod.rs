//! Markup: the switch between the layers, the tools of what is drawn, and how it goes to a model.

pub mod inserts;
pub mod layer_tabs;
pub mod markup_layer;
mod markup_options;
mod markup_toolbar;
pub mod sending;

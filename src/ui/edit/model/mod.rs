//! Which model runs, what only some models let one choose, and what that costs.

pub mod custom_size;
pub mod engine_picker;
pub mod model_choices;
pub mod price_details;

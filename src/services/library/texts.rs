//! What a person reads of a saved result.

use crate::core::lineage::{Difference, ResultRecord};
use crate::core::picture::PictureFormat;
use crate::core::price::Cost;
use crate::core::raster::ChangeCount;
use crate::services::draft::texts::frame_label;

/// How a result differs from what was asked for.
pub fn difference(record: &ResultRecord, difference: Difference) -> String {
    match difference {
        Difference::Size(asked) => format!("asked for {asked} px, {} px came back", record.size),
        Difference::Shape(asked) => {
            format!("asked for {}, {} px came back", frame_label(asked), record.size)
        }
        Difference::Format(asked) => {
            let came = PictureFormat::from_media_type(&record.media_type);
            let came = came.map_or(record.media_type.as_str(), |format| format.label());
            format!("asked for {}, {came} came back", asked.label())
        }
        Difference::Count(asked) => format!("asked for {asked} pictures, {} came back", record.job_gave),
    }
}

/// What a result costs, and how well that is known.
pub fn cost(cost: Cost) -> String {
    match cost {
        Cost::Free => "free".to_owned(),
        Cost::Estimate(amount) => format!("about {amount}"),
        Cost::Known(amount) => amount.to_string(),
    }
}

/// What differs from the original outside the mask.
pub fn changes(count: ChangeCount) -> String {
    let ChangeCount { pixels, largest } = count;
    let detail = if pixels == 0 { String::new() } else { format!(", largest difference {largest}") };
    format!("{pixels} pixels changed outside the mask{detail}")
}

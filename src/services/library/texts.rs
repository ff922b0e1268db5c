//! What a person reads of the library.

use crate::browser;
use crate::core::lineage::{Difference, ResultRecord};
use crate::core::model::FrameSize;
use crate::core::picture::PictureFormat;
use crate::core::price::Cost;
use crate::core::raster::ChangeCount;
use crate::core::request::EditRequest;
use crate::services::library::Error;
use crate::services::shell::texts;

/// Something could not be saved; the reason follows.
pub const NOT_SAVED: &str = "This could not be saved and exists only in this tab.";

/// The database was closed under the page.
pub const STORAGE_LOST: &str = "The browser closed this page's storage. What you see stays usable, but new work is \
                                not saved. Download it, then reload the page.";

/// The database does not answer.
pub const STORAGE_STUCK: &str = "Your browser\u{2019}s storage does not answer. What you see stays usable, but new work \
                                 is not saved. Download what you want to keep.";

/// It does again.
pub const STORAGE_ANSWERS: &str =
    "Your browser\u{2019}s storage answers again. Your work is saved from here on.";

pub const PRIVATE_WINDOW: &str = "This seems to be a private window. It forgets your pictures and runs when you close \
                                  it. Export or download what you want to keep.";

/// Safari's rule, and that of its relatives.
pub const FORGETS_AFTER_A_WEEK: &str = "This browser deletes what is saved here after seven days without a visit. Export \
                                        what you want to keep, or add this page to your home screen or Dock.";

pub fn no_storage(error: &browser::Error) -> String {
    if *error == browser::Error::Blocked {
        return "Your work will not be saved: another tab has an older version of this page open. Close it, then \
                reload this one."
            .to_owned();
    }
    if matches!(error, browser::Error::TimedOut { .. }) {
        return "Your work will not be saved: this browser\u{2019}s storage does not answer. Download what you want to \
                keep, or reload the page to try again."
            .to_owned();
    }
    "Your work will not be saved: this browser blocks storage for this page. Download what you want to keep."
        .to_owned()
}

/// Results that are not in an export, since a file of theirs cannot be read.
pub fn left_out(names: &[String]) -> String {
    const NAMED: usize = 3;
    let more = names.len().saturating_sub(NAMED);
    let names: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("Left out of the export, since a file of it is missing here: {}{more}.", names.join(", "))
}

/// Why something went wrong, and what to do about it: a sentence.
pub fn reason(error: &Error) -> String {
    match error {
        Error::Browser(error) => texts::browser_reason(error),
        Error::Worker(error) => texts::worker_reason(error),
        Error::Media(error) => texts::media_reason(error),
        Error::Record { record } => ["The ", record, " record cannot be written. Try again."].concat(),
        Error::TooManyToExport { results } => {
            format!(
                "One ZIP holds {results} of these results. Select fewer, and export the rest as another ZIP."
            )
        }
        Error::NoMask => "It was made without a mask.".to_owned(),
        Error::NoFile => "The picture is not saved here. Open its link and save it.".to_owned(),
    }
}

/// Stands in the crash panel where nothing could be saved.
pub const CRASHED_UNSAVED: &str = "This browser saved nothing of this page, so what was here is gone. A run that a provider \
                                   has goes on there: look it up at the provider. Reload the page to begin again.";
/// Records of another version, or damaged ones.
pub fn unread_records(count: usize) -> String {
    match count {
        1 => "1 saved entry could not be read. It was left as it is.".to_owned(),
        count => format!("{count} saved entries could not be read. They were left as they are."),
    }
}

pub fn imported(count: usize) -> String {
    match count {
        0 => "Nothing to import: you already have every result in this file.".to_owned(),
        1 => "1 result imported.".to_owned(),
        count => format!("{count} results imported."),
    }
}

pub fn not_all_downloaded(count: usize) -> String {
    format!("{count} of the pictures were not downloaded: they are not saved on this device.")
}

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
        Difference::Count(asked) => format!("asked for {asked} pictures, {} came back", record.result_count),
    }
}

pub const fn frame_label(size: FrameSize) -> &'static str {
    match size {
        FrameSize::Auto => "Auto",
        FrameSize::Original => "As picture 1",
        FrameSize::Square => "Square",
        FrameSize::Landscape43 => "Landscape 4:3",
        FrameSize::Portrait34 => "Portrait 3:4",
        FrameSize::Landscape32 => "Landscape 3:2",
        FrameSize::Portrait23 => "Portrait 2:3",
        FrameSize::Landscape169 => "Landscape 16:9",
        FrameSize::Portrait916 => "Portrait 9:16",
        FrameSize::Custom { .. } => "Custom",
    }
}

/// A frame by name, or by its pixels.
pub fn frame_text(size: FrameSize) -> String {
    match size {
        FrameSize::Custom { width, height } => format!("{width} × {height} px"),
        _ => frame_label(size).to_owned(),
    }
}

/// What a result costs, and how well that is known.
pub fn cost(cost: Cost) -> String {
    match cost {
        Cost::Free => "free".to_owned(),
        Cost::Estimate(amount) => format!("about {amount}"),
        Cost::Known(amount) => amount.to_string(),
        Cost::Unknown => "price not known".to_owned(),
    }
}

/// What was done, or asked for: the prompt, of an engine that reads it.
pub fn title(request: &EditRequest) -> String {
    let engine = request.engine.capabilities();
    let prompt = request.prompt.trim();
    if engine.needs_prompt {
        return if prompt.is_empty() { engine.label.to_owned() } else { prompt.to_owned() };
    }
    match request.masked_share().map(|share| share * 100.0) {
        None => "Removed".to_owned(),
        Some(percent) if percent < 1.0 => "Removed · under 1 % of the picture".to_owned(),
        Some(percent) => format!("Removed · {percent:.0} % of the picture"),
    }
}

/// What a result left as it was, as far as that is known.
pub fn untouched(record: &ResultRecord) -> Option<String> {
    match (&record.protected, record.protect_due) {
        (Some(protected), _) if protected.is_shown => Some(changes(protected.facts.protected)),
        (Some(protected), _) => Some(changes(protected.facts.raw)),
        (None, Some(_)) => Some("Protecting the rest of your photo…".to_owned()),
        (None, None) => None,
    }
}

/// An engine gave the picture back as it was.
pub const CAME_BACK_UNCHANGED: &str = "Nothing changed: the picture came back as it was.";

/// A file's format and size, such as `PNG · 1.9 MB`.
pub fn file_facts(media_type: &str, bytes: f64) -> String {
    let format = PictureFormat::from_media_type(media_type);
    let label = format.map_or_else(|| media_type.to_owned(), |format| format.label().to_owned());
    let megabytes = bytes / 1e6;
    if megabytes < 0.1 {
        format!("{label} · {:.0} kB", (bytes / 1e3).max(1.0))
    } else {
        format!("{label} · {megabytes:.1} MB")
    }
}

/// What is left of the storage before a person should know of it, in bytes.
const LITTLE_ROOM_BYTES: f64 = 500e6;

/// How much of this device the page takes, and what to do when there is little left.
pub fn usage(used_bytes: f64, allowed_bytes: f64) -> String {
    let left = (allowed_bytes - used_bytes).max(0.0);
    let used = ["Takes ", &size(used_bytes), " on this device."].concat();
    if left > LITTLE_ROOM_BYTES {
        return used;
    }
    [&used, " Only ", &size(left), " are left: export or delete some."].concat()
}

/// A number of bytes as a person says it: 12 MB, 1.4 GB.
fn size(bytes: f64) -> String {
    match bytes / 1e6 {
        megabytes if megabytes < 1.0 => "under 1 MB".to_owned(),
        megabytes if megabytes < 999.5 => format!("{megabytes:.0} MB"),
        megabytes => format!("{:.1} GB", megabytes / 1e3),
    }
}

/// What the results of a run cost together.
pub fn run_cost(costs: impl Iterator<Item = Cost>) -> String {
    let sum = costs.fold(Cost::Free, |sum, each| match (sum, each) {
        (Cost::Free, other) | (other, Cost::Free) => other,
        (Cost::Unknown, _) | (_, Cost::Unknown) => Cost::Unknown,
        (Cost::Known(one), Cost::Known(other)) => Cost::Known(one.plus(other)),
        (Cost::Known(one) | Cost::Estimate(one), Cost::Known(other) | Cost::Estimate(other)) => {
            Cost::Estimate(one.plus(other))
        }
    });
    cost(sum)
}

/// What differs from the original outside the mask.
pub fn changes(count: ChangeCount) -> String {
    let ChangeCount { pixels, largest } = count;
    let detail = if pixels == 0 { String::new() } else { format!(", largest difference {largest}") };
    format!("{pixels} pixels changed outside the mask{detail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_is_said_as_a_person_would() {
        assert_eq!(usage(0.2e6, 10_738e6), "Takes under 1 MB on this device.");
        assert_eq!(usage(12.4e6, 10_738e6), "Takes 12 MB on this device.");
        assert_eq!(usage(1_400e6, 10_738e6), "Takes 1.4 GB on this device.");
        let full = usage(1_990e6, 2_000e6);
        assert_eq!(full, "Takes 2.0 GB on this device. Only 10 MB are left: export or delete some.");
    }
}

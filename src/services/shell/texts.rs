//! What a person reads of failures that every subject can meet: of the browser, the worker, and files.

use crate::browser;
use crate::browser::worker_handle::WorkerError;
use crate::core::archive::{ArchiveError, MANIFEST, MAX_ENTRIES};
use crate::core::geometry::Size;
use crate::core::media::{MAX_FILE_BYTES, MediaError, OtherKind};
use crate::core::picture::{MAX_AREA_PX, MAX_SIDE_PX, SizeError};
use crate::core::png_codec::PngError;
use crate::core::raster::ProtectError;
use crate::core::select;
use crate::worker::{self, FillError, MAX_FILL_AREA_PX};

/// A newer version of the page is stored, and not used yet.
pub const NEW_VERSION: &str = "A new version of Pentimento is ready. Your work stays as it is.";

/// Why the browser refused, and what to do about it.
pub fn browser_reason(error: &browser::Error) -> String {
    match error {
        error if error.is_quota() => {
            "This device\u{2019}s storage for this page is full. Delete or download some results, then try again."
                .to_owned()
        }
        browser::Error::Blocked => {
            "Another tab has an older version of this page open. Close it, then reload this one.".to_owned()
        }
        browser::Error::TimedOut { operation } => {
            ["Your browser did not answer in time when asked to ", operation, "."].concat()
        }
        browser::Error::Changed => "Another tab has changed it meanwhile. Reload the page to see it.".to_owned(),
        browser::Error::Missing(what) => ["Your browser does not have ", what, "."].concat(),
        browser::Error::Exception { operation, name, message } => refused(operation, name, message),
    }
}

/// What the browser refused, with its own word for it.
fn refused(operation: &str, name: &str, message: &str) -> String {
    let message = if message.is_empty() { name } else { message };
    format!("Your browser could not {operation} ({message}).")
}

/// Why the worker did not do its task, and what to do about it.
pub fn worker_reason(error: &WorkerError) -> String {
    match error {
        WorkerError::Task(error) => task_reason(error),
        WorkerError::Send(error) => browser_reason(error),
        WorkerError::Crashed(_) => "The background worker stopped. Try again.".to_owned(),
        WorkerError::Version { .. } => {
            "The page was updated meanwhile. Reload it to go on; your work is saved.".to_owned()
        }
    }
}

/// Why a task was not done, and what to do about it.
fn task_reason(error: &worker::Error) -> String {
    match error {
        worker::Error::Media(error) => media_reason(error),
        worker::Error::Undecodable => {
            "The picture is damaged, or of a kind that this browser cannot read.".to_owned()
        }
        worker::Error::Size(error) | worker::Error::Protect(ProtectError::Size(error)) => size_reason(error),
        worker::Error::Png(error) => png_reason(error),
        worker::Error::MaskSize { mask, picture } => {
            format!("The mask is {mask} px and the picture {picture} px. They must have the same size.")
        }
        worker::Error::MaskBytes { .. } | worker::Error::Protect(ProtectError::Mask { .. }) => {
            "The mask does not fit the picture. Paint it again.".to_owned()
        }
        worker::Error::Protect(ProtectError::NotAlignable) => {
            "The AI redrew or moved the whole picture, so it does not fit the original.".to_owned()
        }
        worker::Error::SeamNotOpen => "The seam was closed meanwhile. Open it again.".to_owned(),
        worker::Error::Select(error) => select_reason(error).to_owned(),
        worker::Error::Fill(error) => fill_reason(error),
        worker::Error::Archive(error) => archive_reason(error),
        worker::Error::ArchivedPicture { path, error } => [path, ": ", &media_reason(error)].concat(),
        worker::Error::SavedFile { path } => {
            format!("{path} was damaged on this device. Leave that result out and try again.")
        }
        worker::Error::Browser { operation, name, message } => refused(operation, name, message),
        worker::Error::Missing(what) => ["Your browser does not have ", what, "."].concat(),
    }
}

/// Why a file is not taken, and what to do about it.
pub fn media_reason(error: &MediaError) -> String {
    match error {
        MediaError::Empty => "The file is empty.".to_owned(),
        MediaError::Other(kind) => other_kind_reason(*kind),
        MediaError::TooLarge { bytes } => format!(
            "The file has {} MB; the limit is {} MB. Save a smaller copy of the picture and add that.",
            bytes / 1_000_000,
            MAX_FILE_BYTES / 1_000_000
        ),
        MediaError::NoSize(kind) => {
            format!(
                "The {} file is damaged: it does not say how large the picture is. Get the file again.",
                kind.name()
            )
        }
        MediaError::Truncated(_) => "The file is cut off: its end is missing. Get the file again.".to_owned(),
        MediaError::Size(error) => size_reason(error),
    }
}

/// Which kind a file is that is not taken, and how its picture can be had all the same.
fn other_kind_reason(kind: OtherKind) -> String {
    match kind {
        OtherKind::Svg => "SVG is not supported. Save the picture as PNG first.".to_owned(),
        OtherKind::Heic => {
            "This browser cannot show HEIC. Save the picture as JPEG first, or open this page in Safari.".to_owned()
        }
        OtherKind::Raw | OtherKind::Tiff => {
            let name = if kind == OtherKind::Raw { "Camera raw files are" } else { "This is a TIFF or camera raw file, which is" };
            [name, " not supported by this browser. Export the picture as JPEG or PNG and add that."].concat()
        }
        OtherKind::JpegXl | OtherKind::Jpeg2000 | OtherKind::Icon | OtherKind::Photoshop => format!(
            "This browser cannot show {} files. Save the picture as PNG or JPEG and add that.",
            kind.name()
        ),
        OtherKind::Pdf => "This is a PDF. Save its page as a PNG or JPEG picture and add that.".to_owned(),
        OtherKind::Film => "This is a video or sound file. Save a still picture of it and add that.".to_owned(),
        OtherKind::Zip => {
            "This is a ZIP file or a document. Add the picture that is in it. An export of this page goes in by Import."
                .to_owned()
        }
        OtherKind::Unknown => {
            "This is not a picture. PNG, JPEG, WebP, GIF, AVIF and BMP are supported.".to_owned()
        }
    }
}

/// Why a picture's size is not taken.
fn size_reason(error: &SizeError) -> String {
    let (Size { width, height }, limit) = match error {
        SizeError::Empty(size) => (size, "it has no pixels".to_owned()),
        SizeError::Side(size) => (size, format!("the limit is {MAX_SIDE_PX} px per side")),
        SizeError::Area(size) => (size, format!("the limit is {} megapixels", MAX_AREA_PX / 1_000_000)),
        SizeError::Outside { .. } => {
            return "The selected part lies outside of the picture. Select it again.".to_owned();
        }
        SizeError::Length { .. } => return "The picture is damaged. Get the file again.".to_owned(),
    };
    format!("The picture is {width}×{height} px; {limit}.")
}

fn png_reason(error: &PngError) -> String {
    match error {
        PngError::Size(error) => size_reason(error),
        PngError::Damaged(_) => "The PNG is damaged. Get the file again.".to_owned(),
        PngError::Write(_) => "The PNG could not be written. Try again with a smaller picture.".to_owned(),
        PngError::NotGrey => "This PNG is no mask: a mask is grey.".to_owned(),
    }
}

/// Why nothing was selected, and what to do about it.
fn select_reason(error: &select::Error) -> &'static str {
    match error {
        select::Error::Outside { .. } => "That is outside of the picture. Point at something in it.",
        select::Error::OtherPicture { .. } => "The picture was changed meanwhile. Select again.",
        select::Error::OneColour { .. } => {
            "There is no edge to find here: it all has one colour. Use the brush or a shape instead."
        }
        select::Error::NothingFound { .. } => {
            "Nothing stands out here. Draw a stroke over the object, or use the brush."
        }
    }
}

/// Why Local fill did not fill, and what to do about it.
fn fill_reason(error: &FillError) -> String {
    match error {
        FillError::EmptyMask => "Paint over what you want gone first.".to_owned(),
        FillError::MaskSize { .. } => "The mask does not fit the picture. Paint it again.".to_owned(),
        FillError::NoSource => {
            "Everything is painted over, so nothing is left to fill from. Erase some of the mask.".to_owned()
        }
        FillError::TooLarge(size) => format!(
            "The picture is {}×{} px ({} megapixels). Local fill takes up to {} megapixels.",
            size.width,
            size.height,
            size.area().div_ceil(1_000_000),
            MAX_FILL_AREA_PX / 1_000_000
        ),
        FillError::TooMuchMemory { needed_mb, limit_mb } => format!(
            "This needs about {needed_mb} MB of memory; Local fill takes up to {limit_mb} MB. Paint over less at a time, \
             or use a smaller picture."
        ),
        FillError::Size(error) => size_reason(error),
    }
}

/// Why a ZIP is not read or written, and what to do about it.
fn archive_reason(error: &ArchiveError) -> String {
    let what = match error {
        ArchiveError::NotZip => return "This is not a ZIP file. Choose a file that Export made.".to_owned(),
        ArchiveError::Damaged(_) => return "The ZIP is damaged. Get the file again.".to_owned(),
        ArchiveError::OverFourGigabytes => {
            return "The export would be over 4 GB. Select fewer results.".to_owned();
        }
        ArchiveError::Newer { version, readable } => {
            return format!(
                "This export is of version {version}, and this page reads up to {readable}. Reload the page to update it, then try \
                 again."
            );
        }
        ArchiveError::TooMany { count } => format!("it has {count} entries, and the limit is {MAX_ENTRIES}"),
        ArchiveError::Encrypted => "it is encrypted".to_owned(),
        ArchiveError::Compressed { name } => format!("{name} in it is compressed"),
        ArchiveError::Name { name } => format!("the name {name} in it is not allowed"),
        ArchiveError::Twice { name } => format!("it has two entries named {name}"),
        ArchiveError::TooLarge { name, bytes, limit } => {
            format!("{name} in it has {bytes} bytes, and the limit is {limit}")
        }
        ArchiveError::NoManifest => format!("it has no {MANIFEST}"),
        ArchiveError::Manifest(_) => format!("its {MANIFEST} cannot be read"),
        ArchiveError::KeyField { name } => {
            format!("its {MANIFEST} has a field named {name}, and exports never hold keys")
        }
        ArchiveError::Missing { name } => format!("{name} is missing in it"),
        ArchiveError::Hash { name } => format!("{name} in it is not the file that was exported"),
    };
    ["This ZIP is not an export of this page as it was made: ", &what, "."].concat()
}

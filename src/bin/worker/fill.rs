//! The fill: several variants of one request, with progress and previews.

use pentimento::browser::time::now_millis;
use pentimento::browser::worker_port::{Attachment, WorkerPort};
use pentimento::core::geometry::Size;
use pentimento::core::mask_file::coverage_from_png;
use pentimento::core::model::FrameSize;
use pentimento::core::picture::{Picture, PictureFormat};
use pentimento::core::raster::ChangeCount;
use pentimento::fill::{self, FillInput, Preview, Watch};
use pentimento::worker::{Answer, FilledVariant, PictureInfo, PreviewPlace, Reply};

use super::result_file::{file_of, thumbnail_of};
use super::tasks::{Outcome, bytes, decode, encode};

/// Least time between two progress replies: at least ten a second, never a flood.
const PROGRESS_MILLIS: f64 = 50.0;
/// Least time between two previews.
const PREVIEW_MILLIS: f64 = 80.0;

/// How long a warm-up goes on: V8 has optimised the fill's loops after 0.1 to 0.25 s of them.
const WARM_UP_MILLIS: f64 = 300.0;
/// Side of the picture that is filled for it, and of the hole in its middle.
const WARM_UP_SIDES_PX: (u32, u32) = (128, 48);
/// Bytes a pixel of a file that hardly compresses.
const FILE_BYTES: u64 = 4;

/// Fills a picture of its own again and again for a while.
pub(super) fn warm_up() -> Outcome {
    let (side, hole) = WARM_UP_SIDES_PX;
    let size = Size::new(side, side);
    let rgba = (0..side * side).flat_map(|at| {
        let (x, y) = (at % side, at / side);
        [(x * 2) as u8, (y * 2) as u8, ((x / 8 + y / 8) % 2 * 99) as u8, 255]
    });
    let picture = Picture::from_rgba(size, rgba.collect()).map_err(|error| error.to_string())?;
    let is_inside = |at: u32| at.abs_diff(side / 2) < hole / 2;
    let coverage: Vec<u8> = (0..side * side)
        .map(|at| if is_inside(at % side) && is_inside(at / side) { 255 } else { 0 })
        .collect();
    let began = now_millis();
    for seed in 1.. {
        let input = FillInput { picture: &picture, coverage: &coverage, references: &[], seed, variant: 0 };
        fill::fill_changes(&input, &mut |_: f32| ()).map_err(|error| error.to_string())?;
        if now_millis() - began > WARM_UP_MILLIS {
            break;
        }
    }
    Ok((Answer::WarmedUp, Vec::new()))
}

/// Tells what a fill would take of memory.
pub(super) async fn needs(attachments: &[Attachment], references: &[Size], frame: FrameSize) -> Outcome {
    let (size, coverage) =
        coverage_from_png(&bytes(attachments, 0).await?).map_err(|error| error.to_string())?;
    let frame = fill::frame_for(frame, size);
    let bytes = fill::needed_bytes(size, &coverage, references, frame) + frame.area() * FILE_BYTES;
    Ok((Answer::FillNeeds { bytes }, Vec::new()))
}

/// The coverage in a mask PNG, which must be of the picture's size.
fn coverage_for(picture: &Picture, png: &[u8]) -> Result<Vec<u8>, String> {
    let (mask_size, coverage) = coverage_from_png(png).map_err(|error| error.to_string())?;
    if mask_size == picture.size() {
        Ok(coverage)
    } else {
        Err(format!("the mask is {mask_size} px, the picture is {} px", picture.size()))
    }
}

/// A fill under way.
pub(super) struct FillJob {
    pub(super) id: u32,
    pub(super) frame: FrameSize,
    pub(super) variants: Vec<u8>,
    pub(super) format: PictureFormat,
    pub(super) seed: u32,
}

impl FillJob {
    pub(super) async fn run(&self, port: &WorkerPort, attachments: &[Attachment]) -> Outcome {
        self.check_format().await?;
        let (mut picture, icc) = decode(&bytes(attachments, 0).await?).await?;
        let mut references = Vec::new();
        for index in 2..attachments.len() {
            references.push(decode(&bytes(attachments, index).await?).await?.0);
        }
        let frame = fill::frame_for(self.frame, picture.size());
        for (done, &variant) in self.variants.iter().enumerate() {
            // Read again for each variant: while a file is written, its memory is the file's.
            let coverage = coverage_for(&picture, &bytes(attachments, 1).await?)?;
            let input = FillInput {
                picture: &picture,
                coverage: &coverage,
                references: &references,
                seed: self.seed,
                variant,
            };
            let mut teller = Teller {
                port,
                id: self.id,
                done: done as f32,
                of: self.variants.len() as f32,
                told_millis: 0.0,
                shown_millis: now_millis(),
                // In another frame, a preview's place means nothing to the page.
                may_show: done == 0 && frame == picture.size(),
            };
            let began = now_millis();
            let since = |began| now_millis() - began;
            if frame == picture.size() {
                // In the picture itself: the memory has no room for two of the largest ones.
                let changes = fill::fill_changes(&input, &mut teller);
                let mut changes = changes.map_err(|error| error.to_string())?;
                let told = (variant, since(began));
                let is_exact = self.format == PictureFormat::Png;
                let outside = is_exact.then(|| changes.outside(&picture, &coverage));
                drop(coverage);
                changes.swap(&mut picture);
                self.send(port, told, &picture, icc.as_deref(), outside).await?;
                changes.swap(&mut picture);
            } else {
                let filled = fill::fill_to_frame(&input, frame, &mut teller);
                let filled = filled.map_err(|error| error.to_string())?;
                drop(coverage);
                self.send(port, (variant, since(began)), &filled, icc.as_deref(), None).await?;
            }
        }
        Ok((Answer::Filled, Vec::new()))
    }

    /// Refuses a format that this browser cannot write before the work rather than after it.
    async fn check_format(&self) -> Result<(), String> {
        let pixel = Picture::from_rgba(Size::new(1, 1), vec![255; 4]).map_err(|error| error.to_string())?;
        encode(&pixel, self.format, None).await.map(drop)
    }

    async fn send(
        &self,
        port: &WorkerPort,
        (variant, fill_millis): (u8, f64),
        filled: &Picture,
        icc: Option<&[u8]>,
        outside: Option<ChangeCount>,
    ) -> Result<(), String> {
        let file = file_of(filled, self.format, icc).await?;
        let thumbnail = thumbnail_of(filled, icc).await?;
        let reply = Reply::Variant {
            id: self.id,
            fill_millis,
            filled: FilledVariant {
                variant,
                info: PictureInfo { media_type: self.format.media_type().to_owned(), size: filled.size() },
                hash: file.hash,
                thumbnail: thumbnail.hash,
                outside,
            },
        };
        let attachments = [Attachment::Blob(file.blob), Attachment::Blob(thumbnail.blob)];
        port.reply(&reply, &attachments);
        Ok(())
    }
}

/// Tells the page how a variant comes on.
struct Teller<'a> {
    port: &'a WorkerPort,
    id: u32,
    done: f32,
    of: f32,
    told_millis: f64,
    shown_millis: f64,
    may_show: bool,
}

impl Watch for Teller<'_> {
    fn progress(&mut self, share: f32) {
        let now = now_millis();
        if now - self.told_millis >= PROGRESS_MILLIS {
            self.told_millis = now;
            let fraction = (self.done + share) / self.of;
            let id = self.id;
            self.port.reply(&Reply::Progress { id, fraction }, &[]);
        }
    }

    fn wants_preview(&mut self) -> bool {
        let now = now_millis();
        let is_due = self.may_show && now - self.shown_millis >= PREVIEW_MILLIS;
        if is_due {
            self.shown_millis = now;
        }
        is_due
    }

    fn preview(&mut self, preview: Preview) {
        let place = PreviewPlace {
            left_px: preview.left_px,
            top_px: preview.top_px,
            step_px: preview.step_px,
            size: Size::new(preview.width, preview.height),
        };
        let id = self.id;
        self.port.reply(&Reply::Preview { id, place }, &[Attachment::of(&preview.rgba)]);
    }
}

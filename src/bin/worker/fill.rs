//! The fill: several variants of one request, with progress and previews.

use pentimento::browser::attachment::{Bytes, File};
use pentimento::browser::codec;
use pentimento::browser::time::now_millis;
use pentimento::core::colour::{Colour, Conversion};
use pentimento::core::geometry::Size;
use pentimento::core::mask_file::coverage_from_png;
use pentimento::core::picture::{Picture, PictureFormat};
use pentimento::core::png_codec::Coding;
use pentimento::core::raster::ChangeCount;
use pentimento::fill::{self, FillInput, Preview, Watch};
use pentimento::worker::{
    Error, Fill, FillNeeds, FillUpdate, FilledVariant, NeededBytes, PictureInfo, WarmUp,
};

use crate::files::{Decoded, decode, encode, file_of, shown_by, thumbnail_of};
use crate::perform::{Perform, Updates};

/// Least time between two previews.
const PREVIEW_MILLIS: f64 = 80.0;

/// How long a warm-up goes on: V8 has optimised the fill's loops after 0.1 to 0.25 s of them.
const WARM_UP_MILLIS: f64 = 300.0;
/// Side of the picture that is filled for it, and of the hole in its middle.
const WARM_UP_SIDES_PX: (u32, u32) = (128, 48);
/// Bytes a pixel of a file that hardly compresses.
const FILE_BYTES: u64 = 4;

impl Perform for WarmUp {
    /// Fills a picture of its own again and again for a while.
    async fn perform(self, _: &Updates<Self>) -> Result<(), Error> {
        let (side, hole) = WARM_UP_SIDES_PX;
        let rgba = (0..side * side).flat_map(|at| {
            let (x, y) = (at % side, at / side);
            [(x * 2) as u8, (y * 2) as u8, ((x / 8 + y / 8) % 2 * 99) as u8, 255]
        });
        let picture = Picture::from_rgba(Size::new(side, side), rgba.collect())?;
        let is_inside = |at: u32| at.abs_diff(side / 2) < hole / 2;
        let coverage: Vec<u8> = (0..side * side)
            .map(|at| if is_inside(at % side) && is_inside(at / side) { 255 } else { 0 })
            .collect();
        let began = now_millis();
        for seed in 1.. {
            let input =
                FillInput { picture: &picture, coverage: &coverage, references: &[], seed, variant: 0 };
            fill::fill_changes(&input, &mut |_: f32| ())?;
            if now_millis() - began > WARM_UP_MILLIS {
                break;
            }
        }
        Ok(())
    }
}

impl Perform for FillNeeds<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<NeededBytes, Error> {
        let (size, coverage) = coverage_from_png(&self.mask.read().await?)?;
        let frame = fill::frame_for(self.frame, size);
        let bytes = fill::needed_bytes(size, &coverage, &self.references, frame);
        Ok(NeededBytes(bytes + frame.area() * FILE_BYTES))
    }
}

impl Perform for Fill<File> {
    async fn perform(self, updates: &Updates<Self>) -> Result<(), Error> {
        // A format that this browser cannot write is refused before the work rather than after it.
        let pixel = Picture::from_rgba(Size::new(1, 1), vec![255; 4])?;
        let plain = Coding { colour: &Colour::default(), deep: None };
        encode(&pixel, self.format, plain, codec::RESULT_QUALITY).await?;
        let Decoded { mut picture, colour, deep } = decode(&self.picture).await?;
        let coding = (self.format, Coding { colour: &colour, deep: deep.as_deref() });
        let mut references = Vec::new();
        for file in &self.references {
            references.push(decode(file).await?.into_space_of(&colour)?);
        }
        let shown_by = shown_by(&colour);
        let frame = fill::frame_for(self.frame, picture.size());
        for (done, &variant) in self.variants.iter().enumerate() {
            // Read again for each variant: while a file is written, its memory is the file's.
            let (mask, coverage) = coverage_from_png(&self.mask.read().await?)?;
            if mask != picture.size() {
                return Err(Error::MaskSize { mask, picture: picture.size() });
            }
            let input = FillInput {
                picture: &picture,
                coverage: &coverage,
                references: &references,
                seed: self.seed,
                variant,
            };
            let mut watcher = Watcher {
                updates,
                shown_by: shown_by.as_ref(),
                done: done as f32,
                of: self.variants.len() as f32,
                shown_millis: now_millis(),
                // In another frame, a preview's place means nothing to the page.
                may_show: done == 0 && frame == picture.size(),
            };
            let began = now_millis();
            if frame == picture.size() {
                // In the picture itself: the memory has no room for two of the largest ones.
                let mut changes = fill::fill_changes(&input, &mut watcher)?;
                let fill_millis = now_millis() - began;
                let is_exact = self.format == PictureFormat::Png;
                let outside = is_exact.then(|| changes.outside(&picture, &coverage));
                let is_unchanged = changes.are_none(&picture);
                drop(coverage);
                changes.swap(&mut picture);
                updates.send(filled(variant, &picture, coding, (outside, is_unchanged), fill_millis).await?);
                changes.swap(&mut picture);
            } else {
                let changed = fill::fill_to_frame(&input, frame, &mut watcher)?;
                let fill_millis = now_millis() - began;
                drop(coverage);
                updates.send(filled(variant, &changed, coding, (None, false), fill_millis).await?);
            }
        }
        Ok(())
    }
}

/// Codes a variant.
async fn filled(
    variant: u8,
    picture: &Picture,
    (format, coding): (PictureFormat, Coding<'_>),
    (outside, is_unchanged): (Option<ChangeCount>, bool),
    fill_millis: f64,
) -> Result<FillUpdate<File, Bytes>, Error> {
    Ok(FillUpdate::Variant(FilledVariant {
        variant,
        info: PictureInfo { media_type: format.media_type().to_owned(), size: picture.size() },
        picture: file_of(picture, format, coding).await?,
        thumbnail: thumbnail_of(picture, coding.colour).await?,
        outside,
        is_unchanged,
        fill_millis,
    }))
}

/// Reports to the page how a variant comes on.
struct Watcher<'a> {
    updates: &'a Updates<Fill<File>>,
    /// What brings the picture's values to those of a canvas.
    shown_by: Option<&'a Conversion>,
    /// Variants that are done.
    done: f32,
    /// All variants.
    of: f32,
    shown_millis: f64,
    may_show: bool,
}

impl Watch for Watcher<'_> {
    fn progress(&mut self, share: f32) {
        if self.updates.is_progress_due() {
            self.updates.send(FillUpdate::Progress((self.done + share) / self.of));
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

    fn preview(&mut self, Preview { place, mut rgba }: Preview) {
        if let Some(conversion) = self.shown_by {
            conversion.apply_to_rgba(&mut rgba);
        }
        self.updates.send(FillUpdate::Preview { place, rgba: Bytes::of(&rgba) });
    }
}

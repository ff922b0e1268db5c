//! Fills every hole of a picture, one after the other.

use super::changes::Changes;
use super::clear::{self, Window};
use super::components::{Component, components};
use super::input::{FillError, FillInput};
use super::membrane::Membrane;
use super::progress::{Progress, Watch};
use super::pyramid::{self, Pyramid, reference_sources};
use super::random::Random;
use super::settings::Settings;
use super::{completion, memory, thin};
use crate::core::picture::Picture;
use crate::core::resample::resample;

/// Completes the masked region. Pixels at coverage 0 are byte-identical in the result.
///
/// A completed pixel is copied from visible pixels and is as opaque as the nearest pixel outside of the mask. In
/// between, coverage blends colour and alpha. A picture that is masked all over becomes the first reference, resampled.
///
/// `watch` gets the share of the work done and, where it wants them, previews.
pub fn fill(input: &FillInput<'_>, watch: &mut dyn Watch) -> Result<Picture, FillError> {
    let mut changes = fill_changes(input, watch)?;
    let mut filled = input.picture.clone();
    changes.swap(&mut filled);
    Ok(filled)
}

/// What [`fill`] changes, for a caller that has no memory for two of the picture.
pub fn fill_changes(input: &FillInput<'_>, watch: &mut dyn Watch) -> Result<Changes, FillError> {
    changes_beside(input, 0, watch)
}

/// The changes, made beside `held` bytes of the caller's.
pub(super) fn changes_beside(
    input: &FillInput<'_>,
    held: u64,
    watch: &mut dyn Watch,
) -> Result<Changes, FillError> {
    input.check()?;
    let size = input.picture.size();
    let holes = components(input.coverage, size.width as usize);
    if holes.is_empty() {
        return Err(FillError::EmptyMask);
    }
    let needed = memory::needed_bytes(size, &holes, &input.reference_sizes(), held);
    if needed > memory::LIMIT_BYTES {
        return Err(FillError::TooMuchMemory {
            needed_mb: needed.div_ceil(1_000_000),
            limit_mb: memory::LIMIT_BYTES / 1_000_000,
        });
    }
    let mut changes = Changes::with_room(holes.iter().map(|hole| hole.area).sum());
    let kept = input.picture.rgba().as_chunks::<4>().0.iter().zip(input.coverage);
    if !kept.clone().any(|(pixel, cover)| *cover == 0 && pyramid::is_visible(*pixel)) {
        let reference = input.references.iter().find(|reference| has_visible(reference));
        let whole = resample(reference.ok_or(FillError::NoSource)?, size)?;
        let pixels = whole.rgba().as_chunks::<4>().0.iter();
        for (at, pixel) in pixels.enumerate() {
            changes.lay(input.picture, input.coverage, at, *pixel);
        }
        watch.progress(1.0);
        return Ok(changes);
    }
    let settings = Settings::of_variant(input.variant).for_size(size);
    let short_side = size.width.min(size.height) as usize;
    let halvings = |hole: &Component| settings.halvings(hole.depth, hole.is_at_edge(size), short_side);
    let preparing = pyramid::references_work(input);
    let has_references = !input.references.is_empty();
    let work = |hole: &Component| {
        completion::work(hole, halvings(hole), settings.radius, has_references) + preparing
    };
    let work_of_all = pyramid::picture_work(size) + holes.iter().map(work).sum::<u64>();
    let mut progress = Progress::new(work_of_all, watch);
    let deepest = holes.iter().map(halvings).max().unwrap_or(0);
    let pyramid = Pyramid::new(input, deepest, &mut progress);
    progress.catch_up(pyramid::picture_work(size));
    for (index, hole) in holes.iter().enumerate() {
        let counted = progress.done();
        let scales = halvings(hole) + 1;
        let references = reference_sources(input, hole.window, scales, settings.radius, &mut progress);
        let crops = (0..scales).map(|scale| pyramid.crop(hole, scale)).collect();
        let mut random = Random::new(input.seed, index as u32 * 4 + u32::from(input.variant));
        let is_thin = hole.depth <= thin::THIN_PX;
        let margin_px = hole.is_at_edge(size).then_some(hole.depth);
        let plane = completion::complete(
            crops,
            is_thin,
            margin_px,
            &references,
            settings,
            &mut random,
            &mut progress,
        );
        let region = pyramid::region(size, hole, 0);
        let height = plane.pixels.len() / plane.width.max(1);
        let window = Window { left: region.left, top: region.top, width: plane.width, height };
        let alphas = clear::alphas(input.picture, input.coverage, window);
        for (inside, pixel) in plane.pixels.iter().enumerate() {
            let (x, y) = (region.left + inside % plane.width, region.top + inside / plane.width);
            let [red, green, blue, _] = *pixel;
            if !hole.window.contains(x, y) {
                continue;
            }
            let at = y * size.width as usize + x;
            let alpha = alphas.as_ref().and_then(|alphas| alphas.get(inside)).copied().unwrap_or(255);
            changes.lay(input.picture, input.coverage, at, [red, green, blue, alpha]);
        }
        progress.catch_up(counted + work(hole));
    }
    progress.finish();
    Ok(changes)
}

/// Completes the masked region by the membrane alone: smooth colours, no texture. The plain way that [`fill`] is
/// measured against.
pub fn fill_smoothly(input: &FillInput<'_>) -> Result<Picture, FillError> {
    input.check()?;
    let size = input.picture.size();
    if input.coverage.iter().all(|cover| *cover == 0) {
        return Err(FillError::EmptyMask);
    }
    let pixels = input.picture.rgba().as_chunks::<4>().0;
    let is_known = |(pixel, cover): (&[u8; 4], &u8)| *cover == 0 && pyramid::is_visible(*pixel);
    let is_known: Vec<bool> = pixels.iter().zip(input.coverage).map(is_known).collect();
    if !is_known.contains(&true) {
        return Err(FillError::NoSource);
    }
    let mut membrane = Membrane {
        width: size.width as usize,
        height: size.height as usize,
        values: pixels.iter().map(|pixel| pixel.map(f32::from)).collect(),
        is_known,
    };
    membrane.settle(&mut |_| ());
    let mut changes = Changes::default();
    for (at, value) in membrane.values.iter().enumerate() {
        let [red, green, blue, _] = value.map(|value| (value + 0.5) as u8);
        changes.lay(input.picture, input.coverage, at, [red, green, blue, 255]);
    }
    let mut filled = input.picture.clone();
    changes.swap(&mut filled);
    Ok(filled)
}

fn has_visible(picture: &Picture) -> bool {
    picture.rgba().as_chunks::<4>().0.iter().any(|pixel| pyramid::is_visible(*pixel))
}

//! Turns finished work into the share that is done, and shows what is there so far.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::plane::{Cell, Window};
use crate::core::geometry::Size;

/// Time that the search for a patch takes, and its vote: work is counted in tenths of a search.
pub(super) const SEARCH_WORK: u64 = 10;
pub(super) const VOTE_WORK: u64 = 4;

/// A coarse picture of a hole that is being filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Where it lies in the picture that is being filled.
    pub place: PreviewPlace,
    /// Row-major, 4 bytes per pixel, transparent where nothing is filled.
    pub rgba: Vec<u8>,
}

/// Where a preview lies in the picture that is being filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewPlace {
    /// First column, in pixels of the picture.
    pub left_px: u32,
    /// First row, in pixels of the picture.
    pub top_px: u32,
    /// Picture pixels per preview pixel, a power of 2.
    pub step_px: u32,
    /// Size of the preview, in its own pixels.
    pub size: Size,
}

/// Who watches a fill. A closure that takes the share done is one that needs no previews.
pub trait Watch {
    /// The share of the work that is done, 0.0 to 1.0, never falling. Called before a preview could be wanted.
    fn progress(&mut self, share: f32);

    /// True when a preview is wanted now; making one costs a pass over the hole at its scale.
    fn wants_preview(&mut self) -> bool {
        false
    }

    /// What is there so far.
    fn preview(&mut self, _preview: Preview) {}
}

impl<F: FnMut(f32)> Watch for F {
    fn progress(&mut self, share: f32) {
        self(share);
    }
}

/// Counts work against a total stated in advance; reports at most about a thousand times.
pub(super) struct Progress<'a> {
    watch: &'a mut dyn Watch,
    total: u64,
    done: u64,
    reported: u64,
}

impl<'a> Progress<'a> {
    /// A count from 0 to `total`, in patches compared or their like.
    pub(super) fn new(total: u64, watch: &'a mut dyn Watch) -> Self {
        watch.progress(0.0);
        Self { watch, total: total.max(1), done: 0, reported: 0 }
    }

    /// Adds finished work. What passes the total is not reported.
    pub(super) fn add(&mut self, work: u64) {
        self.done = (self.done + work).min(self.total);
        if (self.done - self.reported) * 1000 >= self.total {
            self.reported = self.done;
            // 1.0 is reserved for the end.
            let share = (self.done as f64 / self.total as f64).min(0.999);
            self.watch.progress(share as f32);
        }
    }

    /// Shows the hole of a level if someone wants to see it. `window` holds it, in pixels of the level's plane;
    /// the level is `scale` halvings from the picture.
    pub(super) fn show(&mut self, level: &Level<'_>, window: Window, scale: usize) {
        if !self.watch.wants_preview() {
            return;
        }
        let plane = level.own.plane.cropped(window);
        let pixels = plane.pixels.iter().zip(&plane.cells);
        let rgba = pixels.flat_map(|(&[red, green, blue, _], cell)| {
            let alpha = if *cell == Cell::Hole { 255 } else { 0 };
            [red, green, blue, alpha]
        });
        let place = PreviewPlace {
            left_px: ((window.left + level.own.left) << scale) as u32,
            top_px: ((window.top + level.own.top) << scale) as u32,
            step_px: 1 << scale,
            size: Size::new(window.width as u32, window.height as u32),
        };
        self.watch.preview(Preview { place, rgba: rgba.collect() });
    }

    /// Work counted so far.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// Sets the count to `work` when it is behind: an estimate was too high.
    pub(super) fn catch_up(&mut self, work: u64) {
        self.add(work.saturating_sub(self.done));
    }

    /// All is done.
    pub(super) fn finish(self) {
        self.watch.progress(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_to_one_and_tells_1_once() {
        let mut told = Vec::new();
        let mut tell = |share: f32| told.push(share);
        let mut progress = Progress::new(50, &mut tell);
        progress.add(20);
        progress.add(0);
        progress.catch_up(10);
        progress.catch_up(30);
        progress.add(100);
        progress.finish();
        assert_eq!(told, [0.0, 0.4, 0.6, 0.999, 1.0]);
    }
}

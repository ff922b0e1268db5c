//! Smooth surfaces through given values: a first guess for thin holes, and the rim's correction.
//!
//! Both solve Laplace's equation over the hole by Gauss-Seidel sweeps in both directions, in integers of
//! 1/64 grey level.

use super::nnf::Field;
use super::pyramid::{Kind, Sheet, neighbours};
use super::vote::{Sharpness, typical_distance, vote_at};

/// Fraction bits of the surface.
const FRACTION: i32 = 64;
/// How far the rim's correction reaches in: it keeps 15/16 of itself with each pixel.
const FADE: (i32, i32) = (15, 16);

/// Fills the hole with the smooth surface through its rim.
pub(crate) fn guess(sheet: &mut Sheet, sweeps: usize) {
    let (width, height) = (sheet.region_width, sheet.region_height);
    let hole: Vec<(usize, usize)> = (0..width * height)
        .map(|at| (at % width, at / width))
        .filter(|&(x, y)| sheet.kinds[sheet.at(x, y)] == Kind::Hole)
        .collect();
    // From the outside in, so that the sweeps start from something sensible.
    let mut is_set: Vec<bool> = sheet.kinds.iter().map(|kind| *kind == Kind::Known).collect();
    let mut waiting = hole.clone();
    while !waiting.is_empty() {
        let mut set = Vec::new();
        for &(x, y) in &waiting {
            let (mut sums, mut count) = ([0_u32; 4], 0);
            for (nx, ny) in neighbours(x, y, width, height) {
                let at = sheet.at(nx, ny);
                if is_set[at] {
                    count += 1;
                    for (sum, value) in sums.iter_mut().zip(sheet.pixels[at]) {
                        *sum += u32::from(value);
                    }
                }
            }
            if count > 0 {
                set.push((sheet.at(x, y), sums.map(|sum| (sum / count) as u8)));
            }
        }
        if set.is_empty() {
            break;
        }
        for &(at, pixel) in &set {
            sheet.pixels[at] = pixel;
            is_set[at] = true;
        }
        waiting.retain(|&(x, y)| !is_set[sheet.at(x, y)]);
    }
    for sweep in 0..sweeps {
        for index in 0..hole.len() {
            let (x, y) = hole[if sweep % 2 == 0 {
                index
            } else {
                hole.len() - 1 - index
            }];
            let (mut sums, mut count) = ([0_u32; 4], 0);
            for (nx, ny) in neighbours(x, y, width, height) {
                count += 1;
                for (sum, value) in sums.iter_mut().zip(sheet.pixels[sheet.at(nx, ny)]) {
                    *sum += u32::from(value);
                }
            }
            if count > 0 {
                let at = sheet.at(x, y);
                sheet.pixels[at] = sums.map(|sum| ((sum + count / 2) / count) as u8);
            }
        }
    }
}

/// Takes the step off the hole's rim: where the patches would have said something else of the known pixels
/// along it, that difference is carried inwards, fading.
pub(crate) fn correct_rim(sheet: &mut Sheet, field: &Field, depths: &[u16]) {
    let (width, height) = (sheet.region_width, sheet.region_height);
    let scale = typical_distance(field, width);
    let mut surface = vec![[0_i32; 3]; width * height];
    let mut hole = Vec::new();
    for &(x, y) in &field.targets {
        let (x, y) = (usize::from(x), usize::from(y));
        let at = y * width + x;
        if depths[at] > 0 {
            hole.push((x, y));
        } else if neighbours(x, y, width, height).any(|(nx, ny)| depths[ny * width + nx] > 0)
            && let Some(voted) = vote_at(sheet, field, depths, scale, Sharpness::Sharp, (x, y))
        {
            let known = sheet.pixels[sheet.at(x, y)];
            for (step, (known, voted)) in surface[at].iter_mut().zip(known.into_iter().zip(voted)) {
                *step = (i32::from(known) - i32::from(voted)) * FRACTION;
            }
        }
    }
    for sweep in 0..24 {
        for index in 0..hole.len() {
            let (x, y) = hole[if sweep % 2 == 0 {
                index
            } else {
                hole.len() - 1 - index
            }];
            let (mut sums, mut count) = ([0_i32; 3], 0);
            for (nx, ny) in neighbours(x, y, width, height) {
                count += 1;
                for (sum, value) in sums.iter_mut().zip(surface[ny * width + nx]) {
                    *sum += value;
                }
            }
            surface[y * width + x] = sums.map(|sum| sum * FADE.0 / (FADE.1 * count.max(1)));
        }
    }
    for (x, y) in hole {
        let at = sheet.at(x, y);
        for (value, step) in sheet.pixels[at].iter_mut().zip(surface[y * width + x]) {
            *value = (i32::from(*value) + step / FRACTION).clamp(0, 255) as u8;
        }
    }
}

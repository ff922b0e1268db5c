//! One hole, coarse to fine.
//!
//! Thin holes start from a smooth surface at full size. Deeper ones go down a pyramid until they are a few
//! pixels deep; there the hole is peeled from its rim inwards by exact search on known pixels, and each finer
//! level starts from the matches of the one before.

use super::membrane;
use super::nnf::{Field, Match, Padded, Round, distance};
use super::pyramid::{Kind, REACH, Sheet};
use super::random::Xorshift;
use super::region::Hole;
use super::vote::{Sharpness, vote};
use super::{FillError, FillInput, Variant};
use crate::core::geometry::{Rect, Size};
use crate::core::picture::Picture;
use crate::core::resample;

/// Holes up to this deep are thin: scratches, wires, text.
const THIN_PX: u16 = 3;
/// The pyramid ends when the hole is this deep or less.
const TOP_DEPTH: u16 = 5;
/// The pyramid ends before a side of the region is shorter.
const TOP_SIDE: usize = 40;
/// Rounds at the coarsest level, falling to [`LEAST_ROUNDS`] at full size.
const TOP_ROUNDS: usize = 12;
/// Rounds at full size.
const LEAST_ROUNDS: usize = 2;
/// Most places that the peel looks at for each pixel.
const PEEL_SOURCES: usize = 6000;
/// Most pixels of a region solved at full size; a larger one is solved smaller and enlarged.
const REGION_AREA_PX: u64 = 6_000_000;
/// Most pixels taken from references.
const REFERENCE_AREA_PX: u64 = 8_000_000;
/// Most rows of a sheet.
const SHEET_ROWS: usize = 60_000;

/// Completes one hole of `picture` in place; pixels that the mask keeps are not touched.
pub(super) fn complete(
    picture: &mut Picture,
    input: &FillInput<'_>,
    hole: &Hole,
    tell: &mut dyn FnMut(f32),
) -> Result<(), FillError> {
    let size = picture.size();
    let variant = Variant::of(input.variant);
    let whole = Rect::of_size(size);
    let mut region = hole.surroundings(size);
    loop {
        let problem = Problem::cut(picture, input, region, variant);
        if let Some(solved) = problem.solve(input.seed, variant, tell) {
            paste(picture, input.coverage, region, &solved);
            return Ok(());
        }
        if region == whole {
            return Err(FillError::NoSource);
        }
        region = whole;
    }
}

/// A region cut out, possibly reduced.
struct Problem {
    sheet: Sheet,
    region: Rect,
    is_reduced: bool,
}

impl Problem {
    fn cut(picture: &Picture, input: &FillInput<'_>, region: Rect, variant: Variant) -> Self {
        let width = region.width() as usize;
        let stride = picture.size().width as usize;
        let mut pixels = Vec::with_capacity(width * region.height() as usize);
        let mut kinds = Vec::with_capacity(pixels.capacity());
        for y in region.top..region.bottom {
            let start = y as usize * stride + region.left as usize;
            let row = &picture.rgba()[start * 4..(start + width) * 4];
            for (pixel, coverage) in row.chunks_exact(4).zip(&input.coverage[start..start + width]) {
                pixels.push([pixel[0], pixel[1], pixel[2], 0]);
                kinds.push(if *coverage > 0 { Kind::Hole } else { Kind::Known });
            }
        }
        let height = region.height() as usize;
        let mut sheet = Sheet {
            width,
            height,
            region_height: height,
            region_width: width,
            pixels,
            kinds,
        };
        let mut is_reduced = false;
        while (sheet.width * sheet.height) as u64 > REGION_AREA_PX {
            sheet = sheet.reduced();
            is_reduced = true;
        }
        if variant == Variant::Mirrored {
            append_mirrored(&mut sheet);
        }
        let mut room = REFERENCE_AREA_PX;
        for reference in input.references {
            let share = Size::new(sheet.region_width.max(64) as u32 * 2, 4096);
            let small = resample::fit(reference, share);
            if small.size().area() <= room && sheet.height + (small.size().height as usize) < SHEET_ROWS {
                room -= small.size().area();
                append(&mut sheet, &small);
            }
        }
        Self {
            sheet,
            region,
            is_reduced,
        }
    }

    /// The region's pixels after the fill, at the region's own size; `None` without a source patch.
    fn solve(mut self, seed: u32, variant: Variant, tell: &mut dyn FnMut(f32)) -> Option<Vec<[u8; 4]>> {
        if variant == Variant::Half {
            hide_half(&mut self.sheet, seed);
        }
        let solved = solve_sheet(self.sheet, seed, variant, tell)?;
        let (width, height) = (solved.region_width, solved.region_height);
        let mut region: Vec<[u8; 4]> = Vec::with_capacity(width * height);
        for y in 0..height {
            region.extend(&solved.pixels[solved.at(0, y)..solved.at(width, y)]);
        }
        if !self.is_reduced {
            return Some(region);
        }
        let opaque = region
            .iter()
            .flat_map(|&[red, green, blue, _]| [red, green, blue, 255])
            .collect();
        let small = Picture::from_rgba(Size::new(width as u32, height as u32), opaque).ok()?;
        let large = resample::resize(&small, Size::new(self.region.width(), self.region.height()));
        Some(large.rgba().as_chunks::<4>().0.to_vec())
    }
}

/// Writes the fill where the mask asks for it, opaque.
fn paste(picture: &mut Picture, coverage: &[u8], region: Rect, solved: &[[u8; 4]]) {
    let stride = picture.size().width as usize;
    let width = region.width() as usize;
    for (y, row) in (region.top..region.bottom).zip(solved.chunks_exact(width.max(1))) {
        let start = y as usize * stride + region.left as usize;
        let out = &mut picture.rgba_mut()[start * 4..(start + width) * 4];
        for ((out, pixel), &coverage) in out
            .chunks_exact_mut(4)
            .zip(row)
            .zip(&coverage[start..start + width])
        {
            if coverage > 0 {
                out.copy_from_slice(&[pixel[0], pixel[1], pixel[2], 255]);
            }
        }
    }
}

fn solve_sheet(sheet: Sheet, seed: u32, variant: Variant, tell: &mut dyn FnMut(f32)) -> Option<Sheet> {
    let mut random = Xorshift::new(seed ^ u32::from(variant as u8) << 24);
    let mut levels = vec![sheet];
    let deepest = levels[0].depths().into_iter().max().unwrap_or(0);
    let is_thin = deepest <= THIN_PX;
    if !is_thin {
        let wanted = if variant == Variant::Shallow {
            TOP_DEPTH * 3
        } else {
            TOP_DEPTH
        };
        loop {
            let last = levels.last()?;
            let depth = last.depths().into_iter().max().unwrap_or(0);
            if depth <= wanted || last.region_width.min(last.region_height) / 2 < TOP_SIDE {
                break;
            }
            let next = last.reduced();
            if !next.source_centres().contains(&true) {
                break;
            }
            levels.push(next);
        }
    }
    let total: f32 = levels
        .iter()
        .enumerate()
        .map(|(level, sheet)| work(level, levels.len(), sheet))
        .sum();
    let mut done = 0.0;
    let count = levels.len();
    let mut coarser: Option<(Sheet, Field)> = None;
    while let Some(mut sheet) = levels.pop() {
        let level = levels.len();
        sheet.write_energy();
        let centres = sheet.source_centres();
        let places: Vec<usize> = (0..centres.len()).filter(|&at| centres[at]).collect();
        if places.is_empty() {
            return None;
        }
        let depths = sheet.depths();
        let mut field = Field::new(&sheet, &depths);
        match &coarser {
            Some((above, above_field)) => {
                hand_down(
                    &sheet,
                    above,
                    above_field,
                    &mut field,
                    &centres,
                    &places,
                    &mut random,
                );
            }
            None if is_thin => membrane::guess(&mut sheet, 12),
            None => peel(&mut sheet, &depths, &places),
        }
        if coarser.is_none() {
            scatter(&sheet, &mut field, &places, &mut random);
            let padded = Padded::of(&sheet);
            field.measure(&sheet, &padded);
        } else {
            vote(&mut sheet, &field, &depths, Sharpness::Soft);
        }
        let work = work(level, count, &sheet);
        let rounds = rounds(level, count);
        let widest = if level + 1 == count {
            sheet.width.max(sheet.height) as i32
        } else {
            24
        };
        for round in 0..rounds {
            let padded = Padded::of(&sheet);
            field.measure(&sheet, &padded);
            let mut told = |share: f32| tell((done + work * (round as f32 + share) / rounds as f32) / total);
            let how = Round {
                is_backward: round % 2 == 1,
                widest,
            };
            field.improve(&sheet, &padded, &centres, how, &mut random, &mut told);
            let is_last = round + 1 == rounds;
            let sharpness = if is_last || level == 0 {
                Sharpness::Sharp
            } else {
                Sharpness::Soft
            };
            vote(&mut sheet, &field, &depths, sharpness);
        }
        done += work;
        if level == 0 {
            membrane::correct_rim(&mut sheet, &field, &depths);
        }
        coarser = Some((sheet, field));
    }
    coarser.map(|(sheet, _)| sheet)
}

/// Rounds at a level; 0 is full size.
fn rounds(level: usize, count: usize) -> usize {
    if count <= 1 {
        return LEAST_ROUNDS + 2;
    }
    LEAST_ROUNDS + (TOP_ROUNDS - LEAST_ROUNDS) * level / (count - 1)
}

/// An estimate of a level's share of the work.
fn work(level: usize, count: usize, sheet: &Sheet) -> f32 {
    let holes = sheet.kinds.iter().filter(|kind| **kind == Kind::Hole).count();
    (holes * rounds(level, count)) as f32 + 1.0
}

/// Peels the hole from its rim inwards: each pixel takes the colour of the place whose surroundings are most
/// like what is known round it so far. Exact over up to [`PEEL_SOURCES`] places.
fn peel(sheet: &mut Sheet, depths: &[u16], places: &[usize]) {
    let (width, height) = (sheet.region_width, sheet.region_height);
    let step = places.len().div_ceil(PEEL_SOURCES).max(1);
    let mut is_set: Vec<bool> = depths.iter().map(|&depth| depth == 0).collect();
    let mut order: Vec<usize> = (0..width * height).filter(|&at| depths[at] > 0).collect();
    order.sort_by_key(|&at| depths[at]);
    for at in order {
        let (x, y) = (at % width, at / width);
        let mut known = Vec::with_capacity(49);
        for dy in -(REACH as isize)..=REACH as isize {
            for dx in -(REACH as isize)..=REACH as isize {
                let (near_x, near_y) = (x as isize + dx, y as isize + dy);
                let is_inside =
                    (0..width as isize).contains(&near_x) && (0..height as isize).contains(&near_y);
                if is_inside && is_set[near_y as usize * width + near_x as usize] {
                    known.push((
                        dy * sheet.width as isize + dx,
                        sheet.pixels[sheet.at(near_x as usize, near_y as usize)],
                    ));
                }
            }
        }
        let mut best = (u32::MAX, None);
        for &place in places.iter().step_by(step) {
            let mut sum = 0;
            for &(offset, target) in &known {
                let source = sheet.pixels[(place as isize + offset) as usize];
                sum += target
                    .iter()
                    .zip(source)
                    .map(|(&one, other)| u32::from(one.abs_diff(other)).pow(2))
                    .sum::<u32>();
                if sum >= best.0 {
                    break;
                }
            }
            if sum < best.0 {
                best = (sum, Some(place));
            }
        }
        if let Some(place) = best.1 {
            let target = sheet.at(x, y);
            sheet.pixels[target] = sheet.pixels[place];
        }
        is_set[at] = true;
    }
}

/// Starts every match at a random place.
fn scatter(sheet: &Sheet, field: &mut Field, places: &[usize], random: &mut Xorshift) {
    for &(x, y) in &field.targets {
        let at = usize::from(y) * sheet.region_width + usize::from(x);
        field.matches[at] = random_match(sheet, places, random);
    }
}

fn random_match(sheet: &Sheet, places: &[usize], random: &mut Xorshift) -> Match {
    let place = places[random.below(places.len() as u32) as usize];
    Match {
        x: (place % sheet.width) as u16,
        y: (place / sheet.width) as u16,
        distance: u32::MAX - 1,
    }
}

/// Starts a level from the matches of the coarser one.
fn hand_down(
    sheet: &Sheet,
    above: &Sheet,
    above_field: &Field,
    field: &mut Field,
    centres: &[bool],
    places: &[usize],
    random: &mut Xorshift,
) {
    for &(x, y) in &field.targets {
        let (x, y) = (usize::from(x), usize::from(y));
        let above_at =
            (y / 2).min(above.region_height - 1) * above.region_width + (x / 2).min(above.region_width - 1);
        let entry = above_field.matches[above_at];
        let (near_x, near_y) = (usize::from(entry.x) * 2 + x % 2, usize::from(entry.y) * 2 + y % 2);
        let is_good = entry.distance != u32::MAX
            && near_x < sheet.width
            && near_y < sheet.height
            && centres[sheet.at(near_x, near_y)];
        field.matches[y * sheet.region_width + x] = if is_good {
            Match {
                x: near_x as u16,
                y: near_y as u16,
                distance: entry.distance,
            }
        } else {
            random_match(sheet, places, random)
        };
    }
    // Patches at the hole's rim that had no match above are judged by what is known already.
    let padded = Padded::of(sheet);
    for &(x, y) in &field.targets {
        let (x, y) = (usize::from(x), usize::from(y));
        let entry = &mut field.matches[y * sheet.region_width + x];
        if entry.distance == u32::MAX - 1 {
            entry.distance = distance(
                sheet,
                &padded,
                (x, y),
                (usize::from(entry.x), usize::from(entry.y)),
                u32::MAX - 1,
            );
        }
    }
}

/// Adds rows to the sheet that may only give patches.
fn append_rows(sheet: &mut Sheet, width: usize, rows: impl Iterator<Item = Vec<([u8; 4], Kind)>>) {
    if width > sheet.width {
        let (old_width, old_pixels, old_kinds) = (
            sheet.width,
            std::mem::take(&mut sheet.pixels),
            std::mem::take(&mut sheet.kinds),
        );
        sheet.width = width;
        let old_rows = old_pixels
            .chunks_exact(old_width.max(1))
            .zip(old_kinds.chunks_exact(old_width.max(1)));
        for (y, (pixels, kinds)) in old_rows.enumerate() {
            sheet.pixels.extend(pixels);
            sheet.kinds.extend(kinds);
            sheet.pixels.resize((y + 1) * width, [0; 4]);
            sheet.kinds.resize((y + 1) * width, Kind::Outside);
        }
    }
    for row in rows {
        sheet.height += 1;
        for (pixel, kind) in row {
            sheet.pixels.push(pixel);
            sheet.kinds.push(kind);
        }
        sheet.pixels.resize(sheet.height * sheet.width, [0; 4]);
        sheet.kinds.resize(sheet.height * sheet.width, Kind::Outside);
    }
}

fn append(sheet: &mut Sheet, picture: &Picture) {
    // Pictures begin on even rows, so that no coarse pixel mixes two of them.
    if sheet.height % 2 == 1 {
        append_rows(sheet, sheet.width, std::iter::once(Vec::new()));
    }
    let width = picture.size().width as usize;
    let rows = picture.rgba().chunks_exact(width.max(1) * 4).map(|row| {
        row.chunks_exact(4)
            .map(|pixel| {
                let kind = if pixel[3] == 255 {
                    Kind::Known
                } else {
                    Kind::Outside
                };
                ([pixel[0], pixel[1], pixel[2], 0], kind)
            })
            .collect()
    });
    append_rows(sheet, width, rows);
}

fn append_mirrored(sheet: &mut Sheet) {
    let rows: Vec<Vec<([u8; 4], Kind)>> = (0..sheet.region_height)
        .map(|y| {
            (0..sheet.region_width)
                .rev()
                .map(|x| {
                    let at = sheet.at(x, y);
                    let kind = if sheet.kinds[at] == Kind::Known {
                        Kind::Known
                    } else {
                        Kind::Outside
                    };
                    (sheet.pixels[at], kind)
                })
                .collect()
        })
        .collect();
    if sheet.height % 2 == 1 {
        append_rows(sheet, sheet.width, std::iter::once(Vec::new()));
    }
    append_rows(sheet, sheet.region_width, rows.into_iter());
}

/// Leaves only one half of the surroundings as a source, which one by the seed, unless that leaves none: what
/// is hidden still shows, but gives no patches. The sheet's top stays; a copy of the half goes below it.
fn hide_half(sheet: &mut Sheet, seed: u32) {
    let (width, height) = (sheet.region_width, sheet.region_height);
    let is_kept = |x: usize, y: usize| match seed % 4 {
        0 => x < width / 2,
        1 => x >= width / 2,
        2 => y < height / 2,
        _ => y >= height / 2,
    };
    let before = sheet.clone();
    // The region's own kinds stay what they are for the target; sources come from the copy.
    for y in 0..height {
        for x in 0..width {
            let at = sheet.at(x, y);
            if sheet.kinds[at] == Kind::Known && !is_kept(x, y) {
                sheet.kinds[at] = Kind::Outside;
            }
        }
    }
    if !sheet.source_centres().contains(&true) {
        *sheet = before;
    }
}

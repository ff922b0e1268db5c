//! The nearest-neighbour field: for each patch of the region that touches the hole, the most similar source
//! patch, found by PatchMatch (Barnes et al. 2009).

use super::pyramid::{REACH, Sheet};
use super::random::Xorshift;

/// Bytes of a patch's row.
const ROW: usize = (2 * REACH + 1) * 4;

/// A source's place and its distance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    /// Column of the source patch's centre in the sheet.
    pub(crate) x: u16,
    /// Row of it.
    pub(crate) y: u16,
    /// Sum of squared differences over the patch's 196 bytes.
    pub(crate) distance: u32,
}

/// The target patches of a region: the sheet's top, with its edge repeated `REACH` pixels outwards so that
/// holes at the picture's border have whole patches.
#[derive(Clone, Debug)]
pub(crate) struct Padded {
    stride: usize,
    bytes: Vec<u8>,
}

impl Padded {
    /// Copies the region out of the sheet.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let stride = (sheet.region_width + 2 * REACH) * 4;
        let mut bytes = Vec::with_capacity(stride * (sheet.region_height + 2 * REACH));
        for padded_y in 0..sheet.region_height + 2 * REACH {
            let y = padded_y.saturating_sub(REACH).min(sheet.region_height - 1);
            for padded_x in 0..sheet.region_width + 2 * REACH {
                let x = padded_x.saturating_sub(REACH).min(sheet.region_width - 1);
                bytes.extend(sheet.pixels[sheet.at(x, y)]);
            }
        }
        Self { stride, bytes }
    }

    fn row(&self, x: usize, y: usize, dy: usize) -> &[u8] {
        let start = (y + dy) * self.stride + x * 4;
        &self.bytes[start..start + ROW]
    }
}

/// Distance of the target patch at `x`, `y` of the region to the source patch at `source_x`, `source_y` of
/// the sheet; given up, and then at least `limit`, once it reaches `limit`.
pub(crate) fn distance(
    sheet: &Sheet,
    padded: &Padded,
    (x, y): (usize, usize),
    (source_x, source_y): (usize, usize),
    limit: u32,
) -> u32 {
    let mut sum = 0;
    for dy in 0..=2 * REACH {
        let target = padded.row(x, y, dy);
        let start = sheet.at(source_x - REACH, source_y + dy - REACH);
        let source = sheet.pixels[start..=start + 2 * REACH].as_flattened();
        sum += row_distance(target, source);
        if sum >= limit {
            break;
        }
    }
    sum
}

fn row_distance(one: &[u8], other: &[u8]) -> u32 {
    let (Ok(one), Ok(other)) = (<&[u8; ROW]>::try_from(one), <&[u8; ROW]>::try_from(other)) else {
        return u32::MAX / 16;
    };
    let mut sum = 0;
    for index in 0..ROW {
        let difference = i32::from(one[index]) - i32::from(other[index]);
        sum += difference * difference;
    }
    sum as u32
}

/// How a round goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// From the last patch to the first: good matches spread up and left.
    pub(crate) is_backward: bool,
    /// How far the random search looks at first, in pixels.
    pub(crate) widest: i32,
}

/// The field over a region.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Row-major over the region; meaningful where `targets` lists the place.
    pub(crate) matches: Vec<Match>,
    /// The patches that touch the hole, in scan order.
    pub(crate) targets: Vec<(u16, u16)>,
    is_target: Vec<bool>,
}

impl Field {
    /// A field for the patches that touch the hole; every match is still to be set.
    pub(crate) fn new(sheet: &Sheet, depths: &[u16]) -> Self {
        let (width, height) = (sheet.region_width, sheet.region_height);
        let mut is_target = vec![false; width * height];
        for y in 0..height {
            for x in 0..width {
                if depths[y * width + x] > 0 {
                    for near_y in y.saturating_sub(REACH)..(y + REACH + 1).min(height) {
                        let row = near_y * width;
                        is_target[row + x.saturating_sub(REACH)..row + (x + REACH + 1).min(width)].fill(true);
                    }
                }
            }
        }
        let targets = (0..width * height)
            .filter(|&at| is_target[at])
            .map(|at| ((at % width) as u16, (at / width) as u16))
            .collect();
        let none = Match {
            x: 0,
            y: 0,
            distance: u32::MAX,
        };
        Self {
            matches: vec![none; width * height],
            targets,
            is_target,
        }
    }

    /// Measures every match anew: the region's pixels have changed.
    pub(crate) fn measure(&mut self, sheet: &Sheet, padded: &Padded) {
        for &(x, y) in &self.targets {
            let (x, y) = (usize::from(x), usize::from(y));
            let entry = &mut self.matches[y * sheet.region_width + x];
            entry.distance = distance(
                sheet,
                padded,
                (x, y),
                (usize::from(entry.x), usize::from(entry.y)),
                u32::MAX,
            );
        }
    }

    /// One round: good matches spread to their neighbours, and each looks around at random. `tell`
    /// is called now and then with the share of the round that is done.
    pub(crate) fn improve(
        &mut self,
        sheet: &Sheet,
        padded: &Padded,
        centres: &[bool],
        Round { is_backward, widest }: Round,
        random: &mut Xorshift,
        tell: &mut dyn FnMut(f32),
    ) {
        let count = self.targets.len();
        let step: isize = if is_backward { 1 } else { -1 };
        for index in 0..count {
            if index % 2048 == 0 {
                tell(index as f32 / count as f32);
            }
            let (x, y) = self.targets[if is_backward { count - 1 - index } else { index }];
            let (x, y) = (usize::from(x), usize::from(y));
            let mut best = self.matches[y * sheet.region_width + x];
            let mut search = Search {
                sheet,
                padded,
                centres,
                target: (x, y),
                best: &mut best,
            };
            for (dx, dy) in [(step, 0), (0, step)] {
                let (near_x, near_y) = (x as isize + dx, y as isize + dy);
                if near_x < 0
                    || near_y < 0
                    || near_x >= sheet.region_width as isize
                    || near_y >= sheet.region_height as isize
                {
                    continue;
                }
                let at = near_y as usize * sheet.region_width + near_x as usize;
                if self.is_target[at] {
                    let near = self.matches[at];
                    search.try_place(i32::from(near.x) - dx as i32, i32::from(near.y) - dy as i32);
                }
            }
            let mut reach = widest;
            while reach >= 1 {
                let (centre_x, centre_y) = (i32::from(search.best.x), i32::from(search.best.y));
                search.try_place(centre_x + random.around(reach), centre_y + random.around(reach));
                reach /= 2;
            }
            self.matches[y * sheet.region_width + x] = best;
        }
    }
}

/// The search for one target.
struct Search<'a> {
    sheet: &'a Sheet,
    padded: &'a Padded,
    centres: &'a [bool],
    target: (usize, usize),
    best: &'a mut Match,
}

impl Search<'_> {
    fn try_place(&mut self, x: i32, y: i32) {
        if x < 0 || y < 0 || x as usize >= self.sheet.width || y as usize >= self.sheet.height {
            return;
        }
        let (x, y) = (x as usize, y as usize);
        if !self.centres[self.sheet.at(x, y)] || (self.best.x, self.best.y) == (x as u16, y as u16) {
            return;
        }
        let distance = distance(self.sheet, self.padded, self.target, (x, y), self.best.distance);
        if distance < self.best.distance {
            *self.best = Match {
                x: x as u16,
                y: y as u16,
                distance,
            };
        }
    }
}

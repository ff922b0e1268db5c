//! The levels of a problem: the region and its sources at falling resolution.
//!
//! A level's pixels lie in one sheet: the region at the top, what may only give patches (references, the
//! mirrored region) below it. Pixels are 4 bytes: red, green, blue, and the local gradient's energy, which
//! tells textures of the same colour apart.

/// Half the patch's side: patches are 7 x 7.
pub(crate) const REACH: usize = 3;

/// What a pixel of the sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To be filled.
    Hole,
    /// Given.
    Known,
    /// Not there: beside a narrower picture of the sheet.
    Outside,
}

/// One level.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// Pixels in a row.
    pub(crate) width: usize,
    /// Rows in all.
    pub(crate) height: usize,
    /// Rows of the region, which is at the top; as wide as `region_width`.
    pub(crate) region_height: usize,
    /// Columns of the region.
    pub(crate) region_width: usize,
    /// 4 bytes per pixel.
    pub(crate) pixels: Vec<[u8; 4]>,
    /// What each pixel is.
    pub(crate) kinds: Vec<Kind>,
}

impl Sheet {
    /// The pixel's place in the lists.
    pub(crate) const fn at(&self, x: usize, y: usize) -> usize {
        y * self.width + x
    }

    /// The next coarser level: the mean of what is known in each 2 x 2 block, a hole where less than half is.
    pub(crate) fn reduced(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut pixels = Vec::with_capacity(width * height);
        let mut kinds = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let mut known = [0_u32; 4];
                let (mut known_count, mut hole_count) = (0, 0);
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (source_x, source_y) = (2 * x + dx, 2 * y + dy);
                    if source_x >= self.width || source_y >= self.height {
                        continue;
                    }
                    let at = self.at(source_x, source_y);
                    match self.kinds.get(at) {
                        Some(Kind::Known) => {
                            known_count += 1;
                            for (sum, value) in known
                                .iter_mut()
                                .zip(self.pixels.get(at).copied().unwrap_or_default())
                            {
                                *sum += u32::from(value);
                            }
                        }
                        Some(Kind::Hole) => hole_count += 1,
                        _ => (),
                    }
                }
                kinds.push(if hole_count > 0 && known_count < 2 {
                    Kind::Hole
                } else if known_count > 0 {
                    Kind::Known
                } else {
                    Kind::Outside
                });
                pixels.push(known.map(|sum| ((sum + known_count / 2) / known_count.max(1)) as u8));
            }
        }
        Self {
            width,
            height,
            region_height: self.region_height.div_ceil(2),
            region_width: self.region_width.div_ceil(2),
            pixels,
            kinds,
        }
    }

    /// How deep each pixel of the region lies in the hole: 0 outside, 1 at its rim (chessboard distance).
    pub(crate) fn depths(&self) -> Vec<u16> {
        let (width, height) = (self.region_width, self.region_height);
        let mut depths: Vec<u16> = vec![0; width * height];
        for y in 0..height {
            for x in 0..width {
                let is_hole = self.kinds.get(self.at(x, y)) == Some(&Kind::Hole);
                depths[y * width + x] = if is_hole { u16::MAX } else { 0 };
            }
        }
        let relax = |depths: &mut Vec<u16>, x: usize, y: usize, back: bool| {
            let here = y * width + x;
            let mut least = depths[here];
            let neighbours: [(isize, isize); 4] = [(-1, 0), (-1, -1), (0, -1), (1, -1)];
            for (dx, dy) in neighbours {
                let (dx, dy) = if back { (-dx, -dy) } else { (dx, dy) };
                let (nx, ny) = (x as isize + dx, y as isize + dy);
                if (0..width as isize).contains(&nx) && (0..height as isize).contains(&ny) {
                    least = least.min(depths[ny as usize * width + nx as usize].saturating_add(1));
                }
            }
            depths[here] = least;
        };
        for y in 0..height {
            for x in 0..width {
                relax(&mut depths, x, y, false);
            }
        }
        for y in (0..height).rev() {
            for x in (0..width).rev() {
                relax(&mut depths, x, y, true);
            }
        }
        depths
    }

    /// Which places can be the centre of a source patch: all of it known.
    pub(crate) fn source_centres(&self) -> Vec<bool> {
        let (width, height) = (self.width, self.height);
        let mut across = vec![false; width * height];
        for y in 0..height {
            let mut run = 0;
            for x in 0..width {
                let is_known = self.kinds.get(self.at(x, y)) == Some(&Kind::Known);
                run = if is_known { run + 1 } else { 0 };
                if run > 2 * REACH {
                    across[y * width + x - REACH] = true;
                }
            }
        }
        let mut centres = vec![false; width * height];
        for x in 0..width {
            let mut run = 0;
            for y in 0..height {
                // A patch must not span the border between two pictures of the sheet.
                if y == self.region_height {
                    run = 0;
                }
                run = if across[y * width + x] { run + 1 } else { 0 };
                if run > 2 * REACH {
                    centres[(y - REACH) * width + x] = true;
                }
            }
        }
        centres
    }

    /// Writes the gradient's energy of every pixel (Newson's texture feature, coarsened) to the fourth byte;
    /// holes keep what they have.
    pub(crate) fn write_energy(&mut self) {
        let luma = |pixel: [u8; 4]| {
            let [red, green, blue, _] = pixel.map(i32::from);
            (red + 2 * green + blue) / 4
        };
        let mut energy = vec![0_u8; self.pixels.len()];
        for y in 0..self.height {
            for x in 0..self.width {
                let (mut sum, mut count) = (0, 0);
                for (nx, ny) in neighbours(x, y, self.width, self.height) {
                    if self.kinds[ny * self.width + nx] == Kind::Known {
                        sum += (luma(self.pixels[ny * self.width + nx])
                            - luma(self.pixels[y * self.width + x]))
                        .abs();
                        count += 1;
                    }
                }
                energy[y * self.width + x] = (3 * sum / count.max(1)).min(255) as u8;
            }
        }
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            if self.kinds[index] == Kind::Known {
                pixel[3] = energy[index];
            }
        }
    }
}

/// The up to 4 neighbours of a pixel.
pub(crate) fn neighbours(
    x: usize,
    y: usize,
    width: usize,
    height: usize,
) -> impl Iterator<Item = (usize, usize)> {
    [
        (x.wrapping_sub(1), y),
        (x + 1, y),
        (x, y.wrapping_sub(1)),
        (x, y + 1),
    ]
    .into_iter()
    .filter(move |&(x, y)| x < width && y < height)
}

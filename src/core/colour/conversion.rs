//! From one space into another, 8 bits a sample.

use super::space::{Space, Unmanaged};
use super::tags::Colour;
use crate::core::picture::Picture;

/// Steps of light between black and white in the table back to stored values: less than a quarter of a level but
/// for the darkest of curves that begin upright.
const STEPS: usize = 1 << 16;

/// A table of stored values, one a step of light.
type Encoding = Vec<u8>;

/// A conversion of red, green and blue; alpha stays. Colours that the new space lacks are cut to its nearest values.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// Stored values as light, 0.0 to 1.0.
    light: [[f32; 256]; 3],
    matrix: [[f32; 3]; 3],
    /// Light as stored values; one table for all three, or three.
    stored: Vec<Encoding>,
}

impl Conversion {
    /// From one space into another; as grey of the same luminance if that is asked for.
    ///
    /// # Errors
    /// When a curve or a matrix cannot be worked with.
    pub fn new(from: &Space, to: &Space, is_grey: bool) -> Result<Self, Unmanaged> {
        let curves = from.curves().ok_or(Unmanaged)?;
        let mut light = [[0.0; 256]; 3];
        for (table, curve) in light.iter_mut().zip(curves) {
            let curve = curve.make_linear_evaluator().map_err(|_| Unmanaged)?;
            for (level, value) in table.iter_mut().enumerate() {
                *value = curve.evaluate_value(level as f32 / 255.0).clamp(0.0, 1.0);
            }
        }
        let matrix = if is_grey {
            // Luminance is the middle row of what leads to XYZ.
            let [_, luminance, _] = from.profile().colorant_matrix().v;
            [luminance; 3]
        } else {
            from.profile().transform_matrix(to.profile()).v
        };
        let matrix = matrix.map(|row| row.map(|value| value as f32));
        let is_usable = |row: &[f32; 3]| row.iter().all(|value| value.is_finite());
        if !matrix.iter().all(is_usable) {
            return Err(Unmanaged);
        }
        let [red, green, blue] = to.curves().ok_or(Unmanaged)?;
        let different = if red == green && green == blue { vec![red] } else { vec![red, green, blue] };
        let stored = different.into_iter().map(|curve| {
            let curve = curve.make_gamma_evaluator().map_err(|_| Unmanaged)?;
            let level = |step: usize| {
                let value = curve.evaluate_value(step as f32 / (STEPS - 1) as f32);
                (value.clamp(0.0, 1.0) * 255.0).round() as u8
            };
            Ok((0..STEPS).map(level).collect())
        });
        Ok(Self { light, matrix, stored: stored.collect::<Result<_, _>>()? })
    }

    /// From how one file means its values to how another does, grey if that is grey; `None` when both are the same.
    ///
    /// # Errors
    /// When one of them cannot be converted.
    pub fn between(own: &Colour, wanted: &Colour) -> Result<Option<Self>, Unmanaged> {
        let is_grey = wanted.samples.is_grey;
        if own.tags == wanted.tags && (own.samples.is_grey || !is_grey) {
            return Ok(None);
        }
        let (from, to) = (Space::of(own)?, Space::of(wanted)?);
        if from.is_srgb() && to.is_srgb() && (own.samples.is_grey || !is_grey) {
            return Ok(None);
        }
        Self::new(&from, &to, is_grey).map(Some)
    }

    /// One colour.
    pub fn convert(&self, colour: [u8; 3]) -> [u8; 3] {
        let [red, green, blue] = &self.light;
        let [r, g, b] = colour;
        // A `u8` is always inside a table of 256.
        let light = [red[usize::from(r)], green[usize::from(g)], blue[usize::from(b)]];
        let mut out = [0; 3];
        for (index, (value, [x, y, z])) in out.iter_mut().zip(self.matrix).enumerate() {
            let [r, g, b] = light;
            let share = x * r + y * g + z * b;
            // Cut by the conversion: negative values become 0.
            let step = ((share * (STEPS - 1) as f32 + 0.5) as usize).min(STEPS - 1);
            let table = self.stored.get(index).or(self.stored.first());
            *value = table.and_then(|table| table.get(step)).copied().unwrap_or(0);
        }
        out
    }

    /// A whole picture, in place.
    pub fn apply(&self, picture: &mut Picture) {
        self.apply_to_rgba(picture.rgba_mut());
    }

    /// Pixels of four bytes, in place.
    pub fn apply_to_rgba(&self, rgba: &mut [u8]) {
        // Neighbours are often alike: a flat ground is looked up once.
        let mut last = ([0; 3], self.convert([0; 3]));
        for pixel in rgba.as_chunks_mut::<4>().0 {
            let [red, green, blue, _] = pixel;
            let own = [*red, *green, *blue];
            if own != last.0 {
                last = (own, self.convert(own));
            }
            [*red, *green, *blue] = last.1;
        }
    }
}

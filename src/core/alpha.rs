//! Transparency as models leave it, and what a file without any makes of it.

use super::picture::Picture;

/// Alpha that models give where they mean opaque.
const NEARLY_OPAQUE: u8 = 254;

/// What was cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// Pixels that were all but opaque and are opaque now.
    pub raised_px: u64,
    /// Clear pixels that took the colour of the nearest visible one, so that no edge shows another when it is blended.
    pub recoloured_px: u64,
}

/// Cleans a picture with alpha: alpha 254 becomes 255, and what is clear gets the colour of the nearest pixel that is not.
/// What is seen does not change, but for the step from 254 to 255. A picture without transparency stays as it is.
pub fn clean(picture: &mut Picture) -> Cleaned {
    let (width, height) = (picture.size().width as usize, picture.size().height as usize);
    let mut cleaned = Cleaned::default();
    // Places whose colour is settled, the nearest to what is visible first.
    let mut settled = Vec::new();
    let mut is_clear = Vec::with_capacity(width * height);
    for (index, pixel) in picture.rgba_mut().chunks_exact_mut(4).enumerate() {
        let [_, _, _, alpha] = pixel else { continue };
        if *alpha == NEARLY_OPAQUE {
            *alpha = u8::MAX;
            cleaned.raised_px += 1;
        }
        is_clear.push(*alpha == 0);
        if *alpha > 0 {
            settled.push(index as u32);
        }
    }
    if settled.len() == is_clear.len() || settled.is_empty() {
        return cleaned;
    }
    let mut next = 0;
    while let Some(&from) = settled.get(next) {
        next += 1;
        let from = from as usize;
        let (x, y) = (from % width, from / width);
        let neighbours = [
            (y > 0).then(|| from - width),
            (x > 0).then(|| from - 1),
            (x + 1 < width).then_some(from + 1),
            (y + 1 < height).then_some(from + width),
        ];
        for to in neighbours.into_iter().flatten() {
            if is_clear.get_mut(to).is_some_and(|is_clear| std::mem::replace(is_clear, false)) {
                let rgba = picture.rgba_mut();
                let colour: Option<[u8; 3]> =
                    rgba.get(from * 4..from * 4 + 3).and_then(|colour| colour.try_into().ok());
                if let (Some(colour), Some(place)) = (colour, rgba.get_mut(to * 4..to * 4 + 3))
                    && place != colour
                {
                    place.copy_from_slice(&colour);
                    cleaned.recoloured_px += 1;
                }
                settled.push(to as u32);
            }
        }
    }
    cleaned
}

/// Lays a picture on a ground, for a file that has no transparency.
pub fn flatten(picture: &mut Picture, ground: [u8; 3]) {
    for pixel in picture.rgba_mut().chunks_exact_mut(4) {
        let [red, green, blue, alpha] = pixel else { continue };
        let share = u32::from(*alpha);
        for (channel, below) in [red, green, blue].into_iter().zip(ground) {
            let sum = u32::from(*channel) * share + u32::from(below) * (255 - share);
            *channel = ((sum + 127) / 255) as u8;
        }
        *alpha = u8::MAX;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Size;

    fn picture(width: u32, pixels: &[[u8; 4]]) -> Picture {
        let height = pixels.len() as u32 / width;
        Picture::from_rgba(Size::new(width, height), pixels.concat()).unwrap()
    }

    #[test]
    fn nearly_opaque_becomes_opaque_and_clear_takes_the_nearest_colour() {
        let (red, green, pink) = ([200, 0, 0, 254], [0, 200, 0, 130], [255, 0, 255, 0]);
        let mut given = picture(4, &[red, pink, pink, green, pink, pink, pink, pink]);
        let cleaned = clean(&mut given);
        assert_eq!(cleaned, Cleaned { raised_px: 1, recoloured_px: 6 });
        let (red, under_red, under_green) = ([200, 0, 0, 255], [200, 0, 0, 0], [0, 200, 0, 0]);
        let expected = [red, under_red, under_green, green, under_red, under_red, under_green, under_green];
        assert_eq!(given.rgba(), expected.concat());
        // A second time changes nothing.
        assert_eq!(clean(&mut given), Cleaned::default());
    }

    #[test]
    fn a_picture_without_transparency_and_one_without_anything_else_stay() {
        for pixels in [[[1, 2, 3, 255]; 6], [[1, 2, 3, 0]; 6]] {
            let mut given = picture(3, &pixels);
            assert_eq!(clean(&mut given), Cleaned::default());
            assert_eq!(given.rgba(), pixels.concat());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_seen_stays(pixels in proptest::collection::vec(proptest::prelude::any::<[u8; 4]>(), 1..60), width in 1_u32..9) {
            let width = width.min(pixels.len() as u32);
            let pixels = &pixels[..pixels.len() / width as usize * width as usize];
            let mut given = picture(width, pixels);
            clean(&mut given);
            for (before, after) in pixels.iter().zip(given.rgba().chunks_exact(4)) {
                let alpha = if before[3] == 254 { 255 } else { before[3] };
                assert_eq!(after[3], alpha);
                if alpha > 0 {
                    assert_eq!(after[..3], before[..3]);
                }
            }
        }
    }

    #[test]
    fn a_ground_shows_through_what_is_clear() {
        let mut given = picture(3, &[[10, 20, 30, 255], [10, 20, 30, 0], [0, 0, 0, 128]]);
        flatten(&mut given, [200, 100, 50]);
        assert_eq!(given.rgba(), [[10, 20, 30, 255], [200, 100, 50, 255], [100, 50, 25, 255]].concat());
    }
}

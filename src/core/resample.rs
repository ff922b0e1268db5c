//! Pictures of another size: area means when shrinking, Catmull-Rom when enlarging.
//!
//! Separable, colours weighted by alpha, so that transparent pixels do not bleed.

use super::geometry::Size;
use super::picture::Picture;

/// For each pixel of a side, the first source pixel and the weights from there on.
type Taps = Vec<(usize, Vec<f32>)>;

/// The picture at another size.
pub fn resize(picture: &Picture, size: Size) -> Picture {
    let from = picture.size();
    if size == from || size.is_empty() {
        return picture.clone();
    }
    let pixels: Vec<[f32; 4]> = picture
        .rgba()
        .chunks_exact(4)
        .map(|pixel| {
            let alpha = f32::from(pixel[3]) / 255.0;
            [
                f32::from(pixel[0]) * alpha,
                f32::from(pixel[1]) * alpha,
                f32::from(pixel[2]) * alpha,
                alpha,
            ]
        })
        .collect();
    let resized = resize_both(&pixels, from, size);
    let rgba = resized
        .into_iter()
        .flat_map(|[red, green, blue, alpha]| {
            let whole = |value: f32| (value + 0.5).clamp(0.0, 255.0) as u8;
            if alpha <= 0.0 {
                [0; 4]
            } else {
                [
                    whole(red / alpha),
                    whole(green / alpha),
                    whole(blue / alpha),
                    whole(alpha * 255.0),
                ]
            }
        })
        .collect();
    Picture::from_rgba(size, rgba).unwrap_or_else(|_| picture.clone())
}

/// The picture within `bounds`, never enlarged.
pub fn fit(picture: &Picture, bounds: Size) -> Picture {
    resize(picture, picture.size().fit_within(bounds))
}

/// A plane of one byte per pixel at another size; anything above 0 stays above 0.
pub fn resize_plane(plane: &[u8], from: Size, size: Size) -> Vec<u8> {
    if size == from {
        return plane.to_vec();
    }
    let pixels: Vec<[f32; 1]> = plane.iter().map(|&value| [f32::from(value)]).collect();
    resize_both(&pixels, from, size)
        .into_iter()
        .map(|[value]| {
            if value > 0.001 {
                (value + 0.5).clamp(1.0, 255.0) as u8
            } else {
                0
            }
        })
        .collect()
}

fn resize_both<const N: usize>(pixels: &[[f32; N]], from: Size, size: Size) -> Vec<[f32; N]> {
    let across = taps(from.width, size.width);
    let mut rows: Vec<[f32; N]> = Vec::with_capacity(size.width as usize * from.height as usize);
    for row in pixels.chunks_exact(from.width.max(1) as usize) {
        rows.extend(
            across
                .iter()
                .map(|(first, weights)| weighted(weights, |index| row[first + index])),
        );
    }
    let width = size.width as usize;
    let mut out = Vec::with_capacity(size.area() as usize);
    for (first, weights) in taps(from.height, size.height) {
        out.extend((0..width).map(|x| weighted(&weights, |index| rows[(first + index) * width + x])));
    }
    out
}

fn weighted<const N: usize>(weights: &[f32], pixel: impl Fn(usize) -> [f32; N]) -> [f32; N] {
    let mut sum = [0.0; N];
    for (index, weight) in weights.iter().enumerate() {
        for (sum, value) in sum.iter_mut().zip(pixel(index)) {
            *sum += weight * value;
        }
    }
    sum
}

fn taps(from: u32, to: u32) -> Taps {
    let scale = f64::from(from) / f64::from(to);
    let last = from as i64 - 1;
    (0..to)
        .map(|index| {
            let (low, high, weight): (i64, i64, Box<dyn Fn(i64) -> f64>) = if scale >= 1.0 {
                let (start, end) = (f64::from(index) * scale, f64::from(index + 1) * scale);
                let overlap = move |at: i64| (end.min(at as f64 + 1.0) - start.max(at as f64)).max(0.0);
                (start.floor() as i64, end.ceil() as i64 - 1, Box::new(overlap))
            } else {
                let centre = (f64::from(index) + 0.5) * scale - 0.5;
                let base = centre.floor() as i64;
                (
                    base - 1,
                    base + 2,
                    Box::new(move |at: i64| catmull_rom((centre - at as f64).abs())),
                )
            };
            let first = low.clamp(0, last);
            let mut weights = vec![0.0_f32; (high.clamp(0, last) - first + 1) as usize];
            let total: f64 = (low..=high).map(&weight).sum();
            for at in low..=high {
                // Beyond the edge the edge's pixel stands in.
                weights[(at.clamp(0, last) - first) as usize] += (weight(at) / total) as f32;
            }
            (first as usize, weights)
        })
        .collect()
}

fn catmull_rom(distance: f64) -> f64 {
    let d = distance;
    if d < 1.0 {
        1.5 * d * d * d - 2.5 * d * d + 1.0
    } else if d < 2.0 {
        -0.5 * d * d * d + 2.5 * d * d - 4.0 * d + 2.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_stays_flat_and_means_are_means() {
        let grey = Picture::from_rgba(Size::new(7, 5), [90, 120, 30, 255].repeat(35)).unwrap();
        for size in [
            Size::new(3, 2),
            Size::new(20, 31),
            Size::new(1, 1),
            Size::new(7, 1),
        ] {
            let resized = resize(&grey, size);
            assert!(
                resized
                    .rgba()
                    .chunks_exact(4)
                    .all(|pixel| pixel == [90, 120, 30, 255]),
                "{size}"
            );
        }
        let two = Picture::from_rgba(Size::new(2, 1), vec![0, 0, 0, 255, 200, 100, 50, 255]).unwrap();
        assert_eq!(resize(&two, Size::new(1, 1)).rgba(), [100, 50, 25, 255]);
    }

    #[test]
    fn transparent_pixels_do_not_bleed() {
        let two = Picture::from_rgba(Size::new(2, 1), vec![255, 0, 0, 0, 0, 80, 0, 255]).unwrap();
        assert_eq!(resize(&two, Size::new(1, 1)).rgba(), [0, 80, 0, 128]);
    }

    #[test]
    fn small_masks_do_not_vanish() {
        let mut plane = vec![0; 10_000];
        plane[5050] = 255;
        assert!(
            resize_plane(&plane, Size::new(100, 100), Size::new(5, 5))
                .iter()
                .any(|&value| value > 0)
        );
    }
}

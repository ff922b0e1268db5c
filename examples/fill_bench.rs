//! Times Local fill and measures what it restores, beside the membrane, on the page's sample pictures.
//!
//! `fill_bench FOLDER` reads `<name>.jpg` with `<name>-mask.png`. Of each picture it fills the sample's own mask,
//! and a disc of it that is known and so can be compared. One JSON object a line.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::fill::{FillInput, fill, fill_smoothly};

/// Runs of which the quickest counts.
const RUNS: usize = 3;
/// The disc's radius, as a share of the shorter side.
const DISC_SHARE: f64 = 0.11;
/// Side of the picture of 4 megapixels that the first sample is enlarged to.
const LARGE: Size = Size::new(2560, 1600);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder of the samples")?;
    let mut masks: Vec<_> = std::fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix("-mask.png")?.to_owned()))
        .collect();
    masks.sort();
    for name in masks {
        let folder = Path::new(&folder);
        let image = image::open(folder.join(format!("{name}.jpg")))?.into_rgba8();
        let size = Size::new(image.width(), image.height());
        let picture = Picture::from_rgba(size, image.into_raw())?;
        let mask = image::open(folder.join(format!("{name}-mask.png")))?
            .into_luma8()
            .into_raw();
        measure(&name, &picture, &mask, false)?;
        measure(&format!("{name}, disc"), &picture, &disc(size, DISC_SHARE), true)?;
        if name == "dandelion" {
            let large = pentimento::core::resample::resample(&picture, LARGE)?;
            // 60 000 pixels.
            measure("dandelion, 4 MP", &large, &disc(LARGE, 0.0864), false)?;
        }
    }
    Ok(())
}

/// A disc at two fifths of both sides.
fn disc(size: Size, share: f64) -> Vec<u8> {
    let radius = f64::from(size.width.min(size.height)) * share;
    let (centre_x, centre_y) = (f64::from(size.width) * 0.4, f64::from(size.height) * 0.4);
    let pixels = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (f64::from(x), f64::from(y))));
    pixels
        .map(|(x, y)| {
            if (x - centre_x).hypot(y - centre_y) < radius {
                255
            } else {
                0
            }
        })
        .collect()
}

fn measure(name: &str, picture: &Picture, mask: &[u8], has_truth: bool) -> Result<(), Box<dyn Error>> {
    let mut holed = picture.clone();
    for (pixel, _) in pixels(holed.rgba_mut(), mask) {
        pixel.copy_from_slice(&[255, 0, 255, 255]);
    }
    let input = FillInput {
        picture: &holed,
        coverage: mask,
        references: &[],
        seed: 1,
        variant: 0,
    };
    let (seconds, filled) = timed(|| fill(&input, &mut |_: f32| ()))?;
    let (membrane_seconds, smooth) = timed(|| fill_smoothly(&input))?;
    let hole = mask.iter().filter(|cover| **cover > 0).count();
    let figure = |result: &Picture| {
        let decibels = psnr(result, picture, mask);
        if has_truth {
            format!("{decibels:.2}")
        } else {
            "null".to_owned()
        }
    };
    println!(
        "{{\"name\":\"{name}\",\"hole_px\":{hole},\"seconds\":{seconds:.3},\"psnr\":{},\"membrane_seconds\":{membrane_seconds:.3},\"membrane_psnr\":{}}}",
        figure(&filled),
        figure(&smooth)
    );
    Ok(())
}

fn timed<E: Error + 'static>(run: impl Fn() -> Result<Picture, E>) -> Result<(f64, Picture), E> {
    let mut best = f64::INFINITY;
    let mut last = run()?;
    for _ in 0..RUNS {
        let start = Instant::now();
        last = run()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok((best, last))
}

fn pixels<'a>(rgba: &'a mut [u8], mask: &'a [u8]) -> impl Iterator<Item = (&'a mut [u8; 4], &'a u8)> {
    rgba.as_chunks_mut::<4>()
        .0
        .iter_mut()
        .zip(mask)
        .filter(|(_, cover)| **cover > 0)
}

fn psnr(result: &Picture, truth: &Picture, mask: &[u8]) -> f64 {
    let both = result
        .rgba()
        .as_chunks::<4>()
        .0
        .iter()
        .zip(truth.rgba().as_chunks::<4>().0);
    let (mut sum, mut count) = (0.0, 0.0);
    for ((one, other), _) in both.zip(mask).filter(|(_, cover)| **cover > 0) {
        for (a, b) in one.iter().zip(other).take(3) {
            sum += f64::from(a.abs_diff(*b)).powi(2);
            count += 1.0;
        }
    }
    10.0 * (255.0_f64.powi(2) * count / f64::max(sum, 1e-9)).log10()
}

//! Times Local fill and measures what it restores, beside the membrane, on the page's sample pictures.
//!
//! `cargo bench --bench fill -- FOLDER OUT` reads `<name>.jpg` with `<name>-mask.png`. Of each picture it fills the sample's own
//! mask, and a disc of it that is known and so can be compared. One JSON object a line. The pictures, masks and
//! results go into OUT as PNG, so that the worker can be given the same and held to the same bytes.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pentimento::core::colour::Colour;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::picture::Picture;
use pentimento::core::resample::resample;
use pentimento::core::{mask_file, png_codec};
use pentimento::fill::{FillInput, fill, fill_smoothly};

/// Runs of which the quickest counts.
const RUNS: usize = 3;
/// The disc's radius, as a share of the shorter side.
const DISC_SHARE: f64 = 0.11;
/// The picture of 4 megapixels that a sample is enlarged to, and its disc of 60 000 pixels.
const LARGE: Size = Size::new(2560, 1600);
const LARGE_SHARE: f64 = 0.0864;
/// References are parts of the samples of this size.
const REFERENCE: Size = Size::new(800, 450);
/// Most references that a request has.
const REFERENCES: u32 = 15;

struct Bench {
    out: PathBuf,
}

/// One fill.
struct Case<'a> {
    name: &'a str,
    picture: &'a Picture,
    mask: Vec<u8>,
    references: &'a [Picture],
    has_truth: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let folder = words.next().ok_or("name the folder of the samples")?;
    let out = words.next().ok_or("name a folder for the pictures")?;
    fs::create_dir_all(&out)?;
    let bench = Bench { out: out.into() };
    let mut names: Vec<_> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix("-mask.png")?.to_owned()))
        .collect();
    names.sort();
    let mut samples = Vec::new();
    for name in names {
        let folder = Path::new(&folder);
        let image = image::open(folder.join(format!("{name}.jpg")))?.into_rgba8();
        let picture = Picture::from_rgba(Size::new(image.width(), image.height()), image.into_raw())?;
        let mask = image::open(folder.join(format!("{name}-mask.png")))?.into_luma8();
        samples.push((name, picture, mask.into_raw()));
    }
    for (name, picture, mask) in &samples {
        let case = |name, mask, has_truth, references| Case { name, picture, mask, references, has_truth };
        bench.measure(&case(name, mask.clone(), false, &[]))?;
        let disc = disc(picture.size(), DISC_SHARE);
        bench.measure(&case(&format!("{name}, disc"), disc, true, &[]))?;
    }
    let Some((name, picture, mask)) = samples.iter().max_by_key(|(_, picture, _)| picture.size().area())
    else {
        return Err("the folder has no sample".into());
    };
    let large = resample(picture, LARGE)?;
    bench.measure(&Case {
        name: &format!("{name}, 4 MP"),
        picture: &large,
        mask: disc(LARGE, LARGE_SHARE),
        references: &[],
        has_truth: false,
    })?;
    let references = references(&samples)?;
    for count in [1, references.len()] {
        bench.measure(&Case {
            name: &format!("{name}, {count} ref."),
            picture,
            mask: mask.clone(),
            references: references.get(..count).unwrap_or_default(),
            has_truth: false,
        })?;
    }
    Ok(())
}

/// Parts of the samples, each from another place.
fn references(samples: &[(String, Picture, Vec<u8>)]) -> Result<Vec<Picture>, Box<dyn Error>> {
    let mut references = Vec::new();
    for (index, (_, picture, _)) in (0..REFERENCES).zip(samples.iter().cycle()) {
        let size = picture.size();
        let (width, height) = (size.width * 3 / 4, size.height * 3 / 4);
        let left = (size.width - width) * index / REFERENCES;
        let top = (size.height - height) * (REFERENCES - index) / REFERENCES;
        let part = picture.cropped(Rect::new(left, top, left + width, top + height))?;
        references.push(resample(&part, REFERENCE)?);
    }
    Ok(references)
}

/// A disc at two fifths of both sides.
fn disc(size: Size, share: f64) -> Vec<u8> {
    let radius = f64::from(size.width.min(size.height)) * share;
    let (centre_x, centre_y) = (f64::from(size.width) * 0.4, f64::from(size.height) * 0.4);
    let pixels = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (f64::from(x), f64::from(y))));
    pixels.map(|(x, y)| if (x - centre_x).hypot(y - centre_y) < radius { 255 } else { 0 }).collect()
}

impl Bench {
    fn measure(&self, case: &Case<'_>) -> Result<(), Box<dyn Error>> {
        let mut holed = case.picture.clone();
        for (pixel, _) in pixels(holed.rgba_mut(), &case.mask) {
            pixel.copy_from_slice(&[255, 0, 255, 255]);
        }
        let input = FillInput {
            picture: &holed,
            coverage: &case.mask,
            references: case.references,
            seed: 1,
            variant: 0,
        };
        let memory_mb = peak_megabytes(|| fill(&input, &mut |_: f32| ()).map(drop))?;
        let (seconds, filled) = timed(|| fill(&input, &mut |_: f32| ()))?;
        let (membrane_seconds, smooth) = timed(|| fill_smoothly(&input))?;
        let figure = |result: &Picture| {
            let decibels = psnr(result, case.picture, &case.mask);
            if case.has_truth { format!("{decibels:.2}") } else { "null".to_owned() }
        };
        let file: String =
            case.name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        self.write(&format!("{file}.png"), &png_codec::encode(&holed, &Colour::default())?)?;
        self.write(&format!("{file}-native.png"), &png_codec::encode(&filled, &Colour::default())?)?;
        self.write(&format!("{file}-mask.png"), &mask_file::coverage_png(&case.mask, holed.size())?)?;
        for (index, reference) in case.references.iter().enumerate() {
            let file = format!("reference-{index}.png");
            if !self.out.join(&file).exists() {
                self.write(&file, &png_codec::encode(reference, &Colour::default())?)?;
            }
        }
        println!(
            "{{\"name\":\"{}\",\"file\":\"{file}\",\"references\":{},\"hole_px\":{},\"seconds\":{seconds:.3},\"psnr\":{},\"membrane_seconds\":{membrane_seconds:.3},\"membrane_psnr\":{},\"memory_mb\":{}}}",
            case.name,
            case.references.len(),
            case.mask.iter().filter(|cover| **cover > 0).count(),
            figure(&filled),
            figure(&smooth),
            memory_mb.map_or("null".to_owned(), |megabytes| megabytes.to_string()),
        );
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        fs::write(self.out.join(name), bytes)
    }
}

/// By how many megabytes the process grows while something runs, where the system tells it (Linux).
fn peak_megabytes<E>(run: impl FnOnce() -> Result<(), E>) -> Result<Option<u64>, E> {
    let told = |field: &str| {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    // 5 sets the peak back to what is held now.
    let is_set_back = fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = told("VmRSS:").filter(|_| is_set_back);
    run()?;
    let peak = told("VmHWM:");
    Ok(peak.zip(before).map(|(peak, before)| peak.saturating_sub(before) / 1024))
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
    rgba.as_chunks_mut::<4>().0.iter_mut().zip(mask).filter(|(_, cover)| **cover > 0)
}

fn psnr(result: &Picture, truth: &Picture, mask: &[u8]) -> f64 {
    let both = result.rgba().as_chunks::<4>().0.iter().zip(truth.rgba().as_chunks::<4>().0);
    let (mut sum, mut count) = (0.0, 0.0);
    for ((one, other), _) in both.zip(mask).filter(|(_, cover)| **cover > 0) {
        for (a, b) in one.iter().zip(other).take(3) {
            sum += f64::from(a.abs_diff(*b)).powi(2);
            count += 1.0;
        }
    }
    10.0 * (255.0_f64.powi(2) * count / f64::max(sum, 1e-9)).log10()
}

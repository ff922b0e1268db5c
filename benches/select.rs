//! Times selecting by pointing on the page's sample pictures.
//!
//! `cargo bench --bench select -- FOLDER OUT` reads `<name>.jpg` with `<name>-mask.png`. In each picture it draws a box round
//! what the mask marks, then a stroke through it, then one beside it that takes away. One JSON object a line. The pictures and
//! the last answers go into OUT as PNG, so that the worker can be given the same and held to the same bytes.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use pentimento::core::colour::Colour;
use pentimento::core::geometry::{Point, Rect, Size};
use pentimento::core::mask::Plane;
use pentimento::core::picture::Picture;
use pentimento::core::resample::resample;
use pentimento::core::select::{Pointed, Pointing, Stroke};
use pentimento::core::{mask_file, png_codec};
use serde_json::json;

/// Runs of which the quickest counts.
const RUNS: usize = 5;
/// The size that one sample is enlarged to.
const LARGE: Size = Size::new(4000, 3000);

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let folder = words.next().ok_or("name the folder of the samples")?;
    let out = words.next().ok_or("name a folder for the pictures")?;
    let (folder, out) = (Path::new(&folder), Path::new(&out));
    fs::create_dir_all(out)?;
    let mut names: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix("-mask.png")?.to_owned()))
        .collect();
    names.sort();
    for (index, name) in names.iter().enumerate() {
        let image = image::open(folder.join(format!("{name}.jpg")))?.into_rgba8();
        let picture = Picture::from_rgba(Size::new(image.width(), image.height()), image.into_raw())?;
        let mask = image::open(folder.join(format!("{name}-mask.png")))?.into_luma8();
        let marked =
            Plane::from_data(picture.size(), mask.into_raw()).ok_or("the mask is of another size")?;
        let marked = marked.covered_rect();
        measure(name, &picture, marked, out)?;
        if index == 0 {
            let scale =
                |value: u32, from: u32, to: u32| (u64::from(value) * u64::from(to) / u64::from(from)) as u32;
            let Size { width, height } = picture.size();
            let larger = Rect::new(
                scale(marked.left, width, LARGE.width),
                scale(marked.top, height, LARGE.height),
                scale(marked.right, width, LARGE.width),
                scale(marked.bottom, height, LARGE.height),
            );
            measure(&format!("{name}-12mp"), &resample(&picture, LARGE)?, larger, out)?;
        }
    }
    Ok(())
}

/// A loose box, a stroke that keeps, a stroke that takes away.
fn gestures(marked: Rect) -> [Pointed; 3] {
    let (width, height) = (marked.width(), marked.height());
    let area = Rect::new(
        marked.left.saturating_sub(width / 10),
        marked.top.saturating_sub(height / 10),
        marked.right + width / 10,
        marked.bottom + height / 10,
    );
    let at = |across: f64, down: f64| {
        Point::new(
            f64::from(marked.left) + across * f64::from(width),
            f64::from(marked.top) + down * f64::from(height),
        )
    };
    let radius_px = f64::from(width.min(height)) / 30.0;
    let stroke = |adds: bool, from: Point, to: Point| {
        Pointed::Stroke(Stroke { adds, radius_px, points_in_image: vec![from, from.midpoint(to), to] })
    };
    [
        Pointed::Box(area),
        stroke(true, at(0.35, 0.5), at(0.65, 0.5)),
        stroke(false, at(-0.06, 0.2), at(-0.06, 0.8)),
    ]
}

fn measure(name: &str, picture: &Picture, marked: Rect, out: &Path) -> Result<(), Box<dyn Error>> {
    let pointed = gestures(marked);
    let mut best = [f64::INFINITY; 3];
    let mut last = None;
    for _ in 0..RUNS {
        let mut pointing = Pointing::new(picture.size());
        for (index, best) in best.iter_mut().enumerate() {
            let list = pointed.get(..=index).unwrap_or_default();
            let begun = Instant::now();
            let answer = pointing.select(picture, list, &mut |_| ())?;
            *best = best.min(begun.elapsed().as_secs_f64());
            last = Some(answer.clone());
        }
    }
    let answer = last.ok_or("nothing was selected")?;
    fs::write(out.join(format!("{name}.png")), png_codec::encode(picture, &Colour::default())?)?;
    fs::write(
        out.join(format!("{name}-native.png")),
        mask_file::coverage_png(answer.data(), answer.size())?,
    )?;
    let [first, stroke, taken] = best;
    println!(
        "{}",
        json!({
            "name": name,
            "width": picture.size().width,
            "height": picture.size().height,
            "pointed": pointed,
            "first_s": first,
            "stroke_s": f64::midpoint(stroke, taken),
        })
    );
    Ok(())
}

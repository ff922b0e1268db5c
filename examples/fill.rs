//! Fills the masked region of a picture file, for measuring and for looking at results.
//!
//! `--image I --mask M --out O [--ref R]... [--seed N] [--variant K] [--size WxH]`; a mask is white where
//! the picture is to be filled. The last line tells the seconds of the fill alone.

use std::error::Error;
use std::time::Instant;

use pentimento::core::geometry::Size;
use pentimento::core::picture::Picture;
use pentimento::fill::{FillInput, fill_to_frame};

#[derive(Default)]
struct Arguments {
    image: String,
    mask: String,
    out: String,
    references: Vec<String>,
    seed: u32,
    variant: u8,
    frame: Option<Size>,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self { seed: 1, ..Self::default() };
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--image" => arguments.image = value,
                "--mask" => arguments.mask = value,
                "--out" => arguments.out = value,
                "--ref" => arguments.references.push(value),
                "--seed" => arguments.seed = value.parse()?,
                "--variant" => arguments.variant = value.parse()?,
                "--size" => {
                    let (width, height) = value.split_once('x').ok_or("--size is WIDTHxHEIGHT")?;
                    arguments.frame = Some(Size::new(width.parse()?, height.parse()?));
                }
                _ => return Err(format!("unknown argument {name}").into()),
            }
        }
        Ok(arguments)
    }
}

fn load(path: &str) -> Result<Picture, Box<dyn Error>> {
    let image = image::open(path).map_err(|error| format!("{path}: {error}"))?.into_rgba8();
    Ok(Picture::from_rgba(Size::new(image.width(), image.height()), image.into_raw())?)
}

/// Processor time of this thread so far, where the system tells it (Linux).
fn cpu_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let picture = load(&arguments.image)?;
    let coverage = image::open(&arguments.mask)?.into_luma8().into_raw();
    let references = arguments.references.iter().map(|path| load(path)).collect::<Result<Vec<_>, _>>()?;
    let input = FillInput {
        picture: &picture,
        coverage: &coverage,
        references: &references,
        seed: arguments.seed,
        variant: arguments.variant,
    };
    let (start, cpu_start) = (Instant::now(), cpu_seconds());
    let filled = fill_to_frame(&input, arguments.frame.unwrap_or(picture.size()), &mut |_: f32| ())?;
    let seconds = start.elapsed().as_secs_f64();
    // The engine runs on this thread alone: where its processor time is not told, the wall time is near it.
    let cpu = cpu_seconds().zip(cpu_start).map_or(seconds, |(end, start)| end - start);
    let size = filled.size();
    image::save_buffer(&arguments.out, filled.rgba(), size.width, size.height, image::ColorType::Rgba8)?;
    println!("{{\"cpu\":{cpu:.3},\"wall\":{seconds:.3}}}");
    Ok(())
}

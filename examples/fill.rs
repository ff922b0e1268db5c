//! Local fill from the command line.
//!
//! `fill --image I --mask M --out O [--ref R]... [--seed N] [--variant K] [--size WxH]`. Prints a last line
//! `{"cpu":s,"wall":s}` of the fill alone; it runs on one thread, so both are the same clock.

use std::time::Instant;

use pentimento::core::geometry::Size;
use pentimento::core::mask::encode::coverage_from_rgba;
use pentimento::core::picture::Picture;
use pentimento::core::png_codec;
use pentimento::fill::{FillInput, fill_to_frame};

type Failure = Box<dyn std::error::Error>;

fn load(path: &str) -> Result<Picture, Failure> {
    let picture = image::open(path)
        .map_err(|error| format!("{path}: {error}"))?
        .to_rgba8();
    let size = Size::new(picture.width(), picture.height());
    Ok(Picture::from_rgba(size, picture.into_raw())?)
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (mut image, mut mask, mut out) = (None, None, None);
    let (mut references, mut seed, mut variant, mut frame) = (Vec::new(), 1, 0, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--image" => image = Some(load(&value)?),
            "--mask" => mask = Some(load(&value)?),
            "--out" => out = Some(value),
            "--ref" => references.push(load(&value)?),
            "--seed" => seed = value.parse()?,
            "--variant" => variant = value.parse()?,
            "--size" => {
                let (width, height) = value.split_once('x').ok_or("--size takes WIDTHxHEIGHT")?;
                frame = Some(Size::new(width.parse()?, height.parse()?));
            }
            _ => return Err(format!("unknown argument {name}").into()),
        }
    }
    let (Some(image), Some(mask), Some(out)) = (image, mask, out) else {
        return Err("--image, --mask and --out are needed".into());
    };
    let (coverage, _) = coverage_from_rgba(&mask);
    let input = FillInput {
        picture: &image,
        coverage: &coverage,
        references: &references,
        seed,
        variant,
    };
    let start = Instant::now();
    let filled = fill_to_frame(&input, frame.unwrap_or(image.size()), &mut |_| ())?;
    let seconds = start.elapsed().as_secs_f64();
    std::fs::write(&out, png_codec::encode(&filled, None)?)?;
    println!("{{\"cpu\":{seconds:.4},\"wall\":{seconds:.4}}}");
    Ok(())
}

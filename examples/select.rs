//! Selects an object in a picture file by a box and strokes, for measuring and for looking at results.
//!
//! `--interactive`: one JSON object a line on stdin (`open`, `box`, `stroke`, `refine`, `lasso`, `cut`, `quit`), one answer a
//! line on stdout, with the processor's seconds without decoding and encoding.

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Instant;

use pentimento::core::geometry::{Point, Rect, Size};
use pentimento::core::mask::Plane;
use pentimento::core::picture::Picture;
use pentimento::core::select::{Selection, Stroke, cut_out, follow, refine};
use serde::Deserialize;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Request {
    Open {
        image: String,
    },
    Box {
        r#box: [i64; 4],
        out: String,
    },
    Stroke {
        label: String,
        radius: f64,
        points: Vec<[f64; 2]>,
        out: String,
    },
    /// The object on transparency, as a PNG.
    Cut {
        mask: String,
        out: String,
    },
    Refine {
        mask: String,
        out: String,
    },
    Lasso {
        anchors: Vec<[f64; 2]>,
        #[serde(default = "yes")]
        closed: bool,
        out: String,
    },
    Quit,
}

/// A lasso is closed unless the request says otherwise.
fn yes() -> bool {
    true
}

fn load(path: &str) -> Outcome<Picture> {
    let image = image::open(path).map_err(|error| format!("{path}: {error}"))?.into_rgba8();
    Ok(Picture::from_rgba(Size::new(image.width(), image.height()), image.into_raw())?)
}

/// Processor time of this thread so far, where the system reports it (Linux).
fn cpu_seconds() -> Option<f64> {
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(read.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

struct Clock {
    wall: Instant,
    cpu: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), cpu: cpu_seconds() }
    }

    fn answer(&self) -> Value {
        let wall = self.wall.elapsed().as_secs_f64();
        let cpu = cpu_seconds().zip(self.cpu).map_or(wall, |(end, start)| end - start);
        json!({"cpu": cpu, "wall": wall})
    }
}

fn save(path: &str, size: Size, coverage: &[u8]) -> Outcome<()> {
    Ok(image::save_buffer(path, coverage, size.width, size.height, image::ColorType::L8)?)
}

struct Session {
    picture: Picture,
    selection: Selection,
}

impl Session {
    fn answer(&mut self, request: Request) -> Outcome<Value> {
        let picture = &self.picture;
        let clock = Clock::start();
        match request {
            Request::Open { .. } | Request::Quit => Ok(json!({"ok": true})),
            Request::Box { r#box, out } => {
                let [left, top, right, bottom] = r#box.map(|edge| edge.max(0) as u32);
                let plane = self.selection.select_box(picture, Rect::new(left, top, right, bottom))?;
                let answer = clock.answer();
                save(&out, plane.size(), plane.data())?;
                Ok(answer)
            }
            Request::Stroke { label, radius, points, out } => {
                let points_in_image = points.iter().map(|&[x, y]| Point::new(x, y)).collect();
                let stroke = Stroke { adds: label == "keep", radius_px: radius, points_in_image };
                let plane = self.selection.stroke(picture, stroke)?;
                let answer = clock.answer();
                save(&out, plane.size(), plane.data())?;
                Ok(answer)
            }
            Request::Refine { mask, out } => {
                let mask = image::open(&mask)?.into_luma8().into_raw();
                let mask = Plane::from_data(picture.size(), mask).ok_or("the mask is of another size")?;
                let clock = Clock::start();
                let plane = refine(picture, &mask)?;
                let answer = clock.answer();
                save(&out, plane.size(), plane.data())?;
                Ok(answer)
            }
            Request::Cut { mask, out } => {
                let mask = image::open(&mask)?.into_luma8().into_raw();
                let mask = Plane::from_data(picture.size(), mask).ok_or("the mask is of another size")?;
                let clock = Clock::start();
                let cut = cut_out(picture, &mask)?;
                let answer = clock.answer();
                let size = cut.size();
                image::save_buffer(out, cut.rgba(), size.width, size.height, image::ColorType::Rgba8)?;
                Ok(answer)
            }
            Request::Lasso { anchors, closed, out } => {
                let anchors: Vec<Point> = anchors.iter().map(|&[x, y]| Point::new(x, y)).collect();
                let back = anchors.first().filter(|_| closed);
                let ends = anchors.iter().skip(1).chain(back);
                let path: Vec<[f64; 2]> = anchors
                    .iter()
                    .zip(ends)
                    .flat_map(|(&from, &to)| follow(picture, from, to))
                    .map(|point| [point.x, point.y])
                    .collect();
                let answer = clock.answer();
                std::fs::write(&out, serde_json::to_vec(&path)?)?;
                Ok(answer)
            }
        }
    }
}

fn main() -> Outcome<()> {
    let mut session: Option<Session> = None;
    let mut stdout = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match (serde_json::from_str::<Request>(&line?), session.as_mut()) {
            (Err(error), _) => Err(error.into()),
            (Ok(Request::Quit), _) => break,
            (Ok(Request::Open { image }), _) => load(&image).map(|picture| {
                let selection = Selection::new(picture.size());
                session = Some(Session { picture, selection });
                json!({"ok": true})
            }),
            (Ok(request), Some(session)) => session.answer(request),
            (Ok(_), None) => Err("open a picture first".into()),
        };
        let answer = answer.unwrap_or_else(|error| json!({"error": error.to_string()}));
        writeln!(stdout, "{answer}")?;
        stdout.flush()?;
    }
    Ok(())
}

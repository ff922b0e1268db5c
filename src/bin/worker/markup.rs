//! The tasks on markup. Words are drawn by the browser, everything else by our own code.

use pentimento::browser::attachment::{Bytes, File};
use pentimento::browser::codec;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::markup::raster::{Drawing, Frame, Words, coloured, edge_stroke};
use pentimento::core::markup::strokes::Stroke;
use pentimento::core::markup::{Mark, Markup};
use pentimento::core::mask::Plane;
use pentimento::core::picture::PictureFormat;
use pentimento::core::select::outlines;
use pentimento::worker::{Error, PrepareMarkup, Prepared};

use crate::files::encode;
use crate::mask::decode_mask;
use crate::perform::{Perform, Updates};
use crate::prepare::{PLAIN, prepared, upright};

impl Perform for PrepareMarkup<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Prepared<Bytes>, Error> {
        let Self { markup, region, max_side_px, .. } = &self;
        let part = region.unwrap_or(Rect::of_size(markup.size));
        let frame = Frame { part, size: Size::new(part.width(), part.height()).fitted(*max_side_px) };
        let edge = match &self.mask {
            Some(mask) => Some(edge_of(mask, markup).await?),
            None => None,
        };
        let drawing = Drawing::new(markup, edge, frame, words_of(markup, frame)?);
        let Some(picture) = &self.picture else {
            return Ok(prepared(PictureFormat::Png, frame.size, &drawing.png()));
        };
        let (mut picture, format) = upright(picture.read().await?, *region, *max_side_px).await?;
        drawing.draw_over(&mut picture);
        let file = encode(&picture, format, PLAIN, codec::RESULT_QUALITY).await?;
        Ok(prepared(format, picture.size(), &file))
    }
}

/// The edge of what a mask marks.
async fn edge_of(mask: &File, markup: &Markup) -> Result<Stroke, Error> {
    let (size, coverage, _) = decode_mask(mask).await?;
    let bytes = coverage.len();
    let plane = Plane::from_data(size, coverage).ok_or(Error::MaskBytes { bytes, size })?;
    let mut lines = outlines(&plane, Rect::of_size(size));
    for line in &mut lines {
        line.extend(line.first().copied());
    }
    Ok(edge_stroke(lines, markup.size))
}

/// The notes' words, drawn where they belong.
fn words_of(markup: &Markup, frame: Frame) -> Result<Vec<Words>, Error> {
    let scale = frame.scale();
    let drawn = markup.marks.iter().filter_map(Mark::label).map(|label| {
        let lettered = codec::lettered(label.text, label.height_px * scale, label.casing_px * scale)?;
        let start = frame.place(label.start);
        let left = (start.x - lettered.margin_px).round() as i32;
        let top = (start.y - f64::from(lettered.size.height) / 2.0).round() as i32;
        let picture = coloured(lettered.size, &lettered.letters, &lettered.rim, label.colour)?;
        Ok(Words { left, top, picture })
    });
    drawn.collect()
}

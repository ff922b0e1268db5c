//! From a hard answer on the reduced copy to soft coverage of the full picture.

use super::cells::Cells;
use super::frame::{Frame, chamfer};
use super::guided::{self, Guide, Line};
use crate::core::picture::Picture;

/// Window of the filter either side, in pixels of a picture of 1600 px.
const RADIUS_PX: f64 = 6.0;
/// Variance of colours that is still noise, in squared levels.
const SMOOTHING: f32 = 6.5;

/// Writes coverage into `out` (of the picture's size) within the frame's part of the picture.
pub(super) fn soften(picture: &Picture, frame: &Frame, mask: &[bool], out: &mut [u8]) {
    let (width, height) = (frame.width, frame.height);
    let size = picture.size();
    let unit = (f64::from(size.width.max(size.height)) / 1600.0).max(1.0);
    let (across, down) = frame.scale();
    let radius = ((RADIUS_PX * unit * across).round() as usize).max(2);
    let on_outline = |at: usize| {
        let own = mask.at(at);
        (at % width + 1 < width && mask.at(at + 1) != own)
            || (at + width < mask.len() && mask.at(at + width) != own)
    };
    let most = (radius * 6 + 3) as u16;
    let away = chamfer((0..mask.len()).map(on_outline), width, height, most);
    let coverage: Vec<u8> = mask.iter().map(|&is_object| if is_object { 255 } else { 0 }).collect();
    let is_wanted = |at: usize| away.at(at) < most;
    let guide = Guide { rgb: &frame.rgb, width, height };
    let lines = guided::lines(&guide, &coverage, radius, SMOOTHING, &is_wanted);
    let is_whole = frame.rect.width() as usize == width && frame.rect.height() as usize == height;
    let row_px = size.width as usize;
    for y in 0..frame.rect.height() as usize {
        let start = (y + frame.rect.top as usize) * row_px + frame.rect.left as usize;
        let span = start..start + frame.rect.width() as usize;
        let pixels = picture.rgba().get(span.start * 4..span.end * 4).unwrap_or_default().as_chunks::<4>().0;
        let covered = out.get_mut(span).unwrap_or_default();
        let at_y = (y as f64 + 0.5) * down - 0.5;
        for (x, (&[red, green, blue, _], covered)) in pixels.iter().zip(covered).enumerate() {
            let colour = [red, green, blue];
            *covered = if is_whole {
                let at = y * width + x;
                if is_wanted(at) { byte_of(value(lines.at(at), colour)) } else { coverage.at(at) }
            } else {
                let at_x = (x as f64 + 0.5) * across - 0.5;
                let (left, top) = (at_x.max(0.0) as usize, at_y.max(0.0) as usize);
                let at = top * width + left;
                let right = usize::from(left + 1 < width);
                let below = if top + 1 < height { width } else { 0 };
                if is_wanted(at) {
                    let (fx, fy) =
                        ((at_x.max(0.0) - left as f64) as f32, (at_y.max(0.0) - top as f64) as f32);
                    let corners = [
                        (at, (1.0 - fx) * (1.0 - fy)),
                        (at + right, fx * (1.0 - fy)),
                        (at + below, (1.0 - fx) * fy),
                        (at + right + below, fx * fy),
                    ];
                    let (mut sum, mut weights) = (0.0, 0.0);
                    for (corner, weight) in corners {
                        if is_wanted(corner) {
                            sum += weight * value(lines.at(corner), colour);
                            weights += weight;
                        }
                    }
                    byte_of(sum / weights)
                } else {
                    coverage.at(at)
                }
            };
        }
    }
}

fn value(line: Line, [red, green, blue]: [u8; 3]) -> f32 {
    line[0] * f32::from(red) + line[1] * f32::from(green) + line[2] * f32::from(blue) + line[3]
}

/// Coverage of 0..=1, stretched since averages seldom reach the ends.
fn byte_of(coverage: f32) -> u8 {
    ((coverage - 0.1) / 0.8 * 255.0 + 0.5) as u8
}

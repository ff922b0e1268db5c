//! The tasks on masks.

use std::cell::RefCell;
use std::rc::Rc;

use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::mask::{Plane, colour, feather, flood, morphology};
use pentimento::core::mask_file::{self, Convention};
use pentimento::core::picture::Picture;
use pentimento::worker::Answer;
use pentimento::worker::mask::{MaskAnswer, MaskTask};

use super::tasks::{Outcome, bytes, decode};

thread_local! {
    /// The picture that colours were last selected in, by its key.
    static PICTURE: RefCell<Option<(u64, Rc<Picture>)>> = const { RefCell::new(None) };
}

/// Does one; `tell` is told the share that is done.
pub(super) async fn run(task: MaskTask, attachments: &[Attachment], tell: &mut dyn FnMut(f32)) -> Outcome {
    match task {
        MaskTask::Grow { size, radius_px } => {
            let mut plane = plane(attachments, size).await?;
            morphology::grow(&mut plane, radius_px, tell);
            Ok(changed(Rect::of_size(size), plane.data()))
        }
        MaskTask::Shrink { size, radius_px } => {
            let mut plane = plane(attachments, size).await?;
            morphology::shrink(&mut plane, radius_px, tell);
            Ok(changed(Rect::of_size(size), plane.data()))
        }
        MaskTask::Feather { size, radius_px } => {
            let mut plane = plane(attachments, size).await?;
            feather::feather(&mut plane, radius_px, tell);
            Ok(changed(Rect::of_size(size), plane.data()))
        }
        MaskTask::Fill { size, x, y, is_erasing } => {
            let mut plane = plane(attachments, size).await?;
            let rect = flood::fill(&mut plane, x, y, is_erasing);
            Ok(changed(rect, &plane.part(rect)))
        }
        MaskTask::SelectColour { picture, x, y, tolerance, is_contiguous } => {
            let picture = decoded(picture, attachments).await?;
            tell(0.6);
            let (plane, rect) =
                colour::select(picture.rgba(), picture.size(), x, y, tolerance, is_contiguous);
            Ok(changed(rect, &plane.part(rect)))
        }
        MaskTask::Import { size } => import(attachments, size).await,
        MaskTask::Export { size, convention } => {
            let coverage = bytes(attachments, 0).await?;
            let file = match convention {
                Convention::WhiteOnBlack => mask_file::coverage_png(&coverage, size),
                Convention::Transparent => mask_file::clear_coverage_png(&coverage, size),
            };
            let file = file.map_err(|error| error.to_string())?;
            Ok((Answer::Mask(MaskAnswer::Exported), vec![Attachment::of(&file)]))
        }
    }
}

fn changed(rect: Rect, coverage: &[u8]) -> (Answer, Vec<Attachment>) {
    let answer = Answer::Mask(MaskAnswer::Changed { rect });
    (answer, vec![Attachment::of(coverage)])
}

async fn plane(attachments: &[Attachment], size: Size) -> Result<Plane, String> {
    let coverage = bytes(attachments, 0).await?;
    let count = coverage.len();
    Plane::from_data(size, coverage).ok_or_else(|| format!("{count} bytes are no mask of {size} px"))
}

async fn decoded(key: u64, attachments: &[Attachment]) -> Result<Rc<Picture>, String> {
    let kept = PICTURE.with_borrow(Clone::clone).filter(|kept| kept.0 == key);
    if let Some((_, picture)) = kept {
        return Ok(picture);
    }
    // The one before goes first: two large pictures at once may be too many.
    PICTURE.set(None);
    let (picture, _) = decode(&bytes(attachments, 0).await?).await?;
    let picture = Rc::new(picture);
    PICTURE.set(Some((key, Rc::clone(&picture))));
    Ok(picture)
}

async fn import(attachments: &[Attachment], wanted: Size) -> Outcome {
    let file = bytes(attachments, 0).await?;
    let (size, coverage, convention) = if let Ok((size, coverage)) = mask_file::coverage_from_png(&file) {
        (size, coverage, Convention::WhiteOnBlack)
    } else {
        let (picture, _) = decode(&file).await?;
        let (coverage, convention) = mask_file::coverage_from_rgba(&picture);
        (picture.size(), coverage, convention)
    };
    let coverage = mask_file::resized(&coverage, size, wanted);
    let answer = Answer::Mask(MaskAnswer::Imported { convention, size });
    Ok((answer, vec![Attachment::of(&coverage)]))
}

//! Masks from files and into files.

use leptos::prelude::*;

use super::storage::copy_of;
use crate::browser::files::{self, Blob};
use crate::browser::{dom, page_events};
use crate::core::geometry::Rect;
use crate::core::mask_file::Convention;
use crate::services::painter::state::{Command, Error, MaskLease, Painter};
use crate::services::painter::texts;
use crate::state::NoticeAction;
use crate::worker::{ChangedMask, DecodeMask, EncodeMask};

/// The hidden file input for masks.
pub const FILE_INPUT_ID: &str = "mask-file";

impl Painter {
    /// Lets the person choose a mask file.
    #[expect(clippy::unused_self, reason = "one of the toolbar's commands, which are methods of the painter")]
    pub fn choose_import(self) {
        dom::click_by_id(FILE_INPUT_ID);
    }

    /// Takes the mask file that was chosen.
    pub fn import_chosen(self, event: &page_events::Event) {
        if let Some(file) = page_events::chosen(event).into_iter().next() {
            self.perform(Command::new("Reading…", move |lease| import(lease, file.blob.clone())));
        }
    }

    /// Gives the mask out as a PNG.
    pub fn export(self) {
        self.perform(Command::new("Writing…", export));
    }
}

async fn import(lease: MaskLease, mask: Blob) -> Result<(), Error> {
    let painter = lease.painter;
    let task = DecodeMask { mask: mask.into(), resize_to: Some(lease.size) };
    let Some(decoded) = lease.call(task, |update| match update {}).await? else {
        return Ok(());
    };
    if decoded.size != lease.size
        && !painter.questions.ask(texts::stretch_question(decoded.size, lease.size)).await
    {
        return Ok(());
    }
    if let Some(question) = texts::odd_mask_question(decoded.marked)
        && !painter.questions.ask(question).await
    {
        return Ok(());
    }
    let whole = ChangedMask { rect: Rect::of_size(lease.size), coverage: decoded.coverage };
    if lease.write(&whole).await {
        let run = Callback::new(move |()| painter.invert());
        let invert = NoticeAction::Run { name: "Turn round", run };
        painter.notices.offer(texts::imported(decoded.convention), None, invert);
    }
    Ok(())
}

async fn export(lease: MaskLease) -> Result<(), Error> {
    let (painter, size) = (lease.painter, lease.size);
    let Some(coverage) = copy_of(painter, lease.key, Rect::of_size(size)).await else {
        return Ok(());
    };
    let is_transparent = painter.stage.is_export_transparent.get_untracked();
    let convention = if is_transparent { Convention::Transparent } else { Convention::WhiteOnBlack };
    if let Some(encoded) =
        lease.call(EncodeMask { coverage, size, convention }, |update| match update {}).await?
    {
        files::download(&encoded.file.0, "mask.png")?;
    }
    Ok(())
}

//! What the page and the worker say to each other: one type per task, with its answer.
//!
//! A message is the JSON text of a [`Request`] or a [`Reply`], beside the list of what is not text: files, bytes and
//! decoded pictures. In the types those are plain fields, whose kinds each end of the wire chooses by [`Attachments`].
//! The worker speaks first, with [`Reply::Ready`]: a page that sent earlier would be sending to a script that is not
//! there yet.
//!
//! A new task is a type in a file here, a line in the list below, and its `Perform` in `bin/worker/`.

mod archive;
mod error;
mod fill;
mod markup;
mod mask;
mod prepare;
mod protect;
mod seam;
mod select;
mod show;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

pub use crate::fill::{FillError, MAX_AREA_PX as MAX_FILL_AREA_PX, PreviewPlace};
pub use archive::{Export, Exported, Import, Imported};
pub use error::Error;
pub use fill::{Fill, FillNeeds, FillUpdate, FilledVariant, NeededBytes, WarmUp};
pub use markup::PrepareMarkup;
pub use mask::{
    ChangeMask, ChangedMask, DecodeMask, DecodedMask, EncodeMask, MaskChange, PrepareMask, SelectColour,
};
pub use prepare::{
    HashedFile, Inspect, Inspected, PictureInfo, PrepareUpload, Prepared, THUMBNAIL_SIDE_PX, Transcode,
    Transcoded,
};
pub use protect::{Layers, Protect, ProtectOutcome};
pub use seam::{SeamClose, SeamOpen, SeamPart, SeamPreview};
pub use select::{
    CutOut, EdgeWay, FollowEdge, Outlines, PointedPicture, RefineEdge, SelectObject, SelectPrepare,
    SelectPreview, SelectedObject,
};
pub use show::{Reduce, Reduced, View, Viewed};

/// Raised with every change of the messages; a page and a worker of two builds refuse each other.
pub const PROTOCOL_VERSION: u32 = 13;

/// What travels beside the text of a message, as one end of the wire holds it.
pub trait Attachments: 'static {
    /// A file: shared by both ends, not copied, and read only where its bytes are needed.
    type File: Serialize + DeserializeOwned;
    /// Bytes: moved to the other end.
    type Bytes: Serialize + DeserializeOwned;
    /// A decoded picture: moved to the other end.
    type Bitmap: Serialize + DeserializeOwned;
}

/// Something the worker does.
pub trait Task<A: Attachments>: Serialize {
    /// Its name in [`AnyTask`].
    const NAME: &'static str;
    /// What comes of it.
    type Answer: Serialize + DeserializeOwned;
    /// What the worker says while it runs.
    type Update: Serialize + DeserializeOwned;
}

/// The update of a task that gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoUpdate {}

/// The share of a task's work that is done, 0.0 to 1.0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress(pub f32);

/// Makes of the list of tasks each one's [`Task`] and the enum of all.
macro_rules! tasks {
    ($($name:ident($task:ty) -> $answer:ty, $update:ty;)*) => {
        /// Any task, as the worker receives it.
        #[derive(Deserialize)]
        #[serde(bound = "")]
        pub enum AnyTask<A: Attachments> {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($task),
            )*
        }

        $(
            impl<A: Attachments> Task<A> for $task {
                const NAME: &'static str = stringify!($name);
                type Answer = $answer;
                type Update = $update;
            }
        )*
    };
}

// Each task with its answer and its updates.
tasks! {
    Inspect(Inspect<A::File>) -> Inspected<A::File>, NoUpdate;
    Reduce(Reduce<A::File>) -> Reduced<A::File>, NoUpdate;
    View(View<A::File>) -> Viewed<A::Bitmap>, NoUpdate;
    Transcode(Transcode<A::File>) -> Transcoded<A::File>, NoUpdate;
    PrepareUpload(PrepareUpload<A::File>) -> Prepared<A::Bytes>, NoUpdate;
    PrepareMask(PrepareMask<A::File>) -> Prepared<A::Bytes>, NoUpdate;
    PrepareMarkup(PrepareMarkup<A::File>) -> Prepared<A::Bytes>, NoUpdate;
    EncodeMask(EncodeMask<A::Bytes>) -> HashedFile<A::File>, NoUpdate;
    DecodeMask(DecodeMask<A::File>) -> DecodedMask<A::Bytes>, NoUpdate;
    ChangeMask(ChangeMask<A::Bytes>) -> ChangedMask<A::Bytes>, Progress;
    SelectColour(SelectColour<A::File>) -> ChangedMask<A::Bytes>, Progress;
    SelectPrepare(SelectPrepare<A::File>) -> (), NoUpdate;
    SelectObject(SelectObject<A::File>) -> SelectedObject<A::Bytes>, Progress;
    SelectPreview(SelectPreview<A::File>) -> Outlines, NoUpdate;
    RefineEdge(RefineEdge<A::File, A::Bytes>) -> ChangedMask<A::Bytes>, Progress;
    FollowEdge(FollowEdge<A::File>) -> EdgeWay, NoUpdate;
    CutOut(CutOut<A::File, A::Bytes>) -> HashedFile<A::File>, NoUpdate;
    Protect(Protect<A::File>) -> ProtectOutcome<A::File>, NoUpdate;
    SeamOpen(SeamOpen<A::File>) -> (), NoUpdate;
    SeamPreview(SeamPreview) -> Option<SeamPart<A::Bitmap>>, NoUpdate;
    SeamClose(SeamClose) -> (), NoUpdate;
    Export(Export<A::File>) -> Exported<A::File>, NoUpdate;
    Import(Import<A::File>) -> Imported<A::File>, NoUpdate;
    WarmUp(WarmUp) -> (), NoUpdate;
    FillNeeds(FillNeeds<A::File>) -> NeededBytes, NoUpdate;
    Fill(Fill<A::File>) -> (), FillUpdate<A::File, A::Bytes>;
}

/// One request of the page.
#[derive(Serialize, Deserialize)]
pub struct Request<T> {
    /// Repeated in every reply to it.
    pub id: u32,
    /// What is to be done: a [`Named`] task as it is sent, an [`AnyTask`] as it is received.
    pub task: T,
}

/// A task with its name, as [`AnyTask`] reads it. The page writes one task at a time and so needs no code of the
/// others.
pub struct Named<T> {
    name: &'static str,
    task: T,
}

impl<T> Named<T> {
    /// Names a task.
    pub fn new<A: Attachments>(task: T) -> Self
    where
        T: Task<A>,
    {
        Self { name: T::NAME, task }
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_variant("AnyTask", 0, self.name, &self.task)
    }
}

/// One reply of the worker. Its body is an answer or an update, or raw JSON as long as it is not known of what task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply<Body> {
    /// The worker is there. Sent once, unasked.
    Ready {
        /// [`PROTOCOL_VERSION`] of the worker's build.
        version: u32,
    },
    /// Work goes on.
    Update {
        /// The request's.
        id: u32,
        /// What is there so far.
        update: Body,
    },
    /// Done.
    Done {
        /// The request's.
        id: u32,
        /// What came of it.
        answer: Body,
    },
    /// Not done; the worker is well.
    Failed {
        /// The request's.
        id: u32,
        /// Why.
        error: Error,
    },
    /// The worker broke and must be replaced; no request of it will be answered.
    Crashed {
        /// What is known.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::{Rect, Size};
    use crate::core::model::MaskEncoding;

    /// Attachments that are text themselves.
    #[derive(Debug)]
    struct InText;

    impl Attachments for InText {
        type File = String;
        type Bytes = Vec<u8>;
        type Bitmap = String;
    }

    /// The worker reads a request as the task that the page wrote.
    #[track_caller]
    fn check<T: Task<InText>>(task: T, is_same: impl Fn(&AnyTask<InText>) -> bool) {
        let text = serde_json::to_string(&Request { id: 7, task: Named::new(task) }).unwrap();
        let request: Request<AnyTask<InText>> = serde_json::from_str(&text).unwrap();
        assert!(request.id == 7 && is_same(&request.task), "{text}");
    }

    #[test]
    fn a_request_is_read_as_it_was_written() {
        check(WarmUp, |task| matches!(task, AnyTask::WarmUp(WarmUp)));
        let coverage = vec![0, 255];
        let task = ChangeMask { coverage, size: Size::new(2, 1), change: MaskChange::Grow { radius_px: 3 } };
        check(task.clone(), |read| matches!(read, AnyTask::ChangeMask(read) if *read == task));
        let task = PrepareMask {
            mask: "mask.png".to_owned(),
            region: Some(Rect::new(1, 2, 3, 4)),
            encoding: MaskEncoding::WhiteEdits,
            max_side_px: 1024,
        };
        check(task.clone(), |read| matches!(read, AnyTask::PrepareMask(read) if *read == task));
    }

    #[test]
    fn a_reply_of_any_task_is_read_before_its_body() {
        let error = Error::MaskSize { mask: Size::new(1, 1), picture: Size::new(2, 1) };
        let failed = Reply::Failed { id: 3, error };
        let text = serde_json::to_string::<Reply<()>>(&failed).unwrap();
        assert_eq!(serde_json::from_str::<Reply<()>>(&text).unwrap(), failed);

        let answer = ChangedMask { rect: Rect::new(0, 0, 1, 1), coverage: vec![9_u8] };
        let text = serde_json::to_string(&Reply::Done { id: 4, answer: answer.clone() }).unwrap();
        let reply: Reply<Box<serde_json::value::RawValue>> = serde_json::from_str(&text).unwrap();
        let Reply::Done { id: 4, answer: raw } = reply else { panic!("{text}") };
        assert_eq!(serde_json::from_str::<ChangedMask<Vec<u8>>>(raw.get()).unwrap(), answer);
    }
}

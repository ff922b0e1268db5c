//! What a runner needs of its surroundings: one trait each, so that a test can script every answer, failure and delay.

use serde::{Deserialize, Serialize};

use super::error::{StoreError, WorkError};
use crate::api::{Account, Transport};
use crate::core::geometry::Rect;
use crate::core::job::{Event, JobRecord};
use crate::core::lineage::ResultRecord;
use crate::core::model::{EngineId, MaskEncoding};
use crate::core::price::MicroDollars;
use crate::core::raster::ChangeCount;
use crate::core::request::{BlobHash, EditRequest, PictureRef};

/// All that a runner needs: one value per tab that implements every port.
pub trait Ports:
    Store
    + Files
    + Transport
    + Clock
    + Random
    + Exclusion
    + Channel
    + Worker
    + Notices
    + Accounts
    + UploadLog
    + LastWords
    + Spawner
    + 'static
{
}

/// How sure a write must be before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Handed to the operating system: a power cut may take it back.
    Relaxed,
    /// On the disk.
    Strict,
}

/// What must be stored for a write to count.
#[derive(Clone, Copy, Debug)]
pub enum Expected<'a> {
    /// No job of this name.
    Nothing,
    /// The job in exactly this record.
    Record(&'a JobRecord),
}

/// How a job is to be stored: with the files it needs ([`JobRecord::files`]), in the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct PutJob<'a> {
    /// How sure.
    pub durability: Durability,
    /// Compared in the same transaction; [`StoreError::Changed`] otherwise.
    pub expected: Expected<'a>,
}

/// Stored jobs and results, shared by all tabs. A write is all or nothing. One that failed otherwise than by
/// [`StoreError::Changed`] may have been made all the same.
pub trait Store {
    /// Stores a job.
    fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> impl Future<Output = Result<(), StoreError>>;
    /// A job as it is stored now; `None` when there is none, or it is of a newer version of the page.
    fn stored_job(&self, id: &str) -> impl Future<Output = Result<Option<JobRecord>, StoreError>>;
    /// Deletes a job as it is in `expected`, and the files that nothing else uses; [`StoreError::Changed`] when it
    /// has moved on. One that is not there is no error.
    fn delete_job(&self, expected: &JobRecord) -> impl Future<Output = Result<(), StoreError>>;
    /// Stores a result and its files in one transaction. One of the same name is replaced.
    fn put_result(&self, record: &ResultRecord) -> impl Future<Output = Result<(), StoreError>>;
}

/// A few small records outside the [`Store`], for while that fails. Written at once; may be refused.
pub trait LastWords {
    /// Puts down how far a job is, in place of what was put down of it.
    fn put_last_word(&self, record: &JobRecord);
    /// What was put down of a job.
    fn last_word(&self, job_id: &str) -> Option<JobRecord>;
    /// All that was put down.
    fn last_words(&self) -> Vec<JobRecord>;
    /// Removes what was put down of a job.
    fn remove_last_word(&self, job_id: &str);
    /// Puts down that an answer to a job is being read, or removes that. What ends the page in between leaves it there.
    fn set_reading(&self, job_id: &str, is_reading: bool);
    /// An answer to the job was being read when a page ended.
    fn ended_reading(&self, job_id: &str) -> bool;
}

/// Pictures and masks by the hash of their bytes. The bytes themselves stay where the platform has them: a runner
/// only names them, and passes on those that arrive.
pub trait Files {
    /// A file that is arriving.
    type Parts: Default;
    /// Adds the next bytes to a file that is arriving.
    fn add_bytes(&self, parts: &mut Self::Parts, bytes: &[u8]);
    /// Takes in a file that has arrived. It lasts once a record that names it is stored.
    fn take_in(&self, parts: Self::Parts, hash: &BlobHash, media_type: &str);
    /// Lets go of a file that has arrived, which no record names.
    fn let_go(&self, hash: &BlobHash);
    /// The size of a file in bytes.
    fn file_size_bytes(&self, hash: &BlobHash) -> impl Future<Output = Result<usize, WorkError>>;
}

/// The time. Waiting is [`crate::api::Clock::sleep`].
pub trait Clock: crate::api::Clock {
    /// The beginning of today in the person's time zone, milliseconds since 1970.
    fn day_start_millis(&self) -> f64;
}

/// Chance.
pub trait Random {
    /// From 0.0 up to 1.0.
    fn fraction(&self) -> f64;
    /// A name that nothing else has.
    fn unique_name(&self) -> String;
}

/// What became of asking for a lock.
#[derive(Debug)]
pub enum Acquired<L> {
    /// It is this tab's until it is dropped.
    Held(L),
    /// Another tab has it.
    Busy,
    /// There are no locks here: nothing tells whether another tab drives the job.
    Unsupported,
}

/// Locks that one tab has at a time. The end of a tab lets go of its locks.
pub trait Exclusion {
    /// A held lock; dropping it lets go.
    type Lock: 'static;
    /// Asks for a job's lock; waits until it is free, or gives [`Acquired::Busy`] at once.
    fn acquire_lock(&self, job_id: &str, waits: bool) -> impl Future<Output = Acquired<Self::Lock>>;
}

/// What a person says to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// [`Event::Leave`].
    Leave,
    /// [`Event::Resume`].
    Resume,
    /// [`Event::LookAgain`].
    LookAgain,
    /// [`Event::RunAgain`].
    RunAgain,
    /// [`Event::Drop`].
    Drop,
}

impl Command {
    /// It costs money or gives something up: it counts only for what the person saw.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::RunAgain | Self::Drop)
    }
}

impl From<Command> for Event {
    fn from(command: Command) -> Self {
        match command {
            Command::Leave => Self::Leave,
            Command::Resume => Self::Resume,
            Command::LookAgain => Self::LookAgain,
            Command::RunAgain => Self::RunAgain,
            Command::Drop => Self::Drop,
        }
    }
}

/// A message between tabs. Names only: the record is read from the store, where it is saved before this is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// A job has moved.
    Changed {
        /// Its name.
        job_id: String,
    },
    /// A job was deleted.
    Gone {
        /// Its name.
        job_id: String,
    },
    /// For the tab that drives the job.
    Command {
        /// Its name.
        job_id: String,
        /// What the person says to it.
        command: Command,
        /// [`JobRecord::revision`] that the person saw.
        seen: u32,
    },
}

/// Sends to all other tabs. What they send comes in by [`super::Runner::on_message`]; a message may be lost.
pub trait Channel {
    /// Sends.
    fn broadcast(&self, message: &Message);
}

/// A picture or a mask as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Media type of the bytes.
    pub media_type: String,
    /// The hash of the bytes.
    pub hash: BlobHash,
    /// The bytes, without metadata.
    pub bytes: Vec<u8>,
}

/// A picture that was made or came back, now among the [`Files`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The picture.
    pub picture: PictureRef,
    /// Its small copy.
    pub thumbnail: BlobHash,
    /// Of a fill: what of it differs from the base picture where nothing is marked; `None` in another frame or a
    /// format that loses something.
    pub outside: Option<ChangeCount>,
    /// Of a fill: no pixel inside the mask differs from the base picture's.
    pub is_unchanged: bool,
}

/// Work on pictures.
pub trait Worker {
    /// Makes the bytes that may leave the device: of a part, where one is given; no side longer than `max_side_px`,
    /// 0 = any.
    fn prepare_picture(
        &self,
        picture: &BlobHash,
        region: Option<Rect>,
        max_side_px: u32,
    ) -> impl Future<Output = Result<Prepared, WorkError>>;
    /// Makes the mask's PNG as an engine wants it.
    fn prepare_mask(
        &self,
        mask: &BlobHash,
        encoding: MaskEncoding,
        region: Option<Rect>,
        max_side_px: u32,
    ) -> impl Future<Output = Result<Prepared, WorkError>>;
    /// Makes what is drawn over the base picture in the way that the request sends it: a clear PNG of the size that the
    /// base has when it is sent, or the base with the marks on it.
    fn prepare_markup(
        &self,
        request: &EditRequest,
        max_side_px: u32,
    ) -> impl Future<Output = Result<Prepared, WorkError>>;
    /// Finds out what a file is, and takes the picture and its thumbnail in among the files; with its transparency
    /// cleaned ([`crate::core::alpha::clean`]) where that is wanted.
    fn inspect(
        &self,
        file: &BlobHash,
        cleans_alpha: bool,
    ) -> impl Future<Output = Result<Inspected, WorkError>>;
    /// Runs Local fill; gives its variants in order, now among the files. Ends when the future is dropped.
    fn fill(
        &self,
        record: &JobRecord,
        on_progress: impl Fn(f32),
    ) -> impl Future<Output = Result<Vec<Inspected>, WorkError>>;
}

/// An event for the page to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A job is new or has moved, here or in another tab. It is stored, unless [`Notice::Saving`] said otherwise.
    JobChanged(JobRecord),
    /// A job cannot be stored so far, and the tab goes on trying; or it is stored after all.
    Saving {
        /// Its name.
        job_id: String,
        /// Not stored so far.
        is_unsaved: bool,
    },
    /// Nothing tells whether another tab drives the job: it goes on in this one when the person says
    /// [`Command::Resume`].
    Unattended {
        /// Its name.
        job_id: String,
    },
    /// The page ended while it read an answer to the job: it goes on when the person says [`Command::Resume`].
    EndedReading {
        /// Its name.
        job_id: String,
    },
    /// What the person said was not done: another tab has moved the job on since they saw it.
    MovedOn {
        /// Its name.
        job_id: String,
    },
    /// A job was deleted, here or in another tab.
    JobGone {
        /// Its name.
        job_id: String,
    },
    /// A job that this tab drives has ended, or needs the person.
    Ended(JobRecord),
    /// Share of the work that is done, 0.0 to 1.0; `None` where nobody can tell.
    Progress {
        /// Which job.
        job_id: String,
        /// The share.
        share: Option<f32>,
    },
    /// The picture while it forms, or that it is over. The file is let go of afterwards.
    Partial {
        /// Which job.
        job_id: String,
        /// The picture.
        picture: Option<BlobHash>,
    },
    /// A result is new or has changed.
    ResultChanged(ResultRecord),
    /// So many results of a remote job have arrived and are stored.
    ResultsArrived {
        /// How many.
        count: usize,
    },
    /// Another tab has stored results.
    ResultsElsewhere {
        /// Their names.
        result_ids: Vec<String>,
    },
    /// The provider has deleted prompt and results of a job.
    DeletedAtProvider {
        /// Which job.
        job_id: String,
    },
    /// A record could not be stored.
    NotStored(StoreError),
}

/// The page.
pub trait Notices {
    /// Takes a notice in.
    fn notify(&self, notice: Notice);
}

/// The person's accounts.
pub trait Accounts {
    /// The account of an engine, if there is a key or a relay that may have one.
    fn account(&self, engine: EngineId) -> Option<Account>;
    /// The addresses alone, for what is read without a key.
    fn account_without_key(&self, engine: EngineId) -> Account;
    /// What may be spent in a day, if the person set it.
    fn budget(&self) -> Option<MicroDollars>;
}

/// Keeps one text over reloads: what was uploaded before.
pub trait UploadLog {
    /// The text; `None` when there is none.
    fn read_upload_log(&self) -> Option<String>;
    /// Replaces the text.
    fn write_upload_log(&self, text: &str);
}

/// Runs futures on this thread.
pub trait Spawner {
    /// Starts a future; it is not waited for.
    fn spawn(&self, future: impl Future<Output = ()> + 'static);
}

//! The runner's ports on the page, but for the worker and the notices.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use leptos::prelude::*;

use super::stored;
use crate::api::{self, Clock, HttpRequest, HttpResponse, Transport, TransportError};
use crate::browser::channel::Channel;
use crate::browser::database::Durability;
use crate::browser::fetch::FetchTransport;
use crate::browser::files::{FileParts, ObjectUrl};
use crate::browser::preferences::{self, Lifetime};
use crate::browser::tabs::{self, Lock};
use crate::browser::{random, time};
use crate::core::job::JobRecord;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::price::MicroDollars;
use crate::core::request::BlobHash;
use crate::runs::ports::{self, Acquired};
use crate::runs::{Expected, Message, PutJob, StoreError, WorkError};
use crate::services::account::Account;
use crate::services::held::Held;
use crate::services::library::{Error, Library};
use crate::services::painter::Painter;
use crate::state::AppState;

/// What the names begin with under which jobs are put down that could not be stored.
const LAST_WORD: &str = "unsaved-job.";
/// What the names begin with under which it stands that an answer to a job is being read.
const READING: &str = "reading-answer.";
/// The name under which uploads are remembered.
const UPLOADS: &str = "uploads";

/// The page as a runner sees it.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) state: AppState,
    pub(super) account: Account,
    pub(super) library: Library,
    pub(super) painter: Painter,
    /// To the other tabs, once it is open.
    pub(super) channel: Held<OnceCell<Channel<Message>>>,
    /// By the names of jobs: the picture as far as it has formed.
    pub(super) partials: Held<RefCell<HashMap<String, ObjectUrl>>>,
    /// By the names of jobs of this visit: the base picture's key, and the revision of its mask.
    pub(super) launched: Held<RefCell<HashMap<String, (u64, u64)>>>,
}

impl ports::Ports for Page {}

fn refused(error: Error) -> StoreError {
    match error {
        error if error.is_quota() => StoreError::Full,
        error if error.is_changed() => StoreError::Changed,
        error => StoreError::Failed { name: error.to_string() },
    }
}

impl ports::Store for Page {
    async fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> Result<(), StoreError> {
        let durability = match put.durability {
            ports::Durability::Relaxed => Durability::Relaxed,
            ports::Durability::Strict => Durability::Strict,
        };
        let expected = match put.expected {
            Expected::Nothing => None,
            Expected::Record(record) => Some(record),
        };
        self.require_database()?;
        stored::save(self.library, record, durability, expected).await.map_err(refused)
    }

    async fn stored_job(&self, id: &str) -> Result<Option<JobRecord>, StoreError> {
        self.require_database()?;
        stored::read(self.library, id).await.map_err(refused)
    }

    async fn delete_job(&self, expected: &JobRecord) -> Result<(), StoreError> {
        self.require_database()?;
        stored::delete(self.library, expected).await.map_err(refused)
    }

    async fn put_result(&self, record: &ResultRecord) -> Result<(), StoreError> {
        let saved = self.library.save_result_over(record, record).await.map_err(refused);
        self.require_database().and(saved)
    }
}

impl Page {
    fn require_database(&self) -> Result<(), StoreError> {
        if self.library.database().is_some() { Ok(()) } else { Err(StoreError::Absent) }
    }
}

impl ports::LastWords for Page {
    fn put_last_word(&self, record: &JobRecord) {
        if let Ok(text) = serde_json::to_string(record) {
            // Refused, the tab still asks before it is left.
            preferences::write(&word_name(&record.id), &text, Lifetime::Device);
        }
    }

    fn last_word(&self, job_id: &str) -> Option<JobRecord> {
        stored::job_of(&preferences::read(&word_name(job_id), Lifetime::Device)?)
    }

    fn last_words(&self) -> Vec<JobRecord> {
        let words = preferences::all_of(LAST_WORD, Lifetime::Device);
        words.iter().filter_map(|text| stored::job_of(text)).collect()
    }

    fn set_reading(&self, job_id: &str, is_reading: bool) {
        let name = [READING, job_id].concat();
        if is_reading {
            preferences::write(&name, "yes", Lifetime::Device);
        } else {
            preferences::remove(&name, Lifetime::Device);
        }
    }

    fn ended_reading(&self, job_id: &str) -> bool {
        preferences::read(&[READING, job_id].concat(), Lifetime::Device).is_some()
    }

    fn remove_last_word(&self, job_id: &str) {
        preferences::remove(&word_name(job_id), Lifetime::Device);
    }
}

fn word_name(job_id: &str) -> String {
    [LAST_WORD, job_id].concat()
}

impl ports::Files for Page {
    type Parts = FileParts;

    fn add_bytes(&self, parts: &mut FileParts, bytes: &[u8]) {
        parts.push(bytes);
    }

    fn take_in(&self, parts: FileParts, hash: &BlobHash, media_type: &str) {
        // Out of memory, the file is missing where it is looked for, which is told there.
        if let Ok(file) = parts.finish(media_type) {
            self.library.blobs.add_arrived(hash.clone(), file);
        }
    }

    fn let_go(&self, hash: &BlobHash) {
        self.library.blobs.let_go(hash);
    }

    async fn file_size_bytes(&self, hash: &BlobHash) -> Result<usize, WorkError> {
        let file = self.library.blobs.get(hash).await;
        file.map(|file| file.size() as usize).map_err(|_| WorkError::FileMissing)
    }
}

impl Transport for Page {
    fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> impl Future<Output = Result<HttpResponse, TransportError>> {
        FetchTransport.send_streaming(request, on_piece)
    }

    fn put(
        &self,
        request: HttpRequest,
        on_sent: &dyn Fn(usize),
    ) -> impl Future<Output = Result<HttpResponse, TransportError>> {
        FetchTransport.put(request, on_sent)
    }
}

impl Clock for Page {
    fn now_millis(&self) -> f64 {
        time::now_millis()
    }

    fn sleep(&self, millis: u32) -> impl Future<Output = ()> {
        time::sleep(millis)
    }
}

impl ports::Clock for Page {
    fn day_start_millis(&self) -> f64 {
        time::day_start(time::now_millis())
    }
}

impl ports::Random for Page {
    fn fraction(&self) -> f64 {
        random::fraction()
    }

    fn unique_name(&self) -> String {
        random::unique_name()
    }
}

impl ports::Exclusion for Page {
    type Lock = Lock;

    async fn acquire_lock(&self, job_id: &str, waits: bool) -> Acquired<Lock> {
        tabs::lock(&["pentimento.job.", job_id].concat(), waits).await
    }
}

impl ports::Channel for Page {
    fn broadcast(&self, message: &Message) {
        if let Some(channel) = self.channel.get() {
            channel.send(message);
        }
    }
}

impl ports::Accounts for Page {
    fn account(&self, engine: EngineId) -> Option<api::Account> {
        self.account.account_or_proxy(engine)
    }

    fn account_without_key(&self, engine: EngineId) -> api::Account {
        self.account.account_without_key(engine)
    }

    fn budget(&self) -> Option<MicroDollars> {
        self.state.account.budget.get_untracked()
    }
}

impl ports::UploadLog for Page {
    fn read_upload_log(&self) -> Option<String> {
        preferences::read(UPLOADS, Lifetime::Device)
    }

    fn write_upload_log(&self, text: &str) {
        preferences::write(UPLOADS, text, Lifetime::Device);
    }
}

impl ports::Spawner for Page {
    fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        crate::browser::spawn(future);
    }
}

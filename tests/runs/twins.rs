//! A scripted twin of every port: several tabs over one store, one set of locks and one channel.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use pentimento::api::{self, Account, HttpRequest, HttpResponse, Options, Transport, TransportError};
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::job::JobRecord;
use pentimento::core::lineage::ResultRecord;
use pentimento::core::model::{EngineId, MaskEncoding};
use pentimento::core::price::MicroDollars;
use pentimento::core::request::{BlobHash, EditRequest, EditSettings, PictureRef};
use pentimento::core::secret::ApiKey;
use pentimento::runs::ports::{self, Acquired, Inspected, Prepared};
use pentimento::runs::{Durability, Expected, Message, Notice, PutJob, Runner, StoreError, WorkError};

use crate::disk::{Disk, Health, Words};
use crate::executor::Executor;
use crate::ledger::Ledger;
use crate::locks::{Lock, Locks};
use crate::mutation::Mutation;
use crate::provider::Provider;
use crate::witness::Witness;

/// Midnight of the day on which every test begins, milliseconds since 1970.
const START_MILLIS: f64 = 1_700_000_000_000.0;

/// What the tabs of a browser share, and the provider.
pub(crate) struct Browser {
    pub(crate) executor: Executor,
    pub(crate) provider: Provider,
    /// Answers in place of the provider.
    pub(crate) ledger: Option<Ledger>,
    pub(crate) disk: Disk,
    pub(crate) words: Words,
    pub(crate) locks: Locks,
    /// What becomes of the next writes; all that come after them succeed.
    pub(crate) writes: RefCell<VecDeque<Result<(), StoreError>>>,
    tabs: RefCell<BTreeMap<u32, (Runner<Tab>, Notices)>>,
    pub(crate) has_key: Cell<bool>,
    pub(crate) budget: Cell<Option<MicroDollars>>,
    pub(crate) upload_log: RefCell<Option<String>>,
    /// How long a request and an answer are on their way, at most.
    pub(crate) latency_millis: Cell<u64>,
    /// How long a message is on its way, at most.
    pub(crate) channel_millis: Cell<u64>,
    /// How many of a hundred messages are lost.
    pub(crate) lost_percent: Cell<u64>,
    /// How wrong the clock is.
    pub(crate) clock_error_millis: Cell<f64>,
    /// How long Local fill takes.
    pub(crate) fill_millis: Cell<u64>,
    /// What of the twins is broken on purpose.
    pub(crate) mutation: Mutation,
    /// Sees what is told and sent.
    pub(crate) witness: Witness,
    names: Cell<u32>,
}

impl Browser {
    pub(crate) fn new(seed: u64, provider: Provider) -> Rc<Self> {
        Rc::new(Self::with(seed, provider, None, Mutation::None))
    }

    pub(crate) fn with(seed: u64, provider: Provider, ledger: Option<Ledger>, mutation: Mutation) -> Self {
        Self {
            executor: Executor::new(seed),
            provider,
            ledger,
            disk: Disk::default(),
            words: Words::default(),
            locks: Locks::default(),
            writes: RefCell::default(),
            tabs: RefCell::default(),
            has_key: Cell::new(true),
            budget: Cell::default(),
            upload_log: RefCell::default(),
            latency_millis: Cell::new(0),
            channel_millis: Cell::new(0),
            lost_percent: Cell::new(0),
            clock_error_millis: Cell::new(0.0),
            fill_millis: Cell::new(50),
            mutation,
            witness: Witness::default(),
            names: Cell::new(1),
        }
    }

    /// Opens a tab, which takes in what is stored.
    pub(crate) fn open(self: &Rc<Self>, id: u32) -> (Runner<Tab>, Notices) {
        let notices = Notices::default();
        let runner = Runner::new(Tab { browser: Rc::clone(self), id, notices: notices.clone() });
        self.tabs.borrow_mut().insert(id, (runner.clone(), notices.clone()));
        if self.disk.health.get() != Health::Absent {
            runner.restore(self.disk.jobs());
        }
        (runner, notices)
    }

    /// Kills a tab: its tasks end where they are, and the browser lets go of its locks.
    pub(crate) fn kill(&self, id: u32) {
        let tab = self.tabs.borrow_mut().remove(&id);
        self.executor.end(id);
        drop(tab);
    }

    /// The open tabs.
    pub(crate) fn tabs(&self) -> Vec<(u32, Runner<Tab>, Notices)> {
        let tabs = self.tabs.borrow();
        tabs.iter().map(|(id, (runner, notices))| (*id, runner.clone(), notices.clone())).collect()
    }

    /// The number of the next tab.
    pub(crate) fn next_tab(&self) -> u32 {
        self.names.replace(self.names.get() + 1)
    }

    /// The names of the stored results, each with `bytes` or `link`.
    pub(crate) fn stored_results(&self) -> Vec<String> {
        let kind = |result: &ResultRecord| if result.blob.is_some() { "bytes" } else { "link" };
        self.disk.results().iter().map(|result| format!("{} {}", result.id, kind(result))).collect()
    }
}

/// One tab's side of each port.
pub(crate) struct Tab {
    browser: Rc<Browser>,
    id: u32,
    notices: Notices,
}

impl Tab {
    /// Lets others go first.
    async fn turn(&self) {
        self.browser.executor.sleep(0).await;
    }
}

impl ports::Ports for Tab {}

impl Tab {
    /// Waits while the storage gives no answer; fails when it fails.
    async fn reach_disk(&self) -> Result<(), StoreError> {
        self.turn().await;
        self.browser.writes.borrow_mut().pop_front().unwrap_or(Ok(()))?;
        while self.browser.disk.health.get() == Health::Stuck {
            self.browser.executor.sleep(500).await;
        }
        match self.browser.disk.health.get() {
            Health::Absent => Err(StoreError::Absent),
            Health::Failing if self.browser.mutation == Mutation::FailuresAreTakenForSuccess => Ok(()),
            Health::Failing => Err(StoreError::Failed { name: "it broke".to_owned() }),
            Health::Fine | Health::Stuck => Ok(()),
        }
    }

    /// Whether a write is made: all that are answered so, and one in four that fail.
    fn is_made(&self, answer: &Result<(), StoreError>) -> bool {
        match answer {
            Ok(()) => self.browser.disk.health.get() == Health::Fine,
            Err(StoreError::Failed { .. }) => self.browser.executor.below(4) == 0,
            Err(_) => false,
        }
    }

    fn compare(&self, id: &str, expected: Expected<'_>) -> Result<(), StoreError> {
        let stored = self.browser.disk.job(id);
        let is_same = match expected {
            Expected::Nothing => stored.is_none(),
            Expected::Record(record) => stored.as_ref() == Some(record),
        };
        if is_same { Ok(()) } else { Err(StoreError::Changed) }
    }
}

impl ports::Store for Tab {
    async fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> Result<(), StoreError> {
        let mutation = self.browser.mutation;
        let answer = self.reach_disk().await;
        if self.browser.disk.health.get() == Health::Absent {
            return answer;
        }
        let compared = self.compare(&record.id, put.expected);
        if !mutation.skips_comparison() && answer.is_ok() {
            compared.clone()?;
        }
        if self.is_made(&answer) && (compared.is_ok() || answer.is_ok()) {
            let is_strict = put.durability == Durability::Strict && mutation != Mutation::NothingIsSure;
            self.browser.disk.put_job(record, is_strict);
        }
        answer
    }

    async fn stored_job(&self, id: &str) -> Result<Option<JobRecord>, StoreError> {
        self.reach_disk().await?;
        Ok(self.browser.disk.job(id))
    }

    async fn delete_job(&self, expected: &JobRecord) -> Result<(), StoreError> {
        let answer = self.reach_disk().await;
        let compared = self.compare(&expected.id, Expected::Record(expected));
        if self.browser.disk.job(&expected.id).is_some() && answer.is_ok() {
            compared.clone()?;
        }
        if self.is_made(&answer) && (compared.is_ok() || answer.is_ok()) {
            if let Some(record) = self.browser.disk.job(&expected.id) {
                self.browser.witness.on_deleted(&record);
            }
            self.browser.disk.delete_job(&expected.id);
        }
        answer
    }

    async fn put_result(&self, record: &ResultRecord) -> Result<(), StoreError> {
        let mutation = self.browser.mutation;
        let answer = self.reach_disk().await;
        if self.is_made(&answer) {
            self.browser.disk.put_result(record, mutation != Mutation::NothingIsSure);
        }
        answer
    }
}

impl ports::LastWords for Tab {
    fn put_last_word(&self, record: &JobRecord) {
        self.browser.words.set(self.browser.executor.now_millis(), &record.id, Some(record.clone()));
    }

    fn last_word(&self, job_id: &str) -> Option<JobRecord> {
        self.browser.words.get(job_id)
    }

    fn last_words(&self) -> Vec<JobRecord> {
        self.browser.words.all()
    }

    fn remove_last_word(&self, job_id: &str) {
        self.browser.words.set(self.browser.executor.now_millis(), job_id, None);
    }
}

impl ports::Files for Tab {
    async fn file_size_bytes(&self, _hash: &BlobHash) -> Result<usize, WorkError> {
        Ok(100_000)
    }
}

impl Transport for Tab {
    async fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<HttpResponse, TransportError> {
        let browser = &self.browser;
        let leg_millis = || browser.executor.below(browser.latency_millis.get());
        if browser.ledger.is_none() {
            browser.executor.sleep(leg_millis()).await;
            let answer = browser.provider.answer(&request);
            browser.executor.sleep(leg_millis()).await;
            if let Ok(answer) = &answer {
                on_piece(&answer.body);
            }
            return answer;
        }
        let now_millis = browser.executor.now_millis();
        browser.witness.on_sent(&request, now_millis);
        // On the network a request goes on while its tab is frozen or dies.
        let way_there_millis = leg_millis();
        let exchange = Ledger::begin(self.id, &request, way_there_millis, browser);
        browser.executor.sleep(way_there_millis + leg_millis()).await;
        let answer = loop {
            match exchange.take() {
                Some(answer) => break answer,
                None => browser.executor.sleep(1).await,
            }
        };
        exchange.note_received();
        if let Ok(answer) = &answer {
            on_piece(&answer.body);
        }
        answer
    }
}

impl api::Clock for Tab {
    fn now_millis(&self) -> f64 {
        START_MILLIS + self.browser.executor.now_millis() as f64 + self.browser.clock_error_millis.get()
    }

    fn sleep(&self, millis: u32) -> impl Future<Output = ()> {
        self.browser.executor.sleep(u64::from(millis))
    }
}

impl ports::Clock for Tab {
    fn day_start_millis(&self) -> f64 {
        START_MILLIS
    }
}

impl ports::Random for Tab {
    fn fraction(&self) -> f64 {
        self.browser.executor.below(1000) as f64 / 1000.0
    }

    fn unique_name(&self) -> String {
        format!("tag-{}", self.browser.names.replace(self.browser.names.get() + 1))
    }
}

impl ports::Exclusion for Tab {
    type Lock = Lock;

    async fn acquire_lock(&self, job_id: &str, waits: bool) -> Acquired<Lock> {
        self.turn().await;
        if !self.browser.locks.are_there.get() {
            return match self.browser.mutation {
                Mutation::NeitherLocksNorComparison => Acquired::Held(Lock::none(job_id)),
                _ => Acquired::Unsupported,
            };
        }
        self.browser.locks.acquire(job_id, waits).await.map_or(Acquired::Busy, Acquired::Held)
    }
}

impl ports::Channel for Tab {
    fn broadcast(&self, message: &Message) {
        let browser = &self.browser;
        for (id, runner, _) in browser.tabs() {
            if id == self.id || browser.executor.below(100) < browser.lost_percent.get() {
                continue;
            }
            let (message, late) = (message.clone(), browser.executor.below(browser.channel_millis.get()));
            let slept = browser.executor.sleep(late);
            browser.executor.spawn(id, async move {
                slept.await;
                runner.on_message(message);
            });
        }
    }
}

impl ports::Worker for Tab {
    async fn prepare_picture(
        &self,
        _picture: &BlobHash,
        _region: Option<Rect>,
        _max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        self.turn().await;
        // Too large to go inside the request.
        let bytes = vec![1; 100_000];
        Ok(Prepared { media_type: "image/png".to_owned(), hash: BlobHash::of(&bytes), bytes })
    }

    async fn prepare_mask(
        &self,
        _mask: &BlobHash,
        _encoding: MaskEncoding,
        _region: Option<Rect>,
        _max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        self.turn().await;
        let bytes = vec![2; 1000];
        Ok(Prepared { media_type: "image/png".to_owned(), hash: BlobHash::of(&bytes), bytes })
    }

    async fn inspect(
        &self,
        bytes: &[u8],
        media_type: &str,
        _cleans_alpha: bool,
    ) -> Result<Inspected, WorkError> {
        self.turn().await;
        Ok(picture(bytes, media_type))
    }

    async fn fill(&self, record: &JobRecord, on_progress: impl Fn(f32)) -> Result<Vec<Inspected>, WorkError> {
        self.browser.executor.sleep(self.browser.fill_millis.get()).await;
        on_progress(0.5);
        Ok((0..record.request.settings.count).map(|variant| picture(&[variant], "image/png")).collect())
    }
}

/// What a tab's page was told.
#[derive(Clone, Default)]
pub(crate) struct Notices(pub(crate) Rc<RefCell<Vec<Notice>>>);

impl Notices {
    pub(crate) fn count(&self, wanted: impl Fn(&Notice) -> bool) -> usize {
        self.0.borrow().iter().filter(|notice| wanted(notice)).count()
    }
}

impl ports::Notices for Tab {
    fn notify(&self, notice: Notice) {
        if self.browser.ledger.is_some() {
            self.browser.witness.tell(self.id, &notice, self.browser.executor.now_millis());
            self.browser.witness.on_notice(self.id, &notice, self.browser.executor.now_millis());
        }
        self.notices.0.borrow_mut().push(notice);
    }
}

impl ports::Accounts for Tab {
    fn account(&self, engine: EngineId) -> Option<Account> {
        let key = ApiKey::new("sesame").ok().filter(|_| self.browser.has_key.get())?;
        Some(Account { key: Some(key), ..self.account_without_key(engine) })
    }

    fn account_without_key(&self, engine: EngineId) -> Account {
        let capabilities = engine.capabilities();
        Account {
            engine,
            api_address: capabilities.api_address.to_owned(),
            storage_address: capabilities.storage_address.to_owned(),
            proxy_address: None,
            key: None,
            options: Options::default(),
        }
    }

    fn budget(&self) -> Option<MicroDollars> {
        self.browser.budget.get()
    }
}

impl ports::UploadLog for Tab {
    fn read_upload_log(&self) -> Option<String> {
        self.browser.upload_log.borrow().clone()
    }

    fn write_upload_log(&self, text: &str) {
        *self.browser.upload_log.borrow_mut() = Some(text.to_owned());
    }
}

impl ports::Spawner for Tab {
    fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.browser.executor.spawn(self.id, future);
    }
}

fn picture(bytes: &[u8], media_type: &str) -> Inspected {
    Inspected {
        picture: PictureRef {
            blob: BlobHash::of(bytes),
            name: "result".to_owned(),
            media_type: media_type.to_owned(),
            size: Size::new(64, 48),
        },
        thumbnail: BlobHash::of(b"thumbnail"),
        outside: None,
        is_unchanged: false,
    }
}

/// A request for one picture.
pub(crate) fn request(engine: EngineId) -> EditRequest {
    EditRequest {
        engine,
        model: String::new(),
        prompt: "make it blue".to_owned(),
        pictures: vec![PictureRef {
            blob: BlobHash::of(b"a"),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: Size::new(64, 48),
        }],
        mask: None,
        settings: EditSettings::default_for(engine.offer("")),
        region: None,
        parent: None,
        masked_px: 0,
        masked_rect: None,
    }
}

//! A scripted twin of every port: several tabs over one store, one set of locks and one channel.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use futures_channel::oneshot;
use pentimento::api::{self, Account, HttpRequest, HttpResponse, Options, Transport, TransportError};
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::job::JobRecord;
use pentimento::core::lineage::ResultRecord;
use pentimento::core::model::{EngineId, MaskEncoding};
use pentimento::core::price::MicroDollars;
use pentimento::core::request::{BlobHash, EditRequest, EditSettings, PictureRef};
use pentimento::core::secret::ApiKey;
use pentimento::runs::ports::{self, Acquired, Inspected, Prepared};
use pentimento::runs::{Message, Notice, PutJob, Runner, StoreError, WorkError};

use crate::executor::Executor;
use crate::provider::Provider;

/// Midnight of the day on which every test begins, milliseconds since 1970.
const START_MILLIS: f64 = 1_700_000_000_000.0;

/// What the tabs of a browser share, and the provider.
pub(crate) struct Browser {
    pub(crate) executor: Executor,
    pub(crate) provider: Provider,
    pub(crate) jobs: RefCell<BTreeMap<String, JobRecord>>,
    pub(crate) results: RefCell<BTreeMap<String, ResultRecord>>,
    /// What becomes of the next writes; all that come after them succeed.
    pub(crate) writes: RefCell<VecDeque<Result<(), StoreError>>>,
    /// Held locks, each with those who wait for it.
    locks: RefCell<BTreeMap<String, Vec<oneshot::Sender<()>>>>,
    pub(crate) has_locks: Cell<bool>,
    tabs: RefCell<BTreeMap<u32, Runner<Tab>>>,
    pub(crate) has_key: Cell<bool>,
    pub(crate) budget: Cell<Option<MicroDollars>>,
    pub(crate) upload_log: RefCell<Option<String>>,
    /// How long a request and an answer are on their way, at most.
    pub(crate) latency_millis: Cell<u64>,
    /// How long Local fill takes.
    pub(crate) fill_millis: Cell<u64>,
    names: Cell<u32>,
}

impl Browser {
    pub(crate) fn new(seed: u64, provider: Provider) -> Rc<Self> {
        Rc::new(Self {
            executor: Executor::new(seed),
            provider,
            jobs: RefCell::default(),
            results: RefCell::default(),
            writes: RefCell::default(),
            locks: RefCell::default(),
            has_locks: Cell::new(true),
            tabs: RefCell::default(),
            has_key: Cell::new(true),
            budget: Cell::default(),
            upload_log: RefCell::default(),
            latency_millis: Cell::new(0),
            fill_millis: Cell::new(50),
            names: Cell::new(1),
        })
    }

    /// Opens a tab, which takes in what is stored.
    pub(crate) fn open(self: &Rc<Self>, id: u32) -> (Runner<Tab>, Notices) {
        let notices = Notices::default();
        let runner = Runner::new(Tab { browser: Rc::clone(self), id, notices: notices.clone() });
        self.tabs.borrow_mut().insert(id, runner.clone());
        runner.restore(self.jobs.borrow().values().cloned().collect());
        (runner, notices)
    }

    /// Kills a tab: its tasks end where they are, and the browser lets go of its locks.
    pub(crate) fn kill(&self, id: u32) {
        let runner = self.tabs.borrow_mut().remove(&id);
        self.executor.end(id);
        drop(runner);
    }

    /// The names of the stored results, each with `bytes` or `link`.
    pub(crate) fn stored_results(&self) -> Vec<String> {
        let kind = |result: &ResultRecord| if result.blob.is_some() { "bytes" } else { "link" };
        self.results.borrow().values().map(|result| format!("{} {}", result.id, kind(result))).collect()
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

impl ports::Store for Tab {
    async fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> Result<(), StoreError> {
        self.turn().await;
        self.browser.writes.borrow_mut().pop_front().unwrap_or(Ok(()))?;
        let mut jobs = self.browser.jobs.borrow_mut();
        let stored = jobs.get(&record.id).map(|stored| &stored.state);
        if put.expected.is_some() && put.expected != stored {
            return Err(StoreError::Changed);
        }
        jobs.insert(record.id.clone(), record.clone());
        Ok(())
    }

    async fn stored_job(&self, id: &str) -> Option<JobRecord> {
        self.turn().await;
        self.browser.jobs.borrow().get(id).cloned()
    }

    async fn delete_job(&self, id: &str) -> Result<(), StoreError> {
        self.turn().await;
        self.browser.jobs.borrow_mut().remove(id);
        Ok(())
    }

    async fn put_result(&self, record: &ResultRecord) -> Result<(), StoreError> {
        self.turn().await;
        self.browser.writes.borrow_mut().pop_front().unwrap_or(Ok(()))?;
        self.browser.results.borrow_mut().insert(record.id.clone(), record.clone());
        Ok(())
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
        let leg_millis = || self.browser.executor.below(self.browser.latency_millis.get());
        self.browser.executor.sleep(leg_millis()).await;
        let answer = self.browser.provider.answer(&request);
        self.browser.executor.sleep(leg_millis()).await;
        if let Ok(answer) = &answer {
            on_piece(&answer.body);
        }
        answer
    }
}

impl api::Clock for Tab {
    fn now_millis(&self) -> f64 {
        START_MILLIS + self.browser.executor.now_millis() as f64
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

/// A held lock.
pub(crate) struct Lock {
    browser: Rc<Browser>,
    job_id: String,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let waiting = self.browser.locks.borrow_mut().remove(&self.job_id);
        for waiting in waiting.into_iter().flatten() {
            // The one who waited may be gone.
            let _ = waiting.send(());
        }
    }
}

impl ports::Exclusion for Tab {
    type Lock = Lock;

    async fn acquire_lock(&self, job_id: &str, waits: bool) -> Acquired<Lock> {
        if !self.browser.has_locks.get() {
            return Acquired::Unsupported;
        }
        loop {
            self.turn().await;
            let free = {
                let mut locks = self.browser.locks.borrow_mut();
                match locks.get_mut(job_id) {
                    None => {
                        locks.insert(job_id.to_owned(), Vec::new());
                        return Acquired::Held(Lock {
                            browser: Rc::clone(&self.browser),
                            job_id: job_id.to_owned(),
                        });
                    }
                    Some(_) if !waits => return Acquired::Busy,
                    Some(waiting) => {
                        let (tell, free) = oneshot::channel();
                        waiting.push(tell);
                        free
                    }
                }
            };
            // Dropped is as good as sent.
            let _ = free.await;
        }
    }
}

impl ports::Channel for Tab {
    fn broadcast(&self, message: &Message) {
        let others: Vec<(u32, Runner<Tab>)> = {
            let tabs = self.browser.tabs.borrow();
            tabs.iter().filter(|(id, _)| **id != self.id).map(|(id, runner)| (*id, runner.clone())).collect()
        };
        for (id, runner) in others {
            let message = message.clone();
            self.browser.executor.spawn(id, async move { runner.on_message(message) });
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

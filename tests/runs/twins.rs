//! A scripted twin of every port: several tabs over one store, one set of locks and one channel.

mod between_tabs;
mod files;
mod network;
mod page;
mod store;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use pentimento::core::geometry::Size;
use pentimento::core::lineage::ResultRecord;
use pentimento::core::model::EngineId;
use pentimento::core::price::MicroDollars;
use pentimento::core::request::{BlobHash, EditRequest, EditSettings, PictureRef};
use pentimento::runs::ports;
use pentimento::runs::{Runner, StoreError};

use crate::disk::{Disk, Health, Words};
use crate::executor::Executor;
use crate::ledger::Ledger;
use crate::locks::Locks;
use crate::mutation::Mutation;
use crate::provider::Provider;
use crate::witness::Witness;

pub(crate) use page::Notices;

/// What the tabs of a browser share, and the provider.
pub(crate) struct Browser {
    pub(crate) executor: Executor,
    pub(crate) provider: Provider,
    /// Answers in place of the provider.
    pub(crate) ledger: Option<Ledger>,
    pub(crate) disk: Disk,
    pub(crate) words: Words,
    /// Jobs of which an answer is being read.
    pub(crate) reading: RefCell<BTreeSet<String>>,
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
            reading: RefCell::default(),
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
        let runner = Runner::new(Tab {
            browser: Rc::clone(self),
            id,
            notices: notices.clone(),
            memory: RefCell::default(),
        });
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
    /// Files that are not in the store, or not yet.
    memory: RefCell<BTreeMap<BlobHash, Vec<u8>>>,
}

impl Tab {
    /// Lets others go first.
    async fn turn(&self) {
        self.browser.executor.sleep(0).await;
    }
}

impl ports::Ports for Tab {}

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
        markup: None,
    }
}

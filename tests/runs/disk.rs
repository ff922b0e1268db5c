//! What the tabs of a browser have stored: what they see of it, and what of that a power cut leaves.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use pentimento::core::job::JobRecord;
use pentimento::core::lineage::ResultRecord;
use pentimento::core::request::BlobHash;

/// How the storage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Health {
    #[default]
    Fine,
    /// Writes fail; one in four of them is made all the same.
    Failing,
    /// Nothing is answered until it is better.
    Stuck,
    /// The browser refuses it.
    Absent,
}

#[derive(Clone)]
enum Write {
    /// With the files that come with it.
    Job(String, Option<Box<JobRecord>>, Vec<(BlobHash, Vec<u8>)>),
    Result(Box<ResultRecord>),
}

#[derive(Clone, Default)]
struct Content {
    jobs: BTreeMap<String, JobRecord>,
    results: BTreeMap<String, ResultRecord>,
    files: BTreeMap<BlobHash, Vec<u8>>,
}

impl Content {
    fn make(&mut self, write: Write) {
        match write {
            Write::Job(id, None, _) => drop(self.jobs.remove(&id)),
            Write::Job(id, Some(record), files) => {
                self.files.extend(files);
                self.jobs.insert(id, *record);
            }
            Write::Result(record) => drop(self.results.insert(record.id.clone(), *record)),
        }
    }
}

/// The database.
#[derive(Default)]
pub(crate) struct Disk {
    pub(crate) health: Cell<Health>,
    seen: RefCell<Content>,
    sure: RefCell<Content>,
    /// Made, but not sure to be on the disk; oldest first.
    unsure: RefCell<Vec<Write>>,
}

impl Disk {
    pub(crate) fn job(&self, id: &str) -> Option<JobRecord> {
        self.seen.borrow().jobs.get(id).cloned()
    }

    pub(crate) fn jobs(&self) -> Vec<JobRecord> {
        self.seen.borrow().jobs.values().cloned().collect()
    }

    pub(crate) fn results(&self) -> Vec<ResultRecord> {
        self.seen.borrow().results.values().cloned().collect()
    }

    /// A file, if a record that needs it was put.
    pub(crate) fn file(&self, hash: &BlobHash) -> Option<Vec<u8>> {
        self.seen.borrow().files.get(hash).cloned()
    }

    pub(crate) fn put_job(&self, record: &JobRecord, files: Vec<(BlobHash, Vec<u8>)>, is_strict: bool) {
        self.make(Write::Job(record.id.clone(), Some(Box::new(record.clone())), files), is_strict);
    }

    pub(crate) fn delete_job(&self, id: &str) {
        self.make(Write::Job(id.to_owned(), None, Vec::new()), true);
    }

    pub(crate) fn put_result(&self, record: &ResultRecord, is_strict: bool) {
        self.make(Write::Result(Box::new(record.clone())), is_strict);
    }

    /// A sure write takes all before it along, as one log does.
    fn make(&self, write: Write, is_strict: bool) {
        self.seen.borrow_mut().make(write.clone());
        self.unsure.borrow_mut().push(write);
        if is_strict {
            let mut sure = self.sure.borrow_mut();
            self.unsure.borrow_mut().drain(..).for_each(|write| sure.make(write));
        }
    }

    /// How many writes a power cut could take.
    pub(crate) fn unsure_count(&self) -> usize {
        self.unsure.borrow().len()
    }

    /// The power fails; of the writes that are not sure, the first `kept` are on the disk.
    pub(crate) fn lose_power(&self, kept: usize) {
        let mut sure = self.sure.borrow_mut();
        self.unsure.borrow_mut().drain(..).take(kept).for_each(|write| sure.make(write));
        *self.seen.borrow_mut() = sure.clone();
    }
}

/// The texts beside the database: written at once, on the disk seconds later.
#[derive(Default)]
pub(crate) struct Words {
    seen: RefCell<BTreeMap<String, JobRecord>>,
    sure: RefCell<BTreeMap<String, JobRecord>>,
    /// With the time; `None` = removed.
    unsure: RefCell<Vec<(u64, String, Option<JobRecord>)>>,
    /// When some were lost.
    pub(crate) lost_millis: Cell<Option<u64>>,
}

/// How late the browser writes them.
const WORDS_DELAY_MILLIS: u64 = 5000;

impl Words {
    pub(crate) fn all(&self) -> Vec<JobRecord> {
        self.seen.borrow().values().cloned().collect()
    }

    pub(crate) fn get(&self, id: &str) -> Option<JobRecord> {
        self.seen.borrow().get(id).cloned()
    }

    pub(crate) fn set(&self, now_millis: u64, id: &str, record: Option<JobRecord>) {
        change(&mut self.seen.borrow_mut(), id, record.clone());
        self.settle(now_millis);
        self.unsure.borrow_mut().push((now_millis, id.to_owned(), record));
    }

    fn settle(&self, now_millis: u64) {
        let mut sure = self.sure.borrow_mut();
        self.unsure.borrow_mut().retain(|(at_millis, id, record)| {
            let is_late = at_millis + WORDS_DELAY_MILLIS > now_millis;
            if !is_late {
                change(&mut sure, id, record.clone());
            }
            is_late
        });
    }

    /// The browser's process ends: the last seconds are gone.
    pub(crate) fn lose_tail(&self, now_millis: u64) {
        self.settle(now_millis);
        self.lost_millis.set(Some(now_millis));
        self.unsure.borrow_mut().clear();
        self.seen.borrow_mut().clone_from(&self.sure.borrow());
    }
}

fn change(words: &mut BTreeMap<String, JobRecord>, id: &str, record: Option<JobRecord>) {
    match record {
        Some(record) => drop(words.insert(id.to_owned(), record)),
        None => drop(words.remove(id)),
    }
}

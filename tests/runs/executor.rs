//! A single-threaded executor with virtual time, on which a seed decides which ready task goes on next.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Polls after which a run counts as running for ever.
const MAX_POLLS: u32 = 60_000;

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    /// Whose it is: a task ends with its tab.
    tab: u32,
    flag: Arc<Flag>,
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

#[derive(Default)]
struct State {
    tasks: RefCell<BTreeMap<u64, Task>>,
    /// By the time, in milliseconds since the start, and a number that makes it unique.
    timers: RefCell<BTreeMap<(u64, u64), Waker>>,
    now_millis: Cell<u64>,
    next: Cell<u64>,
    random: Cell<u64>,
    /// Tabs whose tasks do not go on.
    frozen: RefCell<BTreeSet<u32>>,
    /// One in so many steps freezes its tab for a while first; 0 = none.
    freezes_one_in: Cell<u64>,
}

/// The executor; cloning it clones a handle.
#[derive(Clone, Default)]
pub(crate) struct Executor(Rc<State>);

impl Executor {
    pub(crate) fn new(seed: u64) -> Self {
        let executor = Self::default();
        executor.0.random.set(seed);
        executor
    }

    pub(crate) fn now_millis(&self) -> u64 {
        self.0.now_millis.get()
    }

    /// The next number of the seed's sequence (`SplitMix64`), below `limit`.
    pub(crate) fn below(&self, limit: u64) -> u64 {
        let state = self.0.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    fn number(&self) -> u64 {
        self.0.next.replace(self.0.next.get() + 1)
    }

    pub(crate) fn spawn(&self, tab: u32, future: impl Future<Output = ()> + 'static) {
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let task = Task { tab, flag, future: Some(Box::pin(future)) };
        self.0.tasks.borrow_mut().insert(self.number(), task);
    }

    /// Stops a tab's tasks where they are, or lets them go on.
    pub(crate) fn set_frozen(&self, tab: u32, is_frozen: bool) {
        let mut frozen = self.0.frozen.borrow_mut();
        if is_frozen {
            frozen.insert(tab)
        } else {
            frozen.remove(&tab)
        };
    }

    /// Has tabs freeze between any two of their steps.
    pub(crate) fn freeze_one_in(&self, steps: u64) {
        self.0.freezes_one_in.set(steps);
    }

    /// Freezes the tab of a task, perhaps, until some time later.
    fn may_freeze(&self, id: u64) -> bool {
        let steps = self.0.freezes_one_in.get();
        let tab = self.0.tasks.borrow().get(&id).map_or(0, |task| task.tab);
        if steps == 0 || tab == 0 || self.below(steps) > 0 {
            return false;
        }
        self.set_frozen(tab, true);
        let (this, thaws) = (self.clone(), self.sleep(1000 + self.below(60_000)));
        self.spawn(0, async move {
            thaws.await;
            this.set_frozen(tab, false);
        });
        true
    }

    pub(crate) fn is_frozen(&self, tab: u32) -> bool {
        self.0.frozen.borrow().contains(&tab)
    }

    /// Ends a tab's tasks in the middle of whatever they do.
    pub(crate) fn end(&self, tab: u32) {
        let ended: Vec<Task> = {
            let mut tasks = self.0.tasks.borrow_mut();
            let ids: Vec<u64> = tasks.iter().filter(|(_, task)| task.tab == tab).map(|(id, _)| *id).collect();
            ids.into_iter().filter_map(|id| tasks.remove(&id)).collect()
        };
        // Dropped outside the borrow: what they own may wake others.
        drop(ended);
    }

    /// Ready at a time; every other task may come before.
    pub(crate) fn sleep(&self, millis: u64) -> impl Future<Output = ()> + use<> {
        let (this, at_millis) = (self.clone(), self.now_millis() + millis);
        let number = this.number();
        let mut has_begun = false;
        std::future::poll_fn(move |context| {
            if std::mem::replace(&mut has_begun, true) && this.now_millis() >= at_millis {
                return Poll::Ready(());
            }
            this.0.timers.borrow_mut().insert((at_millis, number), context.waker().clone());
            Poll::Pending
        })
    }

    /// Runs until nothing is left to do, or `until` has come.
    pub(crate) fn run_until(&self, until_millis: u64) {
        for _ in 0..MAX_POLLS {
            let ready: Vec<u64> = {
                let (tasks, frozen) = (self.0.tasks.borrow(), self.0.frozen.borrow());
                let is_ready = |task: &Task| {
                    task.flag.0.load(Ordering::Relaxed)
                        && task.future.is_some()
                        && !frozen.contains(&task.tab)
                };
                tasks.iter().filter(|(_, task)| is_ready(task)).map(|(id, _)| *id).collect()
            };
            if ready.is_empty() {
                let first = self.0.timers.borrow().keys().next().copied();
                match first {
                    Some((at_millis, _)) if at_millis > until_millis => {
                        self.0.now_millis.set(until_millis.max(self.now_millis()));
                        return;
                    }
                    Some(key @ (at_millis, _)) => {
                        self.0.now_millis.set(at_millis.max(self.now_millis()));
                        let waker = self.0.timers.borrow_mut().remove(&key);
                        if let Some(waker) = waker {
                            waker.wake();
                        }
                    }
                    None => return,
                }
                continue;
            }
            let id = ready[self.below(ready.len() as u64) as usize];
            if !self.may_freeze(id) {
                self.poll(id);
            }
        }
        panic!("running for ever");
    }

    /// Runs until nothing is left to do.
    pub(crate) fn run(&self) {
        self.run_until(u64::MAX);
    }

    fn poll(&self, id: u64) {
        let taken = self.0.tasks.borrow_mut().get_mut(&id).and_then(|task| {
            task.flag.0.store(false, Ordering::Relaxed);
            Some((task.future.take()?, Arc::clone(&task.flag)))
        });
        let Some((mut future, flag)) = taken else { return };
        let waker = Waker::from(flag);
        let is_done = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        let mut tasks = self.0.tasks.borrow_mut();
        if is_done {
            tasks.remove(&id);
        } else if let Some(task) = tasks.get_mut(&id) {
            task.future = Some(future);
        }
    }
}

//! A world made from a seed: what the person does and what happens to the machine, at which moments.

use std::rc::Rc;

use pentimento::core::job::{JobRecord, JobState, Left};
use pentimento::core::model::EngineId;
use pentimento::runs::{Command, Storing};

use crate::disk::Health;
use crate::ledger::Ledger;
use crate::mutation::Mutation;
use crate::provider::Provider;
use crate::twins::{Browser, request};
use crate::witness::run_of;

/// Most tabs at once.
const MOST_TABS: usize = 3;
/// Most runs that the person begins.
const MOST_RUNS: usize = 3;

pub(crate) struct World {
    pub(crate) browser: Rc<Browser>,
    pub(crate) engine: EngineId,
    runs: usize,
    /// Prints what happens, for whoever replays a seed.
    is_told: bool,
}

impl World {
    pub(crate) fn new(seed: u64, mutation: Mutation, is_told: bool) -> Self {
        // Neighbouring seeds are to have nothing in common.
        let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ 0x5851_f42d_4c95_7f2d;
        let chooser = crate::executor::Executor::new(mixed);
        let pick = |choices: &[u64]| choices[chooser.below(choices.len() as u64) as usize];
        let engine = EngineId::REMOTE[chooser.below(EngineId::REMOTE.len() as u64) as usize];
        let ledger = Ledger::new(engine);
        ledger.faults_per_mille.set(pick(&[0, 30, 100, 400]));
        ledger.list_delay_millis.set(pick(&[0, 0, 4000, 60_000]));
        let browser = Rc::new(Browser::with(mixed, Provider::healthy(engine), Some(ledger), mutation));
        browser.latency_millis.set(pick(&[0, 100, 400, 4000]));
        browser.channel_millis.set(pick(&[0, 0, 200, 2000]));
        browser.lost_percent.set(pick(&[0, 0, 30, 100]));
        browser.executor.freeze_one_in(pick(&[0, 0, 60, 400]));
        browser.locks.are_there.set(pick(&[0, 1, 1, 1]) == 1);
        if pick(&[0, 1, 1, 1, 1, 1, 1, 1]) == 0 {
            browser.disk.health.set(Health::Absent);
        }
        let world = Self { browser, engine, runs: 0, is_told };
        world.browser.witness.is_told.set(is_told);
        let (locks, health) = (world.browser.locks.are_there.get(), world.browser.disk.health.get());
        world.tell(|| format!("{engine:?}, locks {locks}, storage {health:?}"));
        world
    }

    fn tell(&self, what: impl FnOnce() -> String) {
        if self.is_told {
            println!("{:>8} {}", self.browser.executor.now_millis(), what());
        }
    }

    fn below(&self, limit: u64) -> u64 {
        self.browser.executor.below(limit)
    }

    fn pick<T: Clone>(&self, among: &[T]) -> Option<T> {
        among.get(self.below(among.len() as u64) as usize).cloned()
    }

    /// All that happens, then all is mended and left alone until nothing more happens.
    pub(crate) fn live(&mut self) {
        self.open();
        for _ in 0..4 + self.below(20) {
            self.happen();
            let longest_millis = self.pick(&[1, 20, 300, 3000, 40_000]).unwrap_or(1);
            let until_millis = self.browser.executor.now_millis() + self.below(longest_millis);
            self.browser.executor.run_until(until_millis);
        }
        self.mend();
        self.browser.executor.run();
        self.open();
        self.browser.executor.run();
        // A page whose message was lost is right once it is looked at.
        for (_, runner, _) in self.browser.tabs() {
            runner.on_visibility(false);
        }
        self.browser.executor.run();
        self.tell(|| "the end".to_owned());
    }

    fn mend(&mut self) {
        self.tell(|| "mended".to_owned());
        let browser = &self.browser;
        for (tab, ..) in browser.tabs() {
            browser.executor.set_frozen(tab, false);
        }
        browser.executor.freeze_one_in(0);
        if browser.disk.health.get() != Health::Absent {
            browser.disk.health.set(Health::Fine);
        }
        browser.lost_percent.set(0);
        if let Some(ledger) = &browser.ledger {
            ledger.faults_per_mille.set(0);
        }
        for (_, runner, _) in browser.tabs() {
            runner.on_online();
        }
    }

    fn happen(&mut self) {
        match self.below(20) {
            0..5 => self.launch(),
            5..10 => self.command(),
            10 | 11 => self.open(),
            12 => self.close(),
            13 => self.freeze(),
            14 | 15 => self.change_health(),
            16 => self.lose_power(),
            17 => {
                self.tell(|| "locks stolen".to_owned());
                self.browser.locks.steal();
            }
            18 => {
                let error_millis = (self.below(200_000) as f64 - 100_000.0) * 1000.0;
                self.tell(|| format!("the clock jumps to {error_millis}"));
                self.browser.clock_error_millis.set(error_millis);
            }
            _ => {
                let tabs = self.browser.tabs();
                if let Some((tab, runner, _)) = self.pick(&tabs) {
                    self.tell(|| format!("tab {tab} hears that the network is back"));
                    runner.on_online();
                    runner.on_visibility(self.below(2) == 0);
                }
            }
        }
    }

    fn open(&mut self) {
        if self.browser.tabs().len() < MOST_TABS {
            let tab = self.browser.next_tab();
            self.tell(|| format!("tab {tab} opens"));
            self.browser.open(tab);
        }
    }

    fn close(&mut self) {
        let tabs = self.browser.tabs();
        if let Some((tab, ..)) = self.pick(&tabs) {
            self.tell(|| format!("tab {tab} dies"));
            self.kill(tab);
        }
        if self.browser.tabs().is_empty() {
            self.open();
        }
    }

    fn kill(&self, tab: u32) {
        self.browser.kill(tab);
        self.browser.executor.set_frozen(tab, false);
        self.browser.witness.on_closed(tab);
    }

    fn freeze(&mut self) {
        let tabs = self.browser.tabs();
        if let Some((tab, ..)) = self.pick(&tabs) {
            let is_frozen = !self.browser.executor.is_frozen(tab);
            self.tell(|| format!("tab {tab} frozen: {is_frozen}"));
            self.browser.executor.set_frozen(tab, is_frozen);
        }
    }

    fn change_health(&mut self) {
        if self.browser.disk.health.get() != Health::Absent {
            let health = self.pick(&[Health::Fine, Health::Fine, Health::Failing, Health::Stuck]);
            self.tell(|| format!("storage {health:?}"));
            self.browser.disk.health.set(health.unwrap_or_default());
        }
    }

    /// The power fails, or the browser's process ends: every tab dies, and what was not sure may be gone.
    fn lose_power(&mut self) {
        let is_power = self.below(2) == 0;
        for (tab, ..) in self.browser.tabs() {
            self.kill(tab);
        }
        let unsure = self.browser.disk.unsure_count();
        let kept = if is_power { self.below(unsure as u64 + 1) as usize } else { unsure };
        self.tell(|| format!("power {is_power}, {kept} of {unsure} writes stay"));
        self.browser.disk.lose_power(kept);
        if self.below(2) == 0 {
            self.browser.words.lose_tail(self.browser.executor.now_millis());
        }
        self.open();
    }

    fn launch(&mut self) {
        let tabs = self.browser.tabs();
        let Some((tab, runner, _)) = self.pick(&tabs) else { return };
        if self.runs >= MOST_RUNS || self.browser.executor.is_frozen(tab) {
            return;
        }
        let run = self.runs;
        self.runs += 1;
        self.tell(|| format!("tab {tab}: run {run}"));
        let mut request = request(self.engine);
        request.prompt = format!("run number {run}");
        self.browser.witness.on_order(run);
        let browser = Rc::clone(&self.browser);
        self.browser.executor.spawn(tab, async move {
            if runner.launch(request, Storing::GivenUp).await.is_err() {
                browser.witness.on_refused(run, browser.executor.now_millis());
            }
        });
    }

    /// The person says something to a job that a tab shows, as its buttons offer it.
    fn command(&mut self) {
        let shown: Vec<_> = self
            .browser
            .witness
            .shown
            .borrow()
            .iter()
            .filter(|((tab, _), _)| !self.browser.executor.is_frozen(*tab))
            .map(|((tab, _), shown)| (*tab, shown.clone()))
            .collect();
        let Some((tab, shown)) = self.pick(&shown) else { return };
        let Some((_, runner, _)) = self.browser.tabs().into_iter().find(|(id, ..)| *id == tab) else {
            return;
        };
        let record = shown.record;
        let choices = offered(&record, shown.is_unattended);
        let Some(choice) = self.pick(&choices) else { return };
        let kind = kind(&record.state);
        self.tell(|| format!("tab {tab}: {choice:?} to {} which is {kind}", record.id));
        let Some(command) = choice else {
            self.browser.witness.forgotten.borrow_mut().insert(run_of(&record));
            return runner.dismiss(&record.id);
        };
        if command == Command::RunAgain {
            self.browser.witness.on_order(run_of(&record));
        }
        runner.command(&record.id, command);
    }
}

fn kind(state: &JobState) -> String {
    format!("{state:?}").split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// What a card offers; `None` = to take it away.
fn offered(record: &JobRecord, is_unattended: bool) -> Vec<Option<Command>> {
    match &record.state {
        _ if is_unattended => vec![Some(Command::Resume)],
        JobState::Finished { .. } => Vec::new(),
        JobState::Failed { ticket: Some(_), .. } => vec![Some(Command::Resume), None],
        JobState::Failed { .. } | JobState::Left(Left { resumable: false, .. }) => vec![None],
        JobState::Unknown(_) => vec![Some(Command::LookAgain), Some(Command::RunAgain), None],
        JobState::Left(_) => vec![Some(Command::Resume), None],
        state if state.trouble().is_some() => vec![Some(Command::Resume), Some(Command::Leave)],
        _ => vec![Some(Command::Leave)],
    }
}

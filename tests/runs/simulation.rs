//! Worlds from seeds: at no seed is a promise broken, and each guard that is taken away is missed within few seeds.
//!
//! `SEED=7` replays one world and prints what happened in it; `SEEDS=1000000` runs so many of them, `SEEDS_FROM`
//! says from where. `MUTATION=NothingIsSure` takes a guard away in a replay.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::checks::violations;
use crate::mutation::Mutation;
use crate::world::World;

/// Worlds in a run of the tests.
const SEEDS: u64 = 20_000;

/// Worlds within which each missing guard is found.
const SEEDS_FOR_MUTATIONS: u64 = 2000;

#[derive(Default)]
struct Totals {
    virtual_millis: AtomicU64,
    submits: AtomicU64,
    bills: AtomicU64,
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The guard that a run is to do without.
fn wanted_mutation() -> Option<Mutation> {
    let name = std::env::var("MUTATION").ok()?;
    Mutation::ALL.into_iter().find(|mutation| format!("{mutation:?}") == name)
}

/// Lives through a world; gives what does not hold in it.
fn run(seed: u64, mutation: Mutation, totals: &Totals, is_told: bool) -> Vec<String> {
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, mutation, is_told);
        world.live();
        let found = violations(&world);
        if let Some(ledger) = &world.browser.ledger {
            totals.submits.fetch_add(u64::from(ledger.submit_count.get()), Ordering::Relaxed);
            let bills = ledger.accepted.borrow().iter().filter(|one| !one.is_failure).count() as u64;
            totals.bills.fetch_add(bills, Ordering::Relaxed);
        }
        totals.virtual_millis.fetch_add(world.browser.executor.now_millis(), Ordering::Relaxed);
        // The tabs and the world name each other.
        for (tab, ..) in world.browser.tabs() {
            world.browser.kill(tab);
        }
        world.browser.executor.end(0);
        found
    }));
    lived.unwrap_or_else(|_| vec!["it panicked".to_owned()])
}

/// Runs worlds on all cores; gives the failing seeds, each with what does not hold.
fn run_all(
    seeds: std::ops::Range<u64>,
    mutation: Mutation,
    totals: &Totals,
    most: usize,
) -> Vec<(u64, String)> {
    let (next, found) = (AtomicU64::new(seeds.start), std::sync::Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let is_enough = found.lock().expect("no test panics with it").len() >= most;
                    if seed >= seeds.end || is_enough {
                        return;
                    }
                    let mut broken = run(seed, mutation, totals, false);
                    if mutation != Mutation::None {
                        // A world that never rests shows no broken promise.
                        broken.retain(|text| text.starts_with('P'));
                    }
                    if !broken.is_empty() {
                        found.lock().expect("no test panics with it").push((seed, broken.join("; ")));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no test panics with it");
    found.sort_unstable();
    found
}

#[test]
fn no_promise_is_broken_in_any_world() {
    let totals = Totals::default();
    if let Some(seed) = number("SEED") {
        let broken = run(seed, wanted_mutation().unwrap_or(Mutation::None), &totals, true);
        assert!(broken.is_empty(), "seed {seed}: {}", broken.join("\n"));
        return;
    }
    let from = number("SEEDS_FROM").unwrap_or(0);
    let seeds = from..from + number("SEEDS").unwrap_or(SEEDS);
    let begun = Instant::now();
    let found = run_all(seeds.clone(), Mutation::None, &totals, 20);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "simulation: seeds {}..{}, {:.0} virtual hours, {} submits, {} bills, {} violations; {:.0} worlds a second",
        seeds.start,
        seeds.end,
        totals.virtual_millis.load(Ordering::Relaxed) as f64 / 3_600_000.0,
        totals.submits.load(Ordering::Relaxed),
        totals.bills.load(Ordering::Relaxed),
        found.len(),
        (seeds.end - seeds.start) as f64 / seconds,
    );
    let lines: Vec<String> = found.iter().map(|(seed, broken)| format!("SEED={seed}: {broken}")).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn each_missing_guard_is_found() {
    let (wanted, mut missed) = (wanted_mutation(), Vec::new());
    for mutation in Mutation::ALL.into_iter().filter(|one| wanted.is_none_or(|wanted| wanted == *one)) {
        let seeds = number("SEEDS").unwrap_or(SEEDS_FOR_MUTATIONS);
        let found = run_all(0..seeds, mutation, &Totals::default(), 1);
        match found.first() {
            Some((seed, broken)) => println!("{mutation:?}: found at seed {seed}: {broken}"),
            None => missed.push(format!("{mutation:?}: not found in {seeds} seeds")),
        }
    }
    assert!(missed.is_empty(), "\n{}\n", missed.join("\n"));
}

//! Tabs that die, wait for each other and talk; storage that refuses; what a person says to a job.

use std::rc::Rc;

use pentimento::core::estimate::Estimate;
use pentimento::core::job::{FailureKind, JobState, Left, Waiting};
use pentimento::core::model::EngineId;
use pentimento::core::price::MicroDollars;
use pentimento::runs::{Command, Notice, Runner, StoreError, Storing};

use crate::disk::Health;
use crate::provider::{At, Fault, Provider};
use crate::twins::{Browser, Notices, Tab, request};

/// Seeds that decide on interleavings and on the moment of a death.
const SEEDS: u64 = 300;

/// A browser with one tab that has launched a job; the job's first steps are still to be done.
fn launched(seed: u64, provider: Provider) -> (Rc<Browser>, Runner<Tab>, Notices) {
    let engine = provider.engine;
    let browser = Browser::new(seed, provider);
    let (runner, notices) = browser.open(1);
    let run = runner.clone();
    browser.executor.spawn(1, async move {
        // What is refused is looked at by the test.
        let _ = run.launch(request(engine), Storing::Needed).await;
    });
    (browser, runner, notices)
}

#[track_caller]
fn state(runner: &Runner<Tab>) -> JobState {
    runner.job("tag-1").expect("the job is there").state
}

#[test]
fn a_job_ends_in_one_tab_and_is_shown_in_the_other() {
    let (browser, first, notices) = launched(7, Provider::healthy(EngineId::ModelRunner));
    let (second, elsewhere) = browser.open(2);
    browser.executor.run();
    assert!(matches!(state(&first), JobState::Finished { .. }));
    assert_eq!(state(&second), state(&first));
    assert_eq!(browser.stored_results(), ["tag-1-0 bytes"]);
    assert_eq!(notices.count(|notice| matches!(notice, Notice::ResultsArrived { count: 1 })), 1);
    assert_eq!(elsewhere.count(|notice| matches!(notice, Notice::ResultsArrived { .. })), 0);
    assert!(elsewhere.count(|notice| matches!(notice, Notice::ResultsElsewhere { .. })) > 0);
    first.dismiss("tag-1");
    browser.executor.run();
    assert!(second.job("tag-1").is_none() && browser.disk.jobs().is_empty());
}

/// Whenever the tab dies, the request is sent at most once; the next tab goes on with what was begun.
#[test]
fn whenever_a_tab_dies_nothing_is_submitted_twice() {
    for engine in EngineId::REMOTE {
        for seed in 0..SEEDS {
            let (browser, _, _) = launched(seed, Provider::healthy(engine));
            browser.latency_millis.set(400);
            let (second, _) = browser.open(2);
            browser.executor.run_until(browser.executor.below(8000));
            browser.kill(1);
            browser.executor.run();
            let submits = browser.provider.submit_calls.get();
            assert!(submits <= 1, "{engine:?} with seed {seed}: {submits} submits");
            let Some(record) = second.job("tag-1") else {
                assert!(browser.disk.jobs().is_empty(), "{engine:?} with seed {seed}: not taken over");
                continue;
            };
            let is_right = match record.state {
                JobState::Finished { .. } => browser.stored_results().len() == 1,
                // It died before the request left, or the provider cannot be asked what became of it.
                JobState::Unknown(_) => submits == 0 || !engine.capabilities().has_look_up,
                // Died between storing the draft and its first step.
                JobState::Draft => submits == 0,
                _ => false,
            };
            assert!(is_right, "{engine:?} with seed {seed}: {:?}", record.state);
        }
    }
}

#[test]
fn a_job_that_cannot_be_stored_is_not_submitted() {
    for refused in 0..3 {
        let (browser, runner, notices) = launched(3, Provider::healthy(EngineId::Fal));
        *browser.writes.borrow_mut() = (0..=refused)
            .map(|place| if place == refused { Err(StoreError::Full) } else { Ok(()) })
            .collect();
        browser.executor.run();
        match refused {
            0 => assert!(runner.job("tag-1").is_none()),
            // Uploads cost nothing: only the state before the submit must be stored.
            1 => assert!(matches!(state(&runner), JobState::Finished { .. })),
            _ => assert!(matches!(
                state(&runner),
                JobState::Failed { failure, .. } if failure.kind == FailureKind::Local
            )),
        }
        assert_eq!(browser.provider.submit_calls.get(), u32::from(refused == 1), "write {refused} refused");
        assert_eq!(notices.count(|notice| *notice == Notice::NotStored(StoreError::Full)), 1);
    }
}

/// A paid result that cannot be stored waits for the person; with room again, it is stored.
#[test]
fn a_paid_result_that_cannot_be_stored_keeps_its_job() {
    let (browser, runner, notices) = launched(5, Provider::healthy(EngineId::OpenAi));
    let mut writes = vec![Ok(()); 4];
    writes.push(Err(StoreError::Full));
    *browser.writes.borrow_mut() = writes.into();
    browser.executor.run();
    assert!(state(&runner).trouble().is_some(), "{:?}", state(&runner));
    assert_eq!(notices.count(|notice| matches!(notice, Notice::ResultChanged(_))), 1, "it is shown");
    assert!(browser.disk.results().is_empty());
    runner.command("tag-1", Command::Resume);
    browser.executor.run();
    assert!(matches!(state(&runner), JobState::Finished { .. }));
    assert_eq!(browser.stored_results(), ["tag-1-0 bytes"]);
    assert_eq!(browser.provider.submit_calls.get(), 1);
}

#[test]
fn a_command_reaches_the_tab_that_drives_the_job() {
    let (browser, first, _) = launched(2, Provider::healthy(EngineId::ModelRunner));
    let (second, _) = browser.open(2);
    browser.executor.run_until(1500);
    assert!(matches!(state(&second), JobState::Waiting(_)));
    second.command("tag-1", Command::Leave);
    browser.executor.run_until(3000);
    for runner in [&first, &second] {
        assert!(matches!(state(runner), JobState::Left(Left { resumable: true, .. })), "{:?}", state(runner));
    }
    // Nobody drives it now: whoever is asked takes it.
    second.command("tag-1", Command::Resume);
    browser.executor.run();
    assert!(matches!(state(&first), JobState::Finished { .. }));
    assert_eq!(browser.provider.submit_calls.get(), 1);
}

/// Leaving while the request is being sent does not lose the answer.
#[test]
fn the_answer_of_a_submit_is_heard_after_the_job_was_left() {
    for engine in EngineId::REMOTE {
        let (browser, runner, _) = launched(1, Provider::healthy(engine));
        while browser.provider.submit_calls.get() == 0 {
            browser.latency_millis.set(50);
            browser.executor.run_until(browser.executor.now_millis() + 1);
        }
        assert_eq!(runner.must_stay(), !engine.capabilities().has_look_up);
        runner.command("tag-1", Command::Leave);
        browser.executor.run();
        match state(&runner) {
            JobState::Left(Left { ticket: Some(_), resumable: true, .. }) => {
                assert_ne!(engine, EngineId::OpenAi);
            }
            // Its answer is the result: it is stored.
            JobState::Finished { .. } => assert_eq!(engine, EngineId::OpenAi),
            other => panic!("{engine:?}: {other:?}"),
        }
        assert!(!runner.must_stay());
    }
}

#[test]
fn a_job_without_its_key_waits_and_goes_on_with_it() {
    let (browser, runner, _) = launched(4, Provider::healthy(EngineId::ModelRunner));
    browser.executor.run_until(1200);
    browser.has_key.set(false);
    browser.executor.run();
    assert!(state(&runner).trouble().is_some_and(|failure| failure.kind == FailureKind::Auth));
    browser.has_key.set(true);
    runner.resume_waiting();
    browser.executor.run();
    assert!(matches!(state(&runner), JobState::Finished { .. }));
}

#[test]
fn waits_end_with_the_networks_return_but_not_before_the_provider_allows() {
    let finished_millis = |fault, comes_back_millis: Option<u64>| {
        let (browser, runner, _) = launched(1, Provider::new(EngineId::ModelRunner, At::Result, fault));
        if let Some(millis) = comes_back_millis {
            browser.executor.run_until(millis);
            runner.on_online();
        }
        browser.executor.run();
        let JobState::Finished { started_millis, finished_millis, .. } = state(&runner) else {
            panic!("{:?}", state(&runner))
        };
        finished_millis - started_millis
    };
    let slept = finished_millis(Fault::ResetBefore, None);
    assert!(finished_millis(Fault::ResetBefore, Some(slept as u64 - 1500)) < slept - 1000.0);
    let asked = finished_millis(Fault::TooManyRetryAfter, None);
    let woken = finished_millis(Fault::TooManyRetryAfter, Some(asked as u64 - 5000));
    assert!(woken + 2000.0 > asked, "{woken} of {asked}");
}

#[test]
fn a_page_that_is_not_seen_polls_slowly_and_looks_when_it_is() {
    let (browser, runner, _) = launched(1, Provider::healthy(EngineId::ModelRunner));
    runner.on_visibility(true);
    browser.executor.run_until(9000);
    assert!(matches!(state(&runner), JobState::Waiting(Waiting { polls: 0, .. })));
    runner.on_visibility(false);
    browser.executor.run_until(9100);
    assert!(matches!(state(&runner), JobState::Waiting(Waiting { polls: 1, .. })));
}

#[test]
fn local_fill_is_stored_and_stops_when_it_is_left() {
    let (browser, runner, notices) = launched(1, Provider::healthy(EngineId::LocalFill));
    browser.executor.run();
    assert!(matches!(state(&runner), JobState::Finished { .. }));
    assert_eq!(browser.stored_results(), ["tag-1-0 bytes"]);
    assert!(notices.count(|notice| matches!(notice, Notice::Progress { share: Some(_), .. })) > 0);

    let (browser, runner, notices) = launched(1, Provider::healthy(EngineId::LocalFill));
    browser.fill_millis.set(5000);
    browser.executor.run_until(1000);
    runner.command("tag-1", Command::Leave);
    browser.executor.run();
    assert!(matches!(state(&runner), JobState::Left(Left { resumable: false, .. })));
    assert!(browser.disk.results().is_empty());
    assert_eq!(notices.count(|notice| matches!(notice, Notice::Progress { share: Some(_), .. })), 0);
}

#[test]
fn the_budget_counts_what_is_under_way() {
    let (browser, runner, _) = launched(1, Provider::healthy(EngineId::OpenAi));
    let wanted = request(EngineId::OpenAi);
    assert_eq!(runner.over_budget(&wanted), None, "there is none");
    let each = Estimate::of_request(&wanted).most().expect("it has a price");
    browser.budget.set(Some(MicroDollars(each.0 * 3 / 2)));
    assert_eq!(runner.over_budget(&wanted), None);
    browser.executor.run_until(10);
    let over = runner.over_budget(&wanted).expect("two are more than one and a half");
    assert_eq!(over.after, each.times(2));
}

/// The second job of the same picture finds it at the provider's storage.
#[test]
fn an_upload_is_remembered() {
    let (browser, runner, _) = launched(1, Provider::healthy(EngineId::ModelRunner));
    browser.executor.run();
    let log = browser.upload_log.borrow().clone().expect("it was remembered");
    assert!(log.contains("https://media.example/a.png"), "{log}");
    let run = runner.clone();
    browser.executor.spawn(1, async move {
        run.launch(request(EngineId::ModelRunner), Storing::Needed).await.expect("the job is stored");
    });
    browser.executor.run();
    assert_eq!(browser.provider.calls_of(At::Put), 1);
}

/// The storage fails from the submit on, and the tab dies: the next one finds the ticket beside the database.
#[test]
fn an_accepted_job_outlives_its_tab_while_the_storage_fails() {
    for engine in [EngineId::ModelRunner, EngineId::Fal] {
        let (browser, first, _) = launched(1, Provider::healthy(engine));
        while browser.provider.submit_calls.get() == 0 {
            browser.latency_millis.set(50);
            browser.executor.run_until(browser.executor.now_millis() + 1);
        }
        // No longer answered: a write that hangs would not tell that it failed.
        browser.disk.health.set(Health::Stuck);
        browser.executor.run_until(browser.executor.now_millis() + 500);
        assert!(state(&first).ticket().is_some() && first.must_stay(), "{:?}", state(&first));
        drop(first);
        browser.kill(1);
        browser.disk.health.set(Health::Fine);
        let (second, _) = browser.open(2);
        browser.executor.run();
        assert!(matches!(state(&second), JobState::Finished { .. }), "{engine:?}: {:?}", state(&second));
        assert_eq!(browser.provider.submit_calls.get(), 1);
        assert_eq!(browser.provider.calls_of(At::LookUp), 0);
        assert!(browser.words.all().is_empty(), "what is stored needs no last word");
    }
}

/// Without locks, a tab that opens does not go on with what has not been accepted, until the person says so.
#[test]
fn without_locks_nothing_goes_on_by_itself_before_it_is_accepted() {
    let (browser, first, _) = launched(1, Provider::healthy(EngineId::ModelRunner));
    browser.locks.are_there.set(false);
    while !matches!(first.job("tag-1").map(|job| job.state), Some(JobState::Uploading { .. })) {
        browser.latency_millis.set(50);
        browser.executor.run_until(browser.executor.now_millis() + 1);
    }
    browser.executor.run_until(browser.executor.now_millis() + 5);
    browser.kill(1);
    let (second, notices) = browser.open(2);
    browser.executor.run();
    assert_eq!(browser.provider.submit_calls.get(), 0);
    assert_eq!(notices.count(|notice| matches!(notice, Notice::Unattended { .. })), 1);
    second.command("tag-1", Command::Resume);
    browser.executor.run();
    assert!(matches!(state(&second), JobState::Finished { .. }), "{:?}", state(&second));
    assert_eq!(browser.provider.submit_calls.get(), 1);
}

/// An answer that ended the page is not asked for again by itself, here or in another tab.
#[test]
fn an_answer_that_ended_a_page_waits_for_the_person() {
    let (browser, first, _) = launched(1, Provider::healthy(EngineId::ModelRunner));
    while !matches!(first.job("tag-1").map(|job| job.state), Some(JobState::Waiting(_))) {
        browser.executor.run_until(browser.executor.now_millis() + 1);
    }
    browser.executor.run_until(browser.executor.now_millis() + 5);
    browser.reading.borrow_mut().insert("tag-1".to_owned());
    let (second, notices) = browser.open(2);
    drop(first);
    browser.kill(1);
    browser.executor.run();
    let polls = browser.provider.calls_of(At::Status);
    assert_eq!(notices.count(|notice| matches!(notice, Notice::EndedReading { .. })), 1);
    second.command("tag-1", Command::Resume);
    browser.executor.run();
    assert!(matches!(state(&second), JobState::Finished { .. }), "{:?}", state(&second));
    assert!(polls == 0 && browser.reading.borrow().is_empty());
}

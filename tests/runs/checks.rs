//! The promises, on the books and the store, once nothing happens any more.

use pentimento::core::job::{JobRecord, JobState, RemotePicture};
use pentimento::core::model::EngineId;
use pentimento::core::request::BlobHash;

use crate::disk::Health;
use crate::ledger::Accepted;
use crate::witness::run_of;
use crate::world::World;

/// Everything that does not hold.
pub(crate) fn violations(world: &World) -> Vec<String> {
    let browser = &world.browser;
    let mut found = browser.witness.violations();
    check_one_bill(world, &mut found);
    if browser.disk.health.get() == Health::Absent {
        check_shown(world, &mut found);
    } else {
        check_stored(world, &mut found);
        check_pages(world, &mut found);
        check_endings(world, &mut found);
    }
    found
}

/// P1: one word is at most one submit.
fn check_one_bill(world: &World, found: &mut Vec<String>) {
    let witness = &world.browser.witness;
    for (run, orders) in witness.orders.borrow().iter() {
        let submits = accepted(world).iter().filter(|one| one.run == *run).count();
        let sent = witness.sent.borrow().iter().filter(|(sent, _)| sent == run).count();
        if submits > *orders as usize || sent > *orders as usize {
            found.push(format!("P1: run {run} was ordered {orders} times, sent {sent}, accepted {submits}"));
        }
    }
}

/// P2: everything that was accepted is in the store, or is told to be in doubt.
fn check_stored(world: &World, found: &mut Vec<String>) {
    let browser = &world.browser;
    let (jobs, results) = (browser.disk.jobs(), browser.disk.results());
    for one in accepted(world) {
        let picture = BlobHash::of(&one.picture());
        let is_result = results.iter().any(|result| {
            result.blob.as_ref() == Some(&picture)
                || result.link.as_ref().is_some_and(|link| link.contains(&format!("/{}.", one.request_id)))
        });
        let has_ticket = jobs
            .iter()
            .any(|job| job.state.ticket().is_some_and(|ticket| ticket.request_id == one.request_id));
        let is_being_saved = jobs.iter().any(|job| has_picture(job, &one))
            && browser.disk.file(&BlobHash::of(&one.picture())).is_some();
        if is_result || has_ticket || is_being_saved {
            continue;
        }
        let is_forgotten = browser.witness.forgotten.borrow().contains(&one.run);
        let of_run = |job: &&JobRecord| run_of(job) == one.run;
        let is_in_doubt = browser.witness.told_doubt.borrow().contains(&one.run)
            || jobs.iter().filter(of_run).any(|job| job.state.is_in_doubt());
        let has_arrived = one.received_millis.get().is_some()
            && one.delivered_to.is_some_and(|tab| browser.tabs().iter().any(|(id, ..)| *id == tab));
        // What was put down outside the database outlives the tab, but not always the browser.
        let words_lost_millis = browser.words.lost_millis.get();
        let was_put_down = world.engine != EngineId::OpenAi
            && one
                .received_millis
                .get()
                .is_some_and(|received| words_lost_millis.is_none_or(|lost| lost < received));
        if (has_arrived || was_put_down) && !is_forgotten {
            found.push(format!("P2: {} arrived and is not in the store", one.request_id));
        } else if !is_in_doubt && !is_forgotten {
            found.push(format!("P2: {} of run {} is nowhere, and nobody was told", one.request_id, one.run));
        }
    }
}

/// The job has the picture of a request in its record.
fn has_picture(job: &JobRecord, one: &Accepted) -> bool {
    let picture = RemotePicture::File(BlobHash::of(&one.picture()));
    matches!(&job.state, JobState::Downloading(downloading) if downloading.outcome.pictures.contains(&picture))
}

/// P2 without a database: what arrived in a tab that is open is shown there, or that tab asks before it is left.
fn check_shown(world: &World, found: &mut Vec<String>) {
    let browser = &world.browser;
    for one in accepted(world) {
        let Some((tab, runner, _)) =
            browser.tabs().into_iter().find(|(tab, ..)| one.delivered_to == Some(*tab))
        else {
            continue;
        };
        let picture = BlobHash::of(&one.picture()).0;
        let link = format!("https://media.example/{}.png", one.request_id);
        let shown = browser.witness.shown_results.borrow();
        let is_shown = shown.contains(&(tab, picture)) || shown.contains(&(tab, link));
        let is_forgotten = browser.witness.forgotten.borrow().contains(&one.run);
        let is_failed = one.is_failure;
        if !is_shown && !runner.must_stay() && !is_forgotten && !is_failed {
            found.push(format!("P2: {} is not shown, and tab {tab} may be left", one.request_id));
        }
    }
}

/// P3: what a page shows is what is stored.
fn check_pages(world: &World, found: &mut Vec<String>) {
    let browser = &world.browser;
    for ((tab, id), shown) in browser.witness.shown.borrow().iter() {
        let stored = browser.disk.job(id);
        if stored.as_ref() != Some(&shown.record) {
            let stored = stored.map(|record| record.state);
            found.push(format!("P3: tab {tab} shows {id} as {:?}, stored is {stored:?}", shown.record.state));
        }
        if shown.is_unsaved {
            found.push(format!("P3: tab {tab} still says that {id} is not stored"));
        }
    }
}

/// P4: only the provider's word ends a paid job.
fn check_endings(world: &World, found: &mut Vec<String>) {
    for job in world.browser.disk.jobs() {
        if let JobState::Failed { ticket: Some(ticket), failure, .. } = &job.state
            && accepted(world).iter().any(|one| one.request_id == ticket.request_id && !one.is_failure)
        {
            found.push(format!("P4: {} succeeded and was given up: {failure:?}", ticket.request_id));
        }
    }
}

fn accepted(world: &World) -> Vec<Accepted> {
    world.browser.ledger.as_ref().map(|ledger| ledger.accepted.borrow().clone()).unwrap_or_default()
}

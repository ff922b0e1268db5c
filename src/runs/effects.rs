//! The effects of the job machine, each ending in one event.

use std::cell::Cell;
use std::rc::Rc;

use super::error::Error;
use super::ports::{Accounts as _, Notice, Notices as _, Ports, Worker as _, World};
use super::{arrivals, inputs};
use crate::api::{Account, Client, InputFiles};
use crate::core::job::{Call, Effect, Event, JobRecord, LocalEffect, RemoteEffect, RemoteInputs};

/// Files that were made ready for a submit that carries them, until it is sent.
pub(super) type ReadyFiles = Cell<Option<InputFiles>>;

/// Performs an effect; gives what came of it.
pub(super) async fn perform<P: Ports>(
    world: &Rc<World<P>>,
    record: &JobRecord,
    effect: &Effect,
    ready: &ReadyFiles,
) -> Event {
    let (call, done) = match effect {
        Effect::Local(LocalEffect::Fill) => return fill(world, record).await,
        Effect::Local(LocalEffect::Upload { .. }) => (Call::Upload, upload(world, record, ready).await),
        Effect::Remote(effect) => (effect.call(), ask(world, record, effect, ready).await),
        Effect::Local(LocalEffect::Download { outcome, ticket, is_last, .. }) => {
            let request_id = ticket.as_ref().map(|ticket| &ticket.request_id);
            let stored = arrivals::download(world, record, outcome, request_id, *is_last).await;
            (Call::Download, stored.map(|result_ids| Event::Downloaded { result_ids }))
        }
    };
    done.unwrap_or_else(|error| Event::CallFailed(error.to_call_failure(call)))
}

/// The account of a job: the key must be one for the address that the job was sent to.
pub(super) fn account_of<P: Ports>(world: &World<P>, record: &JobRecord) -> Result<Account, Error> {
    let account = world.accounts.account(record.request.engine);
    account
        .filter(|account| account.api_address == record.api_address)
        .ok_or_else(|| Error::KeyMissing { api_address: record.api_address.clone() })
}

async fn fill<P: Ports>(world: &Rc<World<P>>, record: &JobRecord) -> Event {
    let (shown, job_id) = (Rc::clone(world), record.id.clone());
    let on_progress = move |share| {
        shown.notices.notify(Notice::Progress { job_id: job_id.clone(), share: Some(share) });
    };
    match world.worker.fill(record, on_progress).await {
        Ok(variants) => Event::Filled { result_ids: arrivals::store_filled(world, record, variants).await },
        Err(error) => Event::WorkFailed(Error::Work(error).to_failure()),
    }
}

async fn upload<P: Ports>(world: &World<P>, record: &JobRecord, ready: &ReadyFiles) -> Result<Event, Error> {
    let account = account_of(world, record)?;
    Ok(Event::Uploaded(if record.request.engine.capabilities().attaches_files {
        ready.set(Some(inputs::prepare_all(world, record).await?));
        RemoteInputs::default()
    } else {
        inputs::upload(world, record, account).await?
    }))
}

/// Performs an effect that is one call to the API.
async fn ask<P: Ports>(
    world: &World<P>,
    record: &JobRecord,
    effect: &RemoteEffect,
    ready: &ReadyFiles,
) -> Result<Event, Error> {
    let account = account_of(world, record)?;
    let is_submit = effect.call() == Call::Submit;
    let files = match ready.take().filter(|_| is_submit) {
        Some(files) => files,
        None if is_submit && record.request.engine.capabilities().attaches_files => {
            inputs::prepare_all(world, record).await?
        }
        None => InputFiles::default(),
    };
    let mut on_partial = |picture| {
        world.notices.notify(Notice::Partial { job_id: record.id.clone(), picture: Some(picture) });
    };
    Ok(Client::new(&world.transport, account).perform(record, effect, &files, &mut on_partial).await)
}

//! The effects of the job machine, each ending in one event.

use std::cell::Cell;

use super::arriving::Arriving;
use super::error::Error;
use super::ports::{Notice, Ports};
use super::{arrivals, inputs};
use crate::api::{Account, Client, InputFiles};
use crate::core::job::{
    Call, Effect, Event, Failure, FailureKind, JobRecord, LocalEffect, Reason, RemoteEffect, RemoteInputs,
};
use crate::core::request::BlobHash;

/// Files that were made ready for a submit that carries them, until it is sent ([`make_ready`]).
pub(super) type ReadyFiles = Cell<Option<InputFiles>>;

/// What came of an effect.
pub(super) struct Done {
    pub(super) event: Event,
    /// What came as an answer that may be paid and made no sense.
    pub(super) parked: Vec<BlobHash>,
}

/// Performs an effect; gives what came of it.
pub(super) async fn perform<P: Ports>(
    ports: &P,
    record: &JobRecord,
    effect: &Effect,
    ready: &ReadyFiles,
) -> Done {
    let (call, done) = match effect {
        Effect::Local(LocalEffect::Fill) => {
            return Done { event: fill(ports, record).await, parked: Vec::new() };
        }
        Effect::Local(LocalEffect::Upload { .. }) => (Call::Upload, upload(ports, record, ready).await),
        Effect::Remote(effect) => match ask(ports, record, effect, ready).await {
            Ok(done) => return done,
            Err(error) => (effect.call(), Err(error)),
        },
        Effect::Local(LocalEffect::Download { outcome, ticket, is_last, .. }) => {
            let request_id = ticket.as_ref().map(|ticket| &ticket.request_id);
            let stored = arrivals::download(ports, record, outcome, request_id, *is_last).await;
            (Call::Download, stored.map(|result_ids| Event::Downloaded { result_ids }))
        }
    };
    let event = done.unwrap_or_else(|error| Event::CallFailed(error.to_call_failure(call)));
    Done { event, parked: Vec::new() }
}

/// Makes the files ready that a submit carries, so that nothing comes between its decision and its request.
///
/// # Errors
/// What is in the way, as the failed submit: nothing was sent.
pub(super) async fn make_ready<P: Ports>(
    ports: &P,
    record: &JobRecord,
    effect: &Effect,
    ready: &ReadyFiles,
) -> Result<(), Event> {
    let known = ready.take();
    let has_any_inside =
        matches!(effect, Effect::Remote(RemoteEffect::Submit { inputs }) if inputs.has_any_inside());
    let needs_files = record.request.engine.capabilities().attaches_files || has_any_inside;
    if known.is_some() || !needs_files {
        ready.set(known);
        return Ok(());
    }
    match inputs::prepare_all(ports, record).await {
        Ok(files) => ready.set(Some(files)),
        Err(error) => return Err(Event::CallFailed(error.to_call_failure(Call::Submit))),
    }
    Ok(())
}

/// The account of a job: the key must be one for the address that the job was sent to.
pub(super) fn account_of<P: Ports>(ports: &P, record: &JobRecord) -> Result<Account, Error> {
    let account = ports.account(record.request.engine);
    account
        .filter(|account| account.api_address == record.api_address)
        .ok_or_else(|| Error::KeyMissing { api_address: record.api_address.clone() })
}

async fn fill<P: Ports>(ports: &P, record: &JobRecord) -> Event {
    let on_progress =
        |share| ports.notify(Notice::Progress { job_id: record.id.clone(), share: Some(share) });
    match ports.fill(record, on_progress).await {
        Ok(variants) if variants.iter().all(|filled| filled.is_unchanged) => {
            Event::WorkFailed(Failure::new(FailureKind::Input, Reason::NothingChanged))
        }
        Ok(variants) => Event::Filled { result_ids: arrivals::store_filled(ports, record, variants).await },
        Err(error) => Event::WorkFailed(Error::Work(error).to_failure()),
    }
}

async fn upload<P: Ports>(ports: &P, record: &JobRecord, ready: &ReadyFiles) -> Result<Event, Error> {
    let account = account_of(ports, record)?;
    Ok(Event::Uploaded(if record.request.engine.capabilities().attaches_files {
        ready.set(Some(inputs::prepare_all(ports, record).await?));
        RemoteInputs::default()
    } else {
        inputs::upload(ports, record, account).await?
    }))
}

/// Performs an effect that is one call to the API.
async fn ask<P: Ports>(
    ports: &P,
    record: &JobRecord,
    effect: &RemoteEffect,
    ready: &ReadyFiles,
) -> Result<Done, Error> {
    let account = account_of(ports, record)?;
    let is_submit = effect.call() == Call::Submit;
    let files = if is_submit { ready.take().unwrap_or_default() } else { InputFiles::default() };
    let mut arriving = Arriving::new(ports, &record.id);
    let event = Client::new(ports, account).perform(record, effect, &files, &mut arriving).await;
    let parked = arriving.settle(&event);
    Ok(Done { event, parked })
}

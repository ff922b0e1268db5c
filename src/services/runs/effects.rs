//! The effects of the job machine, each ending in one event.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Account, Client, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::core::job::{
    Call, CallFailure, Effect, Event, Failure, FailureKind, JobRecord, LocalEffect, Reason, RemoteEffect,
};
use crate::services::Inner;
use crate::services::runs::{arrivals, inputs, local_fill};

/// Performs an effect; gives what came of it.
pub(crate) async fn perform(inner: &Rc<Inner>, record: &JobRecord, effect: Effect) -> Event {
    match &effect {
        Effect::Remote(effect) => call(inner, record, effect).await,
        Effect::Local(LocalEffect::Fill) => match local_fill::fill(inner, record).await {
            Ok(result_ids) => Event::Filled { result_ids },
            Err(details) => Event::WorkFailed(Failure::local(details)),
        },
        Effect::Local(LocalEffect::Upload { .. }) => match remote(inner, record, Call::Upload) {
            Ok(account) => inputs::upload(inner, record, account).await,
            Err(event) => event,
        },
        Effect::Local(LocalEffect::Download { outcome, ticket, is_last, .. }) => {
            let request_id = ticket.as_ref().map(|ticket| ticket.request_id.clone());
            match arrivals::download(inner, record, outcome, request_id, *is_last).await {
                Ok(result_ids) => Event::Downloaded { result_ids },
                Err(failure) => Event::CallFailed(failure),
            }
        }
    }
}

/// Performs an effect that is one call to the API.
async fn call(inner: &Rc<Inner>, record: &JobRecord, effect: &RemoteEffect) -> Event {
    let call = effect.call();
    let account = match remote(inner, record, call) {
        Ok(account) => account,
        Err(event) => return event,
    };
    let attaches = record.request.engine.capabilities().attaches_files;
    let files = if call == Call::Submit && attaches {
        let files = match inner.runner.take_files(&record.id) {
            Some(files) => Ok(files),
            None => inputs::prepare_all(inner, record).await,
        };
        match files {
            Ok(files) => files,
            // Nothing was sent yet.
            Err(details) => return certain_failure(call, Failure::local(details)),
        }
    } else {
        InputFiles::default()
    };
    let partial = inner.state.jobs.find(&record.id).map(|entry| entry.partial);
    let mut on_partial = |address| {
        if let Some(partial) = partial {
            partial.set(Some(address));
        }
    };
    let client = Client::new(&FetchTransport, account);
    client.perform(record, effect, &files, &mut on_partial).await
}

/// A call that was not made.
pub(crate) fn certain_failure(call: Call, failure: Failure) -> Event {
    Event::CallFailed(CallFailure {
        call,
        failure,
        retryable: false,
        ambiguous: false,
        retry_after_millis: None,
    })
}

/// The account of a job: the key must be one for the address that the job was sent to.
pub(crate) fn remote(inner: &Inner, record: &JobRecord, call: Call) -> Result<Account, Event> {
    let engine = record.request.engine;
    inner
        .keys
        .account_or_proxy(engine)
        .filter(|account| account.api_address == record.api_address)
        .ok_or_else(|| certain_failure(call, Failure::new(FailureKind::Auth, Reason::NoKey)))
}

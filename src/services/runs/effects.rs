//! The effects of the job machine, each ending in one event.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Account, Client, InputFiles};
use crate::browser::fetch::FetchTransport;
use crate::core::job::{Call, CallFailure, Effect, Event, Failure, FailureKind, JobRecord};
use crate::services::Inner;
use crate::services::runs::{arrivals, inputs, local_fill};

/// Performs an effect; gives what came of it.
pub(crate) async fn perform(inner: &Rc<Inner>, record: &JobRecord, effect: Effect) -> Event {
    match &effect {
        Effect::Fill => match local_fill::fill(inner, record).await {
            Ok(result_ids) => Event::Filled { result_ids },
            Err(message) => Event::WorkFailed(local(message)),
        },
        Effect::Upload { .. } => match remote(inner, record, Call::Upload) {
            Ok(account) => inputs::upload(inner, record, account).await,
            Err(event) => event,
        },
        Effect::Submit { .. } => call(inner, record, Call::Submit, &effect).await,
        Effect::LookUp { .. } => call(inner, record, Call::LookUp, &effect).await,
        Effect::Poll { .. } => call(inner, record, Call::Poll, &effect).await,
        Effect::Fetch { .. } => call(inner, record, Call::Fetch, &effect).await,
        Effect::Download { outcome, ticket, is_last, .. } => {
            let request_id = ticket.as_ref().map(|ticket| ticket.request_id.clone());
            match arrivals::download(inner, record, outcome, request_id, *is_last).await {
                Ok(result_ids) => Event::Downloaded { result_ids },
                Err(failure) => Event::CallFailed(failure),
            }
        }
    }
}

/// Performs an effect that is one call to the API.
async fn call(inner: &Rc<Inner>, record: &JobRecord, call: Call, effect: &Effect) -> Event {
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
            Err(message) => return certain_failure(call, local(message)),
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
    let event = client.perform(record, effect, &files, &mut on_partial).await;
    event.unwrap_or_else(|| Event::WorkFailed(local("an effect without a call".to_owned())))
}

pub(crate) fn local(message: String) -> Failure {
    Failure { kind: FailureKind::Local, message }
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
        .ok_or_else(|| {
            let message = ["enter the key for ", &record.api_address, " in Settings to go on"].concat();
            certain_failure(call, Failure { kind: FailureKind::Auth, message })
        })
}

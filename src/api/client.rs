//! Speaks to a provider for one account: one call is one attempt. What is tried again, and when, is
//! `core::job`'s decision.
//!
//! - An answer is judged by its body, too: some proxies turn every status into 200.
//! - Addresses in answers are used only if they are `https`, or on this device when the person configured an
//!   address of this device.
//!
//! Not here: waiting, retries, redirects (the [`Transport`] fails a request with a key that is redirected),
//! webhooks.

use super::call::{Answer, Sent};
use super::provider::{self, InputFiles, Provider, SubmitRequest, Submitted};
use super::{Account, Connection, Error, Method, Transport, history, queue};
use crate::core::job::{
    CancelAnswer, Event, FetchAnswer, JobRecord, LookUp, PollAnswer, RemoteEffect, Ticket,
};

/// A client of a provider for one account.
pub struct Client<'a, T: Transport> {
    pub(super) transport: &'a T,
    pub(super) account: Account,
    pub(super) provider: &'static dyn Provider,
}

/// Most bytes of an answer that carries no pictures.
pub(super) const SMALL_ANSWER_BYTES: usize = 4 << 20;
/// Most bytes of a result's JSON, which may carry pictures as base64.
const RESULT_BYTES: usize = 64 << 20;
/// A request whose id cannot stand in an address.
const BAD_ID: Error = Error::Malformed { what: "the request's id is not valid" };

impl<'a, T: Transport> Client<'a, T> {
    /// A client for `account`. Nothing is sent yet.
    pub fn new(transport: &'a T, account: Account) -> Self {
        let provider = provider::of(account.engine);
        Self { transport, account, provider }
    }

    /// Sends the request, once. `on_partial` is told of pictures that form.
    ///
    /// # Errors
    /// [`Error::is_ambiguous_for_submit`] tells whether the request may have been accepted all the same.
    pub async fn submit(
        &self,
        order: &SubmitRequest<'_>,
        on_partial: &mut dyn FnMut(String),
    ) -> Result<Submitted, Error> {
        let outgoing = self.provider.submit(&self.account, order);
        let sent = Sent {
            method: Method::Post,
            headers: outgoing.headers,
            body: outgoing.body,
            max_response_bytes: RESULT_BYTES,
        };
        let (mut stream, mut seen) = (Vec::new(), 0);
        let is_streamed = self.account.options.with_partials;
        let mut on_piece = |piece: &[u8]| {
            if is_streamed {
                stream.extend_from_slice(piece);
                while let Some(partial) = self.provider.partial(&stream, seen) {
                    seen += 1;
                    on_partial(partial);
                }
            }
        };
        let answer = self.send(&outgoing.url, sent, &mut on_piece).await?;
        self.provider.read_submitted(&self.account, &answer)
    }

    /// Asks whether a request with this tag was accepted.
    ///
    /// # Errors
    /// When there is no answer or the answer is an error; nothing is known then.
    pub async fn look_up(&self, tag: &str) -> Result<LookUp, Error> {
        let Some(url) = self.provider.look_up_url(&self.account, tag) else {
            return Ok(LookUp::CannotTell);
        };
        let answer = self.get(&url, RESULT_BYTES).await?;
        self.provider.read_look_up(&self.account, &answer, tag)
    }

    /// Asks how far a request is.
    ///
    /// # Errors
    /// When the answer does not tell. [`Error::ForeignUrl`] when the ticket is of another API address.
    pub async fn status(&self, ticket: &Ticket) -> Result<PollAnswer, Error> {
        let sign = if ticket.status_url.contains('?') { '&' } else { '?' };
        let url = format!("{}{sign}logs=1", ticket.status_url);
        let answer = self.get(&url, SMALL_ANSWER_BYTES).await?;
        match self.provider.read_status(&self.account, &answer) {
            Err(Error::Status { status: 404, .. }) => {
                let answer = self.record(ticket, answer).await?;
                match self.provider.read_status(&self.account, &answer) {
                    Err(Error::Status { status: 404, .. }) if self.account.is_final(&answer) => {
                        Ok(PollAnswer::Failed { failure: queue::not_known(), logs: Vec::new() })
                    }
                    told => told,
                }
            }
            told => told,
        }
    }

    /// Fetches the result of a request whose status is completed.
    ///
    /// # Errors
    /// When the answer does not tell. [`Error::ForeignUrl`] when the ticket is of another API address.
    pub async fn result(&self, ticket: &Ticket) -> Result<FetchAnswer, Error> {
        let answer = self.get(&ticket.response_url, RESULT_BYTES).await?;
        match self.provider.read_result(&self.account, &answer) {
            Err(Error::Status { status: 404, .. }) => {
                let answer = self.record(ticket, answer).await?;
                match self.provider.read_result(&self.account, &answer) {
                    Err(Error::Status { status: 404, .. }) if self.account.is_final(&answer) => {
                        Ok(FetchAnswer::Failed { failure: queue::removed(), logs: Vec::new() })
                    }
                    told => told,
                }
            }
            told => told,
        }
    }

    /// The record of a request by its id alone: where to look when the longer address answers 404. Without
    /// such a place, `answer` stands.
    async fn record(&self, ticket: &Ticket, answer: Answer) -> Result<Answer, Error> {
        let id = queue::checked_id(&ticket.request_id).ok_or(BAD_ID)?;
        match self.provider.record_url(&self.account, id) {
            Some(url) => self.get(&url, RESULT_BYTES).await,
            None => Ok(answer),
        }
    }

    /// Asks the provider to take a job out of its queue.
    ///
    /// # Errors
    /// When there is no answer that tells.
    pub async fn cancel(&self, ticket: &Ticket) -> Result<CancelAnswer, Error> {
        let Some(url) = self.provider.cancel_url(ticket) else {
            return Err(Error::NotOffered);
        };
        let answer = self.send(&url, Sent::plain(Method::Put), &mut |_| ()).await?;
        queue::read_cancel(&self.account, &answer)
    }

    /// Deletes a finished request's prompt and result at the provider; gives how many of its files stayed.
    ///
    /// # Errors
    /// When it is not deleted.
    pub async fn delete_payloads(&self, request_id: &str) -> Result<usize, Error> {
        let id = queue::checked_id(request_id).ok_or(BAD_ID)?;
        let Some(url) = self.provider.delete_url(&self.account, id) else {
            return Err(Error::NotOffered);
        };
        let answer = self.send(&url, Sent::plain(Method::Delete), &mut |_| ()).await?;
        queue::read_deletion(&self.account, &answer)
    }

    /// The requests of this app that the provider knows, newest first: what another device began.
    ///
    /// # Errors
    /// When there is no list, or it cannot be read.
    pub async fn history(&self) -> Result<Vec<history::Past>, Error> {
        let Some(url) = self.provider.look_up_url(&self.account, "") else {
            return Err(Error::NotOffered);
        };
        let answer = self.get(&url, RESULT_BYTES).await?;
        history::read_history(&self.account, &answer)
    }

    /// Asks something that costs nothing: the answer shows whether the API is reachable and what it thinks of
    /// the key. A server that looks a request up before the key would accept any key here.
    ///
    /// # Errors
    /// [`Error::Transport`] when not reachable; any other answer that is not the API's own word.
    pub async fn test_connection(&self) -> Result<Connection, Error> {
        let url = self.provider.probe_url(&self.account);
        let answer = self.get(&url, SMALL_ANSWER_BYTES).await?;
        self.provider.read_connection(&self.account, &answer)
    }

    /// Performs an effect that is one call to the API; gives what came of it.
    pub async fn perform(
        &self,
        record: &JobRecord,
        effect: &RemoteEffect,
        files: &InputFiles,
        on_partial: &mut dyn FnMut(String),
    ) -> Event {
        let event = match effect {
            RemoteEffect::Submit { inputs } => {
                let request = SubmitRequest { request: &record.request, inputs, files, tag: &record.id };
                self.submit(&request, on_partial).await.map(|submitted| match submitted {
                    Submitted::Accepted(ticket) => Event::Submitted(ticket),
                    Submitted::Answered(outcome) => Event::Answered(outcome),
                })
            }
            RemoteEffect::LookUp { .. } => self.look_up(&record.id).await.map(Event::LookedUp),
            RemoteEffect::Poll { ticket, .. } => self.status(ticket).await.map(Event::Polled),
            RemoteEffect::Fetch { ticket, .. } => self.result(ticket).await.map(Event::Fetched),
        };
        event.unwrap_or_else(|error| Event::CallFailed(error.to_call_failure(effect.call())))
    }

    async fn get(&self, url: &str, max_response_bytes: usize) -> Result<Answer, Error> {
        let sent = Sent { max_response_bytes, ..Sent::plain(Method::Get) };
        self.send(url, sent, &mut |_| ()).await
    }
}

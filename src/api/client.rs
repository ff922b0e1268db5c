//! Speaks to a provider for one account: one call is one attempt. What is tried again, and when, is
//! `core::job`'s decision.
//!
//! - An answer is judged by its body, too: some proxies turn every status into 200.
//! - URLs in answers are used only if they are `https`, or on this device when the person configured a URL of
//!   this device.
//!
//! - Only the provider's own record of a request ends a paid job. That something is not found or gone may be a
//!   gateway's word, or come too early: it is an error, and the person may ask again.
//!
//! Not here: waiting, retries, redirects (the [`Transport`] follows them for downloads only), webhooks.

use super::answer::Answer;
use super::call::{self, SMALL_ANSWER_BYTES, Sent};
use super::provider::{InputFiles, Provider, RESULT_BYTES, SubmitRequest, Submitted};
use super::{Account, Connection, Error, Intake, Method, Transport, history, queue, registry};
use crate::core::job::{
    CancelAnswer, Event, FetchAnswer, JobRecord, LookUp, PollAnswer, Reason, RemoteEffect, Ticket,
};

/// Most bytes of a list of requests, with what was sent for each.
const LIST_BYTES: usize = 32 << 20;

/// A client of a provider for one account.
pub struct Client<'a, T: Transport> {
    pub(super) transport: &'a T,
    pub(super) account: Account,
    pub(super) provider: &'static dyn Provider,
}

impl<'a, T: Transport> Client<'a, T> {
    /// A client for `account`. Nothing is sent yet.
    pub fn new(transport: &'a T, account: Account) -> Self {
        let provider = registry::of(account.engine);
        Self { transport, account, provider }
    }

    /// Sends the request, once. The pictures of the answer go into `intake` as they come; so does an answer to it that
    /// makes no sense.
    ///
    /// # Errors
    /// [`Error::is_ambiguous_for_submit`] tells whether the request may have been accepted all the same.
    pub async fn submit(
        &self,
        request: &SubmitRequest<'_>,
        intake: &mut dyn Intake,
    ) -> Result<Submitted, Error> {
        let outgoing = self.provider.submit(&self.account, request);
        let sent = Sent {
            method: Method::Post,
            headers: outgoing.headers,
            body: outgoing.body,
            max_response_bytes: self.provider.answer_bytes(request),
        };
        let answer = self.send_cutting(&outgoing.url, sent, intake).await?;
        let submitted = self.provider.read_submitted(&self.account, request.request.offer(), &answer);
        if let Err(Error::Malformed { .. }) = submitted {
            call::park(answer.status, answer.body.to_string().as_bytes(), intake);
        }
        submitted
    }

    /// Asks whether a request with this tag was accepted.
    ///
    /// # Errors
    /// When there is no answer or the answer is an error; nothing is known then.
    pub async fn look_up(&self, tag: &str) -> Result<LookUp, Error> {
        let Some(url) = self.provider.look_up_url(&self.account, tag) else {
            return Ok(LookUp::CannotTell);
        };
        history::read_look_up(&self.account, &self.get(&url, LIST_BYTES).await?, tag)
    }

    /// Asks how far a request is.
    ///
    /// # Errors
    /// When the answer does not say. [`Error::ForeignUrl`] when the ticket is of another API.
    pub async fn status(&self, ticket: &Ticket, intake: &mut dyn Intake) -> Result<PollAnswer, Error> {
        let sign = if ticket.status_url.contains('?') { '&' } else { '?' };
        let url = format!("{}{sign}logs=1", ticket.status_url);
        let read = |answer: &Answer| queue::read_status(&self.account, answer);
        let polled = self.get_or_record(ticket, &url, SMALL_ANSWER_BYTES, read, intake).await?;
        polled.ok_or_else(|| queue::gone(Reason::NotKnown))
    }

    /// Fetches the result of a request whose status is completed.
    ///
    /// # Errors
    /// When the answer does not say. [`Error::ForeignUrl`] when the ticket is of another API.
    pub async fn result(&self, ticket: &Ticket, intake: &mut dyn Intake) -> Result<FetchAnswer, Error> {
        let read = |answer: &Answer| self.provider.read_result(&self.account, answer);
        let fetched = self.get_or_record(ticket, &ticket.response_url, RESULT_BYTES, read, intake).await?;
        fetched.ok_or_else(|| queue::gone(Reason::Removed))
    }

    /// Reads the answer at `url` or, when that is 404, the record of the request by its id alone. `None` when the
    /// API itself says that there is none: a relay may be unable to find its way, and a page is anybody's.
    async fn get_or_record<O>(
        &self,
        ticket: &Ticket,
        url: &str,
        max_response_bytes: usize,
        read: impl Fn(&Answer) -> Result<O, Error>,
        intake: &mut dyn Intake,
    ) -> Result<Option<O>, Error> {
        let get = |max_response_bytes| Sent { max_response_bytes, ..Sent::plain(Method::Get) };
        let mut answer = self.send_cutting(url, get(max_response_bytes), intake).await?;
        match read(&answer) {
            Err(Error::Status { status: 404, .. }) => (),
            outcome => return outcome.map(Some),
        }
        if let Some(url) = self.provider.record_url(&self.account, checked_id(&ticket.request_id)?) {
            answer = self.send_cutting(&url, get(RESULT_BYTES), intake).await?;
        }
        let is_final = self.account.proxy_address.is_none() && answer.body.is_object();
        match read(&answer) {
            Err(Error::Status { status: 404, .. }) if is_final => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    /// Asks the provider to take a job out of its queue.
    ///
    /// # Errors
    /// When no answer says what became of it.
    pub async fn cancel(&self, ticket: &Ticket) -> Result<CancelAnswer, Error> {
        let url = self.provider.cancel_url(ticket).ok_or(Error::NotOffered)?;
        queue::read_cancel(&self.account, &self.send(&url, Sent::plain(Method::Put)).await?)
    }

    /// Deletes a finished request's prompt and result at the provider; gives how many of its files stayed.
    ///
    /// # Errors
    /// When it is not deleted.
    pub async fn delete_payloads(&self, request_id: &str) -> Result<usize, Error> {
        let id = checked_id(request_id)?;
        let url = self.provider.delete_url(&self.account, id).ok_or(Error::NotOffered)?;
        queue::read_deletion(&self.account, &self.send(&url, Sent::plain(Method::Delete)).await?)
    }

    /// The requests of this app that the provider knows, newest first: what another device began.
    ///
    /// # Errors
    /// When there is no list, or it cannot be read.
    pub async fn history(&self) -> Result<Vec<history::Past>, Error> {
        let url = self.provider.look_up_url(&self.account, "").ok_or(Error::NotOffered)?;
        history::read_history(&self.account, &self.get(&url, LIST_BYTES).await?)
    }

    /// Asks something that costs nothing: the answer shows whether the API is reachable and what it thinks of
    /// the key. A server that looks a request up before the key would accept any key here.
    ///
    /// # Errors
    /// [`Error::Transport`] when not reachable; any other answer that is not the API's own.
    pub async fn test_connection(&self) -> Result<Connection, Error> {
        let url = self.provider.probe_url(&self.account);
        queue::read_connection(&self.account, &self.get(&url, SMALL_ANSWER_BYTES).await?)
    }

    /// Performs an effect that is one call to the API; gives what came of it.
    pub async fn perform(
        &self,
        record: &JobRecord,
        effect: &RemoteEffect,
        files: &InputFiles,
        intake: &mut dyn Intake,
    ) -> Event {
        let event = match effect {
            RemoteEffect::Submit { inputs } => {
                let inputs = &files.put_inside(inputs);
                let request = SubmitRequest { request: &record.request, inputs, files, tag: &record.id };
                self.submit(&request, intake).await.map(|submitted| match submitted {
                    Submitted::Accepted(ticket) => Event::Submitted(ticket),
                    Submitted::Answered(outcome) => Event::Answered(outcome),
                })
            }
            RemoteEffect::LookUp { .. } => self.look_up(&record.id).await.map(Event::LookedUp),
            RemoteEffect::Poll { ticket, .. } => self.status(ticket, intake).await.map(Event::Polled),
            RemoteEffect::Fetch { ticket, .. } => self.result(ticket, intake).await.map(Event::Fetched),
        };
        event.unwrap_or_else(|error| Event::CallFailed(error.to_call_failure(effect.call())))
    }

    async fn get(&self, url: &str, max_response_bytes: usize) -> Result<Answer, Error> {
        self.send(url, Sent { max_response_bytes, ..Sent::plain(Method::Get) }).await
    }

    pub(super) async fn send(&self, url: &str, sent: Sent) -> Result<Answer, Error> {
        call::send(self.transport, &self.account, self.provider, url, sent).await
    }

    async fn send_cutting(&self, url: &str, sent: Sent, intake: &mut dyn Intake) -> Result<Answer, Error> {
        call::send_cutting(self.transport, &self.account, self.provider, url, sent, intake).await
    }
}

/// An id that can stand in a URL as it is.
fn checked_id(id: &str) -> Result<&str, Error> {
    queue::checked_id(id).ok_or(Error::Malformed { what: "the request's id is not valid" })
}

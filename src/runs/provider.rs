//! What is asked of a provider about a job beside running it: to cancel it, to delete what it keeps, to read a
//! picture again, to tell what another device began.

use super::arrivals;
use super::effects::account_of;
use super::error::Error;
use super::ports::{Durability, Message, Notice, Ports, PutJob};
use super::runner::Runner;
use crate::api::{self, Client};
use crate::core::job::{Event, JOB_RECORD_VERSION, JobRecord, Phase, Waiting};
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::request::{EditRequest, EditSettings};

impl<P: Ports> Runner<P> {
    /// Tells the provider that nobody waits for a job any more, where it can be cancelled. The job is left in any
    /// case; what the provider says of it is heard afterwards.
    pub(super) fn cancel(&self, record: &JobRecord) {
        let Some(ticket) = record.state.ticket().cloned() else { return };
        if !record.request.engine.capabilities().has_cancel {
            return;
        }
        let Ok(account) = account_of(self.ports(), record) else { return };
        let (this, id) = (self.clone(), record.id.clone());
        self.ports().spawn(async move {
            // Without an answer the card goes on saying that it may still run.
            if let Ok(answer) = Client::new(this.ports(), account).cancel(&ticket).await {
                this.feed(&id, Event::Cancelled(answer));
            }
        });
    }

    /// Deletes a request's prompt and results at the provider and marks the job; gives how many of its files stay
    /// there. With none left, the page hears [`Notice::DeletedAtProvider`].
    ///
    /// # Errors
    /// When it is not deleted.
    pub async fn delete_at_provider(
        &self,
        engine: EngineId,
        job_id: &str,
        request_id: &str,
    ) -> Result<usize, api::Error> {
        let account = self.ports().account(engine).ok_or(api::Error::NoKey)?;
        let left = Client::new(self.ports(), account).delete_payloads(request_id).await?;
        if left == 0 {
            if let Some(mut record) = self.job(job_id) {
                record.deleted_at_provider = true;
                self.put(record.clone());
                let put = PutJob { with_files: false, durability: Durability::Relaxed, expected: None };
                // What is in the way was told; the provider has deleted it all the same.
                let _ = self.put_job(&record, put).await;
                self.ports().broadcast(&Message::Changed { job_id: job_id.to_owned() });
            }
            self.ports().notify(Notice::DeletedAtProvider { job_id: job_id.to_owned() });
        }
        Ok(left)
    }

    /// Tries once more to read the bytes of a result of which only the link is known.
    ///
    /// # Errors
    /// When they cannot be read or stored.
    pub async fn read_again(&self, result: ResultRecord) -> Result<(), Error> {
        arrivals::read_again(self.ports(), result).await
    }

    /// Takes in the requests of this app that the provider knows and this device does not, and goes on with them;
    /// gives how many.
    ///
    /// # Errors
    /// When there is no key, or the provider does not tell.
    pub async fn import_history(
        &self,
        engine: EngineId,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<usize, api::Error> {
        let ports = self.ports();
        let account = ports.account(engine).filter(|account| account.key.is_some());
        let account = account.ok_or(api::Error::NoKey)?;
        let api_address = account.api_address.clone();
        let past = Client::new(ports, account).history().await?;
        let mut count = 0;
        for entry in past.into_iter().rev() {
            if self.job(&entry.tag).is_some() || is_known(&entry.tag) {
                continue;
            }
            count += 1;
            let now_millis = ports.now_millis();
            let record = JobRecord {
                version: JOB_RECORD_VERSION,
                id: entry.tag.clone(),
                request: EditRequest {
                    engine,
                    model: String::new(),
                    prompt: entry.prompt,
                    pictures: Vec::new(),
                    mask: None,
                    settings: EditSettings::default_for(engine.offer("")),
                    region: None,
                    parent: None,
                    masked_px: 0,
                    masked_rect: None,
                },
                api_address: api_address.clone(),
                created_millis: now_millis,
                state: Waiting::new(now_millis, entry.ticket, Phase::InProgress).into(),
                deleted_at_provider: false,
            };
            let hold = self.hold_new(&record.id).await;
            let put = PutJob { with_files: false, durability: Durability::Relaxed, expected: None };
            // What is in the way was told; the provider still has the job.
            let _ = self.put_job(&record, put).await;
            self.add(record, hold);
            self.feed(&entry.tag, Event::Restored);
        }
        Ok(count)
    }
}

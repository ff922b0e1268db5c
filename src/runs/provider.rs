//! What is asked of a provider about a job beside running it: to cancel it, to delete what it keeps, to read a
//! picture again, to tell what another device began.

use super::arrivals;
use super::effects::account_of;
use super::error::Error;
use super::ports::{Notice, Ports};
use super::runner::{Hold, LockOf, Runner};
use crate::api::{self, Client};
use crate::core::job::{Event, JobRecord, Phase, Waiting};
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
            if let Some(lock) = self.lock_idle(job_id).await {
                self.show_stored(job_id).await;
                let is_known = self.change(job_id, |job| {
                    job.record.deleted_at_provider = true;
                    job.record.revision += 1;
                    job.hold = lock;
                });
                if is_known.is_some() {
                    self.save(job_id);
                }
            }
            self.ports().notify(Notice::DeletedAtProvider { job_id: job_id.to_owned() });
        }
        Ok(left)
    }

    /// The lock of a job that nobody drives.
    async fn lock_idle(&self, job_id: &str) -> Option<Hold<LockOf<P>>> {
        let hold = self.hold_new(job_id).await;
        (!matches!(hold, Hold::None) && !self.is_held(job_id)).then_some(hold)
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
            let request = EditRequest {
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
                markup: None,
            };
            let state = Waiting::new(now_millis, entry.ticket, Phase::InProgress).into();
            let record = JobRecord::new(entry.tag.clone(), request, api_address.clone(), now_millis, state);
            let hold = self.hold_new(&record.id).await;
            self.add(record, hold, false);
            self.feed_here(&entry.tag, Event::Restored);
            self.save(&entry.tag);
        }
        Ok(count)
    }
}

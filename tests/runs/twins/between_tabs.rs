//! What tabs share beside the store: time, chance, locks, messages.

use pentimento::api;
use pentimento::runs::Message;
use pentimento::runs::ports::{self, Acquired};

use super::Tab;
use crate::locks::Lock;
use crate::mutation::Mutation;

/// Midnight of the day on which every test begins, milliseconds since 1970.
const START_MILLIS: f64 = 1_700_000_000_000.0;

impl api::Clock for Tab {
    fn now_millis(&self) -> f64 {
        START_MILLIS + self.browser.executor.now_millis() as f64 + self.browser.clock_error_millis.get()
    }

    fn sleep(&self, millis: u32) -> impl Future<Output = ()> {
        self.browser.executor.sleep(u64::from(millis))
    }
}

impl ports::Clock for Tab {
    fn day_start_millis(&self) -> f64 {
        START_MILLIS
    }
}

impl ports::Random for Tab {
    fn fraction(&self) -> f64 {
        self.browser.executor.below(1000) as f64 / 1000.0
    }

    fn unique_name(&self) -> String {
        format!("tag-{}", self.browser.names.replace(self.browser.names.get() + 1))
    }
}

impl ports::Exclusion for Tab {
    type Lock = Lock;

    async fn acquire_lock(&self, job_id: &str, waits: bool) -> Acquired<Lock> {
        self.turn().await;
        if !self.browser.locks.are_there.get() {
            return match self.browser.mutation {
                Mutation::NeitherLocksNorComparison => Acquired::Held(Lock::none(job_id)),
                _ => Acquired::Unsupported,
            };
        }
        self.browser.locks.acquire(job_id, waits).await.map_or(Acquired::Busy, Acquired::Held)
    }
}

impl ports::Channel for Tab {
    fn broadcast(&self, message: &Message) {
        let browser = &self.browser;
        for (id, runner, _) in browser.tabs() {
            if id == self.id || browser.executor.below(100) < browser.lost_percent.get() {
                continue;
            }
            let (message, late) = (message.clone(), browser.executor.below(browser.channel_millis.get()));
            let slept = browser.executor.sleep(late);
            browser.executor.spawn(id, async move {
                slept.await;
                runner.on_message(message);
            });
        }
    }
}

//! A clock that can be put forward, so that a job of minutes takes milliseconds in a test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often a wait looks at the clock.
const TICK: Duration = Duration::from_millis(5);

/// Time since the start, real and skipped.
#[derive(Debug)]
pub(crate) struct Clock {
    start: Instant,
    skipped_millis: AtomicU64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), skipped_millis: AtomicU64::new(0) }
    }
}

impl Clock {
    /// Time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.start.elapsed() + Duration::from_millis(self.skipped_millis.load(Ordering::Relaxed))
    }

    /// Puts the clock forward.
    pub(crate) fn skip(&self, millis: u64) {
        self.skipped_millis.fetch_add(millis, Ordering::Relaxed);
    }

    /// Waits until a moment of this clock.
    pub(crate) async fn sleep_until(&self, moment: Duration) {
        while self.now() < moment {
            tokio::time::sleep(TICK.min(moment.saturating_sub(self.now()))).await;
        }
    }
}

//! Messages that go by themselves.

use crate::browser::{spawn, time};
use crate::state::NoticesState;

/// How long a message stays that needs no answer.
const STAY_MILLIS: u32 = 6000;

/// Takes a message away after a while.
pub fn dismiss_later(notices: NoticesState, id: u64) {
    spawn(async move {
        time::sleep(STAY_MILLIS).await;
        notices.dismiss(id);
    });
}

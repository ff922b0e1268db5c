//! How long a job waits between calls and how often it tries. Without jitter, which the runner adds.

/// Attempts at uploading before the job fails; nothing has been billed then.
pub const UPLOAD_ATTEMPTS: u32 = 4;
/// Attempts at downloading a paid result before the job waits for the person.
pub const DOWNLOAD_ATTEMPTS: u32 = 5;
/// Look-ups of an ambiguous submit before the job is unknown.
pub const LOOK_UP_ATTEMPTS: u32 = 4;
/// How long polls and fetches go on by themselves, in milliseconds: 6 h, after which the provider itself
/// gives a stuck request up.
pub const PATIENCE_MILLIS: f64 = 6.0 * 3600.0 * 1000.0;

/// Waits before the first polls; the last one repeats.
const POLL_DELAYS_MILLIS: [u32; 3] = [1000, 2000, 3000];
/// Polls after which the wait stays the same.
pub(super) const STEADY_POLLS: u32 = 2;
/// Wait after the first failed call; doubles with each further one.
const BACKOFF_FIRST_MILLIS: u32 = 2000;
/// Longest wait of our own choice.
const BACKOFF_MAX_MILLIS: u32 = 60_000;
/// Longest wait a provider may ask for; a longer one is cut to this.
const RETRY_AFTER_MAX_MILLIS: u32 = 3_600_000;

/// Wait before the next poll, after `polls` answered ones.
pub(super) fn poll_delay_millis(polls: u32) -> u32 {
    let [first, second, steady] = POLL_DELAYS_MILLIS;
    match polls {
        0 => first,
        1 => second,
        STEADY_POLLS.. => steady,
    }
}

/// Wait after `failures` failed calls in a row (1 or more), or longer if the provider asks for it.
pub(super) fn backoff_millis(failures: u32, retry_after_millis: Option<u64>) -> u32 {
    let doublings = failures.saturating_sub(1).min(16);
    let own = BACKOFF_FIRST_MILLIS.saturating_mul(1 << doublings).min(BACKOFF_MAX_MILLIS);
    let asked = retry_after_millis.unwrap_or(0).min(u64::from(RETRY_AFTER_MAX_MILLIS)) as u32;
    own.max(asked)
}

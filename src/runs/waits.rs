//! Waits that end early: by the network's return, by the page being seen again, or by being stopped.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_channel::oneshot;

/// What cuts a wait short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// The network's return only.
    Online,
    /// The page being seen again, too.
    Seen,
}

/// The waits under way.
#[derive(Default)]
pub(super) struct Waits(RefCell<Vec<(Wake, oneshot::Sender<()>)>>);

impl Waits {
    /// A wait that lasts as long as `sleep`, or until it is woken.
    pub(super) async fn wait(&self, wake: Wake, sleep: impl Future<Output = ()>) {
        let (end, woken) = oneshot::channel();
        {
            let mut waits = self.0.borrow_mut();
            waits.retain(|(_, end)| !end.is_canceled());
            waits.push((wake, end));
        }
        // Woken is as good as slept.
        until_stopped(sleep, woken).await;
    }

    /// Ends the waits that the page's or the network's return is a reason to end.
    pub(super) fn wake(&self, by: Wake) {
        self.0.borrow_mut().retain(|(wake, _)| by == Wake::Seen && *wake == Wake::Online);
    }
}

/// The value of a future, or `None` once its stop was sent or dropped, with all that it was doing.
pub(super) async fn until_stopped<O>(
    work: impl Future<Output = O>,
    mut stopped: oneshot::Receiver<()>,
) -> Option<O> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        if Pin::new(&mut stopped).poll(context).is_ready() {
            return Poll::Ready(None);
        }
        work.as_mut().poll(context).map(Some)
    })
    .await
}

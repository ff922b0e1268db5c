//! Several files to the storage at once, each of them once.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use super::answer::is_success;
use super::{Client, Error, HttpRequest, InputFile, Method, Transport, TransportError};
use crate::core::job::RemoteInputs;
use crate::core::request::BlobHash;

/// Uploads at the same time.
const AT_ONCE: usize = 4;
/// Longest answer to a look whether a file is there.
const HEAD_BYTES: usize = 1 << 20;

/// What earlier uploads left: URLs by the hash of the bytes, per storage URL.
pub trait UploadMemory {
    /// The URL of these bytes, if they were uploaded before.
    fn recall(&self, hash: &BlobHash) -> Option<String>;
    /// Remembers an upload.
    fn remember(&self, hash: &BlobHash, url: &str);
}

impl<T: Transport> Client<'_, T> {
    /// Puts `sizes.len()` files into the storage and gives their URLs, in order. `prepare` makes one
    /// ready, given its place; while up to four are on their way, a few more are made ready. Bytes that are
    /// still there from an earlier upload are not sent. `on_progress` gets the share that is on its way, where
    /// each file counts as its size (in bytes, about).
    ///
    /// # Errors
    /// The first failure, of `prepare` or of the provider; what was uploaded by then is remembered.
    pub async fn upload_all<E: From<Error>, P: Future<Output = Result<InputFile, E>>>(
        &self,
        sizes: &[usize],
        prepare: impl Fn(usize) -> P,
        memory: &dyn UploadMemory,
        on_progress: &dyn Fn(f32),
    ) -> Result<Vec<String>, E> {
        let shares = RefCell::new(vec![0.0_f32; sizes.len()]);
        let total = sizes.iter().sum::<usize>().max(1) as f32;
        let report = |index: usize, share: f32| {
            let mut shares = shares.borrow_mut();
            if let Some(place) = shares.get_mut(index) {
                *place = share;
            }
            let sent: f32 = shares.iter().zip(sizes).map(|(share, size)| share * *size as f32).sum();
            on_progress(sent / total);
        };
        let report = &report;
        let send = |index: usize, file: InputFile| async move {
            let length = file.bytes.len().max(1) as f32;
            let url =
                self.upload_or_inline(&file, memory, &|sent| report(index, sent as f32 / length)).await?;
            report(index, 1.0);
            Ok::<_, Error>(url)
        };
        on_progress(0.0);
        let mut urls: Vec<Option<String>> = vec![None; sizes.len()];
        let mut next = 0;
        let mut preparing: Option<(usize, Pin<Box<P>>)> = None;
        let mut ready = VecDeque::new();
        let mut running = Vec::new();
        std::future::poll_fn(|context| {
            loop {
                let mut has_moved = false;
                if preparing.is_none() && next < sizes.len() && ready.len() < AT_ONCE {
                    preparing = Some((next, Box::pin(prepare(next))));
                    next += 1;
                }
                if let Some((index, future)) = &mut preparing
                    && let Poll::Ready(outcome) = future.as_mut().poll(context)
                {
                    has_moved = true;
                    match outcome {
                        Ok(file) => ready.push_back((*index, file)),
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                    preparing = None;
                }
                while running.len() < AT_ONCE
                    && let Some((index, file)) = ready.pop_front()
                {
                    has_moved = true;
                    running.push((index, Box::pin(send(index, file))));
                }
                let mut failure = None;
                running.retain_mut(|(index, future)| match future.as_mut().poll(context) {
                    Poll::Pending => true,
                    Poll::Ready(outcome) => {
                        has_moved = true;
                        match outcome {
                            Ok(url) => {
                                if let Some(place) = urls.get_mut(*index) {
                                    *place = Some(url);
                                }
                            }
                            Err(error) => failure = Some(error),
                        }
                        false
                    }
                });
                if let Some(error) = failure {
                    return Poll::Ready(Err(error.into()));
                }
                if !has_moved {
                    let is_done = running.is_empty() && preparing.is_none();
                    return if is_done { Poll::Ready(Ok(())) } else { Poll::Pending };
                }
            }
        })
        .await?;
        Ok(urls.into_iter().flatten().collect())
    }

    /// Uploads a file; puts it into the request itself where the provider takes that and its storage is out of
    /// reach while its API is not. Offline, nothing is: a submit would end in doubt.
    async fn upload_or_inline(
        &self,
        file: &InputFile,
        memory: &dyn UploadMemory,
        on_sent: &dyn Fn(usize),
    ) -> Result<String, Error> {
        let capabilities = self.account.engine.capabilities();
        if file.bytes.len() <= capabilities.inline_bytes {
            return Ok(RemoteInputs::INSIDE.to_owned());
        }
        let is_small = file.bytes.len() <= capabilities.fallback_inline_bytes;
        match self.upload_once(file, memory, on_sent).await {
            Err(Error::Transport(TransportError::Unreachable))
                if is_small && self.test_connection().await.is_ok() =>
            {
                Ok(RemoteInputs::INSIDE.to_owned())
            }
            outcome => outcome,
        }
    }

    async fn upload_once(
        &self,
        file: &InputFile,
        memory: &dyn UploadMemory,
        on_sent: &dyn Fn(usize),
    ) -> Result<String, Error> {
        // A file that expires may be gone by the time the model wants it.
        let may_remember = self.account.options.expire_seconds.is_none();
        if let Some(url) = memory.recall(&file.hash).filter(|_| may_remember)
            && self.is_there(&url).await
        {
            return Ok(url);
        }
        let url = self.upload(&file.name, &file.media_type, file.bytes.clone(), on_sent).await?;
        if may_remember {
            memory.remember(&file.hash, &url);
        }
        Ok(url)
    }

    /// Does a file of an earlier upload still answer? When that is unknown, it counts as gone.
    async fn is_there(&self, url: &str) -> bool {
        let head = HttpRequest::bare(Method::Head, url.to_owned(), HEAD_BYTES);
        self.account.allows(url)
            && matches!(self.transport.send(head).await, Ok(answer) if is_success(answer.status))
    }
}

#[cfg(test)]
mod tests;

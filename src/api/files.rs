//! Several files to the storage at once, each of them once.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use super::{Body, data_url};
use super::{Client, Error, HttpRequest, InputFile, Method, Transport, TransportError};
use crate::core::request::BlobHash;

/// Uploads at the same time.
const AT_ONCE: usize = 4;
/// Longest answer to a look whether a file is there.
const HEAD_BYTES: usize = 1 << 20;

/// What earlier uploads left: addresses by the hash of the bytes, per storage address.
pub trait UploadMemory {
    /// The address of these bytes, if they were uploaded before.
    fn recall(&self, hash: &BlobHash) -> Option<String>;
    /// Remembers an upload.
    fn remember(&self, hash: &BlobHash, address: &str);
}

/// Why files were not uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadError {
    /// A file could not be made ready; nothing to do with the provider.
    Prepare(String),
    /// The provider.
    Api(Error),
}

impl<T: Transport> Client<'_, T> {
    /// Puts `sizes.len()` files into the storage and gives their addresses, in order. `prepare` makes one
    /// ready, given its place; while up to four are on their way, a few more are made ready. Bytes that are
    /// still there from an earlier upload are not sent. `on_progress` hears the share that is on its way, where
    /// each file counts as its size (in bytes, about).
    ///
    /// # Errors
    /// The first failure; what was uploaded by then is remembered.
    pub async fn upload_all<P: Future<Output = Result<InputFile, String>>>(
        &self,
        sizes: &[usize],
        prepare: impl Fn(usize) -> P,
        memory: &dyn UploadMemory,
        on_progress: &dyn Fn(f32),
    ) -> Result<Vec<String>, UploadError> {
        let shares = RefCell::new(vec![0.0_f32; sizes.len()]);
        let total = sizes.iter().sum::<usize>().max(1) as f32;
        let tell = |index: usize, share: f32| {
            let mut shares = shares.borrow_mut();
            if let Some(place) = shares.get_mut(index) {
                *place = share;
            }
            let sent: f32 = shares.iter().zip(sizes).map(|(share, size)| share * *size as f32).sum();
            on_progress(sent / total);
        };
        let tell = &tell;
        let send = |index: usize, file: InputFile| async move {
            let length = file.bytes.len().max(1) as f32;
            let address =
                self.upload_or_inline(&file, memory, &|sent| tell(index, sent as f32 / length)).await?;
            tell(index, 1.0);
            Ok(address)
        };
        on_progress(0.0);
        let mut addresses: Vec<Option<String>> = vec![None; sizes.len()];
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
                        Err(message) => return Poll::Ready(Err(UploadError::Prepare(message))),
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
                            Ok(address) => {
                                if let Some(place) = addresses.get_mut(*index) {
                                    *place = Some(address);
                                }
                            }
                            Err(error) => failure = Some(error),
                        }
                        false
                    }
                });
                if let Some(error) = failure {
                    return Poll::Ready(Err(UploadError::Api(error)));
                }
                if !has_moved {
                    let is_done = running.is_empty() && preparing.is_none();
                    return if is_done { Poll::Ready(Ok(())) } else { Poll::Pending };
                }
            }
        })
        .await?;
        Ok(addresses.into_iter().flatten().collect())
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
            return Ok(data_url::encode(&file.media_type, &file.bytes));
        }
        let is_small = file.bytes.len() <= capabilities.fallback_inline_bytes;
        match self.upload_once(file, memory, on_sent).await {
            Err(Error::Transport(TransportError::Unreachable))
                if is_small && self.test_connection().await.is_ok() =>
            {
                Ok(data_url::encode(&file.media_type, &file.bytes))
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
        if let Some(address) = memory.recall(&file.hash).filter(|_| may_remember)
            && self.is_there(&address).await
        {
            return Ok(address);
        }
        let address = self.upload(&file.name, &file.media_type, file.bytes.clone(), on_sent).await?;
        if may_remember {
            memory.remember(&file.hash, &address);
        }
        Ok(address)
    }

    /// Does a file of an earlier upload still answer? When the page cannot tell, it does not.
    async fn is_there(&self, address: &str) -> bool {
        let head = HttpRequest {
            method: Method::Head,
            url: address.to_owned(),
            headers: Vec::new(),
            body: Body::Empty,
            max_response_bytes: HEAD_BYTES,
        };
        self.account.allows(address)
            && matches!(self.transport.send(head).await, Ok(answer) if (200..300).contains(&answer.status))
    }
}

#[cfg(test)]
mod tests;

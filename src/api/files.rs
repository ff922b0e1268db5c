//! Several files to the storage at once, each of them once.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use super::{Body, data_url};
use super::{Client, Error, HttpRequest, InputFile, InputFiles, Method, Transport, TransportError};
use crate::core::job::RemoteInputs;
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

impl<T: Transport> Client<'_, T> {
    /// Puts all files into the storage, up to four at the same time; equal bytes go once, and bytes that are
    /// still there from an earlier upload not at all. `on_progress` hears sent and all bytes.
    ///
    /// # Errors
    /// The first failure; what was uploaded by then is remembered.
    pub async fn upload_all(
        &self,
        files: &InputFiles,
        memory: &dyn UploadMemory,
        on_progress: &dyn Fn(usize, usize),
    ) -> Result<RemoteInputs, Error> {
        let inline_bytes = self.account.engine.capabilities().inline_bytes;
        let all: Vec<(&InputFile, BlobHash)> = files
            .pictures
            .iter()
            .chain(&files.mask)
            .map(|file| (file, file.hash.clone()))
            .collect();
        let mut distinct: Vec<&(&InputFile, BlobHash)> = Vec::new();
        for entry in &all {
            if !distinct.iter().any(|(_, hash)| *hash == entry.1) {
                distinct.push(entry);
            }
        }
        let total: usize = distinct.iter().map(|(file, _)| file.bytes.len()).sum();
        let sent = RefCell::new(vec![0_usize; distinct.len()]);
        on_progress(0, total);
        let tasks = distinct.iter().enumerate().map(|(index, (file, hash))| {
            let sent = &sent;
            async move {
                let tell = |count: usize| {
                    if let Some(place) = sent.borrow_mut().get_mut(index) {
                        *place = count;
                    }
                    on_progress(sent.borrow().iter().sum(), total);
                };
                let address = if file.bytes.len() <= inline_bytes {
                    data_url::encode(&file.media_type, &file.bytes)
                } else {
                    self.upload_or_inline(file, hash, memory, &tell).await?
                };
                tell(file.bytes.len());
                Ok(address)
            }
        });
        let addresses = at_most(AT_ONCE, tasks).await?;
        let address_of = |wanted: &BlobHash| {
            distinct
                .iter()
                .zip(&addresses)
                .find(|((_, hash), _)| hash == wanted)
                .map(|(_, address)| address.clone())
                .unwrap_or_default()
        };
        let mut inputs = RemoteInputs::default();
        for (index, (_, hash)) in all.iter().enumerate() {
            if index < files.pictures.len() {
                inputs.picture_urls.push(address_of(hash));
            } else {
                inputs.mask_url = Some(address_of(hash));
            }
        }
        Ok(inputs)
    }

    /// Uploads a file; puts it into the request itself where the provider takes that and its storage is out of
    /// reach while its API is not. Offline, nothing is: a submit would end in doubt.
    async fn upload_or_inline(
        &self,
        file: &InputFile,
        hash: &BlobHash,
        memory: &dyn UploadMemory,
        on_sent: &dyn Fn(usize),
    ) -> Result<String, Error> {
        let outcome = self.upload_once(file, hash, memory, on_sent).await;
        let is_small = file.bytes.len() <= self.account.engine.capabilities().fallback_inline_bytes;
        match outcome {
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
        hash: &BlobHash,
        memory: &dyn UploadMemory,
        on_sent: &dyn Fn(usize),
    ) -> Result<String, Error> {
        // A file that expires may be gone by the time the model wants it.
        let may_remember = self.account.options.expire_seconds.is_none();
        if let Some(address) = memory.recall(hash).filter(|_| may_remember)
            && self.is_there(&address).await
        {
            return Ok(address);
        }
        let address = self
            .upload(&file.name, &file.media_type, file.bytes.clone(), on_sent)
            .await?;
        if may_remember {
            memory.remember(hash, &address);
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

/// Runs futures, at most `limit` at the same time, in the order given; gives their values in that order.
///
/// # Errors
/// The first error, on which the others are dropped.
async fn at_most<O, F>(limit: usize, futures: impl Iterator<Item = F>) -> Result<Vec<O>, Error>
where
    F: Future<Output = Result<O, Error>>,
{
    let mut waiting: Vec<Pin<Box<F>>> = futures.map(Box::pin).collect();
    let mut values: Vec<Option<O>> = waiting.iter().map(|_| None).collect();
    waiting.reverse();
    let mut next = 0;
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    std::future::poll_fn(move |context| {
        loop {
            while running.len() < limit
                && let Some(future) = waiting.pop()
            {
                running.push((next, future));
                next += 1;
            }
            let mut has_ended = false;
            let mut failure = None;
            running.retain_mut(|(index, future)| match future.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(outcome) => {
                    has_ended = true;
                    match outcome {
                        Ok(value) => {
                            if let Some(place) = values.get_mut(*index) {
                                *place = Some(value);
                            }
                        }
                        Err(error) => failure = Some(error),
                    }
                    false
                }
            });
            if let Some(error) = failure {
                return Poll::Ready(Err(error));
            }
            if running.is_empty() && waiting.is_empty() {
                return Poll::Ready(Ok(values.iter_mut().filter_map(Option::take).collect()));
            }
            if !has_ended {
                return Poll::Pending;
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;
    use crate::api::samples;
    use crate::api::scripted::{Exchange, Scripted, block_on};
    use crate::core::engine::EngineId;

    #[derive(Default)]
    struct Memory(RefCell<HashMap<String, String>>);

    impl UploadMemory for Memory {
        fn recall(&self, hash: &BlobHash) -> Option<String> {
            self.0.borrow().get(&hash.0).cloned()
        }

        fn remember(&self, hash: &BlobHash, address: &str) {
            self.0.borrow_mut().insert(hash.0.clone(), address.to_owned());
        }
    }

    const WITH_KEY: [(&str, &str); 2] = [
        ("Accept", "application/json"),
        ("Authorization", "Key sesame-1234"),
    ];

    /// The two exchanges of an upload.
    fn upload(name: &str, bytes: &[u8], file_name: &str) -> [Exchange; 2] {
        [
            Exchange::expect(
                Method::Post,
                "https://modelrunner.run/storage/upload/initiate",
                &WITH_KEY,
                Body::Json(json!({"file_name": file_name, "content_type": "image/png"}).to_string()),
            )
            .answer(
                200,
                &json!({
                    "upload_url": format!("https://bucket.example/{name}"),
                    "file_url": format!("https://media.example/{name}"),
                })
                .to_string(),
            ),
            Exchange::expect(
                Method::Put,
                &format!("https://bucket.example/{name}"),
                &[],
                Body::Bytes {
                    media_type: "image/png".to_owned(),
                    bytes: bytes.to_vec(),
                },
            )
            .answer(200, ""),
        ]
    }

    fn head(name: &str, status: u16) -> Exchange {
        Exchange::expect(
            Method::Head,
            &format!("https://media.example/{name}"),
            &[],
            Body::Empty,
        )
        .answer(status, "")
    }

    #[track_caller]
    fn check(memory: &Memory, files: &InputFiles, script: Vec<Exchange>, expected: &[&str]) {
        let transport = Scripted::new(script);
        let client = Client::new(&transport, samples::account(EngineId::ModelRunner));
        let last = RefCell::new((0, 0));
        let told =
            block_on(client.upload_all(files, memory, &|sent, total| *last.borrow_mut() = (sent, total)));
        let inputs = told.unwrap();
        let addresses: Vec<&str> = inputs
            .picture_urls
            .iter()
            .chain(&inputs.mask_url)
            .filter_map(|address| address.strip_prefix("https://media.example/"))
            .collect();
        assert_eq!(addresses, expected);
        let (sent, total) = *last.borrow();
        assert_eq!(sent, total);
        transport.check_done();
    }

    #[test]
    fn equal_bytes_go_once_and_remembered_ones_only_when_gone() {
        let memory = Memory::default();
        let files = samples::files(&[b"a", b"b", b"a"], Some(b"m"));
        let script = [
            upload("1", b"a", "picture.png"),
            upload("2", b"b", "picture.png"),
            upload("3", b"m", "mask.png"),
        ];
        check(
            &memory,
            &files,
            script.into_iter().flatten().collect(),
            &["1", "2", "1", "3"],
        );
        let again = samples::files(&[b"a", b"b"], None);
        let mut script = vec![head("1", 200), head("2", 404)];
        script.extend(upload("4", b"b", "picture.png"));
        check(&memory, &again, script, &["1", "4"]);
    }

    #[test]
    fn small_files_go_inside_the_request_at_fal() {
        let transport = Scripted::new(Vec::new());
        let client = Client::new(&transport, samples::account(EngineId::Fal));
        let memory = Memory::default();
        let files = samples::files(&[b"foob"], None);
        let inputs = block_on(client.upload_all(&files, &memory, &|_, _| ())).unwrap();
        assert_eq!(inputs.picture_urls, ["data:image/png;base64,Zm9vYg=="]);
    }

    #[test]
    fn no_more_than_the_limit_run_at_once() {
        let running = RefCell::new((0_usize, 0_usize));
        let tasks = (0..11).map(|index| {
            let running = &running;
            async move {
                let mut rounds = 0;
                {
                    let mut running = running.borrow_mut();
                    running.0 += 1;
                    running.1 = running.1.max(running.0);
                }
                std::future::poll_fn(|context| {
                    rounds += 1;
                    context.waker().wake_by_ref();
                    if rounds > 1 + index % 3 {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
                .await;
                running.borrow_mut().0 -= 1;
                Ok(index)
            }
        });
        let mut future = std::pin::pin!(at_most(4, tasks));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let values = loop {
            if let Poll::Ready(values) = future.as_mut().poll(&mut context) {
                break values.unwrap();
            }
        };
        assert_eq!(values, (0..11).collect::<Vec<_>>());
        assert_eq!(running.borrow().1, 4);
    }
}

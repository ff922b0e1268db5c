//! Files, and the worker that looks at them.

use pentimento::core::geometry::{Rect, Size};
use pentimento::core::job::JobRecord;
use pentimento::core::model::MaskEncoding;
use pentimento::core::request::{BlobHash, EditRequest, PictureRef};
use pentimento::runs::WorkError;
use pentimento::runs::ports::{self, Inspected, Prepared};

use super::Tab;

impl ports::Files for Tab {
    type Parts = Vec<u8>;

    fn add_bytes(&self, parts: &mut Vec<u8>, bytes: &[u8]) {
        parts.extend_from_slice(bytes);
    }

    fn take_in(&self, parts: Vec<u8>, hash: &BlobHash, _media_type: &str) {
        assert_eq!(&BlobHash::of(&parts), hash, "a file has the name of its bytes");
        self.memory.borrow_mut().insert(hash.clone(), parts);
    }

    fn let_go(&self, hash: &BlobHash) {
        self.memory.borrow_mut().remove(hash);
    }

    async fn file_size_bytes(&self, _hash: &BlobHash) -> Result<usize, WorkError> {
        Ok(100_000)
    }
}

impl ports::Worker for Tab {
    async fn prepare_picture(
        &self,
        _picture: &BlobHash,
        _region: Option<Rect>,
        _max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        self.turn().await;
        // Too large to go inside the request.
        let bytes = vec![1; 100_000];
        Ok(Prepared { media_type: "image/png".to_owned(), hash: BlobHash::of(&bytes), bytes })
    }

    async fn prepare_mask(
        &self,
        _mask: &BlobHash,
        _encoding: MaskEncoding,
        _region: Option<Rect>,
        _max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        self.turn().await;
        let bytes = vec![2; 1000];
        Ok(Prepared { media_type: "image/png".to_owned(), hash: BlobHash::of(&bytes), bytes })
    }

    async fn prepare_markup(&self, _request: &EditRequest, _max_side_px: u32) -> Result<Prepared, WorkError> {
        self.turn().await;
        let bytes = vec![3; 1000];
        Ok(Prepared { media_type: "image/png".to_owned(), hash: BlobHash::of(&bytes), bytes })
    }

    async fn inspect(&self, file: &BlobHash, _cleans_alpha: bool) -> Result<Inspected, WorkError> {
        self.turn().await;
        let known = self.memory.borrow().get(file).cloned();
        let bytes = known.or_else(|| self.browser.disk.file(file)).ok_or(WorkError::FileMissing)?;
        Ok(picture(&bytes, "image/png"))
    }

    async fn fill(&self, record: &JobRecord, on_progress: impl Fn(f32)) -> Result<Vec<Inspected>, WorkError> {
        self.browser.executor.sleep(self.browser.fill_millis.get()).await;
        on_progress(0.5);
        Ok((0..record.request.settings.count).map(|variant| picture(&[variant], "image/png")).collect())
    }
}

fn picture(bytes: &[u8], media_type: &str) -> Inspected {
    Inspected {
        picture: PictureRef {
            blob: BlobHash::of(bytes),
            name: "result".to_owned(),
            media_type: media_type.to_owned(),
            size: Size::new(64, 48),
        },
        thumbnail: BlobHash::of(b"thumbnail"),
        outside: None,
        is_unchanged: false,
    }
}

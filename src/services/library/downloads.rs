//! Results out of the page: as files in a format of choice, to the clipboard, to other apps.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Blob};
use crate::browser::preferences::{self, Lifetime};
use crate::browser::{spawn, time};
use crate::core::file_name;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::picture::PictureFormat;
use crate::core::provenance::DigitalSource;
use crate::core::request::BlobHash;
use crate::services::library::result_commands::letter_of;
use crate::services::library::{Error, Library, texts};
use crate::state::Dialog;
use crate::worker::Transcode;

pub use crate::browser::files::can_share;

/// Between two downloads, in milliseconds: browsers drop those that come at once.
const BETWEEN_DOWNLOADS_MILLIS: u32 = 150;

/// White: the usual ground.
pub const WHITE: [u8; 3] = [255; 3];

/// The preference for files that say nothing of how they came to be.
const SILENT_PREFERENCE: &str = "silent-files";

/// How a result is wanted as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileOptions {
    /// The result as it came, although a protected one is there.
    pub is_raw: bool,
    /// The format; `None` = the bytes as they are.
    pub format: Option<PictureFormat>,
    /// 1 to 100, for JPEG and WebP.
    pub quality_percent: u8,
    /// What shows where the picture is transparent, in a format without transparency: red, green, blue.
    pub ground: [u8; 3],
    /// Date, camera and copyright of the picture that it was made from are kept, as far as that has them.
    pub keeps_credits: bool,
}

impl FileOptions {
    /// The picture that is shown; `None` = in the format that it has.
    fn of_shown(record: &ResultRecord, format: Option<PictureFormat>) -> Self {
        Self {
            is_raw: record.shown_protected().is_none(),
            format,
            quality_percent: 100,
            ground: WHITE,
            keeps_credits: false,
        }
    }
}

pub fn can_code(format: PictureFormat) -> bool {
    format == PictureFormat::Png || files::can_code(format)
}

impl Library {
    /// Hands the picture that is shown to the person as a file named after the picture that it was made from.
    pub fn download(self, record: Arc<ResultRecord>) {
        spawn(async move {
            let record = self.settled(record).await;
            self.hand_over(&record, FileOptions::of_shown(&record, None)).await;
        });
    }

    pub fn ask_format(self, record: Arc<ResultRecord>) {
        self.results.wanted.set(Some(record));
        self.dialog.set(Some(Dialog::Download));
    }

    /// Hands a result to the person as a file.
    pub fn download_as(self, record: Arc<ResultRecord>, options: FileOptions) {
        spawn(async move {
            let record = if options.is_raw { record } else { self.settled(record).await };
            self.hand_over(&record, options).await;
        });
    }

    async fn hand_over(self, record: &ResultRecord, options: FileOptions) {
        let outcome = match self.file_of(record, options).await {
            Ok(blob) => files::download(&blob, &name_for(record, &blob)).map_err(Error::from),
            Err(error) => Err(error),
        };
        if self.report("The picture was not downloaded.", outcome).is_some() {
            self.note_handed_over(record);
        }
    }

    /// Hands many pictures to the person, one file each; what cannot be read is counted and reported.
    pub fn download_all(self, records: Vec<Arc<ResultRecord>>) {
        spawn(async move {
            let mut unread = 0;
            for record in records {
                let record = self.settled(record).await;
                let blob = self.shown_file(&record).await;
                match blob.map(|blob| files::download(&blob, &name_for(&record, &blob))) {
                    Ok(Ok(())) => {
                        self.note_handed_over(&record);
                        time::sleep(BETWEEN_DOWNLOADS_MILLIS).await;
                    }
                    _ => unread += 1,
                }
            }
            if unread > 0 {
                self.notices.error(texts::not_all_downloaded(unread));
            }
        });
    }

    /// Hands files to the person that are no results, each named by its place.
    pub fn download_files(self, hashes: Vec<BlobHash>) {
        spawn(async move {
            for (index, hash) in hashes.iter().enumerate() {
                let handed_over = match self.blobs.get(hash).await {
                    Ok(file) => {
                        let media_type = files::media_type_of(&file);
                        let ending = media_type.rsplit('/').next().unwrap_or("bin");
                        files::download(&file, &["answer-", &(index + 1).to_string(), ".", ending].concat())
                    }
                    Err(error) => Err(error),
                };
                self.report("The file was not saved.", handed_over);
                time::sleep(BETWEEN_DOWNLOADS_MILLIS).await;
            }
        });
    }

    /// Copies the picture that is shown to the clipboard, as PNG: the one kind that every clipboard takes.
    pub fn copy(self, record: Arc<ResultRecord>) {
        // Asked for at once, while the click counts; the bytes may come later.
        let copied = files::copy_picture(async move {
            let record = self.settled(record).await;
            self.file_of(&record, FileOptions::of_shown(&record, Some(PictureFormat::Png))).await
        });
        spawn(async move {
            if self.report("The picture was not copied.", copied.await).is_some() {
                self.notices.info("Picture copied.");
            }
        });
    }

    /// Hands the picture that is shown to another app, of the person's choice.
    pub fn share(self, record: Arc<ResultRecord>) {
        spawn(async move {
            let record = self.settled(record).await;
            let outcome = match self.shown_file(&record).await {
                Ok(blob) => files::share(&blob, &name_for(&record, &blob)).await.map_err(Error::from),
                Err(error) => Err(error),
            };
            // The person may close the choice: no error.
            if !matches!(&outcome, Err(error) if error.is_abort()) {
                self.report("The picture was not shared.", outcome);
            }
        });
    }

    /// The picture that is shown, as it is handed over.
    async fn shown_file(self, record: &ResultRecord) -> Result<Blob, Error> {
        self.file_of(record, FileOptions::of_shown(record, None)).await
    }

    async fn file_of(self, record: &ResultRecord, options: FileOptions) -> Result<Blob, Error> {
        let protected = record.protected.as_ref().filter(|_| !options.is_raw);
        let hash =
            protected.map(|protected| &protected.blob).or(record.blob.as_ref()).ok_or(Error::NoFile)?;
        let blob = self.blobs.get(hash).await?;
        let source = self.says_source().then(|| source_of(record, protected.is_some()));
        if options.format.is_none() && source.is_none() && !options.keeps_credits {
            return Ok(blob);
        }
        let credits_of = match record.request.pictures.first().filter(|_| options.keeps_credits) {
            Some(base) => Some(self.blobs.get(&base.blob).await?.into()),
            None => None,
        };
        let (format, quality_percent) = (options.format, options.quality_percent);
        let task = Transcode {
            picture: blob.clone().into(),
            format,
            quality_percent,
            ground: options.ground,
            source,
            credits_of,
        };
        match self.long_worker.call(task).await {
            Ok(made) => Ok(made.file.0),
            // The picture itself does not depend on what would have been said of it.
            Err(_) if format.is_none() && !options.keeps_credits => Ok(blob),
            Err(error) => Err(error.into()),
        }
    }

    /// Files that are handed over say how they came to be.
    #[expect(clippy::unused_self, reason = "one of the library's settings, which are methods of it")]
    pub fn says_source(self) -> bool {
        preferences::read(SILENT_PREFERENCE, Lifetime::Device).is_none()
    }

    /// Whether files say from now on how they came to be.
    #[expect(clippy::unused_self, reason = "one of the library's settings, which are methods of it")]
    pub fn set_says_source(self, says: bool) {
        if says {
            preferences::remove(SILENT_PREFERENCE, Lifetime::Device);
        } else {
            // A browser that refuses says it in the next visit again.
            let _ = preferences::write(SILENT_PREFERENCE, "yes", Lifetime::Device);
        }
    }
}

/// How a result came to be.
fn source_of(record: &ResultRecord, is_protected: bool) -> DigitalSource {
    match (record.request.engine, is_protected) {
        (EngineId::LocalFill, _) => DigitalSource::Enhanced,
        (_, true) => DigitalSource::Composite,
        (_, false) => DigitalSource::Generated,
    }
}

/// A file's name after the picture that it was made from: `IMG_2041-edited`, and the letter where its run gave several.
pub fn file_stem(record: &ResultRecord) -> String {
    let source = record.request.pictures.first().map_or("", |base| &base.name);
    let source = source.rsplit_once('.').map_or(source, |(stem, _)| stem);
    let name = file_name::stem(source);
    let name = if name.is_empty() { "pentimento" } else { &name };
    let is_alone = record.request.settings.count < 2 && record.index == 0;
    let letter = if is_alone { String::new() } else { ["-", &letter_of(record)].concat() };
    [name, "-edited", &letter].concat()
}

fn name_for(record: &ResultRecord, blob: &Blob) -> String {
    let media_type = files::media_type_of(blob);
    let format = PictureFormat::from_media_type(&media_type).unwrap_or(PictureFormat::Png);
    [&file_stem(record), ".", format.extension()].concat()
}

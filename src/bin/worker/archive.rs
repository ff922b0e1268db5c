//! Exports and imports: hashes and checks, file by file, so that memory holds one file at a time. The ZIP
//! itself is a blob made of blobs.

use pentimento::browser::attachment::File;
use pentimento::browser::codec::{self, Blob, BlobParts};
use pentimento::core::archive::zip::{self, Entry, Writer};
use pentimento::core::archive::{ArchiveError, MANIFEST, MAX_MANIFEST_BYTES, Manifest};
use pentimento::core::media;
use pentimento::core::request::BlobHash;
use pentimento::worker::{Error, Export, Exported, Import, Imported};

use crate::perform::{Perform, Updates};

impl Perform for Export<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Exported<File>, Error> {
        let manifest = serde_json::to_vec_pretty(&self.manifest)
            .map_err(|error| ArchiveError::Manifest(error.to_string()))?;
        let bytes = manifest.len() as u64;
        if bytes > MAX_MANIFEST_BYTES {
            let name = MANIFEST.to_owned();
            return Err(ArchiveError::TooLarge { name, bytes, limit: MAX_MANIFEST_BYTES }.into());
        }
        let mut writer = Writer::default();
        let parts = BlobParts::default();
        let mut push_header = |name: &str, bytes: &[u8]| {
            let header = writer.header(name, bytes.len() as u64, crc32fast::hash(bytes))?;
            parts.push_bytes(&header);
            Ok::<(), ArchiveError>(())
        };
        push_header(MANIFEST, &manifest)?;
        parts.push_bytes(&manifest);
        for (archived, file) in self.manifest.files.iter().zip(&self.files) {
            let bytes = file.read().await?;
            if BlobHash::of(&bytes) != archived.hash {
                return Err(Error::SavedFile { path: archived.path.clone() });
            }
            push_header(&archived.path, &bytes)?;
            parts.push_blob(&file.0);
        }
        parts.push_bytes(&writer.end()?);
        Ok(Exported { zip: File(parts.finish("application/zip")?) })
    }
}

impl Perform for Import<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Imported<File>, Error> {
        let whole = &self.zip.0;
        let total = codec::length_of(whole);
        let tail = part(whole, total.saturating_sub(zip::TAIL_BYTES), total).await?;
        let directory = zip::find_directory(&tail, total)?;
        let bytes = part(whole, directory.offset, directory.offset + directory.bytes).await?;
        let entries = zip::read_directory(&bytes, directory)?;
        let find = |name: &str| entries.iter().find(|entry| entry.name == name);
        let entry = find(MANIFEST).ok_or(ArchiveError::NoManifest)?;
        if entry.bytes > MAX_MANIFEST_BYTES {
            let (name, bytes) = (MANIFEST.to_owned(), entry.bytes);
            return Err(ArchiveError::TooLarge { name, bytes, limit: MAX_MANIFEST_BYTES }.into());
        }
        let (from, to) = place(whole, entry).await?;
        let manifest = Manifest::read(&part(whole, from, to).await?)?;
        let mut files = Vec::new();
        for file in &manifest.files {
            let path = || file.path.clone();
            let entry = find(&file.path).ok_or_else(|| ArchiveError::Missing { name: path() })?;
            let (from, to) = place(whole, entry).await?;
            let bytes = part(whole, from, to).await?;
            if BlobHash::of(&bytes) != file.hash {
                return Err(ArchiveError::Hash { name: path() }.into());
            }
            media::inspect(&bytes).map_err(|error| Error::ArchivedPicture { path: path(), error })?;
            files.push(File(codec::slice_of(whole, from, to, &file.media_type)?));
        }
        Ok(Imported { manifest, files })
    }
}

/// The first byte of an entry's file, and the one after its last.
async fn place(whole: &Blob, entry: &Entry) -> Result<(u64, u64), Error> {
    let header = part(whole, entry.header_offset, entry.header_offset + zip::LOCAL_BYTES).await?;
    let from = zip::data_offset(entry, &header)?;
    Ok((from, from + entry.bytes))
}

async fn part(whole: &Blob, from: u64, to: u64) -> Result<Vec<u8>, Error> {
    let bytes = codec::bytes_of(&codec::slice_of(whole, from, to, "")?).await?;
    if bytes.len() as u64 == to - from {
        Ok(bytes)
    } else {
        Err(ArchiveError::Damaged("it is cut off".into()).into())
    }
}

//! Exports and imports: hashes and checks, file by file, so that memory holds one file at a time. The ZIP
//! itself is a blob made of blobs.

use pentimento::browser::codec::{self, Blob};
use pentimento::browser::worker_port::Attachment;
use pentimento::core::archive::zip::{self, Entry, Writer};
use pentimento::core::archive::{ArchiveError, MANIFEST, MAX_MANIFEST_BYTES, Manifest};
use pentimento::core::request::BlobHash;
use pentimento::worker::Answer;

use super::tasks::Outcome;

/// Makes a ZIP. Attachments: the manifest's files, in its order.
pub(super) async fn export(attachments: &[Attachment], manifest: &Manifest) -> Outcome {
    let text = serde_json::to_vec_pretty(manifest).map_err(|error| error.to_string())?;
    let mut writer = Writer::default();
    let mut parts = vec![Attachment::of(&header(&mut writer, MANIFEST, &text)?)];
    parts.push(Attachment::of(&text));
    for (file, attachment) in manifest.files.iter().zip(attachments) {
        let bytes = attachment.bytes().await.map_err(|error| error.to_string())?;
        if BlobHash::of(&bytes) != file.hash {
            return Err(format!("{} was damaged in the storage", file.path));
        }
        parts.push(Attachment::of(&header(&mut writer, &file.path, &bytes)?));
        parts.push(attachment.clone());
    }
    let end = writer.end().map_err(|error| error.to_string())?;
    parts.push(Attachment::of(&end));
    let whole = codec::blob_of_parts(&parts, "application/zip").map_err(|error| error.to_string())?;
    Ok((Answer::Exported, vec![Attachment::Blob(whole)]))
}

fn header(writer: &mut Writer, name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    writer.header(name, bytes.len() as u64, crc32fast::hash(bytes)).map_err(|error| error.to_string())
}

/// Reads a ZIP and checks all of it. Attachment: the ZIP.
pub(super) async fn import(attachments: &[Attachment]) -> Outcome {
    let whole = super::tasks::attachment(attachments, 0)?
        .blob("application/zip")
        .map_err(|error| error.to_string())?;
    let (manifest, files) = read(&whole).await?;
    Ok((Answer::Imported { manifest }, files))
}

async fn read(whole: &Blob) -> Result<(Manifest, Vec<Attachment>), String> {
    let refused = |error: ArchiveError| error.to_string();
    let total = codec::length_of(whole);
    let tail = part(whole, total.saturating_sub(zip::TAIL_BYTES), total).await?;
    let directory = zip::find_directory(&tail, total).map_err(refused)?;
    let bytes = part(whole, directory.offset, directory.offset + directory.bytes).await?;
    let entries = zip::read_directory(&bytes, directory).map_err(refused)?;
    let find = |name: &str| entries.iter().find(|entry| entry.name == name);
    let entry = find(MANIFEST).ok_or(ArchiveError::NoManifest).map_err(refused)?;
    if entry.bytes > MAX_MANIFEST_BYTES {
        return Err(refused(ArchiveError::TooLarge {
            name: MANIFEST.to_owned(),
            bytes: entry.bytes,
            limit: MAX_MANIFEST_BYTES,
        }));
    }
    let (from, to) = place(whole, entry).await?;
    let manifest = Manifest::read(&part(whole, from, to).await?).map_err(refused)?;
    let mut files = Vec::new();
    for file in &manifest.files {
        let missing = || ArchiveError::Missing { name: file.path.clone() };
        let entry = find(&file.path).ok_or_else(missing).map_err(refused)?;
        let (from, to) = place(whole, entry).await?;
        let bytes = part(whole, from, to).await?;
        if BlobHash::of(&bytes) != file.hash {
            return Err(refused(ArchiveError::Hash { name: file.path.clone() }));
        }
        pentimento::core::media::inspect(&bytes).map_err(|error| format!("{}: {error}", file.path))?;
        let slice = codec::slice_of(whole, from, to, &file.media_type).map_err(|error| error.to_string())?;
        files.push(Attachment::Blob(slice));
    }
    Ok((manifest, files))
}

async fn place(whole: &Blob, entry: &Entry) -> Result<(u64, u64), String> {
    let header = part(whole, entry.header_offset, entry.header_offset + zip::LOCAL_BYTES).await?;
    let from = zip::data_offset(entry, &header).map_err(|error| error.to_string())?;
    Ok((from, from + entry.bytes))
}

async fn part(whole: &Blob, from: u64, to: u64) -> Result<Vec<u8>, String> {
    let told = |error: pentimento::browser::Error| error.to_string();
    let slice = codec::slice_of(whole, from, to, "").map_err(told)?;
    let bytes = codec::bytes_of(&slice).await.map_err(told)?;
    if bytes.len() as u64 == to - from {
        Ok(bytes)
    } else {
        Err(ArchiveError::Damaged("it is cut off").to_string())
    }
}

//! Archives written and read, and hostile ones refused.

use super::zip::{TAIL_BYTES, Writer, data_offset, find_directory, read_directory};
use super::*;
use crate::core::request::BlobHash;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::default();
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend(writer.header(name, bytes.len() as u64, crc32fast::hash(bytes)).unwrap());
        out.extend(*bytes);
    }
    out.extend(writer.end().unwrap());
    out
}

/// Files by their names.
type Files = Vec<(String, Vec<u8>)>;

/// Reads an archive as the worker does, from bytes.
fn read(bytes: &[u8]) -> Result<(Manifest, Files), ArchiveError> {
    let total = bytes.len() as u64;
    let tail = &bytes[total.saturating_sub(TAIL_BYTES) as usize..];
    let directory = find_directory(tail, total)?;
    let start = directory.offset as usize;
    let entries = read_directory(&bytes[start..start + directory.bytes as usize], directory)?;
    let mut files = Vec::new();
    for entry in &entries {
        let at = data_offset(entry, &bytes[entry.header_offset as usize..])? as usize;
        let data = bytes
            .get(at..at + entry.bytes as usize)
            .ok_or(ArchiveError::Damaged("a file lies outside of it".into()))?;
        files.push((entry.name.clone(), data.to_vec()));
    }
    let find = |name: &str| files.iter().find(|(own, _)| own == name).map(|(_, data)| data.clone());
    let manifest = Manifest::read(&find(MANIFEST).ok_or(ArchiveError::NoManifest)?)?;
    for file in &manifest.files {
        let data = find(&file.path).ok_or(ArchiveError::Missing { name: file.path.clone() })?;
        if BlobHash::of(&data) != file.hash {
            return Err(ArchiveError::Hash { name: file.path.clone() });
        }
    }
    Ok((manifest, files))
}

const PICTURE: &[u8] = include_bytes!("../../../tests/fixtures/small.png");

fn manifest(hash: &str) -> String {
    format!(
        r#"{{"format":"pentimento-export","version":1,"results":[],
           "files":[{{"hash":"{hash}","path":"pictures/a.png","media_type":"image/png"}}]}}"#
    )
}

fn fine() -> Vec<u8> {
    let text = manifest(&BlobHash::of(PICTURE).0);
    zip(&[(MANIFEST, text.as_bytes()), ("pictures/a.png", PICTURE)])
}

#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    match read(bytes) {
        Ok(_) => panic!("it was read"),
        Err(error) => assert!(error.to_string().contains(expected), "{error}"),
    }
}

#[test]
fn what_is_written_is_read() {
    let (manifest, files) = read(&fine()).unwrap();
    assert_eq!(manifest.files.len(), 1);
    assert_eq!(files.last().unwrap().1, PICTURE);
}

#[test]
fn refuses_what_is_hostile() {
    let own = manifest(&BlobHash::of(PICTURE).0);
    check(b"no archive at all, only some text", "not a ZIP");
    check(&fine()[..fine().len() - 30], "not a ZIP");
    check(&zip(&[("pictures/a.png", PICTURE)]), "no manifest.json");
    check(&zip(&[(MANIFEST, own.as_bytes())]), "missing");
    check(&zip(&[(MANIFEST, own.as_bytes()), ("pictures/a.png", b"other")]), "not the file");
    for name in ["../a.png", "/a.png", "a/../../b", "c:\\a", "a//b"] {
        check(&zip(&[(name, PICTURE)]), "not allowed");
    }
    check(&zip(&[(MANIFEST, own.as_bytes()), ("a", PICTURE), ("a", PICTURE)]), "two entries named a");
    for field in ["api_key", "API-Key", "secret", "Authorization", "token", "key"] {
        let text = own.replacen('{', &format!(r#"{{"{field}":"x","#), 1);
        check(&zip(&[(MANIFEST, text.as_bytes())]), field);
    }
    check(&zip(&[(MANIFEST, b"{}")]), "cannot be read");
    check(&zip(&[(MANIFEST, own.replace("\"version\":1", "\"version\":99").as_bytes())]), "version 99");
}

#[test]
fn refuses_what_only_the_headers_tell() {
    let directory_at = |bytes: &[u8]| bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let end_at = |bytes: &[u8]| bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let mut encrypted = fine();
    let at = directory_at(&encrypted);
    encrypted[at + 8] |= 1;
    check(&encrypted, "encrypted");
    let mut bomb = fine();
    let at = directory_at(&bomb);
    bomb[at + 10] = 8;
    bomb[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    check(&bomb, "compressed");
    let mut large = fine();
    let at = directory_at(&large);
    large[at + 20..at + 24].copy_from_slice(&(1_u32 << 30).to_le_bytes());
    large[at + 24..at + 28].copy_from_slice(&(1_u32 << 30).to_le_bytes());
    check(&large, "the limit is");
    let mut many = fine();
    let at = end_at(&many);
    many[at + 10..at + 12].copy_from_slice(&u16::MAX.to_le_bytes());
    check(&many, "65535 entries, the limit is 65534");
    let mut outside = fine();
    let at = end_at(&outside);
    outside[at + 16..at + 20].copy_from_slice(&u32::MAX.to_le_bytes());
    check(&outside, "outside");
}

/// Written by the first version of the format; it must be read for ever.
#[test]
fn reads_an_export_of_version_1() {
    let (manifest, _) = read(include_bytes!("../../../tests/fixtures/export-1.zip")).unwrap();
    let record = manifest.results.first().unwrap();
    assert_eq!(record.request.prompt, "Remove the tower");
    assert!(record.blob.is_some());
    assert_eq!(manifest.files.len(), 1);
}

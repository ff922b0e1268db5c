//! ZIP without compression, after PKWARE's APPNOTE 6.3: pictures are compressed already.
//!
//! The writer gives the headers between the files, so that whoever has the files as handles need not hold
//! their bytes. The reader takes the directory and gives where each file lies.

use std::collections::HashSet;

use super::error::{ArchiveError, MAX_ENTRIES, MAX_FILE_BYTES};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Bytes of a local header without its name.
pub const LOCAL_BYTES: u64 = 30;
/// Bytes from the file's end in which the end record is looked for: with the longest comment.
pub const TAIL_BYTES: u64 = 22 + 65_535;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// 1 January 1980, the earliest there is: exports hold no time but the records'.
const DATE: u16 = 0x21;

/// Writes an archive's headers.
#[derive(Debug, Default)]
pub struct Writer {
    directory: Vec<u8>,
    count: u16,
    at: u64,
}

impl Writer {
    /// The header that goes before a file's bytes.
    pub fn header(&mut self, name: &str, bytes: u64, crc: u32) -> Result<Vec<u8>, ArchiveError> {
        let too_large = |_| ArchiveError::OverFourGigabytes;
        let size = u32::try_from(bytes).map_err(too_large)?;
        let offset = u32::try_from(self.at).map_err(too_large)?;
        let length = u16::try_from(name.len()).map_err(too_large)?;
        let count = usize::from(self.count) + 1;
        if count > MAX_ENTRIES {
            return Err(ArchiveError::TooMany { count });
        }
        self.count += 1;
        let mut common = Vec::new();
        for value in [20, UTF8, 0, 0, DATE] {
            put16(&mut common, value);
        }
        for value in [crc, size, size] {
            put32(&mut common, value);
        }
        put16(&mut common, length);
        put16(&mut common, 0);
        let mut header = Vec::new();
        put32(&mut header, LOCAL);
        header.extend(&common);
        header.extend(name.as_bytes());
        put32(&mut self.directory, CENTRAL);
        put16(&mut self.directory, 20);
        self.directory.extend(&common);
        for value in [0, 0, 0] {
            put16(&mut self.directory, value);
        }
        put32(&mut self.directory, 0);
        put32(&mut self.directory, offset);
        self.directory.extend(name.as_bytes());
        self.at += header.len() as u64 + bytes;
        Ok(header)
    }

    /// What goes at the end.
    pub fn end(self) -> Result<Vec<u8>, ArchiveError> {
        let too_large = |_| ArchiveError::OverFourGigabytes;
        let offset = u32::try_from(self.at).map_err(too_large)?;
        let length = u32::try_from(self.directory.len()).map_err(too_large)?;
        let mut out = self.directory;
        put32(&mut out, END);
        for value in [0, 0, self.count, self.count] {
            put16(&mut out, value);
        }
        put32(&mut out, length);
        put32(&mut out, offset);
        put16(&mut out, 0);
        Ok(out)
    }
}

/// Where an archive's directory lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Its first byte.
    pub offset: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Its entries.
    pub count: usize,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Where its local header lies.
    pub header_offset: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Their CRC-32.
    pub crc: u32,
}

/// Finds the directory in the last [`TAIL_BYTES`] of a file of `total` bytes.
pub fn find_directory(tail: &[u8], total: u64) -> Result<Directory, ArchiveError> {
    let start = (0..=tail.len().saturating_sub(22))
        .rev()
        .find(|&at| get32(tail, at) == Some(END))
        .ok_or(ArchiveError::NotZip)?;
    let damaged = ArchiveError::Damaged("its end is cut off".into());
    let field16 = |at: usize| get16(tail, start + at).ok_or(damaged.clone());
    let field32 = |at: usize| get32(tail, start + at).ok_or(damaged.clone());
    let count = usize::from(field16(10)?);
    // 65535 stands for a larger count in a ZIP64 record, which an export of ours never has.
    if count > MAX_ENTRIES {
        return Err(ArchiveError::TooMany { count });
    }
    let (bytes, offset) = (u64::from(field32(12)?), u64::from(field32(16)?));
    if offset + bytes > total {
        return Err(ArchiveError::Damaged("its directory lies outside of it".into()));
    }
    Ok(Directory { offset, bytes, count })
}

/// Reads the directory.
pub fn read_directory(bytes: &[u8], directory: Directory) -> Result<Vec<Entry>, ArchiveError> {
    let damaged = ArchiveError::Damaged("its directory is cut off".into());
    let mut names = HashSet::new();
    let mut entries = Vec::new();
    let mut at = 0;
    for _ in 0..directory.count {
        if get32(bytes, at) != Some(CENTRAL) {
            return Err(damaged);
        }
        let field16 = |offset: usize| get16(bytes, at + offset).ok_or(damaged.clone());
        let field32 = |offset: usize| get32(bytes, at + offset).ok_or(damaged.clone());
        let (flags, method) = (field16(8)?, field16(10)?);
        let (crc, packed, size) = (field32(16)?, field32(20)?, field32(24)?);
        let (name_bytes, extra, comment) = (field16(28)?, field16(30)?, field16(32)?);
        let header_offset = u64::from(field32(42)?);
        let name = bytes.get(at + 46..at + 46 + usize::from(name_bytes)).ok_or(damaged.clone())?;
        let name = String::from_utf8_lossy(name).into_owned();
        at += 46 + usize::from(name_bytes) + usize::from(extra) + usize::from(comment);
        if flags & 1 != 0 {
            return Err(ArchiveError::Encrypted);
        }
        check_name(&name)?;
        if !names.insert(name.clone()) {
            return Err(ArchiveError::Twice { name });
        }
        if name.ends_with('/') {
            continue;
        }
        if method != 0 || packed != size {
            return Err(ArchiveError::Compressed { name });
        }
        let size = u64::from(size);
        if size > MAX_FILE_BYTES {
            return Err(ArchiveError::TooLarge { name, bytes: size, limit: MAX_FILE_BYTES });
        }
        if header_offset + LOCAL_BYTES + size > directory.offset {
            return Err(ArchiveError::Damaged("a file lies outside of it".into()));
        }
        entries.push(Entry { name, header_offset, bytes: size, crc });
    }
    if at < bytes.len() {
        return Err(ArchiveError::Damaged("its directory has more entries than it says".into()));
    }
    Ok(entries)
}

/// Where an entry's bytes begin, by its local header's first [`LOCAL_BYTES`].
pub fn data_offset(entry: &Entry, header: &[u8]) -> Result<u64, ArchiveError> {
    let damaged = ArchiveError::Damaged("a file's header is missing".into());
    if get32(header, 0) != Some(LOCAL) {
        return Err(damaged);
    }
    let length = |at: usize| get16(header, at).map(u64::from).ok_or(damaged.clone());
    Ok(entry.header_offset + LOCAL_BYTES + length(26)? + length(28)?)
}

fn check_name(name: &str) -> Result<(), ArchiveError> {
    let is_fine = name.len() <= 256
        && !name.starts_with('/')
        && !name.contains(['\\', ':', '\0'])
        && name.trim_end_matches('/').split('/').all(|part| !matches!(part, "" | "." | ".."));
    if is_fine { Ok(()) } else { Err(ArchiveError::Name { name: name.chars().take(80).collect() }) }
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

fn get16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn get32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

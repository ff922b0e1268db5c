//! The chunks of a RIFF file, the container of WebP: a name of four bytes, a length, the content, one byte more where the
//! length is odd.

/// The chunks that are whole, in their order; `bytes` begins with the first.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let name = bytes.get(at..at + 4)?;
        let length = u32::from_le_bytes(*bytes.get(at + 4..)?.first_chunk()?) as usize;
        let content = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at += 8 + length + length % 2;
        Some((name, content))
    })
}

/// Appends a chunk.
pub(super) fn push(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend_from_slice(name);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend_from_slice(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

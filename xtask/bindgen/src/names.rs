//! Takes the names of functions out of a wasm file: a published page needs none, and wasm-opt warns of a part of
//! them that it does not know.

/// Bytes before the first section: the magic number and the version.
const HEADER_BYTES: usize = 8;
/// The section of a tool's own data, of which the name comes first.
const CUSTOM: u8 = 0;

/// The file without its section `name`. What does not read as sections is left as it is.
pub(crate) fn without_names(wasm: &[u8]) -> Vec<u8> {
    kept_sections(wasm).unwrap_or_else(|| wasm.to_vec())
}

fn kept_sections(wasm: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(HEADER_BYTES)?;
    let mut kept = header.to_vec();
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (size, content) = read_u32(after_kind)?;
        let (content, next) = content.split_at_checked(size)?;
        let (name_length, name) = if kind == CUSTOM { read_u32(content)? } else { (0, content) };
        if kind != CUSTOM || name.get(..name_length)? != b"name" {
            kept.extend_from_slice(rest.get(..rest.len() - next.len())?);
        }
        rest = next;
    }
    Some(kept)
}

/// A number in LEB128, and what follows it.
fn read_u32(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_go() {
        let header = b"\0asm\x01\0\0\0";
        let code = [10, 2, 1, 0];
        let other = [0, 5, 4, b'm', b'o', b'r', b'e'];
        // Its size in two bytes, as linkers write it.
        let names = [0, 0x88, 0, 4, b'n', b'a', b'm', b'e', 3, 1, 0];
        let whole = [&header[..], &code, &names, &other].concat();
        assert_eq!(without_names(&whole), [&header[..], &code, &other].concat());
        let cut_off = &whole[..whole.len() - 2];
        assert_eq!(without_names(cut_off), cut_off);
        assert_eq!(without_names(b"no wasm"), b"no wasm");
    }
}

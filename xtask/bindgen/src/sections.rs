//! Reads and rewrites a wasm file section by section, for what no tool at hand does.

/// Bytes before the first section: the magic number and the version.
const HEADER_BYTES: usize = 8;
/// The section of a tool's own data, of which the name comes first.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
/// The part of the section `name` that has the names of functions.
const FUNCTION_NAMES: u8 = 1;

/// The file without its section `name`. What does not read as sections is left as it is.
pub(crate) fn without_names(wasm: &[u8]) -> Vec<u8> {
    rewritten(wasm, |kind, content| if is_names(kind, content) { None } else { Some(content.to_vec()) })
}

/// The file with the names of functions only: wasm-opt sorts by them, and warns of others that it does not know.
pub(crate) fn with_function_names(wasm: &[u8]) -> Vec<u8> {
    rewritten(
        wasm,
        |kind, content| {
            if is_names(kind, content) { function_names(content) } else { Some(content.to_vec()) }
        },
    )
}

/// The file with another name for each import for which there is one.
pub(crate) fn with_imports_named(wasm: &[u8], rename: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    rewritten(wasm, |kind, content| {
        let renamed = if kind == IMPORTS { renamed_imports(content, &rename) } else { None };
        Some(renamed.unwrap_or_else(|| content.to_vec()))
    })
}

/// The names of a file's imports.
pub(crate) fn imports(wasm: &[u8]) -> Vec<String> {
    let names = std::cell::RefCell::new(Vec::new());
    with_imports_named(wasm, |name| {
        names.borrow_mut().push(name.to_owned());
        None
    });
    names.into_inner()
}

/// The file with each section's content as `rewrite` gives it; without those of which it gives none.
fn rewritten(wasm: &[u8], rewrite: impl Fn(u8, &[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    sections(wasm, rewrite).unwrap_or_else(|| wasm.to_vec())
}

fn sections(wasm: &[u8], rewrite: impl Fn(u8, &[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let (header, mut rest) = wasm.split_at_checked(HEADER_BYTES)?;
    let mut kept = header.to_vec();
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (size, content) = read_u32(after_kind)?;
        let (content, next) = content.split_at_checked(size)?;
        if let Some(content) = rewrite(kind, content) {
            kept.push(kind);
            write_sized(&mut kept, &content);
        }
        rest = next;
    }
    Some(kept)
}

fn is_names(kind: u8, content: &[u8]) -> bool {
    kind == CUSTOM && read_text(content).is_some_and(|(name, _)| name == "name")
}

fn function_names(content: &[u8]) -> Option<Vec<u8>> {
    let (name, mut rest) = read_text(content)?;
    let mut kept = Vec::new();
    write_sized(&mut kept, name.as_bytes());
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (size, part) = read_u32(after_kind)?;
        let (part, next) = part.split_at_checked(size)?;
        if kind == FUNCTION_NAMES {
            kept.push(kind);
            write_sized(&mut kept, part);
        }
        rest = next;
    }
    Some(kept)
}

fn renamed_imports(content: &[u8], rename: impl Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    let (count, mut rest) = read_u32(content)?;
    let mut renamed = Vec::with_capacity(content.len());
    write_u32(&mut renamed, count);
    for _ in 0..count {
        let (module, after_module) = read_text(rest)?;
        let (name, after_name) = read_text(after_module)?;
        let next = after_description(after_name)?;
        let new_name = rename(name);
        write_sized(&mut renamed, module.as_bytes());
        write_sized(&mut renamed, new_name.as_deref().unwrap_or(name).as_bytes());
        renamed.extend_from_slice(after_name.get(..after_name.len() - next.len())?);
        rest = next;
    }
    rest.is_empty().then_some(renamed)
}

/// What follows the kind and type of an import.
fn after_description(bytes: &[u8]) -> Option<&[u8]> {
    let (&kind, rest) = bytes.split_first()?;
    let after_limits = |bytes: &[u8]| {
        let (&flags, rest) = bytes.split_first()?;
        let (_, rest) = read_u32(rest)?;
        let length = rest.len();
        if flags & 1 == 0 { Some(length) } else { Some(read_u32(rest)?.1.len()) }
    };
    let left = match kind {
        0 => read_u32(rest)?.1.len(),
        1 => after_limits(rest.get(1..)?)?,
        2 => after_limits(rest)?,
        3 => rest.get(2..)?.len(),
        4 => read_u32(rest.get(1..)?)?.1.len(),
        _ => return None,
    };
    rest.get(rest.len() - left..)
}

fn read_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = read_u32(bytes)?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
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

fn write_u32(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// The content after its length.
fn write_sized(bytes: &mut Vec<u8>, content: &[u8]) {
    write_u32(bytes, content.len());
    bytes.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";
    const CODE: &[u8] = &[10, 2, 1, 0];
    /// Names of the module, of a function, of labels; the size in two bytes, as linkers write it.
    const NAMES: &[u8] =
        &[0, 0x94, 0, 4, b'n', b'a', b'm', b'e', 0, 2, 1, b'm', 1, 4, 1, 0, 1, b'f', 3, 3, 1, 0, 0];

    #[test]
    fn only_the_names_go() {
        let other = [0, 5, 4, b'm', b'o', b'r', b'e'];
        let whole = [HEADER, CODE, NAMES, &other].concat();
        assert_eq!(without_names(&whole), [HEADER, CODE, &other].concat());
        let cut_off = &whole[..whole.len() - 2];
        assert_eq!(without_names(cut_off), cut_off);
        assert_eq!(without_names(b"no wasm"), b"no wasm");
    }

    #[test]
    fn only_the_names_of_functions_stay() {
        let kept = [0, 11, 4, b'n', b'a', b'm', b'e', 1, 4, 1, 0, 1, b'f'];
        assert_eq!(with_function_names(&[HEADER, CODE, NAMES].concat()), [HEADER, CODE, &kept].concat());
    }

    #[test]
    fn imports_of_every_kind_are_renamed() {
        let import = |name: &str, description: &[u8]| {
            [&[1, b'm', name.len() as u8], name.as_bytes(), description].concat()
        };
        let section = |f: &str, g: &str| {
            let entries = [
                import(f, &[0, 7]),
                import("table", &[1, 0x70, 1, 0x80, 1, 0xff, 1]),
                import("memory", &[2, 0, 17]),
                import("global", &[3, 0x7f, 1]),
                import(g, &[0, 0x80, 1]),
            ]
            .concat();
            let mut section = vec![IMPORTS, entries.len() as u8 + 1, 5];
            section.extend(entries);
            [HEADER, &section, CODE].concat()
        };
        let whole = section("__wbg_f_0123", "other");
        assert_eq!(imports(&whole), ["__wbg_f_0123", "table", "memory", "global", "other"]);
        let short = |name: &str| name.starts_with("__wbg").then(|| "a".to_owned());
        assert_eq!(with_imports_named(&whole, short), section("a", "other"));
    }
}

//! Gives what the page's wasm imports from its module short names: wasm-bindgen's end in hashes, which no host can
//! compress, and stand in both files.

use crate::sections::{imports, with_imports_named};

/// Renames what stands in the module exactly once, as a key at the start of a line.
pub(crate) fn shorten_imports(module: &mut String, wasm: &mut Vec<u8>) {
    let mut short_names = std::collections::HashMap::new();
    for name in imports(wasm) {
        let key = ["\n", &name, ": "].concat();
        if name.starts_with("__wb") && !short_names.contains_key(&name) && module.matches(&name).count() == 1
        {
            let short_name = format!("_{}", short_names.len());
            if let Some(at) = module.find(&key) {
                module.replace_range(at + 1..at + 1 + name.len(), &short_name);
                short_names.insert(name, short_name);
            }
        }
    }
    *wasm = with_imports_named(wasm, |name| short_names.get(name).cloned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_have_the_same_new_names() {
        let mut module =
            "const imports = {\n__wbg_a_01: function() {\n},\n__wbg_b_02: b,\n};\nb(__wbg_b_02);\n"
                .to_owned();
        let header = b"\0asm\x01\0\0\0";
        let section = |first: &str| {
            let entries = [
                &[1, b'm', first.len() as u8][..],
                first.as_bytes(),
                &[0, 0, 1, b'm', 10],
                b"__wbg_b_02",
                &[0, 0],
            ]
            .concat();
            [&header[..], &[2, entries.len() as u8 + 1, 2], &entries].concat()
        };
        let mut wasm = section("__wbg_a_01");
        shorten_imports(&mut module, &mut wasm);
        assert_eq!(module, "const imports = {\n_0: function() {\n},\n__wbg_b_02: b,\n};\nb(__wbg_b_02);\n");
        assert_eq!(wasm, section("_0"));
    }
}

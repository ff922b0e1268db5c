//! Takes indentation, empty lines and comments out of the modules that wasm-bindgen writes.

/// The module without what only a reader needs. Lines within a text that goes over several are left alone.
pub(crate) fn shorten(module: &str) -> String {
    let mut short = String::with_capacity(module.len());
    let (mut is_comment, mut is_text) = (false, false);
    for line in module.lines() {
        if is_text {
            short.push_str(line);
        } else {
            let line = line.trim();
            is_comment |= line.starts_with("/*");
            if is_comment || line.is_empty() || line.starts_with("//") {
                is_comment &= !line.ends_with("*/");
                continue;
            }
            short.push_str(line);
        }
        is_text ^= line.replace("\\`", "").matches('`').count() % 2 == 1;
        short.push('\n');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(module: &str, expected: &str) {
        assert_eq!(shorten(module), expected);
    }

    #[test]
    fn only_what_a_reader_needs_is_taken_out() {
        check("/* @ts-self-types */\n\nlet a = 1;\n", "let a = 1;\n");
        check(
            "/**\n * Docs.\n */\nfunction f() {\n    // why\n    return `${a}`;\n}\n",
            "function f() {\nreturn `${a}`;\n}\n",
        );
        check("const a = \"// no comment\";", "const a = \"// no comment\";\n");
        check("let a = `\n  // kept\n\n`;\n  b();", "let a = `\n  // kept\n\n`;\nb();\n");
    }
}

//! What is still against a rule, with the most findings of it by the beginning of the file's name. The list only
//! shrinks: more findings fail, and so does an entry that has none left.

const KNOWN: [(&str, &str, usize); 0] = [];

/// The findings that are new, and the entries that are done with.
pub(crate) fn beyond(rule: &str, findings: &[String]) -> Vec<String> {
    beyond_of(&KNOWN, rule, findings)
}

fn beyond_of(known: &[(&str, &str, usize)], rule: &str, findings: &[String]) -> Vec<String> {
    let mut rest = findings.to_vec();
    let mut result = Vec::new();
    for (_, start, most) in known.iter().filter(|(of, _, _)| *of == rule) {
        let (found, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|finding| finding.starts_with(start));
        rest = others;
        match found.len() {
            0 => result.push(format!(
                "tests/architecture/known.rs: no {rule} is left in {start}: take out its line"
            )),
            count if count > *most => {
                result.push(format!("{start}: {count} findings ({rule}), {most} were known"));
                result.extend(found);
            }
            _ => {}
        }
    }
    result.extend(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_only_shrinks() {
        let known = [("ring", "src/a/", 1), ("ring", "src/b/", 1), ("size", "src/c/", 1)];
        let findings = ["src/a/x.rs: ring", "src/a/y.rs: ring", "src/c/z.rs: ring"].map(str::to_owned);
        let found = beyond_of(&known, "ring", &findings);
        assert_eq!(found[0], "src/a/: 2 findings (ring), 1 were known");
        assert_eq!(found[1..3], findings[..2]);
        assert_eq!(found[3], "tests/architecture/known.rs: no ring is left in src/b/: take out its line");
        assert_eq!(found[4..], findings[2..]);
        assert_eq!(beyond_of(&known[..1], "ring", &findings[..1]), Vec::<String>::new());
    }
}

//! The page's Content-Security-Policy, written into the built `index.html`.
//!
//! The page is started by an inline script whose text changes with every build, so its hash can only be
//! taken afterwards; the check for old browsers is one, too. Everything else comes from the page's own folder; requests may go to any https host,
//! since the person chooses the API's address, and to this machine.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

/// Loopback, for a simulator or a proxy on the person's own machine; the policy's grammar has no IPv6.
const LOOPBACK: &str = "http://127.0.0.1:* http://localhost:*";

/// Writes the policy into the built page.
///
/// # Errors
/// When the page has no place for it, or no script to allow.
pub(crate) fn write(index: &Path) -> anyhow::Result<()> {
    let html = fs::read_to_string(index).with_context(|| format!("cannot read {}", index.display()))?;
    fs::write(index, with_policy(&html)?).with_context(|| format!("cannot write {}", index.display()))
}

fn with_policy(html: &str) -> anyhow::Result<String> {
    let scripts = inline_scripts(html);
    if !scripts.iter().any(|(tag, _)| tag.contains("module")) {
        bail!("index.html has no inline module: nothing starts the page");
    }
    let hashes: Vec<String> = scripts.into_iter().map(|(_, text)| source_of(text)).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; \
         img-src 'self' blob: data: https: {LOOPBACK}; connect-src 'self' blob: data: https: {LOOPBACK}; \
         worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    );
    let charset = html.find("<meta charset").context("index.html names no charset")?;
    let end = html.get(charset..).and_then(|rest| rest.find('>')).context("index.html is cut off")?;
    let (before, after) = html.split_at(charset + end + 1);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"))
}

/// The scripts that stand in the page itself, each as its tag's beginning and its text.
fn inline_scripts(html: &str) -> Vec<(&str, &str)> {
    html.match_indices("<script")
        .filter_map(|(start, _)| {
            let (tag, rest) = html.get(start..)?.split_once('>')?;
            let (text, _) = rest.split_once("</script>")?;
            (!tag.contains(" src=")).then_some((tag, text))
        })
        .collect()
}

fn source_of(script: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(script.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_the_page_itself_are_allowed() {
        let html =
            "<html><meta charset=utf-8><script type=module>let a = 1;</script><script src=./b.js></script>";
        let page = with_policy(html).unwrap();
        // printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
        let hash = source_of("let a = 1;");
        assert!(page.contains(&hash) && page.matches("'sha256-").count() == 1, "{page}");
        assert!(page.starts_with("<html><meta charset=utf-8><meta http-equiv="));
        let both = with_policy(&html.replace("<meta", "<script>check()</script><meta")).unwrap();
        assert!(both.contains(&hash) && both.contains(&source_of("check()")), "{both}");
        for started_otherwise in ["<script src=a.js></script>", "<script>check()</script>"] {
            assert!(with_policy(&format!("<meta charset=utf-8>{started_otherwise}")).is_err());
        }
    }
}

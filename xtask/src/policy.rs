//! The page's Content-Security-Policy, written into the built `index.html`.
//!
//! Trunk starts the page by an inline script whose text changes with every build, so its hash can only be
//! taken afterwards. Everything else comes from the page's own folder; requests may go to any https host,
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
    let hashes: Vec<String> = inline_scripts(html).into_iter().map(source_of).collect();
    if hashes.is_empty() {
        bail!("index.html has no inline script: Trunk starts the page in another way than expected");
    }
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; \
         img-src 'self' blob: data: https: {LOOPBACK}; connect-src 'self' blob: data: https: {LOOPBACK}; \
         worker-src 'self'; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    );
    let charset = html.find("<meta charset").context("index.html names no charset")?;
    let end = html.get(charset..).and_then(|rest| rest.find('>')).context("index.html is cut off")?;
    let (before, after) = html.split_at(charset + end + 1);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"))
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> Vec<&str> {
    html.match_indices("<script")
        .filter_map(|(start, _)| {
            let (tag, rest) = html.get(start..)?.split_once('>')?;
            let (text, _) = rest.split_once("</script>")?;
            (!tag.contains(" src=")).then_some(text)
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
        assert!(with_policy("<meta charset=utf-8><script src=a.js></script>").is_err());
    }
}

//! Reads `index.html` as it stands in the sources: what Trunk's tags (`<link data-trunk …>`) ask for, and the rest.

use anyhow::{Context as _, bail};

/// What one of Trunk's tags asks for. Paths are relative to the project's folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asset {
    /// A style sheet; together they become one.
    StyleSheet(String),
    /// A file that keeps its name.
    File(String),
    /// A folder that keeps its name.
    Folder(String),
    /// A program compiled to WebAssembly.
    Program(Program),
}

/// A program of the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// Name of cargo's binary.
    pub(crate) name: String,
    /// Whether it runs in a worker: a classic script with names that stay the same.
    pub(crate) is_worker: bool,
    /// Cargo's profile for publishing.
    pub(crate) profile: String,
    /// What wasm-opt is told, the level first.
    pub(crate) wasm_opt_options: Vec<String>,
}

/// The page without Trunk's tags, and what they asked for, in their order.
#[derive(Debug)]
pub(crate) struct Template {
    /// Without line ends and indentation between tags.
    pub(crate) html: String,
    pub(crate) assets: Vec<Asset>,
}

impl Template {
    /// # Errors
    /// When a tag is not understood.
    pub(crate) fn read(html: &str) -> anyhow::Result<Self> {
        let (mut rest, mut without, mut assets) = (html, String::new(), Vec::new());
        while let Some((before, tag_and_rest)) = rest.split_once("<link") {
            let (tag, after) = tag_and_rest.split_once('>').context("index.html ends within a tag")?;
            without.push_str(before);
            if attribute(tag, "data-trunk").is_some() {
                assets.push(Asset::read(tag)?);
            } else {
                without.extend(["<link", tag, ">"]);
            }
            rest = after;
        }
        without.push_str(rest);
        Ok(Self { html: in_one_line(&without), assets })
    }
}

impl Asset {
    fn read(tag: &str) -> anyhow::Result<Self> {
        let value = |name: &str| attribute(tag, name).map(str::to_owned);
        let href = || value("href").with_context(|| format!("a tag of index.html has no href: <link{tag}>"));
        Ok(match attribute(tag, "rel") {
            Some("css") => Self::StyleSheet(href()?),
            Some("copy-file") => Self::File(href()?),
            Some("copy-dir") => Self::Folder(href()?),
            Some("rust") => {
                let required = |name: &str| value(name).with_context(|| format!("a program has no {name}"));
                let level = format!("-O{}", required("data-wasm-opt")?);
                let options = value("data-wasm-opt-params").unwrap_or_default();
                Self::Program(Program {
                    name: required("data-bin")?,
                    is_worker: attribute(tag, "data-type") == Some("worker"),
                    profile: required("data-cargo-profile-release")?,
                    wasm_opt_options: std::iter::once(level)
                        .chain(options.split_whitespace().map(str::to_owned))
                        .collect(),
                })
            }
            other => bail!("index.html has a tag for Trunk that is not understood here: rel={other:?}"),
        })
    }
}

/// The value of an attribute of a tag; empty where it has none.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character == '/');
        let end = rest.find(|character: char| character.is_whitespace() || "=/".contains(character));
        let (found, after) = rest.split_at(end.unwrap_or(rest.len()));
        if found.is_empty() {
            return None;
        }
        let value = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        if found == name {
            return Some(value.map_or("", |(value, _)| value));
        }
        rest = value.map_or(after, |(_, after)| after);
    }
}

/// Lines without indentation; a line end between two tags says nothing.
fn in_one_line(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    for line in html.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !(short.is_empty() || short.ends_with('>') && line.starts_with('<')) {
            short.push('\n');
        }
        short.push_str(line);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_assets_and_the_rest_stays() {
        let template = Template::read(
            "<html>\n  <link rel=\"icon\" href=\"a.svg\" />\n  <link data-trunk rel=\"css\" href=\"b.css\" />\n  \
             <link\n    data-trunk\n    rel=\"rust\"\n    data-bin=\"w\"\n    data-type=\"worker\"\n    \
             data-cargo-profile-release=\"release\"\n    data-wasm-opt=\"3\"\n    \
             data-wasm-opt-params=\"--a --b\"\n  />\n  <p>one\n  two</p>\n</html>",
        )
        .unwrap();
        assert_eq!(template.html, "<html><link rel=\"icon\" href=\"a.svg\" /><p>one\ntwo</p></html>");
        let worker = Program {
            name: "w".to_owned(),
            is_worker: true,
            profile: "release".to_owned(),
            wasm_opt_options: ["-O3", "--a", "--b"].map(str::to_owned).to_vec(),
        };
        assert_eq!(template.assets, [Asset::StyleSheet("b.css".to_owned()), Asset::Program(worker)]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(Template::read("<link data-trunk rel=\"sass\" href=\"a\">").is_err());
        assert!(Template::read("<link data-trunk rel=\"css\">").is_err());
        assert!(Template::read("<link data-trunk").is_err());
    }

    #[test]
    fn the_page_of_the_project_is_understood() {
        let template = Template::read(include_str!("../../../index.html")).unwrap();
        let programs = template.assets.iter().filter(|asset| matches!(asset, Asset::Program(_))).count();
        assert_eq!(programs, 2);
        assert!(!template.html.contains("data-trunk"));
    }
}

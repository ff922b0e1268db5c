//! A source file of `src`, parsed once for the rules: its place in the crate and what it names outside of tests.

use crate::paths::{NamedPath, named_paths};
use crate::project::ProjectFile;
use crate::tokens::{Token, tokens, without_tests};

/// One source, without the code that is compiled for tests only.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a ProjectFile,
    /// Its module from the crate's root; a binary's begin with `bin`, then the binary's name.
    pub(crate) module: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    /// Every path in it.
    pub(crate) paths: Vec<NamedPath>,
    test_modules: Vec<Vec<String>>,
}

/// The sources, without the files of test modules.
pub(crate) fn parsed(files: &[ProjectFile]) -> Vec<Source<'_>> {
    let sources: Vec<Source<'_>> = files.iter().map(Source::new).collect();
    let tests: Vec<Vec<String>> = sources.iter().flat_map(|source| source.test_modules.clone()).collect();
    let is_tested_only = |source: &Source<'_>| tests.iter().any(|module| source.module.starts_with(module));
    sources.into_iter().filter(|source| !is_tested_only(source)).collect()
}

impl<'a> Source<'a> {
    fn new(file: &'a ProjectFile) -> Self {
        let module = module_of(&file.name);
        let (tokens, names) = without_tests(&tokens(&file.text));
        let test_modules =
            names.into_iter().map(|name| module.iter().cloned().chain([name]).collect()).collect();
        let paths = named_paths(&tokens, &module);
        Self { file, module, tokens, paths, test_modules }
    }
}

/// `src/core/mask/mod.rs` is `core::mask`, `src/core/price.rs` is `core::price`.
fn module_of(name: &str) -> Vec<String> {
    let inner = name.strip_prefix("src/").unwrap_or(name);
    let path = inner.strip_suffix(".rs").unwrap_or(inner);
    let path = path.strip_suffix("/mod").or_else(|| path.strip_suffix("/main")).unwrap_or(path);
    path.split('/').map(str::to_owned).collect()
}

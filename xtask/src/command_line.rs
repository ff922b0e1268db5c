//! What was asked on the command line.

use crate::bench::Bench;
use crate::browsers::OtherBrowser;

/// The help text.
pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N] [--watch]  set up what is missing, build, serve on loopback; --watch rebuilds on change
  build [--public-url P]      write the folder to publish: dist
  test                        set up what is missing, then check and test everything
  check                       formatting and lints only
  size                        bytes of every published file: raw and gzip
  simulator [--port N]        the providers' protocols on loopback, to try the page without paying
  bench <name>                measure: paint, fill, load, jobs, results, select or chaos
  bench paint --browser B     a stroke in firefox or webkit, as far as its driver tells
  conformance                 the official clients of the providers against the simulator
  screenshots                 pictures of the page's states, for the README and to look at";

/// The port that `serve` tries first.
const DEFAULT_PORT: u16 = 8080;

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print the help text.
    Help,
    /// Build and serve the page.
    Serve {
        /// Tried first; the next free one is taken.
        port: u16,
        /// Rebuild and reload on change, unoptimised.
        watch: bool,
    },
    /// Write the folder to publish.
    Build {
        /// Where it will be served; `None` = any path.
        public_url: Option<String>,
    },
    /// Everything that CI runs.
    Test,
    /// Formatting and lints.
    Check,
    /// The table of sizes.
    Size,
    /// The simulator in the foreground.
    Simulator {
        /// Handed on as they are.
        arguments: Vec<String>,
    },
    /// One measurement.
    Bench {
        /// Which.
        name: Bench,
    },
    /// Pictures of the page.
    Screenshots,
    /// The official clients against the simulator.
    Conformance,
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// A message that names what was not understood.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut rest = arguments;
    let name = rest.next();
    let command = match name.as_deref() {
        None | Some("help" | "--help" | "-h") => Command::Help,
        Some("serve") => return parse_serve(rest),
        Some("build") => return parse_build(rest),
        Some("simulator") => {
            return Ok(Command::Simulator { arguments: rest.collect() });
        }
        Some("bench") => {
            let name =
                rest.next().ok_or("bench needs a name: paint, fill, load, jobs, results, select or chaos")?;
            let name = Bench::from_word(&name).ok_or_else(|| {
                format!("no bench is called {name:?}: there are paint, fill, load, jobs, results, select and chaos")
            })?;
            return parse_bench(name, rest);
        }
        Some("test") => Command::Test,
        Some("check") => Command::Check,
        Some("size") => Command::Size,
        Some("conformance") => Command::Conformance,
        Some("screenshots") => Command::Screenshots,
        Some(other) => return Err(format!("no command is called {other:?}")),
    };
    match rest.next() {
        Some(extra) => Err(format!("{extra:?} is not understood here")),
        None => Ok(command),
    }
}

fn parse_serve(mut rest: impl Iterator<Item = String>) -> Result<Command, String> {
    let (mut port, mut watch) = (DEFAULT_PORT, false);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--watch" => watch = true,
            "--port" => {
                let text = rest.next().ok_or("--port needs a number")?;
                port = text
                    .parse()
                    .map_err(|_| format!("port is {text:?}, it must be a number from 0 to 65535"))?;
            }
            other => return Err(format!("serve does not take {other:?}")),
        }
    }
    Ok(Command::Serve { port, watch })
}

fn parse_build(mut rest: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut public_url = None;
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--public-url" => {
                public_url = Some(rest.next().ok_or("--public-url needs an address or a path")?);
            }
            other => return Err(format!("build does not take {other:?}")),
        }
    }
    Ok(Command::Build { public_url })
}

fn parse_bench(name: Bench, mut rest: impl Iterator<Item = String>) -> Result<Command, String> {
    let name = match (name, rest.next().as_deref()) {
        (name, None) => name,
        (Bench::Paint, Some("--browser")) => {
            let word = rest.next().ok_or("--browser needs a name: firefox or webkit")?;
            let browser = OtherBrowser::from_word(&word);
            Bench::PaintIn(
                browser.ok_or_else(|| format!("browser is {word:?}, it must be firefox or webkit"))?,
            )
        }
        (_, Some(extra)) => return Err(format!("{extra:?} is not understood here")),
    };
    match rest.next() {
        Some(extra) => Err(format!("{extra:?} is not understood here")),
        None => Ok(Command::Bench { name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Result<Command, &str>) {
        let result = parse(line.split_whitespace().map(str::to_owned));
        assert_eq!(result, expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn commands_are_read() {
        let serve = |port, watch| Ok(Command::Serve { port, watch });
        check("", Ok(Command::Help));
        check("serve", serve(8080, false));
        check("serve --watch --port 0", serve(0, true));
        check("build", Ok(Command::Build { public_url: None }));
        let public_url = Some("/pictures/".to_owned());
        check("build --public-url /pictures/", Ok(Command::Build { public_url }));
        check("bench fill", Ok(Command::Bench { name: Bench::Fill }));
        check(
            "bench paint --browser webkit",
            Ok(Command::Bench { name: Bench::PaintIn(OtherBrowser::WebKit) }),
        );
        let arguments = vec!["--port".to_owned(), "9000".to_owned()];
        check("simulator --port 9000", Ok(Command::Simulator { arguments }));
    }

    #[test]
    fn mistakes_are_named() {
        check("sreve", Err("no command is called \"sreve\""));
        check("serve --port x", Err("port is \"x\", it must be a number from 0 to 65535"));
        check("serve --port", Err("--port needs a number"));
        check("serve now", Err("serve does not take \"now\""));
        check("test all", Err("\"all\" is not understood here"));
        check("bench paint --browser lynx", Err("browser is \"lynx\", it must be firefox or webkit"));
        check("bench fill --browser firefox", Err("\"--browser\" is not understood here"));
        check("bench", Err("bench needs a name: paint, fill, load, jobs, results, select or chaos"));
        check(
            "bench speed",
            Err("no bench is called \"speed\": there are paint, fill, load, jobs, results, select and chaos"),
        );
    }
}

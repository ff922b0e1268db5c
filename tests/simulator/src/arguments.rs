//! The command line.

use std::time::Duration;

use crate::settings::Settings;

/// What the command line says when asked for help.
pub const USAGE: &str = "\
usage: simulator [--port N] [--stop-with-stdin] [--max-minutes M] [--queue-millis Q] [--run-millis R] [--seed S]

  --port N            port on 127.0.0.1, 0 = any free one (default 8899)
  --stop-with-stdin   stop when standard input ends
  --max-minutes M     stop after M minutes (default 240)
  --queue-millis Q    how long a job waits (default 300)
  --run-millis R      how long a job runs, at least (default 700)
  --seed S            names of jobs and files are repeatable (default: from the clock)";

/// Longest run that can be asked for: a week, in minutes.
const MAX_MINUTES: u64 = 7 * 24 * 60;
/// Longest wait of a job that can be asked for: an hour, in milliseconds.
const MAX_PHASE_MILLIS: u64 = 3_600_000;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// Port on 127.0.0.1; 0 = any free one.
    pub port: u16,
    /// Stop when standard input ends.
    pub stop_with_stdin: bool,
    /// Stop after this long.
    pub max_run: Duration,
    /// How jobs behave at first.
    pub settings: Settings,
    /// Seed of the names; `None` = from the clock.
    pub seed: Option<u64>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            port: 8899,
            stop_with_stdin: false,
            max_run: Duration::from_hours(4),
            settings: Settings::default(),
            seed: None,
        }
    }
}

/// Reads the words after the program's name.
///
/// # Errors
/// A message that names the word and what it may be.
pub fn parse(words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut words = words;
    while let Some(word) = words.next() {
        let mut number = |limit: u64| {
            let value = words.next().unwrap_or_default();
            value
                .parse::<u64>()
                .ok()
                .filter(|number| *number <= limit)
                .ok_or_else(|| format!("{word} is {value:?}, it can be 0 to {limit}"))
        };
        match word.as_str() {
            "--port" => arguments.port = number(u64::from(u16::MAX))? as u16,
            "--stop-with-stdin" => arguments.stop_with_stdin = true,
            "--max-minutes" => arguments.max_run = Duration::from_mins(number(MAX_MINUTES)?),
            "--queue-millis" => {
                arguments.settings.queue = Duration::from_millis(number(MAX_PHASE_MILLIS)?);
            }
            "--run-millis" => arguments.settings.run = Duration::from_millis(number(MAX_PHASE_MILLIS)?),
            "--seed" => arguments.seed = Some(number(u64::MAX)?),
            _ => return Err(format!("unknown argument {word:?}")),
        }
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Result<Arguments, &str>) {
        let parsed = parse(line.split_whitespace().map(str::to_owned));
        assert_eq!(parsed, expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn arguments_are_read_and_refused() {
        check("", Ok(Arguments::default()));
        check(
            "--port 0 --stop-with-stdin --max-minutes 5 --seed 9",
            Ok(Arguments {
                port: 0,
                stop_with_stdin: true,
                max_run: Duration::from_mins(5),
                seed: Some(9),
                ..Arguments::default()
            }),
        );
        check("--port 70000", Err("--port is \"70000\", it can be 0 to 65535"));
        check("--port", Err("--port is \"\", it can be 0 to 65535"));
        check("--host x", Err("unknown argument \"--host\""));
    }
}

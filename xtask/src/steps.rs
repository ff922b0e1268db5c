//! Named, timed steps; what a failing one printed is shown last.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::process::Output;

/// When the output of the steps' programs is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// As it comes: a person waits for one thing.
    Live,
    /// Only when the step fails, after all steps, with a closing count: many checks.
    OnFailure,
}

/// A run of steps.
#[derive(Debug)]
pub(crate) struct Steps {
    show: Show,
    logs: PathBuf,
    /// How many there will be, where that is known.
    expected: Option<usize>,
    passed: usize,
    failures: Vec<Failure>,
    /// Left out: what they need is not on this machine.
    left_out: usize,
}

#[derive(Debug)]
struct Failure {
    name: String,
    message: String,
    log: Option<PathBuf>,
}

/// A step that runs beside others.
#[derive(Debug)]
pub(crate) struct Started<'scope, T> {
    name: &'static str,
    log: Option<PathBuf>,
    thread: ScopedJoinHandle<'scope, (anyhow::Result<T>, Duration)>,
}

impl Steps {
    /// No step yet of `expected`; `logs` is the folder for what they print.
    ///
    /// # Errors
    /// When that folder cannot be made.
    pub(crate) fn new(show: Show, logs: PathBuf, expected: Option<usize>) -> anyhow::Result<Self> {
        fs::create_dir_all(&logs).with_context(|| format!("cannot make {}", logs.display()))?;
        Ok(Self { show, logs, expected, passed: 0, failures: Vec::new(), left_out: 0 })
    }

    /// Runs one step and prints its name and time. `None` when it failed; the failure is told by
    /// [`Self::finish`].
    pub(crate) fn run<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Output) -> anyhow::Result<T>,
    ) -> Option<T> {
        let log = self.new_log(name);
        self.begin(name);
        let (result, time) = timed(log.as_deref(), work);
        self.record(name, log, result, time)
    }

    /// Starts a step beside those that follow; [`Self::wait_for`] is where it counts.
    pub(crate) fn start<'scope, T: Send + 'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        name: &'static str,
        work: impl FnOnce(&Output) -> anyhow::Result<T> + Send + 'scope,
    ) -> Started<'scope, T> {
        let log = self.new_log(name);
        let thread = scope.spawn({
            let log = log.clone();
            move || timed(log.as_deref(), work)
        });
        Started { name, log, thread }
    }

    /// Waits for a started step and prints its name and how long it took, waiting or not. `None` when it failed.
    pub(crate) fn wait_for<T>(&mut self, started: Started<'_, T>) -> Option<T> {
        let Started { name, log, thread } = started;
        self.begin(name);
        let (result, time) =
            thread.join().unwrap_or_else(|_| (Err(anyhow::anyhow!("the step ended early")), Duration::ZERO));
        self.record(name, log, result, time)
    }

    /// The file for a step's output, emptied; none where it is shown as it comes.
    fn new_log(&self, name: &str) -> Option<PathBuf> {
        let log = (self.show == Show::OnFailure).then(|| self.logs.join(log_name(name)))?;
        // What an earlier run left; if it cannot be removed, the step says why it cannot write.
        let _ = fs::remove_file(&log);
        Some(log)
    }

    fn record<T>(
        &mut self,
        name: &str,
        log: Option<PathBuf>,
        result: anyhow::Result<T>,
        time: Duration,
    ) -> Option<T> {
        let time = seconds(time);
        match result {
            Ok(value) => {
                self.end(name, &format!("ok, {time}"));
                self.passed += 1;
                Some(value)
            }
            Err(error) => {
                self.end(name, &format!("FAILED, {time}"));
                self.failures.push(Failure { name: name.to_owned(), message: format!("{error:#}"), log });
                None
            }
        }
    }

    /// Counts a step that cannot run as failed: it did not pass.
    pub(crate) fn not_run(&mut self, name: &str, reason: &str) {
        println!("{}{name} ... not run: {reason}", self.position());
        self.failures.push(Failure {
            name: name.to_owned(),
            message: format!("not run: {reason}"),
            log: None,
        });
    }

    /// Counts a step whose browser or tool is not on this machine and is not installed by itself: not passed, and no
    /// failure.
    pub(crate) fn leave_out(&mut self, name: &str, reason: &str) {
        println!("{}{name} ... not run: {reason}", self.position());
        self.left_out += 1;
    }

    /// `step 2 of 6: ` for the step that comes now.
    fn position(&self) -> String {
        let now = self.passed + self.failures.len() + self.left_out + 1;
        self.expected.map(|expected| format!("step {now} of {expected}: ")).unwrap_or_default()
    }

    fn begin(&self, name: &str) {
        let position = self.position();
        match self.show {
            Show::Live => println!("{position}{name} ..."),
            Show::OnFailure => {
                print!("{position}{name} ... ");
                // The name must stand there while the step runs; a closed terminal is no failure.
                let _ = std::io::stdout().flush();
            }
        }
    }

    fn end(&self, name: &str, outcome: &str) {
        match self.show {
            Show::Live => println!("{name}: {outcome}"),
            Show::OnFailure => println!("{outcome}"),
        }
    }

    /// `12 passed, 0 failed`, and what was left out, if anything.
    fn count(&self) -> String {
        let count = format!("{} passed, {} failed", self.passed, self.failures.len());
        if self.left_out == 0 { count } else { format!("{count}, {} not run", self.left_out) }
    }

    /// Shows what failed and, for many checks, the closing count.
    pub(crate) fn finish(self) -> ExitCode {
        for failure in &self.failures {
            println!("\n---- {}", failure.name);
            if let Some(text) = failure.log.as_ref().and_then(|log| fs::read(log).ok()) {
                println!("{}", String::from_utf8_lossy(&text).trim_end());
            }
            println!("error: {}: {}", failure.name, failure.message);
        }
        if self.show == Show::OnFailure {
            println!("\n{}", self.count());
        }
        if self.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn timed<T>(
    log: Option<&Path>,
    work: impl FnOnce(&Output) -> anyhow::Result<T>,
) -> (anyhow::Result<T>, Duration) {
    let start = Instant::now();
    let result = work(&log.map_or(Output::Shown, |log| Output::Kept(log.to_owned())));
    (result, start.elapsed())
}

/// The file of a step's output: its name in letters that every file system takes.
fn log_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("{plain}.log")
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_counted_and_the_others_go_on() {
        let logs = std::env::temp_dir().join(format!("pentimento-steps-{}", std::process::id()));
        let mut steps = Steps::new(Show::OnFailure, logs.clone(), Some(4)).unwrap();
        assert_eq!(steps.position(), "step 1 of 4: ");
        assert_eq!(steps.run("one", |_| Ok(1)), Some(1));
        assert_eq!(steps.run("two: bad", |_| anyhow::bail!("no")), None::<()>);
        steps.not_run("three", "two failed");
        assert_eq!(steps.position(), "step 4 of 4: ");
        assert_eq!(steps.run("four", |output| output.line("hello")), Some(()));
        assert_eq!(fs::read_to_string(logs.join("four.log")).unwrap(), "hello\n");
        let beside = std::thread::scope(|scope| {
            let good = steps.start(scope, "five", |output| output.line("hi").map(|()| 5));
            let bad = steps.start(scope, "six", |_| anyhow::bail!("no"));
            (steps.wait_for::<()>(bad), steps.wait_for(good))
        });
        assert_eq!(beside, (None, Some(5)));
        assert_eq!(fs::read_to_string(logs.join("five.log")).unwrap(), "hi\n");
        let failed: Vec<_> = steps.failures.iter().map(|failure| failure.name.as_str()).collect();
        assert_eq!((steps.passed, failed), (3, vec!["two: bad", "three", "six"]));
        assert_eq!(steps.count(), "3 passed, 3 failed");
        steps.leave_out("seven", "there is none here");
        assert_eq!(steps.count(), "3 passed, 3 failed, 1 not run");
        assert_eq!(steps.position(), "step 8 of 4: ");
        assert_eq!(format!("{:?}", steps.finish()), format!("{:?}", ExitCode::FAILURE));
        fs::remove_dir_all(logs).unwrap();
    }
}

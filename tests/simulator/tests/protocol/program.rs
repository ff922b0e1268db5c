//! The program: its first line, its end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

#[test]
fn it_says_where_it_listens_and_ends_with_stdin() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(["--port", "0", "--stop-with-stdin", "--max-minutes", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(program.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    let address = first.trim().strip_prefix("listening on ").unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{first}");
    let answer = ureq::get(format!("{address}/__control/settings")).call().unwrap();
    assert_eq!(answer.status(), 200);

    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    for key in ["sim-ok ", "sim-402 ", "sim-504-accepted "] {
        assert!(rest.contains(key), "{key:?} in {rest}");
    }
}

#[test]
fn it_refuses_what_it_does_not_know() {
    let output = Command::new(env!("CARGO_BIN_EXE_simulator")).args(["--host", "0.0.0.0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("unknown argument \"--host\""), "{message}");
}

//! The simulator as a program: prints where it listens and the keys to try, and serves until it is stopped.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use simulator::arguments::{self, Arguments, USAGE};
use simulator::fault::Fault;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let arguments = match arguments::parse(words.into_iter()) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("error: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot serve on port {}: {error}", arguments.port);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: &Arguments) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    print_banner(listener.local_addr()?)?;
    let server = simulator::serve(listener, arguments.settings.clone(), arguments.seed);
    let until = tokio::time::timeout(arguments.max_run, server);
    if !arguments.stop_with_stdin {
        // Running out of time is the agreed end.
        return until.await.unwrap_or(Ok(()));
    }
    let stdin_ended = end_of_stdin();
    tokio::pin!(until);
    tokio::select! {
        outcome = &mut until => outcome.unwrap_or(Ok(())),
        _ = stdin_ended => Ok(()),
    }
}

/// Resolves when standard input ends. A thread of its own reads it, for a read cannot be interrupted and
/// must not hold the runtime back at the end.
fn end_of_stdin() -> oneshot::Receiver<()> {
    let (ended, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0_u8; 256];
        let mut stdin = io::stdin().lock();
        while matches!(stdin.read(&mut buffer), Ok(1..)) {}
        // The receiver is gone only when the program is ending anyway.
        let _ = ended.send(());
    });
    receiver
}

fn print_banner(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    writeln!(out, "\nModelRunner API address      http://{address}")?;
    writeln!(out, "ModelRunner storage address  http://{address}")?;
    writeln!(out, "fal API address              http://{address}/__h/queue.fal.run")?;
    writeln!(out, "fal storage address          http://{address}/__h/rest.fal.ai")?;
    writeln!(out, "OpenAI API address           http://{address}/v1")?;
    writeln!(out, "proxies                      http://{address}/api/modelrunner/proxy and /api/fal/proxy")?;
    writeln!(out, "one port for all hosts       http://{address}/__h/{{hostname}}{{path}}")?;
    writeln!(out, "\nkeys to try:")?;
    for fault in Fault::ALL {
        writeln!(out, "  {:<22} {}", format!("sim-{}", fault.word()), fault.meaning())?;
    }
    writeln!(
        out,
        "\nfor tests: GET /__control/log, POST /__control/reset, GET and POST /__control/settings"
    )?;
    out.flush()
}
